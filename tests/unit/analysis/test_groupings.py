"""Members of a dimension: the record that a group takes of a subject."""

import pytest

from tests.shells import dataset, results
from tlfgen.core.errors import DataError

SHELL = """
population: fas
data: ADEFF
columns: {by: arm}
rows:
  - {groups: [{label: Last, where: AVISITN > 0, choose: CHOOSE}], of: AVAL, stats: [n, mean]}
"""


def visits(**changed):
    """Give two subjects of the high dose at weeks 4 and 8, the second without week 8."""
    columns = {
        "USUBJID": ["1", "1", "1", "2", "2"],
        "PARAMCD": ["CD4"] * 5,
        "AVISITN": [0, 4, 8, 0, 4],
        "AVAL": [1, 10, 100, 1, 1000],
    }
    return dataset("ADEFF", {**columns, **changed})


def shell(order):
    """Give the shell with its order."""
    return SHELL.replace("CHOOSE", order)


def test_last_record_of_each_subject():
    """Subject 1 gives week 8, subject 2 week 4."""
    found = results(shell("desc AVISITN"), ADEFF=visits())
    assert 550 == found["AVAL/last/mean/high"].number


def test_choice_is_made_after_the_conditions():
    """What the condition of the group leaves out cannot be chosen."""
    text = shell("desc AVISITN").replace("AVISITN > 0", "AVISITN < 8")
    assert 505 == results(text, ADEFF=visits())["AVAL/last/mean/high"].number


def test_one_record_for_each_level():
    """With ``per`` a subject gives one record of each of its levels."""
    text = shell("{per: PARAMCD, order: desc AVISITN}").replace("AVISITN > 0", "AVAL > 0")
    two = visits(PARAMCD=["CD8", "CD4", "CD4", "CD8", "CD4"])
    by_parameter = text.replace("rows:\n  - {groups", "rows:\n  - {by: PARAMCD, cross: {groups")
    by_parameter = by_parameter.replace("stats: [n, mean]}", "stats: [n, mean]}}")
    found = results(by_parameter, ADEFF=two)
    shown = [found[f"AVAL/{name}/last/mean/high"].number for name in ("CD4", "CD8")]
    assert [550, 1] == shown


def test_no_filter_claims_the_chosen_records():
    """The filter gives the candidates, so that no count of records stands beside it."""
    found = results(shell("desc AVISITN"), ADEFF=visits())["AVAL/last/n/high"]
    assert (None, 2) == (found.n_records, found.n_subjects)
    assert "one record of each subject: the first by desc AVISITN" == found.warnings


def test_tied_choice_is_refused():
    """Two records of a subject in the first place are an error."""
    with pytest.raises(DataError) as caught:
        results(shell("PARAMCD"), ADEFF=visits())
    assert "data.tied-choice" == caught.value.code
