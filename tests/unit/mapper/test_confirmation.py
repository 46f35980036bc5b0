"""Findings confirmed by later records."""

import pytest

from tests.mapping import day, frame, rows_of, run, sentence
from tlfgen.core.errors import SpecError

# Days of January, results, and for one subject the days flagged by each rule.
VISITS = frame(
    USUBJID=["1"] * 6 + ["2"] * 2,
    PARAMCD=["A"] * 8,
    ADT=[day(f"2024-01-{d:02d}") for d in (1, 8, 15, 22, 22, 29)] + [day("2024-01-01"), None],
    AVAL=[9.0, 9.0, 1.0, 9.0, 1.0, 9.0, 9.0, 9.0],
)


def flagged(more):
    """Give the positions that are flagged; high is a value above 5."""
    text = f"flag_confirmed: {{by: [USUBJID, PARAMCD], date: ADT, where: AVAL > 5{more}}}"
    made = run(text, rows_of(VISITS), "CONFFL").columns["CONFFL"]
    return [at for at, flag in enumerate(made.fillna("")) if flag == "Y"]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("", [0, 1, 3]),
        (", how: next", [0, 3]),
        (", how: all", [3]),
        (", min_days: 8", [0, 1]),
        (", max_days: 7", [0, 3]),
        (", min_days: 14, max_days: 14", [1]),
        (", how: next, confirmed_by: AVAL < 5", [1]),
        (", how: all, among: AVAL > 5", [0, 1, 3]),
    ],
)
def test_which_records_are_confirmed(more, wanted):
    """High on 1, 8, 22 and 29 January; low on 15, and beside the high one of 22."""
    assert wanted == flagged(more)


def test_the_same_day_and_missing_dates_do_not_confirm():
    """Subject 2 has a second high value without a date."""
    assert 6 not in flagged("")
    assert 7 not in flagged("")


def test_other_groups_do_not_confirm():
    """The last high value of subject 1 is not confirmed by subject 2."""
    assert 5 not in flagged("")


def test_the_value_of_other_records():
    """It may be stated."""
    text = """flag_confirmed: {by: [USUBJID], date: ADT, where: AVAL > 5, otherwise: "N"}"""
    made = run(text, rows_of(VISITS), "CONFFL").columns["CONFFL"]
    assert {"Y", "N"} == set(made.tolist())


def test_the_sentence():
    """Days, group and what confirms."""
    text = """flag_confirmed: {by: [USUBJID, PARAMCD], date: ADT, where: AVAL > 5, how: next,
      min_days: 28, max_days: 60}"""
    assert sentence(text, "CONFFL").startswith(
        "Set to 'Y' where AVAL is greater than 5 and on the next record by ADT, 28 to 60 days "
        "after it, the same holds, "
    )


def test_limits_the_wrong_way_round():
    """The greatest number of days is not below the least."""
    with pytest.raises(SpecError) as caught:
        sentence("flag_confirmed: {by: A, date: ADT, where: B > 1, min_days: 9, max_days: 8}")
    assert caught.value.code == "spec.wrong-value"
