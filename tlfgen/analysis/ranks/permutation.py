"""Exact permutation laws of sums of scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Floats

__all__ = ["ScoreLaw", "signed_law", "subset_law"]

_MOST_STEPS = 3_000_000_000
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class ScoreLaw:
    """
    The law of a sum of scores.

    Parameters
    ----------
    values : Floats
        Rising, in equal steps.
    weights : Floats
        Their probabilities.
    """

    values: Floats
    weights: Floats

    def tail(self, observed: float, alternative: str, *, is_doubled: bool = False) -> float:
        """
        Give the p-value of an observed sum.

        Two-sided, it is the probability of sums at least as far from the mean, or twice the
        smaller tail where ``is_doubled``.
        """
        slack = _SAME * max(1.0, abs(observed))
        under = float(self.weights[self.values <= observed + slack].sum())
        over = float(self.weights[self.values >= observed - slack].sum())
        if alternative == "less":
            return min(1.0, under)
        if alternative == "greater":
            return min(1.0, over)
        if is_doubled:
            return min(1.0, 2 * min(under, over))
        mean = float(self.values @ self.weights)
        far = abs(self.values - mean) >= abs(observed - mean) - slack
        return min(1.0, float(self.weights[far].sum()))


def _as_steps(scores: Floats) -> tuple[Floats, int] | None:
    """Give scores as whole multiples of a step, where one of a half to a twelfth does."""
    for parts in (1, 2, 3, 4, 6, 12):
        steps = scores * parts
        if np.allclose(steps, np.round(steps), rtol=0, atol=_SAME):
            return np.round(steps), parts
    return None


def subset_law(scores: Floats, size: int) -> ScoreLaw | None:
    """
    Give the law of the sum of ``size`` scores drawn without replacement.

    Returns
    -------
    ScoreLaw or None
        None where the scores have no common step, or the work is beyond reason (about 400 values).

    Notes
    -----
    Source: the shift algorithm of Streitberg & Roehmel (1986), on probabilities.

    Examples
    --------
    >>> law = subset_law(np.array([1.0, 2.0, 3.0]), 2)
    >>> law.values.tolist(), law.weights.round(4).tolist()
    ([3.0, 4.0, 5.0], [0.3333, 0.3333, 0.3333])
    """
    found = _as_steps(scores)
    if found is None:
        return None
    steps, parts = found
    n, low = len(steps), float(steps.min())
    shifted = np.sort(steps - low).astype(np.int64)
    most = int(shifted[n - size :].sum())
    if n * (size + 1) * (most + 1) > _MOST_STEPS:
        return None
    table = np.zeros((size + 1, most + 1))
    table[0, 0] = 1.0
    drawn = np.arange(size + 1)[:, None]
    for place, score in enumerate(shifted.tolist()):
        chance = np.minimum((size - drawn) / (n - place), 1.0)
        grown = table * (1 - chance)
        grown[1:, score:] += (table * chance)[:-1, : most + 1 - score]
        table = grown
    sums = (np.arange(most + 1) + low * size) / parts
    seen = table[size] > 0
    return ScoreLaw(sums[seen], table[size][seen])


def signed_law(scores: Floats) -> ScoreLaw | None:
    """
    Give the law of the sum of scores that each count with probability one half.

    Returns
    -------
    ScoreLaw or None
        None where the scores have no common step or are more than about 1,500.

    Examples
    --------
    >>> law = signed_law(np.array([1.0, 2.0]))
    >>> law.values.tolist(), law.weights.tolist()
    ([0.0, 1.0, 2.0, 3.0], [0.25, 0.25, 0.25, 0.25])
    """
    found = _as_steps(scores)
    if found is None:
        return None
    steps, parts = found
    most = int(steps.sum())
    if len(steps) * (most + 1) > _MOST_STEPS:
        return None
    row = np.zeros(most + 1)
    row[0] = 1.0
    for score in steps.astype(np.int64).tolist():
        grown = row / 2
        grown[score:] += row[: most + 1 - score] / 2
        row = grown
    seen = row > 0
    return ScoreLaw(np.arange(most + 1)[seen] / parts, row[seen])
