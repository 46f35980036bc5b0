"""Points of single subjects: profiles, boxes, scatter plots."""

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure.test_places import data
from tlfgen.core.errors import SpecError

HEAD = """
id: f_1
number: "1"
title: Values
kind: figure
data: ADEFF
"""
PROFILES = HEAD + "plot: {profiles: {of: AVAL, mean: true}}\n"
BOX = HEAD + "plot: {box: {of: AVAL}}\n"
SCATTER = """
id: f_2
number: "2"
title: eDISH
kind: figure
data: ADLB
plot:
  scatter:
    pick: max
    x_where: PARAMCD = 'ALT'
    y_where: PARAMCD = 'BILI'
    label_points: X > 2 and SEX = 'M'
"""


def labs():
    """Give several values of two tests."""
    return make.subjects(), make.dataset(
        "ADLB",
        USUBJID=["S1", "S1", "S1", "S2", "S2", "S3"],
        PARAMCD=["ALT", "ALT", "BILI", "ALT", "BILI", "ALT"],
        AVAL=[1.0, 3.0, 0.5, 4.0, 2.5, 9.0],
    )


def numbers(found, stat):
    """Give the results of a statistic by their id's end."""
    return {
        tuple(level for _, level, _ in one.groups): one.number
        for one in found.results
        if one.stat == stat
    }


def test_each_value_is_a_result():
    """A profile has a result for each subject with a value at each visit."""
    found = numbers(make.results(PROFILES, *data()), "value")
    assert 7 == len(found)
    assert 6.0 == found["Week 12", "high", "S2"]


def test_a_point_names_its_record():
    """The filter of a point finds one record."""
    made = make.results(PROFILES, *data())
    one = next(one for one in made.results if one.stat == "value")
    assert "USUBJID = 'S1'" in one.record_filter
    assert 1 == one.n_records


@pytest.mark.parametrize(("whisker", "ends", "outliers"), [
    ("iqr", (1.0, 5.0), {100.0}), ("range", (1.0, 100.0), set()),
])  # fmt: skip
def test_whiskers(whisker, ends, outliers):
    """Whiskers end within 1.5 interquartile ranges, or at the extremes."""
    values = make.dataset(
        "ADEFF",
        USUBJID=[f"S{number}" for number in range(1, 7)],
        AVISIT=["Week 4"] * 6,
        AVISITN=[4] * 6,
        AVAL=[1.0, 2.0, 3.0, 4.0, 5.0, 100.0],
    )
    text = BOX.replace("of: AVAL", f"of: AVAL, whisker: {whisker}")
    found = make.results(text, make.subjects("HHHHHH"), values)
    low, high = (numbers(found, f"whisker_{side}") for side in ("low", "high"))
    assert ends == (low["Week 4", "high"], high["Week 4", "high"])
    assert outliers == set(numbers(found, "outlier").values())


def test_scatter_takes_the_peak():
    """Of several values of a subject the greatest counts; both values are needed."""
    found = make.results(SCATTER, *labs())
    assert {("high", "S1"): 3.0, ("high", "S2"): 4.0} == numbers(found, "x")
    assert {("high", "S1"): 0.5, ("high", "S2"): 2.5} == numbers(found, "y")


def test_scatter_names_chosen_subjects():
    """The condition sees the values and the subject's variables."""
    assert {("high", "S1"): 1.0} == numbers(make.results(SCATTER, *labs()), "label")


def test_scatter_of_one_value_refuses_several():
    """Where one value is expected, several are an error."""
    with pytest.raises(SpecError) as error:
        make.results(SCATTER.replace("pick: max", "pick: one"), *labs())
    assert "spec.many-values" == error.value.code
