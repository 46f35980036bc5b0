"""Tests of three arms computed from their definitions."""

from math import lgamma

import numpy as np


def fisher_of_three(table):
    """
    Give Fisher's exact p of three arms by at most three levels; None without variation.

    Every table with the same margins is made: the subjects of two levels are dealt out to the
    arms in all ways, the rest follow. The p-value is the probability of all tables no likelier
    than the one seen.
    """
    table = np.asarray(table)[:, np.asarray(table).sum(axis=0) > 0]
    if table.shape[1] < 2:
        return None
    sizes, wholes = table.sum(axis=1), table.sum(axis=0)
    columns = np.argsort(wholes)[: table.shape[1] - 1]
    log = np.array([lgamma(number + 1) for number in range(int(sizes.sum()) + 1)])
    dealt = [_deals(int(wholes[column])) for column in columns]
    first = dealt[0]
    second = dealt[1] if len(dealt) > 1 else np.zeros((1, 3), dtype=int)
    rest = sizes - first[:, None, :] - second[None, :, :]
    fits = (rest >= 0).all(axis=2)
    weight = -log[first].sum(axis=1)[:, None] - log[second].sum(axis=1)[None, :]
    weight = weight - log[np.where(rest >= 0, rest, 0)].sum(axis=2)
    weight = weight[fits]
    seen = -log[table].sum()
    chances = np.exp(weight - weight.max())
    return float(chances[weight <= seen + 1e-9].sum() / chances.sum())


def _deals(count):
    """Give all ways to deal a number out to three."""
    one, two = np.meshgrid(np.arange(count + 1), np.arange(count + 1), indexing="ij")
    kept = one + two <= count
    return np.stack([one[kept], two[kept], count - one[kept] - two[kept]], axis=1)


def cmh_general(tables):
    """
    Give the p-value of general association of arms by levels in strata; None without variation.

    Deviations from the expected counts of all but the last arm and level are added over strata,
    with their covariance under the multiple hypergeometric distribution (Landis, Heyman and Koch
    1978).
    """
    from scipy.stats import chi2

    tables = np.asarray(tables, dtype=float)
    tables = tables[:, :, tables.sum(axis=(0, 1)) > 0]
    arms, levels = tables.shape[1:]
    if levels < 2:
        return None
    size = (arms - 1) * (levels - 1)
    difference, variance = np.zeros(size), np.zeros((size, size))
    for table in tables:
        total = table.sum()
        if total < 2:
            continue
        row, column = table.sum(axis=1), table.sum(axis=0)
        gap = table - np.outer(row, column) / total
        difference += gap[:-1, :-1].ravel()
        of_rows = (np.diag(row) * total - np.outer(row, row)) / total
        of_columns = (np.diag(column) * total - np.outer(column, column)) / total
        variance += np.kron(of_rows[:-1, :-1], of_columns[:-1, :-1]) / (total - 1)
    if np.linalg.matrix_rank(variance) < size:
        return None
    statistic = difference @ np.linalg.solve(variance, difference)
    return float(chi2.sf(statistic, size))
