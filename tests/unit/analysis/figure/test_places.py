"""Places of visits on the x axis."""

import pytest

from tests import figure_factories as make

LINES = """
id: f_1
number: "1"
title: Mean
kind: figure
data: ADEFF
plot: {lines: {of: AVAL, over: visit}}
"""


def data(**changes):
    """Give two visits of four subjects."""
    columns = {
        "USUBJID": ["S1", "S2", "S5", "S6"] * 2,
        "AVISIT": ["Week 4"] * 4 + ["Week 12"] * 4,
        "AVISITN": [4] * 4 + [12] * 4,
        "AVAL": [1.0, 3.0, 10.0, 20.0, 2.0, 6.0, None, 30.0],
    }
    return make.subjects(), make.dataset("ADEFF", **{**columns, **changes})


def test_place_is_the_numeric_twin():
    """A visit stands at its AVISITN."""
    found = make.results(LINES, *data())
    assert [4.0, 12.0] == [one.number for one in found.results if one.stat == "x"]


def test_mean_with_limits():
    """Points are means with t limits: 2 with 12.706 standard errors of 1."""
    found = make.results(LINES, *data())
    assert 2.0 == make.number(found, "f_1/points/Week 4/mean/high")
    assert pytest.approx(2 - 12.7062, abs=1e-3) == make.number(found, "f_1/points/Week 4/low/high")


def test_count_of_values():
    """A missing value is not counted."""
    found = make.results(LINES, *data())
    assert 1.0 == make.number(found, "f_1/points/Week 12/n/placebo")
