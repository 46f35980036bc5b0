"""Quantiles of one sample."""

import pytest

from tlfgen.analysis.quantiles import estimate_median, estimate_quantiles
from tlfgen.core.errors import AnalysisError


def test_sas_is_the_default():
    """PCTLDEF 5 averages at a boundary."""
    assert estimate_quantiles([1, 2, 3, 4]).values == (1.5, 2.5, 3.5)


def test_an_explicit_definition_wins_over_the_preset():
    """The preset fills what was not said."""
    assert (1.0,) == estimate_quantiles([1, 2, 3, 4], [0.25], definition=3, preset="r").values


def test_one_value_is_every_quantile():
    """Nothing is interpolated."""
    assert estimate_quantiles([7], [0, 0.5, 1], definition="r7").values == (7.0, 7.0, 7.0)


def test_no_value_has_a_reason():
    """Each quantile is None."""
    found = estimate_quantiles([None], [0.5])
    assert [(None,), "no_records", 1] == [found.values, found.reason, found.n_missing]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"definition": 10}, "analysis.unknown-percentile-definition"),
        ({"probabilities": [1.5]}, "analysis.probability-out-of-range"),
        ({"preset": "spss"}, "analysis.unknown-preset"),
    ],
)
def test_wrong_options_are_named(options, code):
    """Each wrong option has its code."""
    with pytest.raises(AnalysisError) as caught:
        estimate_quantiles([1, 2], **options)
    assert caught.value.code == code


def test_limits_of_the_median_are_order_statistics():
    """Of ten values the second and the ninth: 1 - 2 * 11 / 1024."""
    found = estimate_median(range(1, 11))
    assert [2.0, 9.0, pytest.approx(1 - 22 / 1024)] == [found.lower, found.upper, found.coverage]


def test_five_values_have_no_median_limits():
    """1 - 2 / 32 is under 95%."""
    assert [3.0, None, "too_few"] == [
        (found := estimate_median([1, 2, 3, 4, 5])).median,
        found.lower,
        found.reason,
    ]
