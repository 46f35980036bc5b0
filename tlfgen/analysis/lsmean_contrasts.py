"""Differences and contrasts of least-squares means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np

from tlfgen.analysis.adjustment import ADJUSTMENTS, adjust_comparisons
from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.contrasts import Combinations
from tlfgen.analysis.lsmeans import LsMeans
from tlfgen.analysis.model_estimates import estimate_combinations
from tlfgen.core.errors import AnalysisError

__all__ = ["LsMeanContrasts", "compare_lsmeans", "contrast_lsmeans"]

_PAIRS: Final = ("all", "reference")


@dataclass(frozen=True, slots=True, eq=False)
class LsMeanContrasts:
    """
    Contrasts of least-squares means, within each combination of ``by`` levels.

    ``labels`` gives (upper, lower) levels of each difference, or the name of the contrast, after
    the levels of ``by``. ``adjusted_p_values``, ``adjusted_lower``, ``adjusted_upper`` are
    adjusted within each ``by`` combination.
    """

    by: tuple[str, ...]
    by_levels: tuple[tuple[Any, ...], ...]
    labels: tuple[tuple[Any, ...], ...]
    rows: Floats
    found: Combinations
    adjusted_p_values: Floats
    adjusted_lower: Floats
    adjusted_upper: Floats
    adjustment: str
    link: str


def compare_lsmeans(
    means: LsMeans,
    *,
    pairs: str = "reference",
    reference: Any = None,
    by: Sequence[str] = (),
    adjustment: str = "none",
    level: float = 0.95,
) -> LsMeanContrasts:
    """
    Give differences of least-squares means.

    Parameters
    ----------
    means : LsMeans
    pairs : {'reference', 'all'}
        Each level less the reference, or each level less each before it.
    reference : optional
        The first level where not given. With several compared factors a tuple.
    by : sequence of str
        Factors of the means within whose levels the differences are made.
    adjustment : {'none', 'tukey', 'dunnett', 'dunnettx', 'bonferroni', 'sidak', 'scheffe', 'holm',
        'holm_sidak', 'hochberg', 'hommel', 'bh', 'by'}
        ``'tukey'`` is Tukey-Kramer, ``'dunnettx'`` the approximation of ``emmeans``; from
        ``'holm'`` on p-values alone are adjusted.
    level : float

    Returns
    -------
    LsMeanContrasts
        Reason ``'not_estimable'`` per difference that uses a mean that is not estimable, unless
        the difference itself is.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-pairs``, ``analysis.unknown-level``, ``analysis.unknown-by``,
        ``analysis.unknown-adjustment``.

    Notes
    -----
    Source: SAS ``LSMEANS / PDIFF=ALL|CONTROL ADJUST=``, ``SLICE``; R ``emmeans::contrast``.

    Examples
    --------
    >>> from tlfgen.analysis.linear import fit_ancova
    >>> from tlfgen.analysis.lsmeans import estimate_lsmeans
    >>> fit = fit_ancova([1, 2, 3, 5], {"ARM": ["A", "A", "B", "B"]}, ["ARM"])
    >>> compare_lsmeans(estimate_lsmeans(fit.estimates, "ARM")).found.estimates.round(6).tolist()
    [2.5]
    """
    require_word("pairs", pairs, _PAIRS)
    blocks = _split(means, by)
    rows, labels, within = [], [], []
    for number, (own, places) in enumerate(blocks.items()):
        levels = [_compared(means, place, by) for place in places]
        base = 0
        if reference is not None:
            words = [str(level_) for level_ in levels]
            require_word("level", str(reference), words)
            base = words.index(str(reference))
        wanted = (
            [(place, base) for place in range(len(places)) if place != base]
            if pairs == "reference"
            else [(high, low) for low, high in combinations(range(len(places)), 2)]
        )
        for high, low in wanted:
            rows.append(means.rows[places[high]] - means.rows[places[low]])
            labels.append((levels[high], levels[low]))
            within.append((number, own))
    return _finish(means, rows, labels, within, tuple(by), adjustment, level)


def contrast_lsmeans(
    means: LsMeans,
    contrasts: Mapping[str, Sequence[float]],
    *,
    by: Sequence[str] = (),
    adjustment: str = "none",
    level: float = 0.95,
) -> LsMeanContrasts:
    """
    Give chosen contrasts of least-squares means, such as a trend over doses.

    Parameters
    ----------
    means : LsMeans
    contrasts : mapping of names to coefficients
        One coefficient per compared mean, in their order.
    by, adjustment, level
        As in ``compare_lsmeans``.

    Returns
    -------
    LsMeanContrasts

    Raises
    ------
    AnalysisError
        ``analysis.contrast-length``; those of ``compare_lsmeans``.

    Notes
    -----
    Source: SAS ``LSMESTIMATE``; R ``emmeans::contrast``.
    """
    rows, labels, within = [], [], []
    for number, (own, places) in enumerate(_split(means, by).items()):
        for name, coefficients in contrasts.items():
            weights = np.asarray(coefficients, dtype=np.float64)
            if weights.size != len(places):
                raise AnalysisError.of(
                    "analysis.contrast-length",
                    f"contrast '{name}' has {weights.size} coefficients for {len(places)} means.",
                    hint="give one coefficient per mean, in the order of the levels",
                )
            used = weights != 0
            rows.append(weights[used] @ means.rows[np.asarray(places)[used]])
            labels.append((name,))
            within.append((number, own))
    return _finish(means, rows, labels, within, tuple(by), adjustment, level)


def _split(means: LsMeans, by: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
    """Give the places of the means of each combination of ``by`` levels."""
    for name in by:
        require_word("by", name, means.factors)
    blocks: dict[tuple[Any, ...], list[int]] = {}
    for place, levels in enumerate(means.levels):
        own = tuple(level for name, level in zip(means.factors, levels, strict=True) if name in by)
        blocks.setdefault(own, []).append(place)
    return blocks


def _compared(means: LsMeans, place: int, by: Sequence[str]) -> Any:
    levels = means.levels[place]
    own = tuple(level for name, level in zip(means.factors, levels, strict=True) if name not in by)
    return own[0] if len(own) == 1 else own


def _finish(
    means: LsMeans,
    rows: list[Floats],
    labels: list[tuple[Any, ...]],
    within: list[tuple[int, tuple[Any, ...]]],
    by: tuple[str, ...],
    adjustment: str,
    level: float,
) -> LsMeanContrasts:
    require_word("adjustment", adjustment, ADJUSTMENTS)
    table = np.asarray(rows, dtype=np.float64).reshape(len(rows), means.rows.shape[1])
    found = estimate_combinations(means.model, table, level=level)
    adjusted = np.full((3, len(rows)), np.nan)
    groups = np.asarray([number for number, _ in within], dtype=np.intp)
    count = len(means.levels) // max(1, len(_split(means, by)))
    for number in np.unique(groups):
        own = groups == number
        adjusted[:, own] = adjust_comparisons(
            found.estimates[own],
            found.std_errors[own],
            found.covariance[np.ix_(own, own)],
            df=means.model.df,
            adjustment=adjustment,
            n_means=count,
            level=level,
        )
    return LsMeanContrasts(
        by=by,
        by_levels=tuple(own for _, own in within),
        labels=tuple(labels),
        rows=table,
        found=found,
        adjusted_p_values=adjusted[0],
        adjusted_lower=adjusted[1],
        adjusted_upper=adjusted[2],
        adjustment=adjustment,
        link=means.model.link,
    )
