"""Tests of the levels of a grouping."""

import pytest

from tests.shells import STUDY_TEXT, lines, page, results, study
from tlfgen.core.errors import SpecError

CODED = study(
    STUDY_TEXT
    + "codelists: {TEST: {terms: [{value: CD8, label: T cells}, {value: CD4, label: Helpers}]}}\n"
)
SHELL = """
population: fas
data: ADEFF
where: AVISITN = 4
columns: {by: arm}
rows: {by: PARAMCD, values: $TEST, stats: n}
"""


def test_levels_of_a_codelist_have_its_labels_in_its_order():
    """``values: $NAME`` lists the terms of a codelist of the study."""
    assert ["T cells|0|0|0", "Helpers|3|1|2"] == lines(page(SHELL, CODED))


def test_levels_of_a_codelist_may_be_those_in_the_data():
    """``show: if_any`` leaves terms without records out."""
    text = SHELL.replace("stats: n", "stats: n, show: if_any")
    assert ["Helpers|3|1|2"] == lines(page(text, CODED))


def test_an_unknown_codelist_is_refused():
    """The name of a codelist that the study lacks is an error."""
    with pytest.raises(SpecError) as caught:
        page(SHELL)
    assert caught.value.code == "spec.unknown-codelist"


def test_arms_are_compared_by_the_levels_in_their_columns():
    """Fisher's exact test of high, low and placebo by status takes the levels across as a table."""
    text = """
population: fas
data: ADEFF
where: AVISITN = 4
columns: {by: arm, across: {var: BNRIND, values: [LOW, NORMAL]}, compare: {test: fisher, p: p}}
rows: {by: PARAMCD, stats: n}
"""
    # 3 of 6 are low: 8 of the 20 ways to be so are no likelier than 1, 0 and 2 of 3, 1 and 2
    assert pytest.approx(0.4) == results(text)["count/CD4/p/overall"].number
