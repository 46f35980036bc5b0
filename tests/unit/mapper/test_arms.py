"""The actual arm by the treatment received."""

import pytest

from tests.mapping import frame, rows_of, run, sentence
from tlfgen.core.errors import SpecError

EX = frame(
    USUBJID=["1", "1", "2", "3", "3", "4", "7"],
    EXSEQ=[1, 2, 1, 1, 2, 1, 1],
    EXTRT=["DRUG", "DRUG", "PLACEBO", "PLACEBO", "DRUG", "OTHER", "DRUG"],
    EXDOSE=[5.0, 5.0, 0.0, 0.0, 5.0, 1.0, 0.0],
)
DM = frame(
    USUBJID=["1", "2", "3", "4", "5", "6", "7", "8"],
    ARM=["Drug", "Drug", "Placebo", "Drug", "Placebo", None, "Drug", None],
    FAIL=["N", "N", "N", "N", "N", "Y", "N", "N"],
)
SET = """actual_arm:
  from: EX
  where: EXDOSE > 0 or EXTRT != 'DRUG'
  treatment: EXTRT
  arms: {Drug: DRUG, Placebo: [PLACEBO]}
  arm: ARM
  screen_failure: FAIL = 'Y'
also: {ARMNRS: $reason, ACTARMUD: $description}
"""


def made(text, name):
    """Give a column for the eight subjects, blank where missing."""
    return run(text, rows_of(DM, {"EX": EX}), "ACTARM").columns[name].fillna("").tolist()


def test_the_arm_of_the_treatments_received():
    """Subject 2 was assigned the drug and received placebo; 3 received both; 7 no dose above 0."""
    assert ["Drug", "Placebo", "", "", "", "", "", ""] == made(SET, "ACTARM")


def test_the_reason_where_there_is_none():
    """Every line of the decision table."""
    treated = ["", "", "UNPLANNED TREATMENT", "UNPLANNED TREATMENT"]
    untreated = ["ASSIGNED, NOT TREATED", "SCREEN FAILURE", "ASSIGNED, NOT TREATED", "NOT ASSIGNED"]
    assert [*treated, *untreated] == made(SET, "ARMNRS")


def test_the_unplanned_treatment_is_described():
    """Its names, sorted."""
    assert ["", "", "DRUG; PLACEBO", "OTHER", "", "", "", ""] == made(SET, "ACTARMUD")


def test_the_order_of_treatments_may_count():
    """A crossover arm is a sequence; a treatment that follows itself counts once."""
    text = """actual_arm: {from: EX, treatment: EXTRT, order: [EXSEQ], arm: ARM,
      arms: {AB: [PLACEBO, DRUG], BA: [DRUG, PLACEBO], A: DRUG}}"""
    assert ["A", "", "AB", "", "", "", "A", ""] == made(text, "ACTARM")


def test_two_arms_of_the_same_treatments():
    """They cannot be told apart."""
    text = "actual_arm: {from: EX, treatment: EXTRT, arm: ARM, arms: {A: X, B: [X]}}"
    with pytest.raises(SpecError) as caught:
        sentence(text)
    assert caught.value.code == "spec.arms-alike"
