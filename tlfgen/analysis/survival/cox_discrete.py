"""Partial likelihood of the Cox model with tied events as a discrete choice."""

from __future__ import annotations

import numpy as np
from scipy import special

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.newton import Likelihood
from tlfgen.analysis.survival.cox_rows import CoxRows

__all__ = ["make_discrete_likelihood"]


class _Choices:
    """
    Mean product of relative risks over all choices of d rows, with its derivatives.

    Rows are added one at a time. The mean over choices is kept, not the sum, so that numbers stay
    of ordinary size.
    """

    def __init__(self, most: int, width: int) -> None:
        self.mean = np.zeros(most + 1)
        self.mean[0] = 1.0
        self.first = np.zeros((most + 1, width))
        self.second = np.zeros((most + 1, width, width))
        self.count = 0
        self.most = most

    def add(self, risk: float, column: Floats) -> None:
        """Add one row: choices of d rows are those without it, and those of d - 1 with it."""
        self.count += 1
        top = min(self.most, self.count)
        number = np.arange(1, top + 1)
        without = (self.count - number) / self.count
        beside = number / self.count * risk
        first, second, mean = self.first[:top], self.second[:top], self.mean[:top]
        lift = mean[:, None] * column
        new_first = first + lift
        turn = first[:, :, None] * column[None, None, :]
        new_second = second + turn + turn.transpose(0, 2, 1)
        new_second += mean[:, None, None] * np.outer(column, column)
        later = slice(1, top + 1)
        self.second[later] = (
            without[:, None, None] * self.second[later] + beside[:, None, None] * new_second
        )
        self.first[later] = without[:, None] * self.first[later] + beside[:, None] * new_first
        self.mean[later] = without * self.mean[later] + beside * mean

    def read(self, taken: int) -> tuple[float, Floats, Floats]:
        """Give log sum over choices of ``taken`` rows with its first and second derivatives."""
        mean = self.mean[taken]
        slope = self.first[taken] / mean
        log_count = float(
            special.gammaln(self.count + 1)
            - special.gammaln(taken + 1)
            - special.gammaln(self.count - taken + 1)
        )
        height = float(np.log(mean)) + log_count
        return height, slope, self.second[taken] / mean - np.outer(slope, slope)


def make_discrete_likelihood(rows: CoxRows) -> Likelihood:
    """
    Give the log of the conditional probability of the events given their number at each time.

    Notes
    -----
    Source: Cox, JRSS B 1972 (discrete logistic form); the recursion of Gail, Lubin and Rubinstein,
    Biometrika 1981. R calls it ``exact``, SAS PROC PHREG ``TIES=DISCRETE``. Weights are not used.
    """
    columns, event = rows.columns, rows.event
    happened = event.astype(np.float64) @ columns
    width = columns.shape[1]
    plan = _plan(rows)

    def evaluate(values: Floats) -> tuple[float, Floats, Floats]:
        predictor = columns @ values + rows.offset
        predictor = predictor - predictor.mean()
        height = float(event @ predictor)
        gradient, information = happened.copy(), np.zeros((width, width))
        with np.errstate(all="ignore"):
            risk = np.exp(predictor)
            for most, sets in plan:
                choices = _Choices(most, width)
                for members, taken in sets:
                    for member in members:
                        choices.add(risk[member], columns[member])
                    found, slope, curve = choices.read(taken)
                    height -= found
                    gradient -= slope
                    information += curve
        return height, gradient, information

    return evaluate


def _plan(rows: CoxRows) -> list[tuple[int, list[tuple[list[int], int]]]]:
    """List the risk sets, each as the rows added to the one before it."""
    plan: list[tuple[int, list[tuple[list[int], int]]]] = []
    if rows.late is not None:
        for slot, taken in enumerate(rows.deaths.tolist()):
            members = np.flatnonzero((rows.start <= slot) & (slot < rows.stop))
            plan.append((taken, [(members.tolist(), taken)]))
        return plan
    for first, last in zip(rows.bounds[:-1].tolist(), rows.bounds[1:].tolist(), strict=True):
        if first == last:
            continue
        sets = []
        for slot in range(last - 1, first - 1, -1):
            members = np.flatnonzero(rows.stop == slot + 1)
            sets.append((members.tolist(), int(rows.deaths[slot])))
        plan.append((int(rows.deaths[first:last].max()), sets))
    return plan
