"""Exact p of a table of any shape."""

from itertools import product
from math import factorial, prod

import numpy as np
import pytest

from tlfgen.analysis.categorical.network import exact_table_p


def enumerated(table):
    """Give p by trying every table with the same margins."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    top = prod(map(factorial, [*rows, *columns]))

    def chance(counts):
        return top / factorial(int(table.sum())) / prod(map(factorial, counts.ravel().tolist()))

    observed, total = chance(table), 0.0
    free = [range(min(r, c) + 1) for r, c in product(rows[:-1], columns[:-1])]
    for cells in product(*free):
        inner = np.reshape(cells, (len(rows) - 1, len(columns) - 1))
        wide = np.column_stack([inner, rows[:-1] - inner.sum(axis=1)])
        whole = np.vstack([wide, columns - wide.sum(axis=0)])
        if whole.min() >= 0 and chance(whole) <= observed * (1 + 1e-7):
            total += chance(whole)
    return total, observed


@pytest.mark.parametrize(
    "table",
    [
        [[3, 1], [1, 3]],
        [[3, 1, 0], [0, 1, 3]],
        [[2, 0, 1], [1, 3, 0], [0, 1, 2]],
        [[1, 2, 0, 1], [2, 0, 3, 0]],
        [[4, 0], [0, 3], [2, 2], [1, 1]],
    ],
)
def test_p_is_that_of_enumeration(table):
    """Every table with these margins."""
    counts = np.array(table)
    assert pytest.approx(enumerated(counts)) == exact_table_p(counts.astype(float))


def test_a_network_beyond_reason_has_no_p():
    """The work is bounded before it starts."""
    assert exact_table_p(np.full((5, 5), 40.0)) is None


def test_equal_tables_have_p_of_one():
    """The observed table is the likeliest."""
    p, _ = exact_table_p(np.full((3, 3), 2.0))
    assert pytest.approx(1.0) == p
