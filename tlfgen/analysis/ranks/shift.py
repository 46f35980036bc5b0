"""Hodges & Lehmann's estimates of shift."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.ranks.inversion import (
    crossing,
    middle,
    one_sample_score,
    root_as_r,
    two_sample_score,
)
from tlfgen.analysis.ranks.permutation import ScoreLaw, signed_law, subset_law
from tlfgen.analysis.samples import Alternative, drop_missing, limit_tail, require_alternative

__all__ = ["ShiftEstimate", "estimate_pseudomedian", "estimate_shift"]

Limits = Literal["asymptotic", "exact", "inverted"]

_R_EXACT = 50


@dataclass(frozen=True, slots=True)
class ShiftEstimate:
    """
    A shift with its limits.

    Parameters
    ----------
    n1, n2, n_missing : int
        ``n2`` is 0 for one sample.
    estimate, lower, upper : float or None
    place : int or None
        The limits are the ``place``-th differences from both ends.
    coverage : float or None
        The confidence that exact limits truly have; below ``level`` where that cannot be reached.
    limits : str
    reason : str or None
        ``no_records``, or ``too_large`` (exact law beyond reason).
    """

    n1: int
    n2: int
    n_missing: int
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    place: int | None = None
    coverage: float | None = None
    limits: str = "asymptotic"
    reason: str | None = None


def _exact_place(law: ScoreLaw, beyond: float) -> tuple[int, float]:
    """Give the place of exact limits in the ordered differences, and the chance beyond each."""
    counts = law.values - law.values[0]
    under = np.cumsum(law.weights)
    place = max(1, round(float(counts[np.searchsorted(under, beyond * (1 - 1e-12))])))
    return place, float(under[counts < place - 0.5][-1])


@dataclass(frozen=True, slots=True)
class _Task:
    """What limits are made from: the differences, the exact law, the score, the asked options."""

    differences: Floats
    law: Callable[[], ScoreLaw | None]
    score: Callable[[str], Callable[[float], float]]
    sd: float
    limits: str
    alternative: str
    beyond: float
    is_corrected: bool
    is_as_r: bool
    ends: tuple[float, float]


def _inverted(task: _Task) -> tuple[float, float, float]:
    """Give the estimate and limits at which the test turns."""
    score = task.score(task.alternative if task.is_corrected else "")
    plain = task.score("")
    z = float(stats.norm.isf(task.beyond))
    if task.is_as_r:
        centre = root_as_r(plain, task.ends, 0.0)
        return centre, root_as_r(score, task.ends, z), root_as_r(score, task.ends, -z)
    lower, upper = (crossing(task.differences, score, side) for side in (z, -z))
    return middle(task.differences, plain), lower, upper


def _estimate(counts: tuple[int, int, int], task: _Task) -> ShiftEstimate:
    """Give the estimate and limits from the differences of one kind or the other."""
    total, coverage, place = len(task.differences), None, None
    if task.limits == "inverted":
        estimate, lower, upper = _inverted(task)
    else:
        estimate = float(np.median(task.differences))
        if task.limits == "exact":
            law = task.law()
            if law is None:
                return ShiftEstimate(*counts, estimate, limits=task.limits, reason="too_large")
            place, beyond = _exact_place(law, task.beyond)
            coverage = 1 - beyond * (2 if task.alternative == "two_sided" else 1)
        else:
            z = float(stats.norm.isf(task.beyond))
            place = min(total, max(1, math.floor(total / 2 - z * task.sd)))
        ordered = np.sort(task.differences)
        lower, upper = float(ordered[place - 1]), float(ordered[total - place])
    lower = -math.inf if task.alternative == "less" else lower
    upper = math.inf if task.alternative == "greater" else upper
    return ShiftEstimate(*counts, estimate, lower, upper, place, coverage, task.limits)


def _rule(limits: str | None, preset: Preset, n: int, tied: Floats) -> tuple[str, bool]:
    """Give the kind of limits, and whether R's root finder is asked for."""
    is_plain = n < _R_EXACT and len(np.unique(tied)) == len(tied)
    words = {"sas": "asymptotic", "r": "exact" if is_plain else "inverted"}
    chosen = choose_default(preset, limits, words)
    return require_word("limits", chosen, get_args(Limits)), preset == "r"


def estimate_shift(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    limits: Limits | None = None,
    is_corrected: bool = True,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> ShiftEstimate:
    """
    Estimate the shift between two samples, first less second, by Hodges & Lehmann.

    The estimate is the median of all differences between the samples.

    Parameters
    ----------
    first, second : array-like, shapes (n1,) and (n2,)
        Missing values are dropped and counted.
    limits : {'asymptotic', 'exact', 'inverted'}
        Ordered differences at the place of Moses' normal approximation, rounded down; at the place
        of the exact law without ties; or the shifts at which the tie-corrected rank sum test turns
        (then the estimate too is the shift at which it is 0).
    is_corrected : bool
        Whether inverted limits take the continuity correction.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
        ``less`` gives an upper limit alone, ``greater`` a lower one.
    preset : {'sas', 'r'}
        ``sas`` asymptotic; ``r`` exact where both samples are under 50 without ties, else inverted
        with R's own root finder, whose tolerance is 1e-4.

    Returns
    -------
    ShiftEstimate

    Raises
    ------
    AnalysisError
        ``analysis.unknown-limits``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Hollander & Wolfe (1999), 4.2 and 4.3. ``asymptotic`` and ``exact`` equal SAS 9.4
    NPAR1WAY HL; the preset ``r`` equals R ``wilcox.test(conf.int = TRUE)``.

    Examples
    --------
    >>> found = estimate_shift([1.1, 2.2, 5.6, 4.0], [0.2, 1.4, 0.9], limits="exact")
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (2.3, -0.3, 5.4)
    """
    beyond = limit_tail(level, require_alternative(alternative))
    (one,), missing1 = drop_missing(first)
    (two,), missing2 = drop_missing(second)
    n1, n2 = len(one), len(two)
    counts = n1, n2, missing1 + missing2
    rule, is_as_r = _rule(limits, preset, max(n1, n2), np.concatenate([one, two]))
    if not (n1 and n2):
        return ShiftEstimate(*counts, limits=rule, reason="no_records")
    task = _Task(
        np.subtract.outer(one, two).ravel(),
        lambda: subset_law(np.arange(1.0, n1 + n2 + 1), min(n1, n2)),
        lambda correction: two_sample_score(one, two, correction=correction),
        math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12),
        rule,
        alternative,
        beyond,
        is_corrected,
        is_as_r,
        (float(one.min() - two.max()), float(one.max() - two.min())),
    )
    return _estimate(counts, task)


def estimate_pseudomedian(
    first: npt.ArrayLike,
    second: npt.ArrayLike | None = None,
    *,
    limits: Limits | None = None,
    is_corrected: bool = True,
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> ShiftEstimate:
    """
    Estimate the centre of one sample or of paired differences by Hodges & Lehmann.

    The estimate is the median of the averages of all pairs of values, each with itself included.

    Parameters
    ----------
    first, second
        Values, or pairs whose difference is first less second. R leaves out zeros from inverted
        limits, and so does the preset ``r``.
    limits, is_corrected, level, alternative, preset
        As ``estimate_shift``, from the signed rank test.

    Returns
    -------
    ShiftEstimate

    Raises
    ------
    AnalysisError
        ``analysis.unknown-limits``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Hollander & Wolfe (1999), 3.2 and 3.3. The preset ``r`` equals R ``wilcox.test(paired =
    TRUE, conf.int = TRUE)``; SAS has no procedure option for it.

    Examples
    --------
    >>> found = estimate_pseudomedian([1.0, 2.0, 4.0, 5.0, 8.0, 9.0], limits="exact")
    >>> found.estimate, found.lower, found.upper
    (5.0, 1.0, 9.0)
    """
    beyond = limit_tail(level, require_alternative(alternative))
    if second is None:
        (sample,), n_missing = drop_missing(first)
    else:
        (one, two), n_missing = drop_missing(first, second)
        sample = one - two
    n = len(sample)
    zeros = np.zeros(2) if (sample == 0).any() else np.zeros(0)
    rule, is_as_r = _rule(limits, preset, n, np.append(abs(sample[sample != 0]), zeros))
    if not n:
        return ShiftEstimate(n, 0, n_missing, limits=rule, reason="no_records")
    if is_as_r and rule == "inverted" and sample.any():
        sample = sample[sample != 0]
    rows, columns = np.triu_indices(len(sample))
    task = _Task(
        (sample[rows] + sample[columns]) / 2,
        lambda: signed_law(np.arange(1.0, n + 1)),
        lambda correction: one_sample_score(sample, correction=correction),
        math.sqrt(n * (n + 1) * (2 * n + 1) / 24),
        rule,
        alternative,
        beyond,
        is_corrected,
        is_as_r,
        (float(sample.min()), float(sample.max())),
    )
    return _estimate((n, 0, n_missing), task)
