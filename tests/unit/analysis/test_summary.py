"""Description of one sample."""

import math
import statistics

import pytest

from tlfgen.analysis.summary import summarize_geometric, summarize_values

SAMPLE = [3.5, 1.25, 8.0, 2.0, 2.0]


def test_moments_are_those_of_the_textbook():
    """Recomputed by the statistics module."""
    found = summarize_values(SAMPLE)
    mean, sd = statistics.fmean(SAMPLE), statistics.stdev(SAMPLE)
    expected = [sum(SAMPLE), mean, sd, sd**2, sd / math.sqrt(5), 100 * sd / mean]
    assert pytest.approx(expected) == [
        found.total,
        found.mean,
        found.sd,
        found.variance,
        found.se,
        found.cv,
    ]


def test_skewness_and_kurtosis_are_those_of_sas():
    """The third and fourth standardised sums with the corrections for small samples."""
    found = summarize_values(SAMPLE)
    mean, sd, n = statistics.fmean(SAMPLE), statistics.stdev(SAMPLE), 5
    third = sum(((x - mean) / sd) ** 3 for x in SAMPLE) * n / ((n - 1) * (n - 2))
    fourth = sum(((x - mean) / sd) ** 4 for x in SAMPLE) * n * (n + 1)
    fourth = fourth / ((n - 1) * (n - 2) * (n - 3)) - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    assert pytest.approx([third, fourth]) == [found.skewness, found.kurtosis]


def test_order_statistics():
    """Range, quartiles, their distance."""
    found = summarize_values(SAMPLE)
    assert [1.25, 8.0, 6.75, 2.0, 3.5, 1.5] == [
        found.minimum,
        found.maximum,
        found.range,
        found.q1,
        found.q3,
        found.iqr,
    ]


def test_one_value_has_no_deviation():
    """The mean stands, the rest is None with a reason."""
    found = summarize_values([4, None])
    assert [1, 1, 4.0, 4.0, None, None, "too_few"] == [
        found.n,
        found.n_missing,
        found.mean,
        found.median,
        found.sd,
        found.mean_lower,
        found.reason,
    ]


def test_no_value_has_counts_only():
    """Nothing but n and a reason."""
    found = summarize_values([])
    assert [0, None, None, "no_records"] == [found.n, found.mean, found.minimum, found.reason]


def test_equal_values_have_no_test():
    """A deviation of 0 gives limits at the mean, no t."""
    found = summarize_values([0.1, 0.1, 0.1])
    assert [0.0, 0.1, None, "no_variation"] == [found.sd, found.mean_upper, found.t, found.reason]


def test_a_mean_of_zero_has_no_cv():
    """Nothing is divided by 0."""
    assert summarize_values([-1, 1]).cv is None


def test_the_test_is_against_the_given_mean():
    """T of 1, 2, 3 against 1 is sqrt(3)."""
    assert pytest.approx(math.sqrt(3)) == summarize_values([1, 2, 3], null=1).t


def test_geometric_numbers_are_those_of_the_logs():
    """Mean, deviation and CV by definition."""
    found = summarize_geometric(SAMPLE)
    logs = [math.log(value) for value in SAMPLE]
    sd = statistics.stdev(logs)
    expected = [
        math.exp(statistics.fmean(logs)),
        math.exp(sd),
        100 * math.sqrt(math.exp(sd**2) - 1),
    ]
    assert pytest.approx(expected) == [found.mean, found.sd, found.cv]


@pytest.mark.parametrize(
    ("values", "mean", "reason"),
    [([1, 0], None, "not_positive"), ([], None, "no_records"), ([5], 5.0, "too_few")],
)
def test_samples_without_geometric_deviation(values, mean, reason):
    """Each case has its reason."""
    found = summarize_geometric(values)
    assert [close(mean), None, reason] == [found.mean, found.cv, found.reason]


def close(number):
    """Compare up to rounding."""
    return None if number is None else pytest.approx(number)
