"""What holds for the cutting of sources."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.frame.table import HeldTable
from tlfgen.mapper.parts import cut_sources

SPEC = """
dataset: ADLB
keys: [USUBJID, AVAL]
sources: {LB: sdtm.LB}
variables: {USUBJID: {}, AVAL: {}}
records: {from: LB}
columns: {USUBJID: LB.USUBJID, AVAL: LB.USUBJID}
"""
KEYS = st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=1, max_size=12)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(KEYS, st.integers(1, 6))
def test_parts_take_every_record_once(found, target):
    """Every record is in one part, no subject in two, and the parts follow the subjects."""
    tables = {"sdtm.LB": HeldTable(dataset("LB", frame(USUBJID=found)))}
    parts = cut_sources(dataset_spec(SPEC), tables, study(), target)
    if parts == [{}]:
        assert len(found) <= target or len(set(found)) == 1
        return
    taken = [part["sdtm.LB"].tolist() for part in parts]
    assert sorted(range(len(found))) == sorted(place for part in taken for place in part)
    bounds = [(min(found[at] for at in part), max(found[at] for at in part)) for part in taken]
    assert all(one[1] < other[0] for one, other in itertools.pairwise(bounds))
