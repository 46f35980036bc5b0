"""Exact laws of statistics of trend with all margins fixed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import comb, prod

import numpy as np
from scipy import special

from tlfgen.analysis.arguments import Floats

__all__ = ["exact_order_p", "exact_trend_p"]

_SAME = 1e-7
_MOST_CELLS = 20_000_000
_MOST_SCALE = 1000
Law = tuple[Floats, Floats]


def _p_of(law: Law, seen: float, alternative: str) -> float:
    """Give the p-value of a statistic under its law: values with their probabilities."""
    values, chances = law
    if alternative == "less":
        return min(1.0, float(chances[values <= seen + _SAME].sum()))
    if alternative == "greater":
        return min(1.0, float(chances[values >= seen - _SAME].sum()))
    centre = float(values @ chances)
    far = abs(values - centre) >= abs(seen - centre) - _SAME
    return min(1.0, float(chances[far].sum()))


def _whole_scores(scores: Floats) -> Floats | None:
    """Give scores as whole numbers from 0 in the same ratios, or None."""
    moved = scores - scores.min()
    for scale in range(1, _MOST_SCALE + 1):
        if (abs(moved * scale - np.round(moved * scale)) < _SAME).all():
            whole = np.round(moved * scale)
            return np.asarray(whole / max(np.gcd.reduce(whole.astype(np.int64)), 1))
    return None


def exact_trend_p(events: Floats, totals: Floats, scores: Floats, alternative: str) -> float | None:
    """
    Give the exact p-value of the sum of scores of events, given all margins.

    Returns
    -------
    float or None
        None where the law is too large.

    Examples
    --------
    >>> one = np.array([3.0, 1.0]), np.array([4.0, 4.0]), np.array([1.0, 2.0])
    >>> round(exact_trend_p(*one, "two_sided"), 6)
    0.485714
    """
    whole = _whole_scores(scores)
    if whole is None:
        return None
    most, reach = int(events.sum()), int(whole.max() * events.sum())
    if (most + 1) * (reach + 1) * int(totals.max() + 1) > _MOST_CELLS * 10:
        return None
    law = np.zeros((most + 1, reach + 1))
    law[0, 0] = 1.0
    for total, score in zip(totals.astype(int).tolist(), whole.astype(int).tolist(), strict=True):
        grown = np.zeros_like(law)
        for count in range(min(total, most) + 1):
            way, step = float(special.comb(total, count)), count * score
            if step > reach:
                break
            grown[count:, step:] += way * law[: most + 1 - count, : reach + 1 - step]
        law = grown / grown.max()
    ways = law[most]
    return _p_of((np.arange(reach + 1.0), ways / ways.sum()), float(whole @ events), alternative)


def exact_order_p(parts: Sequence[Floats], seen: float, alternative: str) -> float | None:
    """
    Give the exact p-value of Jonckheere & Terpstra's sum under permutation of the groups.

    Returns
    -------
    float or None
        None where the law is too large.

    Examples
    --------
    >>> parts = [np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([5.0, 9.0])]
    >>> round(exact_order_p(parts, 12.0, "greater"), 6)
    0.011111
    """
    sizes = [len(part) for part in parts]
    _, ties = np.unique(np.concatenate(parts), return_counts=True)
    law = _untied_law(sizes) if ties.max() == 1 else _tied_law(sizes, ties.tolist())
    return None if law is None else _p_of(law, seen, alternative)


def _untied_law(sizes: Sequence[int]) -> Law | None:
    """Give the law without ties: each group against all before it, independent of the others."""
    chances, before = np.ones(1), sizes[0]
    for size in sizes[1:]:
        if before * size > _MOST_CELLS // 100:
            return None
        chances = np.convolve(chances, _mann_whitney(before, size))
        before += size
    return np.arange(float(len(chances))), chances


def _mann_whitney(first: int, second: int) -> Floats:
    """Give the law of Mann & Whitney's U without ties."""
    ways = np.zeros(first * second + 1)
    ways[0] = 1.0
    for place in range(1, second + 1):
        step = first + place
        if step < len(ways):
            ways[step:] -= ways[:-step].copy()
        for at in range(place, len(ways)):
            ways[at] += ways[at - place]
    return np.asarray(ways / ways.sum())


def _tied_law(sizes: Sequence[int], ties: Sequence[int]) -> Law | None:
    """Give the law with ties, value by value, over the numbers of each group used so far."""
    reach = sum(a * b for place, a in enumerate(sizes) for b in sizes[:place])
    states = prod(size + 1 for size in sizes)
    splits = max(comb(tie + len(sizes) - 1, len(sizes) - 1) for tie in ties)
    if states * splits * (2 * reach + 1) > _MOST_CELLS * 10:
        return None
    laws: dict[tuple[int, ...], Floats] = {(0,) * len(sizes): np.ones(1)}
    for tie in ties:
        grown: dict[tuple[int, ...], Floats] = {}
        for used, law in laws.items():
            for split in _splits(tie, [size - u for size, u in zip(sizes, used, strict=True)]):
                way = prod(comb(size - u, s) for size, u, s in zip(sizes, used, split, strict=True))
                step = sum(
                    split[j] * (2 * used[i] + split[i]) for j in range(len(sizes)) for i in range(j)
                )
                key = tuple(u + s for u, s in zip(used, split, strict=True))
                added = np.concatenate([np.zeros(step), way * law])
                known = grown.get(key)
                grown[key] = added if known is None else _summed(known, added)
        top = max(float(law.max()) for law in grown.values())
        laws = {key: law / top for key, law in grown.items()}
    (law,) = laws.values()
    return np.arange(float(len(law))) / 2, law / law.sum()


def _splits(total: int, room: Sequence[int]) -> list[tuple[int, ...]]:
    """Give the ways to divide a number among groups that have room."""
    first = product(*(range(min(total, one) + 1) for one in room[:-1]))
    rest = ((*one, total - sum(one)) for one in first)
    return [one for one in rest if 0 <= one[-1] <= room[-1]]


def _summed(one: Floats, two: Floats) -> Floats:
    """Add two laws of unequal length."""
    long, short = (one, two) if len(one) >= len(two) else (two, one)
    found = long.copy()
    found[: len(short)] += short
    return found
