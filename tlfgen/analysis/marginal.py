"""Marginal means of a generalized model by standardization (g-computation)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import Floats, require_level, require_word
from tlfgen.analysis.contrasts import compute_limits, exponentiate
from tlfgen.analysis.families import LINKS
from tlfgen.analysis.glm_result import GeneralizedFit

__all__ = [
    "MarginalComparison",
    "MarginalMeans",
    "compare_marginal_means",
    "estimate_marginal_means",
]

_MEASURES: Final = ("difference", "ratio", "odds-ratio")
_VARIANCES: Final = ("delta", "population")


@dataclass(frozen=True, slots=True, eq=False)
class MarginalMeans:
    """Mean response if every row had the level, one per level; ``covariance`` joins them."""

    factor: str
    levels: tuple[Any, ...]
    estimates: Floats
    std_errors: Floats
    lower: Floats
    upper: Floats
    covariance: Floats
    variance: str
    level: float
    reasons: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MarginalComparison:
    """Marginal means compared; ``pairs`` are (upper, lower) levels."""

    pairs: tuple[tuple[Any, Any], ...]
    measure: str
    estimates: Floats
    std_errors: Floats
    statistics: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    reasons: tuple[str | None, ...]


def estimate_marginal_means(
    fit: GeneralizedFit,
    factor: str,
    *,
    variance: str = "delta",
    offset: float | None = None,
    level: float = 0.95,
) -> MarginalMeans:
    """
    Give the mean predicted response with every row put to each level of a class.

    Parameters
    ----------
    fit : GeneralizedFit
    factor : str
        A class of the model.
    variance : {'delta', 'population'}
        Delta method with the covariates as they are, or with the spread of the predictions between
        subjects added, as for a sample of a population.
    offset : float, optional
        Offset of every row in place of its own: the log of the exposure a rate is for.
    level : float

    Returns
    -------
    MarginalMeans
        Reason ``'not_estimable'`` for a level without rows or an infinite coefficient.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-class``, ``analysis.unknown-variance``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Ge et al., Drug Inf J 2011; FDA, Adjusting for covariates in randomized clinical trials
    (2023). A sandwich covariance of the fit makes the errors robust. SAS macro ``%MARGINS``; R
    ``marginaleffects::avg_predictions``.

    Examples
    --------
    >>> from tlfgen.analysis.generalized import fit_generalized
    >>> fit = fit_generalized([0, 1, 1, 1, 0, 1, 1, 0], {"ARM": list("AAAABBBB")}, ["ARM"],
    ...                       family="binomial")
    >>> estimate_marginal_means(fit, "ARM").estimates.round(6).tolist()
    [0.75, 0.5]
    """
    model = fit.estimates
    design = model.design
    require_word("class", factor, design.classes)
    require_word("variance", variance, _VARIANCES)
    level = require_level(level)
    link = LINKS[model.link]
    weights = model.weights / max(float(model.weights.sum()), 1e-300)
    levels = design.levels[factor]
    size = weights.size
    shift = fit.offset if offset is None else np.full(size, float(offset))
    known = np.isfinite(model.coefficients)
    gradients = np.full((len(levels), design.width), np.nan)
    means = np.full((len(levels), size), np.nan)
    for number in range(len(levels)):
        codes = dict(design.codes) | {factor: np.full(size, number, dtype=np.intp)}
        rows = design.rows(codes, design.values, size)
        if not (design.codes[factor] == number).any() or (rows[:, ~known] != 0).any():
            continue
        predictor = rows[:, known] @ model.coefficients[known] + shift
        means[number] = link.mean(predictor)
        gradients[number] = (weights * link.slope(predictor)) @ rows
    estimates = means @ weights if size else np.full(len(levels), np.nan)
    spread = gradients[:, known] @ model.covariance[np.ix_(known, known)] @ gradients[:, known].T
    if variance == "population" and size > 1:
        centred = (means - estimates[:, None]) * np.sqrt(weights)
        spread = spread + centred @ centred.T / (size - 1)
    errors = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    _, _, lower, upper = compute_limits(estimates, errors, np.full(len(levels), np.inf), level)
    reasons = tuple(
        None if np.isfinite(value) and np.isfinite(error) else "not_estimable"
        for value, error in zip(estimates, errors, strict=True)
    )
    return MarginalMeans(
        factor, levels, estimates, errors, lower, upper, spread, variance, level, reasons
    )


def compare_marginal_means(
    means: MarginalMeans,
    *,
    measure: str = "difference",
    pairs: str = "reference",
    reference: Any = None,
    level: float = 0.95,
) -> MarginalComparison:
    """
    Compare marginal means: risk differences, risk ratios, marginal odds ratios.

    Parameters
    ----------
    means : MarginalMeans
    measure : {'difference', 'ratio', 'odds-ratio'}
        Ratios have their tests and limits on the log scale.
    pairs : {'reference', 'all'}
    reference : optional
        The first level where not given.
    level : float

    Returns
    -------
    MarginalComparison
        Standard errors are those of the tested scale: plain, or log.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-measure``, ``analysis.unknown-pairs``, ``analysis.unknown-level``.

    Notes
    -----
    Source: Ge et al., Drug Inf J 2011; R ``marginaleffects::avg_comparisons``.
    """
    require_word("measure", measure, _MEASURES)
    require_word("pairs", pairs, ("reference", "all"))
    wanted = _list_pairs(means.levels, pairs, reference)
    p = means.estimates
    with np.errstate(all="ignore"):
        if measure == "difference":
            values, slopes = p, np.ones_like(p)
        elif measure == "ratio":
            values, slopes = np.log(p), 1 / p
        else:
            values, slopes = np.log(p / (1 - p)), 1 / (p * (1 - p))
        spread = means.covariance * np.outer(slopes, slopes)
        found = np.asarray([values[high] - values[low] for high, low in wanted])
        errors = np.sqrt(
            np.asarray(
                [
                    spread[high, high] + spread[low, low] - 2 * spread[high, low]
                    for high, low in wanted
                ]
            )
        )
    freedom = np.full(len(wanted), np.inf)
    statistics, p_values, lower, upper = compute_limits(
        found, errors, freedom, require_level(level)
    )
    is_ratio = measure != "difference"
    return MarginalComparison(
        pairs=tuple((means.levels[high], means.levels[low]) for high, low in wanted),
        measure=measure,
        estimates=exponentiate(found) if is_ratio else found,
        std_errors=errors,
        statistics=statistics,
        p_values=p_values,
        lower=exponentiate(lower) if is_ratio else lower,
        upper=exponentiate(upper) if is_ratio else upper,
        reasons=tuple(
            None if np.isfinite(value) and np.isfinite(error) else "not_estimable"
            for value, error in zip(found, errors, strict=True)
        ),
    )


def _list_pairs(levels: Sequence[Any], pairs: str, reference: Any) -> list[tuple[int, int]]:
    numbers = range(len(levels))
    if pairs == "all":
        return [(high, low) for low, high in combinations(numbers, 2)]
    words = [str(level) for level in levels]
    base = 0
    if reference is not None:
        require_word("level", str(reference), words)
        base = words.index(str(reference))
    return [(number, base) for number in numbers if number != base]
