"""Toxicity grades."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError

CRITERIA = frame(
    TERM=["Anemia", "Anemia", "ALT", "ALT", "ALT", "ALT"],
    DIRECTION=["L", "L", "H", "H", "H", "H"],
    GRADE=[1, 2, 1, 2, 1, 2],
    LOW=[None, None, 1, 3, 1.5, 3],
    LOW_INCL=["N"] * 6,
    HIGH=[1, 0.8, 3, 5, 3, 5],
    HIGH_INCL=["N", "N", "Y", "Y", "Y", "Y"],
    MULTIPLE_OF=["LLN", "LLN", "ULN", "ULN", "BASE", "BASE"],
    BASELINE=["any", "any", "normal", "normal", "abnormal", "abnormal"],
)
TEXT = """{toxicity_grade: {criteria: G, low: TL, high: TH, base: BASE, baseline_indicator: BNRIND},
  also: {ATOXGRL: $low, ATOXGRH: $high}}"""


def graded(aval, low=None, high=None, base=30.0, indicator="NORMAL", lln=100.0):
    """Give the grade of one result; ULN is 40."""
    own = frame(
        USUBJID=["1"] * 2,
        AVAL=[aval, 50.0],
        ANRLO=[lln, 100.0],
        ANRHI=[40.0, 40.0],
        BASE=[base, 30.0],
        BNRIND=[indicator, "NORMAL"],
        TL=[low, "Anemia"],
        TH=[high, "ALT"],
    )
    value = run(TEXT, rows_of(own, tables={"G": CRITERIA}), "ATOXGR").columns["ATOXGR"].iloc[:1]
    return (value.dropna().tolist() or [None])[0]


def test_a_low_result_has_a_negative_grade():
    """Below 100 grade 1, below 80 grade 2; at 100 none."""
    assert ("-1", "-2", "0") == (
        graded(90.0, "Anemia"),
        graded(79.0, "Anemia"),
        graded(100.0, "Anemia"),
    )


def test_each_boundary_of_a_high_result():
    """More than 1 x ULN to 3 x ULN is grade 1, more than that to 5 x ULN grade 2."""
    values = (40.0, 40.1, 120.0, 120.1)
    assert ("0", "1", "1", "2") == tuple(graded(one, None, "ALT") for one in values)


def test_an_abnormal_baseline_has_its_own_criteria():
    """130 is more than 3 x 40, but 130 / 60 is between 1.5 and 3."""
    assert "1" == graded(130.0, None, "ALT", base=60.0, indicator="HIGH")


def test_what_cannot_be_decided_is_missing():
    """No result; no limit; no baseline indicator; no term."""
    assert graded(None, "Anemia") is None
    assert graded(90.0, "Anemia", lln=None) is None
    assert graded(130.0, None, "ALT", indicator=None) is None
    assert graded(90.0) is None


def test_a_term_without_a_criterion_is_an_error():
    """A misspelt term does not pass as grade 0."""
    with pytest.raises(MappingError) as error:
        graded(90.0, "Anaemia")
    assert "mapping.unmatched" == error.value.code


def test_a_criterion_may_ask_for_more_input():
    """Multiples of the baseline need the baseline."""
    own = frame(USUBJID=["1"], AVAL=[1.0], ANRLO=[1.0], ANRHI=[1.0], TH=["ALT"])
    with pytest.raises(MappingError) as error:
        run("toxicity_grade: {criteria: G, high: TH}", rows_of(own, tables={"G": CRITERIA}), "X")
    assert "mapping.missing-input" == error.value.code
