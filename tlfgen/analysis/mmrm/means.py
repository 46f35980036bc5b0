"""Least-squares means of a mixed model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from .covariance import Floats
from .design import Design
from .freedom import estimate_df
from .outcome import compute_two_sided, name_problem
from .problems import MmrmError
from .result import MmrmFit

__all__ = ["MmrmMean", "compare_mmrm_lsmeans", "estimate_mmrm_lsmeans", "estimate_row"]

_WEIGHTS = ("equal", "proportional")


@dataclass(frozen=True, slots=True)
class MmrmMean:
    """
    A least-squares mean, or a difference of two, with its interval.

    ``levels`` are those of the classes asked for; of a difference, ``minuend`` less ``subtrahend``
    at ``levels`` of the others. ``row`` is the combination of all coefficients it is made of.
    Numbers are None where there is a ``reason``.
    """

    levels: Mapping[str, Any]
    estimate: float | None
    se: float | None
    df: float | None
    lower: float | None
    upper: float | None
    statistic: float | None
    p_value: float | None
    reason: str | None = None
    minuend: Any = None
    subtrahend: Any = None
    row: tuple[float, ...] = ()


def estimate_mmrm_lsmeans(
    fit: MmrmFit,
    factors: Sequence[str],
    *,
    weights: str = "equal",
    at: Mapping[str, float] | None = None,
    conf_level: float = 0.95,
) -> tuple[MmrmMean, ...]:
    """
    Estimate the means of every combination of levels of some classes.

    Other classes are averaged, covariates stand at their mean over the records used.

    Parameters
    ----------
    fit : MmrmFit
    factors : sequence of names
        Classes of the model, the last changing fastest.
    weights : {'equal', 'proportional'}
        Of the combinations of levels of the other classes: each the same (SAS LSMEANS), or as
        often as they occur together in the records used (SAS OM, R emmeans 'proportional').
    at : mapping, optional
        Values of covariates other than their means.
    conf_level : float

    Returns
    -------
    tuple of MmrmMean
        Tests are against zero.

    Raises
    ------
    MmrmError
        ``mmrm.unknown-class``, ``mmrm.unknown-weights``, ``mmrm.unknown-covariate``.

    Notes
    -----
    Source: Searle, Speed and Milliken (1980), The American Statistician 34, 216-221.
    """
    if fit.design is None:
        return ()
    grid = list(product(*_levels_of(fit.design, factors)))
    rows = _mean_rows(fit, fit.design, factors, grid, weights, at or {})
    named = [dict(zip(factors, one, strict=True)) for one in grid]
    return tuple(
        estimate_row(fit, row, levels, conf_level) for row, levels in zip(rows, named, strict=True)
    )


def compare_mmrm_lsmeans(
    fit: MmrmFit,
    factor: str,
    *,
    by: Sequence[str] = (),
    reference: Any = None,
    weights: str = "equal",
    at: Mapping[str, float] | None = None,
    conf_level: float = 0.95,
) -> tuple[MmrmMean, ...]:
    """
    Compare the least-squares means of one class at each combination of levels of others.

    Parameters
    ----------
    fit : MmrmFit
    factor : text
        The class compared, usually the arm.
    by : sequence of names
        Usually the visit. The differences at its first level come first.
    reference : level, optional
        What every other level is compared with; without it each level is compared with all
        those before it.
    weights, at, conf_level
        As for ``estimate_mmrm_lsmeans``.

    Returns
    -------
    tuple of MmrmMean

    Raises
    ------
    MmrmError
        ``mmrm.unknown-level`` and those of ``estimate_mmrm_lsmeans``.

    Notes
    -----
    Source: as ``estimate_mmrm_lsmeans``. Equals SAS PROC MIXED ``LSMEANS / DIFF`` and R
    ``pairs(emmeans::emmeans())``.
    """
    if fit.design is None:
        return ()
    order = (*by, factor)
    *outer, own = _levels_of(fit.design, order)
    if reference is not None and reference not in own:
        raise MmrmError.unknown("level", reference, own)
    grid = list(product(*outer, own))
    rows = _mean_rows(fit, fit.design, order, grid, weights, at or {}).reshape(
        -1, len(own), len(fit.design.names)
    )
    if reference is None:
        pairs = [(one, two) for one in range(len(own)) for two in range(one)]
    else:
        base = own.index(reference)
        pairs = [(one, base) for one in range(len(own)) if one != base]
    result = []
    for number, levels in enumerate(product(*outer)):
        for one, two in pairs:
            row = rows[number, one] - rows[number, two]
            named = dict(zip(by, levels, strict=True))
            result.append(
                estimate_row(fit, row, named, conf_level, minuend=own[one], subtrahend=own[two])
            )
    return tuple(result)


def _levels_of(design: Design, factors: Sequence[str]) -> list[tuple[Any, ...]]:
    for name in factors:
        if name not in design.levels:
            raise MmrmError.unknown("class", name, design.levels)
    return [design.levels[name] for name in factors]


def _mean_rows(
    fit: MmrmFit,
    design: Design,
    factors: Sequence[str],
    grid: Sequence[tuple[Any, ...]],
    weights: str,
    at: Mapping[str, float],
) -> Floats:
    """Give a model row for each combination of levels, averaged over the other classes."""
    if weights not in _WEIGHTS:
        raise MmrmError.unknown("weights", weights, _WEIGHTS)
    for name in at:
        if name not in design.covariates:
            raise MmrmError.unknown("covariate", name, design.covariates)
    others = [name for name in design.levels if name not in factors]
    cells, shares = _weigh_cells(fit, design, others, weights)
    many, each = len(grid), len(cells)
    inputs: dict[str, Floats] = {}
    for number, name in enumerate(factors):
        unit = np.eye(len(design.levels[name]))
        codes = [design.levels[name].index(one[number]) for one in grid]
        inputs[name] = np.repeat(unit[codes], each, axis=0)
    for number, name in enumerate(others):
        unit = np.eye(len(design.levels[name]))
        inputs[name] = np.tile(unit[cells[:, number]], (many, 1))
    for name in design.covariates:
        value = at.get(name, fit.covariate_means[name])
        inputs[name] = np.tile([1.0, value], (many * each, 1))
    inputs = inputs or {"": np.ones((many * each, 2))}
    rows = design.rows(inputs).reshape(many, each, -1)
    return np.asarray(np.tensordot(shares, rows, axes=(0, 1)), dtype=np.float64)


def _weigh_cells(
    fit: MmrmFit, design: Design, others: Sequence[str], weights: str
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Give the combinations of levels that are averaged over, with their shares."""
    if not others:
        return np.zeros((1, 0), dtype=np.intp), np.ones(1)
    if weights == "proportional":
        codes = np.column_stack([fit.codes[name] for name in others])
        cells, counts = np.unique(codes, axis=0, return_counts=True)
        return cells, counts / counts.sum()
    sizes = [range(len(design.levels[name])) for name in others]
    cells = np.array(list(product(*sizes)), dtype=np.intp)
    return cells, np.full(len(cells), 1 / len(cells))


def estimate_row(
    fit: MmrmFit,
    row: Floats,
    levels: Mapping[str, Any],
    conf_level: float,
    *,
    minuend: Any = None,
    subtrahend: Any = None,
) -> MmrmMean:
    """Estimate one combination of all the coefficients, or say why there is none."""
    core, reason = fit.core, fit.reason
    if core is not None and not fit.is_estimable(row):
        reason = "not estimable"
    own_row = tuple(row.tolist())
    if core is None or reason is not None:
        blank = (None,) * 7
        return MmrmMean(levels, *blank, reason, minuend, subtrahend, own_row)
    contrast = row[list(fit.kept)]
    own = core.basis.T @ contrast
    estimate = core.scale * float(own @ core.beta)
    se = core.scale * float(np.sqrt(max(float(own @ core.vcov @ own), 0.0)))
    df = estimate_df(core, contrast) if se else 0.0
    problem = name_problem(se, df) if contrast.any() else "the contrast is empty"
    if problem is not None:
        blank = (None,) * 7
        return MmrmMean(levels, *blank, problem, minuend, subtrahend, own_row)
    tail = (1 + conf_level) / 2
    width = se * float(ndtri(tail) if np.isinf(df) else stdtrit(df, tail))
    return MmrmMean(
        levels,
        estimate,
        se,
        df,
        estimate - width,
        estimate + width,
        estimate / se,
        compute_two_sided(estimate / se, df),
        None,
        minuend,
        subtrahend,
        own_row,
    )
