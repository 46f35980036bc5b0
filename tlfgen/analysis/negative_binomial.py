"""Negative binomial regression of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from scipy import optimize, special

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_level, require_word
from tlfgen.analysis.families import Family, choose_family, choose_link
from tlfgen.analysis.generalized import read_rows
from tlfgen.analysis.glm_likelihood import GlmMaximum, GlmRows, climb_glm
from tlfgen.analysis.glm_result import GeneralizedFit, GlmOptions, assemble_fit
from tlfgen.analysis.newton import solve_symmetric

__all__ = ["fit_negative_binomial"]

_LAST_REFERENCE: Final = {"sas": True, "r": False}
_DEFAULT_VARIANCE: Final = {"sas": "joint", "r": "expected"}
_MAX_ROUNDS: Final = 200


def fit_negative_binomial(
    response: Any,
    terms: Mapping[str, Any],
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    offset: Any = None,
    weights: Any = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    variance: str | None = None,
    level: float = 0.95,
    preset: Preset = None,
) -> GeneralizedFit:
    """
    Fit a negative binomial model with log link and estimated dispersion.

    Parameters
    ----------
    response : array of counts, shape (n,)
        Rows with a missing value anywhere are left out and counted.
    terms, classes, model, levels, references
        As in ``build_design``.
    offset : array, shape (n,), optional
        Log person-years for rates.
    weights : array, shape (n,), optional
    variance : {'joint', 'expected'}
        Covariance of the coefficients from the observed information of coefficients and
        dispersion together, or from the expected information at the estimated dispersion.
    level : float
    preset : {'sas', 'r'}, optional
        SAS: joint, last level as reference; R: expected, first level.

    Returns
    -------
    GeneralizedFit
        ``theta`` is 1 / dispersion of SAS, infinite where the counts vary no more than Poisson
        counts: the fit is then the Poisson fit. Reasons as in ``fit_generalized``; ``'no_events'``
        where all counts are 0.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-variance``; those of ``fit_generalized``.

    Notes
    -----
    Source: Lawless, Can J Stat 1987; SAS PROC GENMOD ``DIST=NEGBIN``; R ``MASS::glm.nb``.

    Examples
    --------
    >>> fit = fit_negative_binomial([0, 1, 2, 9, 0, 14], {"X": [0, 0, 0, 1, 1, 1.0]}, preset="r")
    >>> round(float(fit.coefficients[1]), 4)
    2.0369
    """
    kind = choose_default(preset, variance, _DEFAULT_VARIANCE)
    require_word("variance", kind, ("joint", "expected"))
    require_level(level)
    design, y, weight, shift = read_rows(
        response,
        terms,
        classes,
        model,
        choose_family("poisson"),
        None,
        offset,
        weights,
        levels,
        references,
        has_last_reference=choose_default(preset, None, _LAST_REFERENCE),
    )
    rows = GlmRows.of(design.matrix(), y, weight, shift)
    link = choose_link("log", choose_family("poisson"))
    fit, theta = _alternate(rows) if y.any() else (None, float("nan"))
    if fit is None and y.size:
        fit = climb_glm(rows, choose_family("poisson"), link)
    is_poisson = not np.isfinite(theta)
    family: Family = (
        choose_family("poisson") if is_poisson else choose_family("negative-binomial", theta)
    )
    spread, error = None, float("nan")
    if not is_poisson and fit is not None:
        spread, error = _compute_joint(rows, fit, theta, is_joint=kind == "joint")
    options = GlmOptions(
        dispersion="none",
        covariance="model",
        is_observed=False,
        has_t=False,
        limits="wald",
        level=level,
        parameters=int(rows.free.sum()) + 1,
        theta=theta,
        theta_std_error=error,
    )
    return assemble_fit(design, rows, fit, family, link, options, covariance=spread)


def _alternate(rows: GlmRows) -> tuple[GlmMaximum, float]:
    """Give the maximum over coefficients and theta, each in turn."""
    poisson = choose_family("poisson")
    link = choose_link("log", poisson)
    fit = climb_glm(rows, poisson, link)
    theta = _find_theta(rows, fit.mean)
    for _ in range(_MAX_ROUNDS):
        if not np.isfinite(theta):
            return climb_glm(rows, poisson, link), float("inf")
        family = choose_family("negative-binomial", theta)
        fit = climb_glm(rows, family, link, start=fit.scaled.values)
        before, theta = theta, _find_theta(rows, fit.mean)
        if abs(theta - before) <= 1e-12 * before:
            break
    return fit, theta


def _score_theta(log_theta: float, rows: GlmRows, mean: Floats) -> float:
    theta = float(np.exp(log_theta))
    y = rows.y
    terms = special.digamma(theta + y) - special.digamma(theta)
    terms = terms - np.log1p(mean / theta) + (mean - y) / (mean + theta)
    return float(rows.weight @ terms)


def _find_theta(rows: GlmRows, mean: Floats) -> float:
    """Give the shape at given means, infinite where counts vary no more than Poisson counts."""
    if float(rows.weight @ ((rows.y - mean) ** 2 - rows.y)) <= 0:
        return float("inf")
    low, high = -12.0, 0.0
    while _score_theta(high, rows, mean) > 0 and high < 16:  # noqa: PLR2004 - as good as Poisson
        high += 2
    if _score_theta(high, rows, mean) > 0:
        return float("inf")
    found = optimize.brentq(_score_theta, low, high, args=(rows, mean), xtol=1e-14, rtol=1e-14)
    return float(np.exp(found))


def _compute_joint(
    rows: GlmRows, fit: GlmMaximum, theta: float, *, is_joint: bool
) -> tuple[Floats | None, float]:
    """Give the covariance of the coefficients (None: from the information) and theta's error."""
    y, mean, weight = rows.y, fit.mean, rows.weight
    own = special.polygamma(1, theta + y) - special.polygamma(1, theta)
    own = own + 1 / theta - 2 / (mean + theta) + (theta + y) / (theta + mean) ** 2
    corner = -float(weight @ own)
    if not is_joint:
        return None, float(1 / np.sqrt(corner)) if corner > 0 else float("nan")
    still = ~fit.diverging[rows.free]
    columns = (rows.columns @ np.linalg.inv(rows.back))[:, still]
    curve = weight * (1 + y / theta) * mean / (1 + mean / theta) ** 2
    cross = -columns.T @ (weight * (y - mean) * mean / (theta + mean) ** 2)
    whole = np.block(
        [[(columns * curve[:, None]).T @ columns, cross[:, None]], [cross[None, :], corner]]
    )
    inverse = solve_symmetric(whole, np.eye(whole.shape[0]))
    spread = np.zeros((rows.free.size,) * 2)
    known = rows.free & ~fit.diverging
    spread[fit.diverging] = np.nan
    spread[:, fit.diverging] = np.nan
    spread[np.ix_(known, known)] = inverse[:-1, :-1]
    return spread, float(np.sqrt(inverse[-1, -1])) if inverse[-1, -1] > 0 else float("nan")
