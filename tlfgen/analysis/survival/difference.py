"""Differences of survival probabilities at chosen times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    Preset,
    code_levels,
    require_level,
    require_same_length,
)
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.survival.kaplan_meier import KaplanMeier, estimate_kaplan_meier
from tlfgen.core.errors import AnalysisError

__all__ = ["SurvivalDifference", "compare_survival_at"]


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalDifference:
    """Survival of the second level less that of the first, one value per time."""

    times: Floats
    groups: tuple[Any, ...]
    curves: tuple[KaplanMeier, ...]
    differences: Floats
    std_errors: Floats
    lower: Floats
    upper: Floats
    z: Floats
    p_values: Floats
    level: float
    n_missing: int
    reasons: tuple[str | None, ...]


def compare_survival_at(
    time: Any,
    event: Any,
    group: Any,
    at: Sequence[float],
    *,
    levels: tuple[Any, Any] | None = None,
    limits: str | None = None,
    level: float = 0.95,
    after_last: str | None = None,
    preset: Preset = None,
) -> SurvivalDifference:
    """
    Compare two survival curves at each chosen time: second level less the first.

    The variance of the difference is the sum of Greenwood's variances; limits and the z-test are
    normal on the plain scale.

    Parameters
    ----------
    time, event, group : arrays, shape (n,)
        Rows with a missing value or negative time are left out and counted.
    at : sequence of floats, shape (m,)
    levels : pair, optional
        Reference group, then the other; sorted where not given.
    limits : {'plain', 'log', 'log-log', 'arcsin', 'logit'}, optional
        Scale of the limits of the two curves themselves.
    level : float
    after_last : {'carry', 'not_estimable'}
    preset : {'sas', 'r'}, optional

    Returns
    -------
    SurvivalDifference
        Reasons per time: ``'one_group'``, ``'not_estimable'`` after a curve's last time,
        ``'no_variation'`` where both curves are at 0 or 1 so that there is no test.

    Raises
    ------
    AnalysisError
        ``analysis.two-groups`` for more than two groups; those of ``estimate_kaplan_meier``.

    Notes
    -----
    Source: Klein et al., Stat Med 2007, naive test at a fixed time; as ``tern::surv_timepoint``.

    Examples
    --------
    >>> found = compare_survival_at([1, 3, 2, 4], [1, 1, 1, 1], ["a", "a", "b", "b"], [1.5])
    >>> found.differences.tolist()
    [0.5]
    """
    require_same_length(time=time, event=event, group=group)
    level = require_level(level)
    codes, groups = code_levels(group, levels)
    if len(groups) > 2:  # noqa: PLR2004 - a difference has two sides
        raise AnalysisError.of(
            "analysis.two-groups",
            f"{len(groups)} groups are given, two are compared.",
            hint="give levels, or call once per pair",
        )
    curves = tuple(
        estimate_kaplan_meier(
            np.asarray(time)[codes == code],
            np.asarray(event)[codes == code],
            limits=limits,
            level=level,
            at=at,
            after_last=after_last,
            preset=preset,
        )
        for code in range(len(groups))
    )
    wanted = np.asarray(at, dtype=np.float64).ravel()
    missing = int((codes < 0).sum()) + sum(curve.n_missing for curve in curves)
    values, errors, reasons = _subtract(curves, wanted)
    z, p_values, lower, upper = compute_limits(values, errors, np.full(wanted.size, np.inf), level)
    is_fixed = np.asarray([reason == "no_variation" for reason in reasons], dtype=np.bool_)
    return SurvivalDifference(
        times=wanted,
        groups=groups,
        curves=curves,
        differences=values,
        std_errors=errors,
        lower=np.where(is_fixed, np.nan, lower),
        upper=np.where(is_fixed, np.nan, upper),
        z=z,
        p_values=p_values,
        level=level,
        n_missing=missing,
        reasons=reasons,
    )


def _subtract(
    curves: tuple[KaplanMeier, ...], wanted: Floats
) -> tuple[Floats, Floats, tuple[str | None, ...]]:
    """Give differences, their errors, the reason where there is no test."""
    if len(curves) < 2 or not all(curve.n for curve in curves):  # noqa: PLR2004 - two sides
        blank = np.full(wanted.size, np.nan)
        return blank, blank, ("one_group",) * wanted.size
    first, second = (curve.at for curve in curves)
    values = second.survival - first.survival
    errors = np.hypot(
        _error(first.std_error, first.survival), _error(second.std_error, second.survival)
    )
    reasons = tuple(
        "not_estimable" if np.isnan(value) else None if error > 0 else "no_variation"
        for value, error in zip(values, errors, strict=True)
    )
    return values, errors, reasons


def _error(std_error: Floats, survival: Floats) -> Floats:
    """Give the error of a curve; one at 0 has none of its own."""
    return np.where(survival == 0, 0.0, std_error)
