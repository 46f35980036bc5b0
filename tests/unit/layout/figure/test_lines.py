"""Figures of means laid out."""

from itertools import pairwise

from tests import figure_factories as make
from tests.unit.analysis.figure.test_places import LINES, data


def panel(text=LINES, **changes):
    """Give the panel of the figure."""
    return make.figure(text, *data(**changes)).panels[0]


def test_points_are_means():
    """Each arm has its means at the places of its visits."""
    high = panel().series[0]
    assert ((4.0, 12.0), (2.0, 4.0)) == (high.x, high.y)


def test_limits_of_one_value_are_missing():
    """A single value has a mean but no limits."""
    placebo = panel().series[-1]
    assert (15.0, 30.0) == placebo.y
    assert None is placebo.band.low[1]


def test_dodge_keeps_series_apart():
    """Series are shifted by equal steps around the visit, less than the visits are apart."""
    shifts = [one.dodge for one in panel().series]
    assert 0 == sum(shifts)
    assert 0 < max(shifts) < 4


def test_x_is_without_the_dodge():
    """The numbers are those of the visits; only the drawing is shifted."""
    assert all((4.0, 12.0) == one.x for one in panel().series)


def test_given_dodge():
    """A dodge that is given is the distance of two series."""
    text = LINES.replace("over: visit", "over: visit, dodge: 1")
    shifts = [one.dodge for one in panel(text).series]
    assert {1.0} == {after - before for before, after in pairwise(shifts)}


def test_ticks_are_numbers_where_visits_are_numbered():
    """Week 4, Week 12 become 4, 12 on an axis called Week."""
    x = panel().x
    assert ("Week", ("4", "12")) == (x.label, x.tick_labels)


def test_ticks_are_names_otherwise():
    """Visits of different names keep them."""
    x = panel(AVISIT=["Baseline"] * 4 + ["Week 12"] * 4).x
    assert ("Baseline", "Week 12") == x.tick_labels


def test_counts_stand_at_the_visits():
    """The table of counts has a column for each visit, at its place."""
    table = panel(LINES.replace("over: visit", "over: visit, n_table: true")).risk_table
    assert (4.0, 12.0) == table.times
    assert ("Placebo", 2, ("2", "1")) == table.rows[-1]


def test_standard_errors():
    """Limits may be one standard error: the mean of 1 and 3 is 2, its error 1."""
    text = LINES.replace("over: visit", "over: visit, show: mean_se")
    high = panel(text).series[0]
    assert (1.0, 3.0) == (round(high.band.low[0], 9), round(high.band.high[0], 9))


def test_page_by_parameter():
    """Each parameter has a panel of its own, which its title names."""
    text = LINES + "page: {by: PARAM}\n"
    made = make.figure(text, *data(PARAM=["CD4"] * 4 + ["CD8"] * 4))
    assert ["CD4", "CD8"] == [one.title for one in made.panels]
    assert (2.0,) == made.panels[0].series[0].y
