"""Least-squares means of a fitted linear predictor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    Ints,
    Preset,
    choose_default,
    require_level,
    require_word,
)
from tlfgen.analysis.contrasts import Combinations
from tlfgen.analysis.design import Design, split_factors
from tlfgen.analysis.model_estimates import ModelEstimates, estimate_combinations
from tlfgen.core.errors import AnalysisError

__all__ = ["WEIGHTS", "LsMeans", "estimate_lsmeans", "estimate_slopes"]

WEIGHTS: Final = ("equal", "proportional", "outer", "cells", "counterfactual")
_PRODUCT_OF_MEANS: Final = {"sas": False, "r": True}


@dataclass(frozen=True, slots=True, eq=False)
class LsMeans:
    """
    Least-squares means, one per combination of levels.

    ``rows`` are the combinations of model columns they are made from; ``found`` has estimates,
    errors, tests against 0, limits, on the scale of the linear predictor.
    """

    factors: tuple[str, ...]
    levels: tuple[tuple[Any, ...], ...]
    rows: Floats
    found: Combinations
    weights: str
    at: Mapping[str, float]
    model: ModelEstimates


def estimate_lsmeans(
    model: ModelEstimates,
    of: str,
    *,
    weights: str = "equal",
    at: Mapping[str, float] | None = None,
    level: float = 0.95,
    preset: Preset = None,
) -> LsMeans:
    """
    Give the model's mean for each level of a class, or each combination of levels of several.

    Parameters
    ----------
    model : ModelEstimates
        ``fit.estimates`` of a fitted model.
    of : str
        A class, or classes joined by ``*``; they need not stand in the model together.
    weights : {'equal', 'proportional', 'outer', 'cells', 'counterfactual'}
        How the other classes are averaged over: ``'equal'``; ``'proportional'`` to the rows of
        their combinations (SAS ``OM``); ``'outer'`` to the product of their margins; ``'cells'`` to
        the rows within the level; ``'counterfactual'`` over all rows with the level put in place
        of their own, covariates as observed.
    at : mapping of covariate names to values, optional
        Covariates are at their (weighted) mean elsewhere.
    level : float
    preset : {'sas', 'r'}, optional
        A product of two covariates is at its own mean (SAS), or at the product of means (R).

    Returns
    -------
    LsMeans
        Reason ``'not_estimable'`` per mean, for one that uses an empty cell.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-class``, ``analysis.unknown-weights``, ``analysis.unknown-covariate``.

    Notes
    -----
    Source: Searle, Speed and Milliken, Am Stat 1980; SAS ``LSMEANS``; R ``emmeans::emmeans``.

    Examples
    --------
    >>> from tlfgen.analysis.linear import fit_ancova
    >>> fit = fit_ancova([1, 2, 3, 5], {"ARM": ["A", "A", "B", "B"]}, ["ARM"])
    >>> estimate_lsmeans(fit.estimates, "ARM").found.estimates.round(6).tolist()
    [1.5, 4.0]
    """
    require_word("weights", weights, WEIGHTS)
    require_level(level)
    design = model.design
    factors = _require_classes(design, of)
    fixed = _require_covariates(design, at)
    has_products = choose_default(preset, None, _PRODUCT_OF_MEANS)
    targets = [range(len(design.levels[factor])) for factor in factors]
    rows = [
        _average(model, dict(zip(factors, numbers, strict=True)), weights, fixed)
        for numbers in product(*targets)
    ]
    table = np.asarray(rows).reshape(-1, design.width)
    if not has_products and weights != "counterfactual":
        _restore_products(model, table, fixed)
    return LsMeans(
        factors=factors,
        levels=tuple(product(*(design.levels[factor] for factor in factors))),
        rows=table,
        found=estimate_combinations(model, table, level=level),
        weights=weights,
        at=fixed,
        model=model,
    )


def estimate_slopes(
    model: ModelEstimates,
    covariate: str,
    of: str | None = None,
    *,
    weights: str = "equal",
    at: Mapping[str, float] | None = None,
    level: float = 0.95,
) -> LsMeans:
    """
    Give the slope of a covariate, for each level of a class where one is named.

    Parameters
    ----------
    model, weights, at, level
        As in ``estimate_lsmeans``. With a squared term the slope is that at the covariate's mean,
        or at its value in ``at``.
    covariate : str
    of : str, optional
        A class, or classes joined by ``*``.

    Returns
    -------
    LsMeans

    Raises
    ------
    AnalysisError
        As ``estimate_lsmeans``.

    Notes
    -----
    Source: R ``emmeans::emtrends``; SAS ``ESTIMATE`` statements.
    """
    design = model.design
    fixed = dict(_require_covariates(design, at))
    require_word("covariate", covariate, design.values)
    center = fixed.get(covariate, _mean(model, covariate))
    own = design.values[covariate]
    step = float(np.std(own)) or 1.0 if own.size else 1.0
    factors = _require_classes(design, of) if of else ()
    require_word("weights", weights, WEIGHTS)
    targets = [range(len(design.levels[factor])) for factor in factors]
    rows = []
    for numbers in product(*targets):
        chosen = dict(zip(factors, numbers, strict=True))
        high, low = (
            _average(model, chosen, weights, fixed | {covariate: center + side * step})
            for side in (1, -1)
        )
        rows.append((high - low) / (2 * step))
    table = np.asarray(rows).reshape(-1, design.width)
    return LsMeans(
        factors=factors,
        levels=tuple(product(*(design.levels[factor] for factor in factors))),
        rows=table,
        found=estimate_combinations(model, table, level=level),
        weights=weights,
        at=fixed,
        model=model,
    )


def _require_classes(design: Design, of: str) -> tuple[str, ...]:
    factors = split_factors(of)
    for factor in factors:
        require_word("class", factor, design.classes)
    return factors


def _require_covariates(design: Design, at: Mapping[str, float] | None) -> dict[str, float]:
    for name in at or {}:
        require_word("covariate", name, design.values)
    return {name: float(value) for name, value in (at or {}).items()}


def _mean(model: ModelEstimates, name: str) -> float:
    values = model.design.values[name]
    return float(np.average(values, weights=model.weights)) if values.size else float("nan")


def _average(
    model: ModelEstimates, chosen: Mapping[str, int], weights: str, fixed: Mapping[str, float]
) -> Floats:
    """Give the model row of chosen levels, averaged over the other classes."""
    design = model.design
    others = [name for name in design.classes if name not in chosen]
    covariates = {name: fixed.get(name, _mean(model, name)) for name in design.values}
    if weights in {"equal", "outer"}:
        margins = {name: _margin(model, name, is_equal=weights == "equal") for name in others}
        for name, number in chosen.items():
            margins[name] = np.eye(len(design.levels[name]))[number]
        return design.mean_row(margins, covariates)
    weight = model.weights.copy()
    if weights == "cells":
        for name, number in chosen.items():
            weight = weight * (design.codes[name] == number)
    size = weight.size
    if not weight.sum() > 0:
        return np.full(design.width, np.nan)
    codes: dict[str, Ints] = dict(design.codes)
    for name, number in chosen.items():
        codes[name] = np.full(size, number, dtype=np.intp)
    values = {
        name: np.full(size, fixed[name]) if name in fixed else own
        for name, own in design.values.items()
    }
    if weights != "counterfactual":
        values = {name: np.full(size, covariates[name]) for name in design.values}
    return np.asarray(weight @ design.rows(codes, values, size) / weight.sum())


def _margin(model: ModelEstimates, name: str, *, is_equal: bool) -> Floats:
    size = len(model.design.levels[name])
    if is_equal:
        return np.full(size, 1 / size)
    counts = np.bincount(model.design.codes[name], model.weights, minlength=size)
    return np.asarray(counts / counts.sum())


def _restore_products(model: ModelEstimates, table: Floats, fixed: Mapping[str, float]) -> None:
    """Put products of covariates at their own mean, where none of them is fixed."""
    design = model.design
    for term in design.terms:
        numbers = [factor for factor in term.factors if factor in design.values]
        if len(numbers) < 2 or any(name in fixed for name in numbers):  # noqa: PLR2004 - a product
            continue
        separate = float(np.prod([_mean(model, name) for name in numbers]))
        joint = np.prod([design.values[name] for name in numbers], axis=0)
        own = float(np.average(joint, weights=model.weights))
        if separate:
            table[:, term.columns] *= own / separate
        elif own:
            message = "a product of covariates with mean 0 has no own mean here."
            raise AnalysisError.of("analysis.product-mean", message, hint="use preset='r' or at=")
