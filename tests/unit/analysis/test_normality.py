"""Test of normality."""

import pytest

from tlfgen.analysis.normality import compare_normality


@pytest.mark.parametrize(
    ("values", "reason"),
    [([1, 2], "too_few"), ([1] * 4, "no_variation"), (range(5001), "too_many")],
)
def test_samples_without_a_test(values, reason):
    """Each case has its reason."""
    found = compare_normality(values)
    assert [None, reason] == [found.w, found.reason]


def test_scale_does_not_matter():
    """W is the same in any unit."""
    sample = [2.1, 3.3, 1.9, 4.0, 2.8, 3.1]
    tiny = compare_normality([value * 1e-30 for value in sample])
    assert pytest.approx(compare_normality(sample).w) == tiny.w
