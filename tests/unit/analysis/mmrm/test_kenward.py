"""The Kenward-Roger covariance is the formula of the paper written out."""

import numpy as np
import pytest

from tests.unit.analysis.mmrm.test_likelihood import MATRIX, SUBJECT, VISIT, blocks_of
from tlfgen.analysis.mmrm.kenward import adjust_covariance
from tlfgen.analysis.mmrm.likelihood import differentiate, evaluate
from tlfgen.analysis.mmrm.parameters import derive_search
from tlfgen.analysis.mmrm.search import start_blocks


@pytest.mark.parametrize("curvature", [None, "r"])
@pytest.mark.parametrize("name", ["toeph", "ar1h", "cs"])
def test_the_formula_written_out(name: str, curvature: str | None) -> None:
    """P, Q and R of one large matrix give the covariance summed over patterns."""
    blocks = blocks_of(name)
    theta = start_blocks(blocks)
    surface = derive_search(blocks[0].structure, theta, blocks[0].distances)
    assert surface.second is not None
    same = SUBJECT[:, None] == SUBJECT[None, :]
    places = np.ix_(VISIT, VISIT)
    inverse = np.linalg.inv(np.where(same, surface.value[places], 0.0))
    each = [np.where(same, one[places], 0.0) for one in surface.first]
    phi = np.linalg.inv(MATRIX.T @ inverse @ MATRIX)
    rows = inverse @ MATRIX
    spread = np.eye(theta.size) + 0.3
    total = np.zeros_like(phi)
    for one, left in enumerate(each):
        for two, right in enumerate(each):
            change = rows.T @ left @ inverse @ right @ rows
            change -= (rows.T @ left @ rows) @ phi @ (rows.T @ right @ rows)
            if curvature is not None:
                bent = np.where(same, surface.second[one, two][places], 0.0)
                change -= rows.T @ bent @ rows / 4
            total += spread[one, two] * change
    point = evaluate(blocks, theta, is_restricted=True)
    assert point is not None
    slopes = differentiate(blocks, point, is_restricted=True).slopes
    got = adjust_covariance(blocks, point, slopes=slopes, spread=spread, curvature=curvature)
    np.testing.assert_allclose(got, phi + 2 * phi @ total @ phi, rtol=1e-9)
