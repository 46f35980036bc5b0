"""Lines of forest plots."""

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure.test_places import data
from tlfgen.core.errors import SpecError

FOREST = """
id: f_3
number: "3"
title: Differences
kind: figure
data: ADEFF
where: AVISIT = 'Week 4'
plot:
  forest: {estimate: mean_difference, of: AVAL, by: [SEX], pairs: [[high, placebo]]}
"""


def lines(found):
    """Give the label of each line."""
    return [one.text for one in found.results if one.stat == "label"]


def test_subgroups_come_from_the_data():
    """A variable gives a heading, then a line for each of its levels."""
    assert ["All subjects", "SEX", "F", "M"] == lines(make.results(FOREST, *data()))


def test_difference_of_means():
    """The estimate is the first arm less the second: 2 less 15."""
    found = make.results(FOREST, *data())
    assert -13.0 == make.number(found, "f_3/forest/estimate/01/high_vs_placebo")


def test_line_of_a_subgroup_sees_its_subjects():
    """A subgroup of one value an arm has its sizes, no limits."""
    found = make.results(FOREST, *data())
    assert 1.0 == make.number(found, "f_3/forest/n1/03/high_vs_placebo")
    assert found.by_id()["f_3/forest/low/03/high_vs_placebo"].reason is not None


def test_subgroups_have_labels_in_a_given_order():
    """``values`` orders and labels the levels, ``label`` the heading."""
    given = "by: [{var: SEX, label: Sex, values: {M: Men, F: Women}}]"
    found = make.results(FOREST.replace("by: [SEX]", given), *data())
    assert ["All subjects", "Sex", "Men", "Women"] == lines(found)


def test_each_arm_with_the_reference():
    """Without pairs every arm is compared with the reference."""
    found = make.results(FOREST.replace(", pairs: [[high, placebo]]", ""), *data())
    pairs = {one.groups[-1][1] for one in found.results if one.stat == "estimate"}
    assert {"high_vs_placebo", "low_vs_placebo"} == pairs


def test_given_rows():
    """Rows of the shell narrow the records; headings have no estimate."""
    text = FOREST.replace(
        "by: [SEX]",
        "rows: [{label: Sex, heading: true}, {label: Male, indent: 2, subset: SEX = 'M'}]",
    )
    found = make.results(text, *data())
    assert ["Sex", "Male"] == lines(found)
    assert 2.0 == make.number(found, "f_3/forest/indent/02")
    assert "f_3/forest/estimate/01/high_vs_placebo" not in found.by_id()


def test_hazard_ratio():
    """Events of both arms stand beside a hazard ratio."""
    tte = make.dataset(
        "ADTTE",
        USUBJID=[f"S{number}" for number in range(1, 7)],
        AVAL=[4.0, 8.0, 9.0, 12.0, 2.0, 6.0],
        CNSR=[0, 0, 1, 0, 0, 0],
    )
    text = """
id: f_3
number: "3"
kind: figure
data: ADTTE
plot: {forest: {estimate: hr, rows: [{label: All}]}}
"""
    found = make.results(text, make.subjects("HHHPPP"), tte)
    assert 2.0 == make.number(found, "f_3/forest/events1/01/high_vs_placebo")
    assert 0 < make.number(found, "f_3/forest/estimate/01/high_vs_placebo") < 1


def test_unknown_estimate():
    """An estimate that does not exist is an error with those that do."""
    with pytest.raises(SpecError) as error:
        make.results(FOREST.replace("mean_difference", "mean_diference"), *data())
    assert "did you mean 'mean_difference'?" == error.value.findings[0].hint


def test_means_of_nothing():
    """A difference of means needs its variable."""
    with pytest.raises(SpecError) as error:
        make.results(FOREST.replace("of: AVAL, ", ""), *data())
    assert "spec.no-measure" == error.value.code


def test_unknown_arm():
    """A pair names arms of the study."""
    with pytest.raises(SpecError) as error:
        make.results(FOREST.replace("[high, placebo]", "[hihg, placebo]"), *data())
    assert "spec.unknown-arm" == error.value.code
