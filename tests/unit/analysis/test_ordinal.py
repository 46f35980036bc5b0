"""Proportional odds models."""

import numpy as np
import pytest
from scipy import special, stats

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.lsmean_contrasts import compare_lsmeans
from tlfgen.analysis.lsmeans import estimate_lsmeans
from tlfgen.analysis.ordinal import fit_proportional_odds

# tasting of four cheeses on nine levels: McCullagh and Nelder (1989), table 5.1
CHEESE = np.array(
    [
        [0, 0, 1, 7, 8, 8, 19, 8, 1],
        [6, 9, 12, 11, 7, 6, 1, 0, 0],
        [1, 1, 6, 8, 23, 7, 5, 1, 0],
        [0, 0, 0, 1, 3, 7, 14, 16, 11],
    ]
).ravel()
TASTE = np.tile(np.arange(1, 10), 4)
ADDITIVE = np.repeat([1, 2, 3, 4], 9)
FIT = fit_proportional_odds(TASTE, {"A": ADDITIVE}, ["A"], weights=CHEESE)
RNG = np.random.default_rng(3)
X = RNG.normal(50, 10, 90)
GRADE = np.digitize(0.06 * X + RNG.logistic(size=90), [2.0, 3.0, 4.0])


def test_estimates_are_those_of_sas():
    """PROC LOGISTIC, example of ordinal regression: estimates with their errors."""
    expected = [1.6128, 4.9646, 3.3227]
    assert expected == pytest.approx(FIT.coefficients[:3].tolist(), abs=1e-4)
    assert [0.3778, 0.4741, 0.4251] == pytest.approx(FIT.std_errors[:3].tolist(), abs=1e-4)


def test_thresholds_are_those_of_sas():
    """The first and the last of the eight intercepts."""
    assert (-7.0802, 1.4930) == pytest.approx((FIT.thresholds[0], FIT.thresholds[-1]), abs=1e-4)


def test_global_tests_are_those_of_sas():
    """Likelihood ratio and score of all coefficients."""
    shown = (FIT.likelihood_ratio.statistic, FIT.score.statistic, -2 * FIT.log_likelihood)
    assert (148.4539, 111.2670, 711.348) == pytest.approx(shown, abs=1e-3)


def test_the_score_test_of_proportional_odds_is_that_of_sas():
    """17.2866 with 21 degrees of freedom, p = 0.6936."""
    test = FIT.proportionality
    assert (17.2866, 21, 0.6936) == pytest.approx((test.statistic, test.df, test.p_value), abs=3e-4)


def test_r_has_the_opposite_sign():
    """Higher levels instead of lower ones; the likelihood is the same."""
    other = fit_proportional_odds(
        TASTE, {"A": ADDITIVE}, ["A"], weights=CHEESE, preset="r", references={"A": 4}
    )
    assert (-FIT.coefficients[:3]).tolist() == pytest.approx(other.coefficients[:3].tolist())
    assert FIT.log_likelihood == pytest.approx(other.log_likelihood)


@pytest.mark.parametrize(
    ("link", "below"), [("logit", special.expit), ("probit", stats.norm.cdf),
                        ("cloglog", lambda x: 1 - np.exp(-np.exp(x)))]
)  # fmt: skip
def test_the_likelihood_is_greatest(link, below):
    """Steps away from the estimates, written out by chances of levels, go down."""
    fit = fit_proportional_odds(GRADE, {"X": X}, link=link, preset="r")

    def height(step):
        cuts = np.concatenate([[-np.inf], fit.thresholds, [np.inf]])
        predictor = (fit.coefficients[0] + step) * X
        upper = below(np.clip(cuts[GRADE + 1] - predictor, -700, 700))
        lower = below(np.clip(cuts[GRADE] - predictor, -700, 700))
        return np.log(upper - lower).sum()

    assert fit.log_likelihood == pytest.approx(height(0.0))
    assert max(height(1e-4), height(-1e-4)) < fit.log_likelihood


def test_observed_errors_are_those_of_the_curvature():
    """A probe of the likelihood of one slope and three thresholds by differences."""
    fit = fit_proportional_odds(GRADE, {"X": X}, preset="r")
    best = np.array([*fit.thresholds, fit.coefficients[0]])
    step = np.array([1e-4, 1e-4, 1e-4, 1e-6])

    def height(values):
        cuts = np.concatenate([[-np.inf], values[:3], [np.inf]])
        upper, lower = cuts[GRADE + 1] - values[3] * X, cuts[GRADE] - values[3] * X
        return np.log(special.expit(upper) - special.expit(lower)).sum()

    curve = np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            one, two = np.eye(4)[i] * step, np.eye(4)[j] * step
            curve[i, j] = (
                height(best + one + two) - height(best + one - two)
                - height(best - one + two) + height(best - one - two)
            ) / (4 * step[i] * step[j])  # fmt: skip
    expected = np.sqrt(np.diag(np.linalg.inv(-curve)))
    assert expected[3] == pytest.approx(fit.std_errors[0], rel=1e-4)
    assert expected[:3].tolist() == pytest.approx(fit.threshold_std_errors.tolist(), rel=1e-4)


def test_two_levels_are_a_logistic_model():
    """The slope with its error is that of logistic regression."""
    event = (GRADE > 1).astype(int)
    ours = fit_proportional_odds(event, {"X": X}, preset="r")
    other = fit_generalized(event, {"X": X}, family="binomial", preset="r")
    assert other.coefficients[1] == pytest.approx(ours.coefficients[0])
    assert other.std_errors[1] == pytest.approx(ours.std_errors[0])


def test_contrasts_of_means_are_log_odds_ratios():
    """A difference of least-squares means is the difference of coefficients."""
    found = compare_lsmeans(estimate_lsmeans(FIT.estimates, "A"), reference=1)
    assert FIT.coefficients[1] - FIT.coefficients[0] == pytest.approx(found.found.estimates[0])


def test_an_offset_moves_the_thresholds():
    """A constant offset is taken up by every threshold."""
    ours = fit_proportional_odds(GRADE, {"X": X}, offset=np.full(90, 2.0), preset="r")
    other = fit_proportional_odds(GRADE, {"X": X}, preset="r")
    assert (other.thresholds + 2).tolist() == pytest.approx(ours.thresholds.tolist())


@pytest.mark.parametrize(
    ("response", "x", "reason"),
    [([], [], "too_few"), ([1, 1], [1.0, 2.0], "no_variation"),
     ([1, 1, 2, 2, 3, 3], [1.0, 1, 2, 2, 3, 3], "separation")],
)  # fmt: skip
def test_no_numbers_have_a_reason(response, x, reason):
    """Nothing, one level, levels apart."""
    assert reason == fit_proportional_odds(response, {"X": x}).reason
