"""Cross products under a mixed model's covariance."""

import numpy as np
import pytest

from tlfgen.analysis.mixed_products import (
    collect_products,
    list_directions,
    weigh_once,
    weigh_products,
)

RNG = np.random.default_rng(19)
GROUP = np.repeat(np.arange(5), [3, 4, 2, 5, 1])
FIXED = np.column_stack([np.ones(15), RNG.normal(size=15)])
RANDOM = np.column_stack([np.ones(15), RNG.normal(size=15)])
Y = RNG.normal(size=15)
COVARIANCE, RESIDUAL = np.array([[2.0, 0.3], [0.3, 0.5]]), 0.7
SAME = GROUP[:, None] == GROUP[None, :]
WHOLE = np.where(SAME, RANDOM @ COVARIANCE @ RANDOM.T, 0) + RESIDUAL * np.eye(15)
INVERSE = np.linalg.inv(WHOLE)
COLUMNS = np.column_stack([FIXED, Y])
MOVES = [np.eye(15)] + [np.where(SAME, RANDOM @ one @ RANDOM.T, 0) for one in list_directions(2)]
DATA = collect_products(FIXED, Y, RANDOM, GROUP)
FOUND = weigh_products(DATA, COVARIANCE, RESIDUAL)


def test_products_with_the_inverse():
    """Written out with the whole covariance matrix."""
    expected = COLUMNS.T @ INVERSE @ COLUMNS
    assert expected.ravel().tolist() == pytest.approx(FOUND.whole.ravel().tolist())
    assert np.linalg.slogdet(WHOLE)[1] == pytest.approx(FOUND.log_size)
    whole, size = weigh_once(DATA, COVARIANCE, RESIDUAL)
    assert expected.ravel().tolist() == pytest.approx(whole.ravel().tolist())
    assert size == pytest.approx(FOUND.log_size)


@pytest.mark.parametrize("one", range(4))
@pytest.mark.parametrize("other", range(4))
def test_products_with_the_derivatives(one, other):
    """First and second order, with traces."""
    first = INVERSE @ MOVES[one]
    second = first @ INVERSE @ MOVES[other]
    assert np.trace(first) == pytest.approx(FOUND.traces[one])
    assert np.trace(second) == pytest.approx(FOUND.pair_traces[one, other])
    expected = COLUMNS.T @ first @ INVERSE @ COLUMNS
    assert expected.ravel().tolist() == pytest.approx(FOUND.first[one].ravel().tolist())
    expected = COLUMNS.T @ second @ INVERSE @ COLUMNS
    assert expected.ravel().tolist() == pytest.approx(FOUND.second[one, other].ravel().tolist())
