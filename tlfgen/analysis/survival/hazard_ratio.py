"""Hazard ratios between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    code_levels,
    require_same_length,
    require_word,
    to_matrix,
)
from tlfgen.analysis.contrasts import combine_coefficients, exponentiate
from tlfgen.analysis.survival.cox import fit_cox
from tlfgen.analysis.survival.cox_result import CoxFit

__all__ = ["HazardRatios", "compare_hazards"]


@dataclass(frozen=True, slots=True, eq=False)
class HazardRatios:
    """
    One hazard ratio per pair of groups: the first of the pair over the second.

    ``p_values`` are Wald, ``likelihood_ratio_p_values`` and ``score_p_values`` are NaN for a pair
    that is a contrast of a joint model.
    """

    pairs: tuple[tuple[Any, Any], ...]
    hazard_ratios: Floats
    lower: Floats
    upper: Floats
    coefficients: Floats
    std_errors: Floats
    p_values: Floats
    likelihood_ratio_p_values: Floats
    score_p_values: Floats
    fits: tuple[CoxFit, ...]
    reasons: tuple[str | None, ...]


def compare_hazards(
    time: Any,
    event: Any,
    group: Any,
    *,
    levels: Sequence[Any] | None = None,
    reference: Any = None,
    pairs: str = "reference",
    pooling: str = "pair",
    covariates: Any = None,
    strata: Any = None,
    ties: str | None = None,
    limits: str = "wald",
    level: float = 0.95,
    preset: str | None = None,
) -> HazardRatios:
    """
    Give the hazard ratio of each pair of groups.

    Parameters
    ----------
    time, event, group : arrays, shape (n,)
        Rows with a missing value are left out and counted in each fit.
    levels : sequence, optional
        The groups in their order; sorted where not given.
    reference : optional
        The group below the line; the first level where not given.
    pairs : {'reference', 'all'}
        Each group over the reference, or each group over each before it.
    pooling : {'pair', 'joint'}
        A model per pair on the rows of the two groups (``tern::coxph_pairwise``), or contrasts of
        one model of all groups (SAS PROC PHREG ``HAZARDRATIO``).
    covariates : array, shape (n,) or (n, p), optional
        Further columns of the model.
    strata, ties, limits, level, preset
        As in ``fit_cox``; profile limits only with ``pooling='pair'``.

    Returns
    -------
    HazardRatios
        Reasons per pair as in ``CoxFit.reasons``, or ``'one_group'`` where a group has no rows.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-level``, ``analysis.unknown-pairs``, ``analysis.unknown-pooling``; those
        of ``fit_cox``.

    Notes
    -----
    Source: SAS PROC PHREG; ``tern::s_coxph_pairwise``.

    Examples
    --------
    >>> found = compare_hazards([1, 2, 3, 4], [1, 1, 1, 1], ["a", "b", "a", "b"], ties="efron")
    >>> found.pairs, round(float(found.hazard_ratios[0]), 4)
    ((('b', 'a'),), 0.3904)
    """
    require_same_length(time=time, event=event, group=group, strata=strata)
    require_word("pairs", pairs, ("reference", "all"))
    require_word("pooling", pooling, ("pair", "joint"))
    codes, groups = code_levels(group, levels)
    base = 0
    if reference is not None:
        require_word("level", str(reference), [str(known) for known in groups])
        base = [str(known) for known in groups].index(str(reference))
    numbers = range(len(groups))
    wanted = (
        [(number, base) for number in numbers if number != base]
        if pairs == "reference"
        else [(high, low) for low, high in combinations(numbers, 2)]
    )
    extra = np.empty((codes.size, 0)) if covariates is None else to_matrix(covariates)
    options = {"ties": ties, "limits": limits, "level": level, "preset": preset}
    rows = [np.asarray(time), np.asarray(event), codes, extra]
    blocks = None if strata is None else np.asarray(strata)
    if pooling == "joint":
        return _compare_jointly(rows, blocks, groups, wanted, options)
    return _compare_by_pair(rows, blocks, groups, wanted, options)


def _compare_by_pair(
    rows: list[Any],
    strata: Any,
    groups: tuple[Any, ...],
    wanted: list[tuple[int, int]],
    options: Any,
) -> HazardRatios:
    time, event, codes, extra = rows
    fits: list[CoxFit] = []
    for high, low in wanted:
        own = (codes == high) | (codes == low)
        columns = np.column_stack([(codes[own] == high).astype(float), extra[own]])
        blocks = None if strata is None else strata[own]
        fits.append(fit_cox(time[own], event[own], columns, strata=blocks, **options))
    reasons = tuple(
        "one_group" if not ((codes == high).any() and (codes == low).any()) else fit.reasons[0]
        for (high, low), fit in zip(wanted, fits, strict=True)
    )

    def pick(name: str) -> Floats:
        return np.asarray([getattr(fit, name)[0] for fit in fits], dtype=np.float64)

    return HazardRatios(
        pairs=tuple((groups[high], groups[low]) for high, low in wanted),
        hazard_ratios=pick("hazard_ratios"),
        lower=pick("hazard_ratio_lower"),
        upper=pick("hazard_ratio_upper"),
        coefficients=pick("coefficients"),
        std_errors=pick("std_errors"),
        p_values=pick("p_values"),
        likelihood_ratio_p_values=np.asarray([fit.likelihood_ratio.p_value for fit in fits]),
        score_p_values=np.asarray([fit.score.p_value for fit in fits]),
        fits=tuple(fits),
        reasons=reasons,
    )


def _compare_jointly(
    rows: list[Any],
    strata: Any,
    groups: tuple[Any, ...],
    wanted: list[tuple[int, int]],
    options: Any,
) -> HazardRatios:
    time, event, codes, extra = rows
    marks = np.where(
        codes[:, None] < 0, np.nan, (codes[:, None] == np.arange(1, len(groups))).astype(float)
    )
    fit = fit_cox(
        time,
        event,
        np.column_stack([marks, extra]),
        strata=strata,
        **(options | {"limits": "wald"}),
    )
    contrast = np.zeros((len(wanted), len(fit.names)))
    for place, (high, low) in enumerate(wanted):
        if high:
            contrast[place, high - 1] += 1
        if low:
            contrast[place, low - 1] -= 1
    found = combine_coefficients(fit.coefficients, fit.covariance, contrast, level=options["level"])
    blank = np.full(len(wanted), np.nan)
    return HazardRatios(
        pairs=tuple((groups[high], groups[low]) for high, low in wanted),
        hazard_ratios=exponentiate(found.estimates),
        lower=exponentiate(found.lower),
        upper=exponentiate(found.upper),
        coefficients=found.estimates,
        std_errors=found.std_errors,
        p_values=found.p_values,
        likelihood_ratio_p_values=blank,
        score_p_values=blank,
        fits=(fit,),
        reasons=tuple(reason and (fit.reason or reason) for reason in found.reasons),
    )
