"""Best overall responses, decided by hand from RECIST 1.1."""

import pytest

from tests.mapping import day, frame, rows_of, run
from tlfgen.core.errors import MappingError
from tlfgen.mapper.response import best_of
from tlfgen.spec.verbs.response import Confirmation

RULE = Confirmation(min_days=28, not_evaluable=1)
CASES = [  # assessments by day, without and with confirmation; stable disease counts from day 42
    ("30 CR, 60 CR", "CR", "CR"),
    ("30 CR, 50 CR", "CR", "SD"),
    ("30 CR, 40 CR", "CR", "NE"),
    ("30 CR, 60 PD", "CR", "PD"),
    ("30 CR, 45 NE, 60 CR", "CR", "CR"),
    ("30 CR, 40 NE, 50 ND, 60 CR", "CR", "SD"),
    ("30 CR, 60 PR", "CR", "SD"),
    ("30 CR, 60 SD, 90 PD", "CR", "SD"),
    ("30 PR, 60 PR", "PR", "PR"),
    ("30 PR, 60 CR", "CR", "PR"),
    ("30 PR, 60 CR, 90 CR", "CR", "CR"),
    ("30 PR, 45 SD, 60 PR", "PR", "SD"),
    ("45 PR, 60 PD, 90 PR", "PR", "SD"),
    ("30 SD, 60 PD", "PD", "PD"),
    ("30 SD", "NE", "NE"),
    ("45 SD, 60 PD", "SD", "SD"),
    ("45 NON-CR/NON-PD, 90 PD", "NON-CR/NON-PD", "NON-CR/NON-PD"),
    ("30 NON-CR/NON-PD, 60 PD", "PD", "PD"),
    ("30 NE, 60 NE", "NE", "NE"),
    ("30 PD, 60 CR, 90 CR", "PD", "PD"),
    ("", None, None),
]


def assessments(text):
    """Give the assessments of a case."""
    pairs = [one.split() for one in text.split(", ")] if text else []
    return [(int(day_), response) for day_, response in pairs]


@pytest.mark.parametrize(("text", "plain", "confirmed"), CASES)
def test_a_subject(text, plain, confirmed):
    """Nothing after the first progression counts."""
    given = assessments(text)
    for rule, wanted in ((None, plain), (RULE, confirmed)):
        best = best_of(given, late=42, rule=rule)
        assert wanted == (best and best[0])


def test_one_stable_disease_may_stand_between_two_partial_responses():
    """Where the study accepts it, once."""
    rule = Confirmation(stable_allowed=True)
    assert ("PR", 0) == best_of(assessments("30 PR, 45 SD, 60 PR"), late=42, rule=rule)
    two = best_of(assessments("30 PR, 40 SD, 45 SD, 60 PR"), late=42, rule=rule)
    assert ("SD", 2) == two


RS = frame(
    USUBJID=["1", "1", "1", "2", "4"],
    ADT=[day("2024-02-01"), day("2024-03-01"), None, day("2024-01-20"), day("2024-03-01")],
    AVALC=["PR", "PR", "PD", "sd", "SD"],
)
ADSL = frame(
    USUBJID=["1", "2", "3", "4"], RANDDT=[day("2024-01-01"), day("2024-01-01"), None, None]
)
TEXT = """best_response: {from: RS, date: ADT, response: AVALC, start: RANDDT, stable_days: 42,
  confirm: {min_days: 28}}
also: {BORDT: $date}"""


def test_subjects_of_a_dataset():
    """Early stable disease is not evaluable, so is one without a start; no assessment is told."""
    made = run(TEXT, rows_of(ADSL, {"RS": RS}), "BOR").columns
    assert ["PR", "NE", "MISSING", "NE"] == made["BOR"].tolist()
    dates = made["BORDT"].dt.strftime("%F").fillna("").tolist()
    assert ["2024-02-01", "2024-01-20", "", "2024-03-01"] == dates


def test_a_word_that_is_no_response():
    """It is told with the words allowed."""
    given = RS.assign(AVALC=RS["AVALC"].replace("sd", "STABLE"))
    with pytest.raises(MappingError) as caught:
        run(TEXT, rows_of(ADSL, {"RS": given}), "BOR")
    assert caught.value.code == "mapping.unknown-response"


def test_two_assessments_of_one_day():
    """Which of them counts is for the study to say."""
    given = frame(USUBJID=["1", "1"], ADT=[day("2024-02-01")] * 2, AVALC=["PR", "SD"])
    with pytest.raises(MappingError) as caught:
        run(TEXT, rows_of(ADSL, {"RS": given}), "BOR")
    assert caught.value.code == "mapping.tie"
