"""Results of figures of every kind."""

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure import test_curves as curves
from tests.unit.analysis.figure import test_dots as dots
from tests.unit.analysis.figure import test_flow as flow
from tests.unit.analysis.figure import test_forest as forest
from tests.unit.analysis.figure import test_people as people
from tests.unit.analysis.figure import test_places as places
from tlfgen.analysis.bench import open_bench
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.slots import Formula

KINDS = {
    "km": (curves.KM, curves.data),
    "lines": (places.LINES, places.data),
    "profiles": (people.PROFILES, places.data),
    "box": (people.BOX, places.data),
    "scatter": (people.SCATTER, people.labs),
    "forest": (forest.FOREST, places.data),
    "dots": (dots.DOTS, dots.data),
    "flow": (flow.FLOW, lambda: (make.subjects("HHLP   "),)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_filter_finds_the_records(kind):
    """The filter of a result, evaluated on its dataset, gives as many records as it says."""
    text, given = KINDS[kind]
    datasets = given()
    bench = open_bench({one.name: one for one in datasets}, make.study())
    for result in make.results(text, *datasets).results:
        if result.n_records is None:
            continue
        records = bench.records(result.dataset)
        expected = len(records)
        if result.record_filter:
            tree = parse_filter(result.record_filter, None)
            expected = int(bench.mask(records, Formula(tree)).sum())
        assert expected == result.n_records, result.result_id


@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_unique(kind):
    """Every result has its own id."""
    text, given = KINDS[kind]
    found = make.results(text, *given()).results
    assert len(found) == len({one.result_id for one in found})


@pytest.mark.parametrize("kind", KINDS)
def test_order_of_records_does_not_matter(kind):
    """The same records in another order give the same results."""
    text, given = KINDS[kind]
    datasets = given()
    turned = []
    for one in datasets:
        frame = one.frame if one.name == "ADSL" else one.frame.iloc[::-1].reset_index(drop=True)
        turned.append(one.with_frame(frame))
    first = {one.result_id: one.number for one in make.results(text, *datasets).results}
    second = {one.result_id: one.number for one in make.results(text, *turned).results}
    assert {name: pytest.approx(value, nan_ok=True) for name, value in first.items()} == second
