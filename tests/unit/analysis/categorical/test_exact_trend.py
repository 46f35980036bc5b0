"""Tests of exact laws of trend, against all arrangements one by one."""

from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from tlfgen.analysis import compare_ordered_groups, compare_trend


def _sum(parts):
    """Give Jonckheere and Terpstra's sum by its definition."""
    return sum(
        (np.sign(after - before) + 1) / 2
        for place, first in enumerate(parts)
        for later in parts[place + 1 :]
        for before in first
        for after in later
    )


def _all_sums(values, sizes):
    """Give the sum of every arrangement of three groups."""
    places = set(range(len(values)))
    for first in combinations(sorted(places), sizes[0]):
        rest = sorted(places - set(first))
        for second in combinations(rest, sizes[1]):
            third = sorted(set(rest) - set(second))
            yield _sum([values[list(one)] for one in (first, second, third)])


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
@pytest.mark.parametrize("values", [[1, 2, 2, 2, 3, 4, 3, 5], [1, 2, 6, 3, 9, 4, 7, 5]])
def test_ordered_groups(values, alternative):
    """With ties and without, p counts the arrangements as far or further."""
    values, sizes = np.array(values, float), [3, 3, 2]
    parts = np.split(values, [3, 6])
    every = np.array(list(_all_sums(values, sizes)))
    seen, centre = _sum(parts), every.mean()
    hits = {
        "less": every <= seen + 1e-9,
        "greater": every >= seen - 1e-9,
        "two_sided": abs(every - centre) >= abs(seen - centre) - 1e-9,
    }[alternative]
    found = compare_ordered_groups(
        values, list("aaabbbcc"), p_value="exact", alternative=alternative
    )
    assert hits.mean() == pytest.approx(found.p)


@pytest.mark.parametrize("scores", [[1, 2, 3], [0, 1, 3], [0.5, 1, 2.5]])
def test_trend(scores):
    """P weighs the tables with these margins whose sum of scores is as far or further."""
    events, totals = [1, 2, 4], [5, 4, 6]
    tables = [one for one in product(*(range(n + 1) for n in totals)) if sum(one) == sum(events)]
    ways = np.array([np.prod([comb(n, x) for n, x in zip(totals, t, strict=True)]) for t in tables])
    sums, seen = np.array(tables) @ np.array(scores), np.array(events) @ np.array(scores)
    centre = sums @ ways / ways.sum()
    far = abs(sums - centre) >= abs(seen - centre) - 1e-9
    found = compare_trend(events, totals, scores=scores, p_value="exact")
    assert ways[far].sum() / ways.sum() == pytest.approx(found.p)


def test_a_law_that_is_too_large():
    """Beyond reason there is no exact p, and the reason says so."""
    found = compare_trend([3e4, 4e4], [9e4, 9e4], p_value="exact")
    assert (None, "too_large") == (found.p, found.reason)
