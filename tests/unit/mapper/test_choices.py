"""Answers of checkboxes."""

import pytest

from tests.mapping import frame, rows_of, run

BOXES = frame(
    USUBJID=["1", "2", "3", "4"],
    W=["Y", "Y", None, None],
    B=[None, "Y", None, "N"],
    A=[None, "Y", None, "Y"],
)
CHOICES = "choices: {WHITE: W, BLACK OR AFRICAN AMERICAN: B, ASIAN: A}"


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("", ["WHITE", "MULTIPLE", "", "ASIAN"]),
        (", several: OTHER", ["WHITE", "OTHER", "", "ASIAN"]),
        (", number: 1", ["", "WHITE", "", ""]),
        (", number: 3", ["", "ASIAN", "", ""]),
        (", number: 4", ["", "", "", ""]),
    ],
)
def test_one_answer_several_or_none(more, wanted):
    """Subject 2 checked all three boxes, subject 3 none."""
    made = run(f"multiple_choice: {{{CHOICES}{more}}}", rows_of(BOXES), "RACE").columns["RACE"]
    assert wanted == made.fillna("").tolist()
