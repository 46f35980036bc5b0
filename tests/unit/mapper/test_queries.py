"""Query variables, carried out."""

import pytest

from tests.mapping import dataset, dataset_spec, frame, rows_of, run, study
from tlfgen.core.errors import SpecError
from tlfgen.mapper.engine import build_dataset

TABLE = frame(
    PREFIX=["SMQ01", "SMQ01", "SMQ01", "CQ01"],
    GRPNAME=["Liver", "Liver", "Liver", "Skin"],
    GRPID=[20000005.0, 20000005.0, 20000005.0, None],
    SCOPE=["BROAD", "NARROW", "NARROW", None],
    SCOPEN=[2, 1, 1, None],
    SRCVAR=["AEDECOD", "AEDECOD", "AELLTCD", "AEDECOD"],
    TERMCHAR=["HEPATITIS", "HEPATITIS", None, "RASH"],
    TERMNUM=[None, None, 101.0, None],
)


def rows():
    """Give four events: a term twice in a query, a code in it, another term, none."""
    own = frame(
        USUBJID=["1"] * 4,
        AEDECOD=["Hepatitis", "Jaundice", "rash", "Cough"],
        AELLTCD=[1, 101, 2, None],
    )
    return rows_of(own, tables={"QUERY": TABLE})


def test_terms_and_codes_find_their_query():
    """A term is compared whatever its case, a number with the numbers of the table."""
    text = "queries: {table: QUERY, match: [AEDECOD, AELLTCD]}"
    made = run(text, rows(), "SMQ01NAM", "CQ01NAM").columns
    assert ["Liver", "Liver", None, None] == made["SMQ01NAM"].astype(object).where(
        made["SMQ01NAM"].notna(), None
    ).tolist()
    assert [False, False, True, False] == made["CQ01NAM"].notna().tolist()


def test_narrow_scope_wins():
    """A term in the narrow and the broad scope is narrow."""
    text = "queries: {table: QUERY, match: [AEDECOD]}"
    made = run(text, rows(), "SMQ01SC", "SMQ01SCN").columns
    assert "NARROW" == made["SMQ01SC"].tolist()[0]
    assert 1 == made["SMQ01SCN"].tolist()[0]


def test_other_names_are_refused():
    """A target that is not a query variable is an error."""
    with pytest.raises(SpecError) as error:
        run("queries: {table: QUERY, match: [AEDECOD]}", rows(), "AECAT")
    assert "spec.not-a-query-variable" == error.value.code


def test_recipe_makes_the_described_query_variables():
    """The key queries: makes every query variable that the metadata describe."""
    spec = dataset_spec(
        """
dataset: ADAE
sources: {AE: sdtm.AE, QUERY: ref.queries}
records: {from: AE}
variables: {USUBJID: {}, AEDECOD: {}, CQ01NAM: {}, SMQ01NAM: {}}
columns:
  USUBJID, AEDECOD: AE.*
queries: {table: QUERY, match: [AEDECOD], make: [CQ]}
"""
    )
    events = frame(USUBJID=["1", "1"], AEDECOD=["RASH", "COUGH"])
    given = {"sdtm.AE": dataset("AE", events), "ref.queries": dataset("queries", TABLE)}
    made = build_dataset(spec, given, study()).dataset
    assert ("USUBJID", "AEDECOD", "CQ01NAM") == made.names
    assert ["Skin"] == made.frame["CQ01NAM"].dropna().tolist()
