"""Adjusted p-values agree with R."""

import pytest

from tests.reference.truth import Case, near
from tlfgen.analysis import adjust_p_values, compare_all_pairs, compare_to_control


@pytest.mark.parametrize("method", ["bonferroni", "holm", "hochberg", "hommel", "BH", "BY"])
def test_adjusted_p(method):
    """The methods of p.adjust."""
    case = Case("padjust")
    got = adjust_p_values(case.columns["p"], method=method.lower())
    assert near(case.expected[method], 1e-12) == list(got.p)


def test_dunnett():
    """Comparisons with a control; R integrates by chance and is good to about 1e-6."""
    case = Case("dunnett_chickwts")
    got = compare_to_control(case.numbers("weight"), case.words("feed"), control="casein")
    expected = case.expected
    assert near(expected["estimate"]) == list(got.estimate)
    assert near(expected["se"] + expected["t"]) == [*got.se, *got.t]
    assert pytest.approx(expected["p_adj"], abs=1e-6) == list(got.p_adjusted)
    assert near([expected["crit"], *expected["lower"], *expected["upper"]], 1e-5) == [
        got.critical,
        *got.lower,
        *got.upper,
    ]


def test_tukey():
    """All pairs; R's small tails are good to about 1e-12."""
    case = Case("tukey_chickwts")
    got = compare_all_pairs(case.numbers("weight"), case.words("feed"))
    table = case.expected["table"]
    assert table["rows"] == [f"{one}-{two}" for one, two in got.pairs]
    numbers = zip(got.estimate, got.lower, got.upper, got.p_adjusted, strict=True)
    for expected, found in zip(table["values"], numbers, strict=True):
        assert near(expected[:3], 1e-6) == list(found[:3])
        assert near(expected[3], 1e-6, 1e-11) == found[3]
