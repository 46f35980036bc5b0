"""Hodges & Lehmann's estimates of shift."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy import stats

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.ranks.permutation import ScoreLaw, signed_law, subset_law
from tlfgen.analysis.ranks.two_sample import correction_of
from tlfgen.analysis.samples import drop_missing, limit_tail

__all__ = ["ShiftEstimate", "estimate_pseudomedian", "estimate_shift"]

Limits = Literal["asymptotic", "exact", "inverted"]


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
    """Give the place of exact limits in the ordered differences, with their coverage."""
    counts = law.values - law.values[0]
    under = np.cumsum(law.weights)
    place = max(1, round(float(counts[np.searchsorted(under, beyond * (1 - 1e-12))])))
    return place, 1 - 2 * float(under[counts < place - 0.5][-1])


def _crossing(differences: Floats, score: Callable[[float], float], target: float) -> float:
    """Give the difference at which a falling step function passes ``target``."""
    points = np.unique(differences)
    low, high = 0, len(points) - 1
    while low < high:
        middle = (low + high) // 2
        between = (points[middle] + points[middle + 1]) / 2
        if score(float(between)) >= target:
            low = middle + 1
        else:
            high = middle
    return float(points[low])


def _middle(differences: Floats, score: Callable[[float], float]) -> float:
    """Give the point at which a falling step function passes 0, the middle where it stays at 0."""
    first = _crossing(differences, score, 1e-12)
    last = _crossing(differences, score, -1e-12)
    return (first + last) / 2


def _two_sample_score(one: Floats, two: Floats, *, is_corrected: bool) -> Callable[[float], float]:
    """Give the standardised rank sum as a function of the shift."""
    n1, n = len(one), len(one) + len(two)

    def score(shift: float) -> float:
        ranks = stats.rankdata(np.concatenate([one - shift, two]))
        distance = float(ranks[:n1].sum()) - n1 * (n + 1) / 2
        spread = n1 * (n - n1) / (n * (n - 1)) * float(((ranks - (n + 1) / 2) ** 2).sum())
        taken = correction_of(distance, "two_sided") if is_corrected else 0.0
        return (distance - taken) / math.sqrt(spread) if spread > 0 else 0.0

    return score


def _one_sample_score(sample: Floats, *, is_corrected: bool) -> Callable[[float], float]:
    """Give the standardised signed rank sum as a function of the centre."""

    def score(centre: float) -> float:
        away = sample - centre
        away = away[away != 0]
        if not len(away):
            return 0.0
        ranks = stats.rankdata(abs(away))
        distance = float(np.sign(away) @ ranks) / 2
        taken = correction_of(distance, "two_sided") if is_corrected else 0.0
        return (distance - taken) * 2 / math.sqrt(float(ranks @ ranks))

    return score


def _estimate(
    counts: tuple[int, int, int],
    differences: Floats,
    laws: Callable[[], ScoreLaw | None],
    scores: Callable[[bool], Callable[[float], float]],
    *,
    sd: float,
    limits: str,
    is_corrected: bool,
    beyond: float,
) -> ShiftEstimate:
    """Give the estimate and limits from the differences of one kind or the other."""
    total = len(differences)
    z = float(stats.norm.isf(beyond))
    if limits == "inverted":
        score = scores(is_corrected)
        lower, upper = _crossing(differences, score, z), _crossing(differences, score, -z)
        centre = _middle(differences, scores(False))
        return ShiftEstimate(*counts, centre, lower, upper, limits=limits)
    estimate, coverage = float(np.median(differences)), None
    if limits == "exact":
        law = laws()
        if law is None:
            return ShiftEstimate(*counts, estimate, limits=limits, reason="too_large")
        place, coverage = _exact_place(law, beyond)
    else:
        place = max(1, math.floor(total / 2 - z * sd))
    ordered = np.sort(differences)
    lower, upper = float(ordered[place - 1]), float(ordered[total - place])
    return ShiftEstimate(*counts, estimate, lower, upper, place, coverage, limits)


def estimate_shift(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    limits: Limits = "asymptotic",
    is_corrected: bool = True,
    level: float = 0.95,
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

    Returns
    -------
    ShiftEstimate

    Raises
    ------
    AnalysisError
        ``analysis.unknown-limits``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Hollander & Wolfe (1999), 4.2 and 4.3. ``asymptotic`` and ``exact`` equal SAS 9.4
    NPAR1WAY HL; ``exact`` equals R ``wilcox.test(conf.int = TRUE)``, and ``inverted`` what R gives
    with ties or ``exact = FALSE``, up to its root finder's tolerance of 1e-4.

    Examples
    --------
    >>> found = estimate_shift([1.1, 2.2, 5.6, 4.0], [0.2, 1.4, 0.9], limits="exact")
    >>> round(found.estimate, 6), round(found.lower, 6), round(found.upper, 6)
    (2.3, -0.3, 5.4)
    """
    require_word("limits", limits, get_args(Limits))
    beyond = limit_tail(level)
    (one,), missing1 = drop_missing(first)
    (two,), missing2 = drop_missing(second)
    n1, n2 = len(one), len(two)
    counts = n1, n2, missing1 + missing2
    if not (n1 and n2):
        return ShiftEstimate(*counts, limits=limits, reason="no_records")
    return _estimate(
        counts,
        np.subtract.outer(one, two).ravel(),
        lambda: subset_law(np.arange(1.0, n1 + n2 + 1), min(n1, n2)),
        lambda corrected: _two_sample_score(one, two, is_corrected=corrected),
        sd=math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12),
        limits=limits,
        is_corrected=is_corrected,
        beyond=beyond,
    )


def estimate_pseudomedian(
    first: npt.ArrayLike,
    second: npt.ArrayLike | None = None,
    *,
    limits: Limits = "asymptotic",
    is_corrected: bool = True,
    level: float = 0.95,
) -> ShiftEstimate:
    """
    Estimate the centre of one sample or of paired differences by Hodges & Lehmann.

    The estimate is the median of the averages of all pairs of values, each with itself included.

    Parameters
    ----------
    first, second
        Values, or pairs whose difference is first less second.
    limits, is_corrected, level
        As ``estimate_shift``, from the signed rank test.

    Returns
    -------
    ShiftEstimate

    Raises
    ------
    AnalysisError
        ``analysis.unknown-limits``, ``analysis.level-out-of-range``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: Hollander & Wolfe (1999), 3.2 and 3.3. Equals R ``wilcox.test(paired = TRUE,
    conf.int = TRUE)`` as in ``estimate_shift``; SAS has no procedure option for it.

    Examples
    --------
    >>> found = estimate_pseudomedian([1.0, 2.0, 4.0, 5.0, 8.0, 9.0], limits="exact")
    >>> found.estimate, found.lower, found.upper
    (5.0, 1.0, 9.0)
    """
    require_word("limits", limits, get_args(Limits))
    beyond = limit_tail(level)
    if second is None:
        (sample,), n_missing = drop_missing(first)
    else:
        (one, two), n_missing = drop_missing(first, second)
        sample = one - two
    n = len(sample)
    if not n:
        return ShiftEstimate(n, 0, n_missing, limits=limits, reason="no_records")
    rows, columns = np.triu_indices(n)
    return _estimate(
        (n, 0, n_missing),
        (sample[rows] + sample[columns]) / 2,
        lambda: signed_law(np.arange(1.0, n + 1)),
        lambda corrected: _one_sample_score(sample, is_corrected=corrected),
        sd=math.sqrt(n * (n + 1) * (2 * n + 1) / 24),
        limits=limits,
        is_corrected=is_corrected,
        beyond=beyond,
    )
