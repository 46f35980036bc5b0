"""Mixed models do not depend on how the same trial is written."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.analysis.mmrm.cohort import Cohort, make_cohort
from tlfgen.analysis.mmrm import MmrmFit, compare_mmrm_lsmeans
from tlfgen.analysis.mmrm.covariance import STRUCTURES

seeds = st.integers(min_value=0, max_value=10_000)
structures = st.sampled_from([name for name in STRUCTURES if name != "sp_exp"])


def summary(fit: MmrmFit) -> list[float]:
    """Give the numbers of the differences of arms."""
    found = compare_mmrm_lsmeans(fit, "ARM", by=["VISIT"])
    return [
        value
        for one in found
        for value in (one.estimate or 0.0, one.se or 0.0, one.df or 0.0, one.p_value or 0.0)
    ]


def same(one: list[float], other: list[float]) -> None:
    """Compare numbers up to rounding."""
    assert one == pytest.approx(other, rel=1e-6, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=seeds, structure=structures)
def test_the_order_of_rows(seed: int, structure: str) -> None:
    """Rows in another order give the same fit."""
    cohort = make_cohort(seed=seed)
    order = np.random.default_rng(seed).permutation(cohort.response.size)
    fits = [one.fit(covariance=structure) for one in (cohort, cohort.take(order))]
    assert fits[0].structure_used == fits[1].structure_used
    same(*[summary(fit) for fit in fits])


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_the_names_of_subjects(seed: int) -> None:
    """Subjects by other names give the same fit."""
    cohort = make_cohort(seed=seed)
    names = np.random.default_rng(seed).permutation(40)
    renamed = Cohort(cohort.response, names[cohort.subject], cohort.visit, cohort.arm, cohort.base)
    same(summary(cohort.fit()), summary(renamed.fit()))


@settings(max_examples=10, deadline=None)
@given(seed=seeds, structure=st.sampled_from(["us", "cs", "csh"]))
def test_the_order_of_visits(seed: int, structure: str) -> None:
    """Structures that do not know of time do not depend on the order of visits."""
    cohort = make_cohort(seed=seed)
    plain = cohort.fit(covariance=structure, fallback=())
    turned = cohort.fit(covariance=structure, fallback=(), visit_levels=[2, 0, 1])
    assert plain.converged == turned.converged
    if plain.converged:
        assert plain.deviance == pytest.approx(turned.deviance or 0, rel=1e-9)
        same(summary(plain), summary(turned))


@settings(max_examples=10, deadline=None)
@given(seed=seeds, factor=st.sampled_from([1e-9, 0.01, 100.0, 1e9]))
def test_the_unit_of_the_response(seed: int, factor: float) -> None:
    """A response in another unit changes estimates and errors by it, and no p-value."""
    cohort = make_cohort(seed=seed)
    scaled = Cohort(cohort.response * factor, cohort.subject, cohort.visit, cohort.arm, cohort.base)
    plain, large = np.array(summary(cohort.fit())), np.array(summary(scaled.fit()))
    scale = np.tile([factor, factor, 1.0, 1.0], 3)
    np.testing.assert_allclose(large, plain * scale, rtol=1e-6)


@settings(max_examples=10, deadline=None)
@given(seed=seeds, shift=st.floats(min_value=-5, max_value=5))
def test_a_shift_along_a_covariate(seed: int, shift: float) -> None:
    """Adding a multiple of a covariate moves its coefficient alone."""
    cohort = make_cohort(seed=seed)
    moved = Cohort(
        cohort.response + shift * cohort.base,
        cohort.subject,
        cohort.visit,
        cohort.arm,
        cohort.base,
    )
    same(summary(cohort.fit()), summary(moved.fit()))
