"""Tests of the one record that a display takes of each subject."""

import pytest

from tests.shells import dataset, lines, page, results
from tlfgen.core.errors import DataError

SHELL = """
kind: shift
population: fas
data: ADLB
choose: {per: PARAMCD, order: [desc AVAL, AVISITN]}
columns: {by: arm}
rows: [{shift: {var: AVAL, values: {0: Normal, 1: High}, n_row: n, of: column}}]
"""


def adlb(visits=(1, 2, 1, 2, 1)):
    """Give a subject that is high once, one that never is, one without a value."""
    return dataset(
        "ADLB",
        {
            "USUBJID": ["1", "1", "2", "2", "4"],
            "PARAMCD": ["HY"] * 5,
            "AVISITN": list(visits),
            "AVAL": [0, 1, 0, 0, None],
        },
    )


def test_a_subject_counts_by_the_first_record_in_the_order():
    """The largest value of each subject is counted, once."""
    assert [
        "n|2|0|0",
        "Normal|1 ( 50.0%)",
        "High|1 ( 50.0%)",
    ] == lines(page(SHELL, ADLB=adlb()))


def test_no_filter_claims_to_find_the_chosen_records():
    """The number of records is left open, for the filter gives more than the chosen ones."""
    found = results(SHELL, ADLB=adlb())["AVAL/0/n/high"]
    assert found.n_records is None
    assert (
        "one record of each subject and PARAMCD: the first by desc AVAL, AVISITN" == found.warnings
    )


def test_two_records_in_the_first_place_are_refused():
    """An order that leaves a tie at its head is an error."""
    with pytest.raises(DataError) as caught:
        page(SHELL, ADLB=adlb(visits=(1, 2, 1, 1, 1)))
    assert caught.value.code == "data.tied-choice"
