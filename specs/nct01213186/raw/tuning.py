"""Penalty that is zero when a CD4/CD8 dataset shows the published pattern.

Only numpy and closed forms are used, so that the search does not depend on the version of a
statistics library. Kruskal-Wallis and F tests of three groups have two numerator degrees of
freedom, for which the tail probabilities are exp(-H/2) and (1 + 2F/d)^(-d/2).
"""

import math

import numpy as np
from protocol import ARMS, PLACEBO, WEEKS

WEEK_48, WEEK_96 = WEEKS.index(48), WEEKS.index(96)


def ranks(values: np.ndarray) -> np.ndarray:
    """Rank values from 1, ties sharing their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    return (upper - (counts - 1) / 2)[inverse]


def kruskal_p(values: np.ndarray, groups: np.ndarray) -> float:
    """Give the Kruskal-Wallis P of three groups, corrected for ties."""
    rank, n = ranks(values), len(values)
    total = sum(rank[groups == g].sum() ** 2 / (groups == g).sum() for g in range(3))
    _, counts = np.unique(values, return_counts=True)
    ties = 1 - ((counts**3 - counts).sum() / (n**3 - n))
    statistic = (12 / (n * (n + 1)) * total - 3 * (n + 1)) / ties
    return math.exp(-statistic / 2)


def _left_over(values: np.ndarray, covariate: np.ndarray | None) -> float:
    """Give the sum of squares of centred values that a centred covariate leaves."""
    rest = float((values**2).sum())
    if covariate is not None:
        rest -= float((values * covariate).sum()) ** 2 / float((covariate**2).sum())
    return rest


def _centred(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    means = np.array([values[groups == g].mean() for g in range(3)])
    return values - means[groups]


def arm_p(values: np.ndarray, groups: np.ndarray, covariate: np.ndarray | None = None) -> float:
    """Give the F-test P of three groups, adjusted for a covariate if there is one."""
    whole = None if covariate is None else covariate - covariate.mean()
    parted = None if covariate is None else _centred(covariate, groups)
    null = _left_over(values - values.mean(), whole)
    rest = _left_over(_centred(values, groups), parted)
    d = len(values) - 3 - (covariate is not None)
    f = (null - rest) / 2 / (rest / d)
    return (1 + 2 * f / d) ** (-d / 2)


def paired_t(change: np.ndarray) -> float:
    """Give the paired t statistic of changes."""
    return float(change.mean() / (change.std(ddof=1) / math.sqrt(len(change))))


def signed_rank_z(change: np.ndarray) -> float:
    """Give the normal approximation of the signed-rank statistic of changes."""
    kept = change[change != 0]
    rank = ranks(np.abs(kept))
    positive = rank[kept > 0].sum()
    return float((positive - rank.sum() / 2) / math.sqrt((rank**2).sum() / 4))


def _at_least(value: float, bound: float) -> float:
    return max(0.0, bound - value) / bound


def _at_most(value: float, bound: float) -> float:
    return max(0.0, abs(value) - bound) / bound


def _within_arms(cd4: np.ndarray, cd8: np.ndarray, arm: np.ndarray, seen: np.ndarray) -> float:
    cost = 0.0
    for g, name in enumerate(ARMS):
        cost += _at_most(float(cd4[arm == g, 0].mean()) - 160, 11)
        for week in (WEEK_48, WEEK_96):
            rows = (arm == g) & seen[:, week]
            change = (cd4[rows, week] - cd4[rows, 0]).astype(float)
            other = (cd8[rows, week] - cd8[rows, 0]).astype(float)
            cost += _at_most(paired_t(other), 1.7) + _at_most(signed_rank_z(other), 1.7)
            if name == PLACEBO:
                cost += _at_most(paired_t(change), 1.45) + _at_most(signed_rank_z(change), 1.4)
            elif week == WEEK_48:
                cost += _at_least(paired_t(change), 4.0) + _at_least(signed_rank_z(change), 3.45)
            else:
                cost += _at_least(paired_t(change), 3.2)
    return cost


def penalty(cd4: np.ndarray, cd8: np.ndarray, arm: np.ndarray, seen: np.ndarray) -> float:
    """Give how far a dataset is from the published pattern; 0.0 when it shows all of it.

    ``cd4`` and ``cd8`` have a row for each subject and a column for each scheduled week from
    week 0; ``arm`` holds 0, 1, 2; ``seen`` is False where a subject has left the study.
    """
    cost = _within_arms(cd4, cd8, arm, seen)
    for values in (cd4, cd8, cd4 / cd8):
        cost += _at_least(kruskal_p(values[:, 0], arm), 0.3)
        for week in (WEEK_48, WEEK_96):
            rows = seen[:, week]
            change = (values[rows, week] - values[rows, 0]).astype(float)
            cost += _at_least(kruskal_p(change, arm[rows]), 0.12)
            cost += _at_least(arm_p(change, arm[rows]), 0.12)
            cost += _at_least(arm_p(change, arm[rows], values[rows, 0]), 0.10)
            cost += _at_least(kruskal_p(values[rows, week], arm[rows]), 0.12)
    for week in range(1, len(WEEKS)):
        rows = seen[:, week]
        change = (cd4[rows, week] - cd4[rows, 0]).astype(float)
        cost += _at_least(kruskal_p(change, arm[rows]), 0.06)
    return round(cost, 9)  # the last bits depend on the processor
