"""Empirical covariances are the formula of residuals of subjects written out."""

import numpy as np
import pytest

from tests.unit.analysis.mmrm.cohort import make_cohort

COHORT = make_cohort(subjects=16)
POWERS = {"empirical": 0.0, "bias_reduced": -0.5, "jackknife": -1.0}


@pytest.mark.parametrize("errors", POWERS)
def test_the_formula_written_out(errors: str) -> None:
    """Subject by subject, with a symmetric root of its covariance."""
    fit = COHORT.fit(model=["BASE"], df="satterthwaite", errors=errors)
    sigma, phi = fit.covariance["all"], np.asarray(fit.model_vcov)
    beta = np.array([one.estimate for one in fit.coefficients])
    meat = np.zeros((2, 2))
    for subject in range(16):
        rows = (COHORT.subject == subject) & np.isfinite(COHORT.response)
        design = np.column_stack([np.ones(rows.sum()), COHORT.base[rows]])
        places = COHORT.visit[rows]
        values, vectors = np.linalg.eigh(sigma[np.ix_(places, places)])
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        white, rest = root @ design, root @ (COHORT.response[rows] - design @ beta)
        values, vectors = np.linalg.eigh(np.eye(rows.sum()) - white @ phi @ white.T)
        fixed = vectors @ np.diag(values ** POWERS[errors]) @ vectors.T
        score = white.T @ fixed @ rest
        meat += np.outer(score, score)
    np.testing.assert_allclose(np.asarray(fit.vcov), phi @ meat @ phi, rtol=1e-7)


@pytest.mark.parametrize("errors", POWERS)
def test_degrees_of_freedom_of_a_mean(errors: str) -> None:
    """The mean of independent subjects with one record each has subjects less one."""
    one = COHORT.take(np.flatnonzero(COHORT.visit == 0))
    one.response[:] = np.arange(16.0) ** 2
    fit = one.fit(model=[], df="satterthwaite", errors=errors)
    assert fit.coefficients[0].df == pytest.approx(15)
