"""Draws of mean and covariance: by data augmentation, by bootstrap, or the estimate itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.imputation.cohort import Cohort
from tlfgen.analysis.imputation.fill import fill_values, find_patterns
from tlfgen.analysis.imputation.moments import Moments, Sums, estimate_moments, gather_sums

__all__ = ["augment_moments", "bootstrap_weights", "estimate_cohort", "resample_moments"]


def estimate_cohort(
    cohort: Cohort,
    *,
    is_restricted: bool,
    weight: Floats | None = None,
    start: Moments | None = None,
) -> Moments | None:
    """Give the likelihood estimate of a cohort, subjects repeated or dropped by ``weight``."""
    sums: tuple[Sums, ...] = gather_sums(cohort.values, cohort.columns, weight)
    width = cohort.columns.shape[1]
    return estimate_moments(sums, width, is_restricted=is_restricted, start=start)


def bootstrap_weights(cohort: Cohort, generator: np.random.Generator) -> Floats:
    """Give how often each subject is drawn, each arm keeping its number of subjects."""
    weight = np.zeros(cohort.arm.size)
    for code in np.unique(cohort.arm):
        rows = np.flatnonzero(cohort.arm == code)
        weight += np.bincount(generator.choice(rows, rows.size), minlength=weight.size)
    return np.asarray(weight, dtype=np.float64)


def resample_moments(
    cohort: Cohort, start: Moments, generator: np.random.Generator, *, is_restricted: bool
) -> Iterator[Moments | None]:
    """
    Give estimates of bootstrap samples without end: approximate Bayesian draws.

    Notes
    -----
    Source: Little and Rubin, Statistical Analysis with Missing Data, section 10.2.3; R ``rbmi``
    (``method_approxbayes``).
    """
    while True:
        weight = bootstrap_weights(cohort, generator)
        yield estimate_cohort(cohort, is_restricted=is_restricted, weight=weight, start=start)


def augment_moments(
    cohort: Cohort,
    start: Moments,
    generator: np.random.Generator,
    *,
    burn_in: int,
    between: int,
) -> Iterator[Moments]:
    """
    Give draws of the posterior without end, by data augmentation from the estimate.

    Missing visits are drawn given mean and covariance, then the covariance from its inverse
    Wishart and the slopes from their normal given the whole, with Jeffreys' prior.

    Notes
    -----
    Source: Schafer, Analysis of Incomplete Multivariate Data, section 5.4; Tanner and Wong, JASA
    1987. The prior is that of SAS PROC MI ``MCMC PRIOR=JEFFREYS``.
    """
    columns = cohort.columns
    inverse = np.linalg.inv(columns.T @ columns)
    root = np.linalg.cholesky((inverse + inverse.T) / 2)
    hat = inverse @ columns.T
    df = columns.shape[0] - columns.shape[1]
    patterns = find_patterns(cohort.values)
    moments, step = start, 0
    while True:
        means = columns @ moments.slopes
        whole = fill_values(cohort.values, means, moments.covariance, generator, patterns)
        slopes = hat @ whole
        rest = whole - columns @ slopes
        half = _draw_half(rest.T @ rest, df, generator)
        noise = generator.standard_normal(slopes.shape)
        moments = Moments(slopes + root @ noise @ half.T, half @ half.T)
        step += 1
        if step > burn_in and (step - burn_in) % between == 0:
            yield moments


def _draw_half(scale: Floats, df: int, generator: np.random.Generator) -> Floats:
    """Give a root of a draw of the inverse Wishart law (Bartlett's decomposition)."""
    size = scale.shape[0]
    lower = np.tril(generator.standard_normal((size, size)), -1)
    lower[np.diag_indices(size)] = np.sqrt(generator.chisquare(df - np.arange(size)))
    return np.asarray(np.linalg.cholesky(scale) @ np.linalg.inv(lower).T)
