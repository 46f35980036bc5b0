"""The exact conditional law of an odds ratio, one table or several strata."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.roots import find_root_as_r

__all__ = ["ConditionalOdds", "conditional_odds"]

_SAME_PROBABILITY = 1 + 1e-7
_WIDEST = 700.0


@dataclass(frozen=True, slots=True)
class ConditionalOdds:
    """
    The law of the sum of first cells with all margins fixed.

    Parameters
    ----------
    low : int
        The least sum.
    logs : Floats
        Log weights of the sums from ``low`` on, at an odds ratio of 1.
    observed : int
    """

    low: int
    logs: Floats
    observed: int

    @property
    def place(self) -> int:
        """The place of the observed sum."""
        return self.observed - self.low

    def law(self, log_odds: float = 0.0) -> Floats:
        """Give the probabilities of the sums at an odds ratio."""
        raw = self.logs + log_odds * np.arange(len(self.logs))
        weights = np.exp(raw - raw.max())
        return np.asarray(weights / weights.sum())

    def tails(self, log_odds: float = 0.0, *, share: float = 1.0) -> tuple[float, float]:
        """Give the lower and upper tail, the observed sum counted with ``share``."""
        law = self.law(log_odds)
        point = share * float(law[self.place])
        return float(law[: self.place].sum()) + point, float(law[self.place + 1 :].sum()) + point

    def p(self, alternative: str, *, is_mid: bool = False, null: float = 1.0) -> float:
        """Give the p-value; two-sided by the sums that are no likelier than the observed one."""
        law = self.law(math.log(null))
        point = float(law[self.place])
        taken = point / 2 if is_mid else 0.0
        if alternative == "two_sided":
            chosen = float(law[law <= point * _SAME_PROBABILITY].sum())
        else:
            chosen = self.tails(math.log(null))[0 if alternative == "less" else 1]
        return min(1.0, max(0.0, chosen - taken))

    def estimate(self, *, is_as_r: bool = False) -> float | None:
        """Give the conditional maximum likelihood odds ratio, None where one sum is possible."""
        last = len(self.logs) - 1
        if last == 0:
            return None
        if self.place in {0, last}:
            return 0.0 if self.place == 0 else math.inf
        sums = np.arange(last + 1)
        solve = _solved_as_r if is_as_r else _solved
        return solve(lambda odds: float(self.law(odds) @ sums) - self.place)

    def lower(self, beyond: float, *, share: float = 1.0, is_as_r: bool = False) -> float:
        """Give the odds ratio at which the upper tail is ``beyond``."""
        if self.place == 0:
            return 0.0
        solve = _solved_as_r if is_as_r else _solved
        return solve(lambda odds: self.tails(odds, share=share)[1] - beyond)

    def upper(self, beyond: float, *, share: float = 1.0, is_as_r: bool = False) -> float:
        """Give the odds ratio at which the lower tail is ``beyond``."""
        if self.place == len(self.logs) - 1:
            return math.inf
        solve = _solved_as_r if is_as_r else _solved
        return solve(lambda odds: beyond - self.tails(odds, share=share)[0])


def _solved_as_r(rising: Callable[[float], float]) -> float:
    """Give the same root as R: from the odds ratio or its inverse, with R's tolerance."""
    at_one = rising(0.0)
    if at_one == 0:
        return 1.0
    if at_one > 0:
        return find_root_as_r(lambda odds: rising(_log(odds)), 0.0, 1.0)
    return 1 / find_root_as_r(lambda odds: rising(math.log(1 / odds)), 2.0**-52, 1.0)


def _log(odds: float) -> float:
    """Give the log of an odds ratio, far below all others for 0."""
    return math.log(odds) if odds > 0 else -_WIDEST


def _solved(rising: Callable[[float], float]) -> float:
    """Give the odds ratio at which a rising function of its log is 0."""
    reach = 4.0
    while reach < _WIDEST and not rising(-reach) <= 0 <= rising(reach):
        reach *= 2
    return math.exp(optimize.brentq(rising, -reach, reach, xtol=1e-13, rtol=1e-13))


def _one_table(counts: Floats) -> tuple[int, Floats, int]:
    """Give the least first cell, the log weights from there on, and the observed first cell."""
    (a, b), (c, d) = counts
    first, second, column = int(a + b), int(c + d), int(a + c)
    low = max(0, column - second)
    cells = np.arange(low, min(first, column) + 1)
    logs = -(
        special.gammaln(cells + 1)
        + special.gammaln(first - cells + 1)
        + special.gammaln(column - cells + 1)
        + special.gammaln(second - column + cells + 1)
    )
    return low, logs - logs.max(), int(a)


def conditional_odds(tables: Floats) -> ConditionalOdds:
    """
    Give the conditional law of the first cells of 2 x 2 tables.

    Parameters
    ----------
    tables : Floats, shape (strata, 2, 2)

    Returns
    -------
    ConditionalOdds

    Examples
    --------
    >>> law = conditional_odds(np.array([[[3.0, 1.0], [1.0, 3.0]]]))
    >>> round(law.p("two_sided"), 6), round(law.estimate(), 4)
    (0.485714, 6.4083)
    """
    low, observed, logs = 0, 0, np.zeros(1)
    for counts in tables:
        least, weights, seen = _one_table(counts)
        low, observed = low + least, observed + seen
        grown = np.full(len(logs) + len(weights) - 1, -np.inf)
        for place, weight in enumerate(weights.tolist()):
            window = grown[place : place + len(logs)]
            np.logaddexp(window, logs + weight, out=window)
        logs = grown - grown.max()
    return ConditionalOdds(low, logs, observed)
