"""The likelihood is that of one large matrix, its derivatives the limits of differences."""

import numpy as np
import pytest

from tests.unit.analysis.mmrm.cohort import make_cohort
from tlfgen.analysis.mmrm.blocks import Block, lay_blocks
from tlfgen.analysis.mmrm.covariance import STRUCTURES
from tlfgen.analysis.mmrm.likelihood import differentiate, evaluate
from tlfgen.analysis.mmrm.search import start_blocks

COHORT = make_cohort(subjects=14)
SEEN = np.isfinite(COHORT.response)
MATRIX = np.column_stack([np.ones(SEEN.sum()), COHORT.base[SEEN], COHORT.visit[SEEN]])
RESPONSE, SUBJECT, VISIT = COHORT.response[SEEN], COHORT.subject[SEEN], COHORT.visit[SEEN]


def blocks_of(name: str, *, is_grouped: bool = False) -> tuple[Block, ...]:
    """Lay the rows of the cohort."""
    return lay_blocks(
        STRUCTURES[name],
        design=MATRIX,
        response=RESPONSE,
        subject=SUBJECT,
        visit=VISIT,
        visits=3,
        group=(SUBJECT % 2 if is_grouped else np.zeros_like(SUBJECT)).astype(np.intp),
        coordinates=VISIT[:, None].astype(float) ** 1.5,
    )


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_the_deviance_of_one_large_matrix(method: str) -> None:
    """Deviance is the textbook formula with the covariance of all rows at once."""
    is_restricted = method == "reml"
    (block,) = blocks_of("us")
    theta = start_blocks([block])
    sigma = block.derive(theta).value
    same = SUBJECT[:, None] == SUBJECT[None, :]
    whole = np.where(same, sigma[np.ix_(VISIT, VISIT)], 0.0)
    inverse = np.linalg.inv(whole)
    cross = MATRIX.T @ inverse @ MATRIX
    rest = RESPONSE - MATRIX @ np.linalg.solve(cross, MATRIX.T @ inverse @ RESPONSE)
    expected = np.linalg.slogdet(whole)[1] + rest @ inverse @ rest
    if is_restricted:
        expected += np.linalg.slogdet(cross)[1]
    point = evaluate([block], theta, is_restricted=is_restricted)
    assert point is not None
    assert point.deviance == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("name", STRUCTURES)
def test_derivatives(name: str, groups: int, method: str) -> None:
    """The gradient and the observed second derivatives are limits of differences."""
    is_restricted = method == "reml"
    blocks = blocks_of(name, is_grouped=groups > 1)
    theta = start_blocks(blocks)
    point = evaluate(blocks, theta, is_restricted=is_restricted)
    assert point is not None
    tangent = differentiate(blocks, point, is_restricted=is_restricted)
    for number in range(theta.size):
        step = np.eye(theta.size)[number] * 1e-5
        ahead = evaluate(blocks, theta + step, is_restricted=is_restricted)
        behind = evaluate(blocks, theta - step, is_restricted=is_restricted)
        assert ahead is not None
        assert behind is not None
        slope = (ahead.deviance - behind.deviance) / 2e-5
        assert tangent.gradient[number] == pytest.approx(slope, rel=1e-5, abs=1e-5)
        ahead_slope = differentiate(blocks, ahead, is_restricted=is_restricted).gradient
        behind_slope = differentiate(blocks, behind, is_restricted=is_restricted).gradient
        np.testing.assert_allclose(
            tangent.observed[number], (ahead_slope - behind_slope) / 2e-5, rtol=1e-4, atol=1e-4
        )


def test_a_matrix_that_is_not_positive_has_no_point() -> None:
    """Parameters outside the positive matrices give nothing."""
    blocks = blocks_of("us")
    assert evaluate(blocks, -start_blocks(blocks), is_restricted=True) is None
