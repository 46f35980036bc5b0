"""Reports of comparisons in Markdown."""

from tlfgen.check.compare import AttributeDifference, Comparison, OneSided, ValueDifference
from tlfgen.check.compare_report import report_comparisons

NONE = OneSided(0, ())


def compared(name="ADSL", *, differences=(), **changed):
    """Give a comparison of ten records by one key with four further variables."""
    given = {
        "records_left": 10,
        "records_right": 10,
        "only_left": NONE,
        "only_right": NONE,
        "variables_left": (),
        "variables_right": (),
        "reordered": False,
        "labels": None,
        "attributes": (),
        **changed,
    }
    values = tuple(ValueDifference(*one, examples=()) for one in differences)
    return Comparison(name, ("USUBJID",), matched=10, compared=4, differences=values, **given)


def report(*found, alone=(), reasons=None):
    """Report comparisons."""
    return report_comparisons(found, alone, reasons or {}, 0.0)


def test_equal_datasets_have_one_row_each():
    """Records, matched records, variables, equal ones and the share of equal values."""
    assert "| ADSL | 10 | 10 | 5 | 5 | 100% |" in report(compared()).text.splitlines()
    assert "## " not in report(compared()).text


def test_share_counts_values_not_variables():
    """Five of fifty values differ."""
    found = report(compared(differences=[("AGE", 5, 2.5)]))
    assert "| ADSL | 10 | 10 | 5 | 4 | 90.0% |" in found.text.splitlines()


def test_variables_alike_stand_in_one_row_with_their_reason():
    """Two variables that differ in as many records for one reason are one row."""
    found = report(
        compared(differences=[("TRTSDT", 10, 7.0), ("TRTEDT", 10, 7.0), ("AGE", 1, None)]),
        reasons={"ADSL.TRT?D": "never", "ADSL.TRT*": "a week | late"},
    )
    shown = found.text.splitlines()
    assert "| ADSL | TRTSDT, TRTEDT | 0% (0 of 10) | 7 | [1] |" in shown
    assert "| ADSL | AGE | 90.0% (9 of 10) |  | [2] |" in shown
    assert ["- [1] a week | late", "- [2] No reason is given."] == [
        line for line in shown if line.startswith("- [")
    ]


def test_what_has_no_reason_is_named():
    """A difference without a reason, and a reason without a difference, are told apart."""
    found = report(compared(differences=[("AGE", 1, None)]), reasons={"ADAE.*": "other coding"})
    assert (("ADSL.AGE",), ("ADAE.*",)) == (found.unexplained, found.unused)


def test_sides_without_a_partner():
    """Datasets, records and variables of one side have a sentence each."""
    found = report(
        compared(only_left=OneSided(2, ()), variables_right=("BMI",), reordered=True),
        alone=["adae: only on the right."],
    )
    assert [
        "- adae: only on the right.",
        "- ADSL: 2 records only on the left.",
        "- ADSL: only on the right: BMI.",
        "- ADSL: the common variables stand in another order.",
    ] == [line for line in found.text.splitlines() if line.startswith("- ")]


def test_attributes_alike_stand_in_one_row():
    """Variables whose length differs in the same way are named together."""
    lengths = [AttributeDifference(name, "length", "8", "6") for name in ("SEX", "RACE")]
    found = report(compared(attributes=tuple(lengths), labels=("Subjects", "")))
    assert "| ADSL | length | 8 | 6 | SEX, RACE |" in found.text.splitlines()
    assert "| ADSL | label of the dataset | Subjects |  |  |" in found.text.splitlines()


def test_different_numbers_of_records_are_both_shown():
    """A side with more records shows in the row of the dataset."""
    assert "| ADSL | 10 and 12 |" in report(compared(records_right=12)).text
