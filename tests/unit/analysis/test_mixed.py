"""Linear mixed models."""

import numpy as np
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.mixed import fit_mixed
from tlfgen.analysis.mixed_inference import compare_mixed_terms, estimate_mixed
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(20)
ID = np.repeat(np.arange(20), 5)
X = np.tile(np.arange(5.0), 20)
ARM = np.array(list("AB"))[ID % 2]
Y = 2 + (0.5 + 0.4 * RNG.normal(size=20)[ID]) * X + RNG.normal(size=20)[ID] + RNG.normal(size=100)
MATRIX = np.column_stack([np.ones(100), ARM == "B", X]).astype(float)
TERMS = {"ARM": ARM, "X": X}


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("random", [(), ("X",)])
def test_agrees_with_statsmodels(method, random):
    """Fixed effects, residual variance, log likelihood."""
    columns = MATRIX[:, [0, 2]] if random else None
    expected = MixedLM(Y, MATRIX, ID, exog_re=columns).fit(reml=method == "reml")
    found = fit_mixed(Y, TERMS, ID, ["ARM"], random=random, method=method, preset="r")
    assert expected.llf == pytest.approx(found.log_likelihood, abs=1e-4)
    assert found.log_likelihood > expected.llf - 1e-6
    assert expected.fe_params.tolist() == pytest.approx(
        found.coefficients[[0, 1, 3]].tolist(), rel=1e-4
    )
    assert expected.scale == pytest.approx(found.residual_variance, rel=1e-3)


@pytest.mark.parametrize("random", [(), ("X",)])
def test_errors_are_those_of_weighted_least_squares(random):
    """Written out with the whole covariance matrix at the fitted variances."""
    found = fit_mixed(Y, TERMS, ID, ["ARM"], random=random, preset="r")
    columns = MATRIX[:, [0, 2]] if random else MATRIX[:, :1]
    same = ID[:, None] == ID[None, :]
    whole = np.where(same, columns @ found.random_covariance @ columns.T, 0.0)
    whole += found.residual_variance * np.eye(100)
    spread = np.linalg.inv(MATRIX.T @ np.linalg.solve(whole, MATRIX))
    expected = np.sqrt(np.diag(spread)).tolist()
    assert expected == pytest.approx(found.std_errors[[0, 1, 3]].tolist())


def test_balanced_groups_are_an_analysis_of_group_means():
    """A factor between groups has the t test of their means, whatever the method of degrees."""
    means = Y.reshape(20, 5).mean(axis=1)
    plain = fit_ancova(means, {"ARM": ARM[::5]}, ["ARM"], preset="r")
    for df in ("satterthwaite", "kenward-roger"):
        found = fit_mixed(Y, {"ARM": ARM}, ID, ["ARM"], df=df, preset="r")
        assert plain.t[1] == pytest.approx(found.t[1], rel=1e-6)
        assert 18 == pytest.approx(found.df[1], rel=1e-6)


def test_a_term_of_one_degree_is_the_square_of_t():
    """With its own denominator."""
    found = fit_mixed(Y, TERMS, ID, ["ARM"], preset="r")
    tests = compare_mixed_terms(found.pieces)
    assert (found.t[[1, 3]] ** 2).tolist() == pytest.approx(tests.statistics.tolist())
    assert found.df[[1, 3]].tolist() == pytest.approx(list(tests.denominators))


def test_a_combination_of_columns():
    """A coefficient by its row; a level alone is not estimable."""
    found = fit_mixed(Y, TERMS, ID, ["ARM"], preset="r")
    rows = np.zeros((2, 4))
    rows[0, 3], rows[1, 1] = 1, 1
    combined = estimate_mixed(found.pieces, rows)
    assert found.std_errors[3] == pytest.approx(combined.std_errors[0])
    assert (None, "not_estimable") == combined.reasons


def test_no_variance_between_groups_is_a_boundary():
    """The residuals of groups cancel: the variance is 0 and the numbers stand."""
    y = np.tile([1.0, 3, 2, 5, 4], 20)
    found = fit_mixed(y + 0.1 * X, {"X": X}, ID)
    assert "boundary" == found.reason
    assert 0.0 == pytest.approx(found.random_covariance[0, 0], abs=1e-6)
    assert np.isfinite(found.std_errors).all()


@pytest.mark.parametrize(
    ("y", "group", "reason"),
    [
        ([], [], "too_few"),
        ([1.0, 2, 3], ["a", "a", "a"], "too_few"),
        ([1.0, 2, 3], ["a", "b", "c"], "too_few"),
        ([2.0, 2, 2, 2], ["a", "a", "b", "b"], "no_variation"),
    ],
)
def test_no_fit_has_a_reason(y, group, reason):
    """No rows; one group; one row a group; a constant response."""
    found = fit_mixed(y, {"X": [1.0, 2, 4, 7][: len(y)]}, group)
    assert reason == found.reason
    assert np.isnan(found.std_errors).all()


def test_wrong_words_are_errors():
    """A wrong word is never ignored."""
    for options, code in (
        ({"df": "kr"}, "analysis.unknown-df"),
        ({"method": "mle"}, "analysis.unknown-method"),
        ({"random": ["ARM"]}, "analysis.unknown-covariate"),
    ):
        with pytest.raises(AnalysisError) as error:
            fit_mixed(Y, TERMS, ID, ["ARM"], **options)
        assert code == error.value.code
