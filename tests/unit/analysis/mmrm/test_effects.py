"""Terms are tested as contrasts of equally weighted means."""

import numpy as np
import pytest

from tests.unit.analysis.mmrm.cohort import make_cohort
from tlfgen.analysis.mmrm import (
    compare_mmrm_coefficients,
    compare_mmrm_lsmeans,
    compare_mmrm_terms,
)


def test_a_class_of_two_levels_is_its_difference() -> None:
    """The test of arm is that of the difference of its means over all visits."""
    fit = make_cohort().fit()
    arm = next(one for one in compare_mmrm_terms(fit) if one.name == "ARM")
    (difference,) = compare_mmrm_lsmeans(fit, "ARM")
    assert arm.p_value == pytest.approx(difference.p_value)


def test_the_highest_crossing_is_its_coefficients() -> None:
    """The crossing of arm and visit is the joint test of its columns."""
    fit = make_cohort().fit()
    crossed = compare_mmrm_terms(fit)[-1]
    expected = compare_mmrm_coefficients(fit, np.eye(len(fit.names))[-2:])
    assert crossed.name == "ARM*VISIT"
    assert expected.statistic == pytest.approx(crossed.statistic)
    assert expected.df_den == pytest.approx(crossed.df_den)


def test_a_covariate_is_its_slope() -> None:
    """A covariate crossed with nothing has the test of its coefficient."""
    fit = make_cohort().fit()
    base = compare_mmrm_terms(fit)[0]
    assert base.p_value == pytest.approx(fit.coefficients[1].p_value)


def test_terms_do_not_depend_on_the_reference() -> None:
    """The same tests come out with levels in another order."""
    cohort = make_cohort()
    turned = cohort.fit(classes={"ARM": ["T", "P"], "VISIT": [2, 0, 1]}, visit_levels=[0, 1, 2])
    for one, other in zip(
        compare_mmrm_terms(cohort.fit()), compare_mmrm_terms(turned), strict=True
    ):
        assert one.statistic == pytest.approx(other.statistic)
        assert one.df_den == pytest.approx(other.df_den)
