"""Degrees of freedom agree with exact results of complete data."""

import numpy as np
import pytest

from tests.unit.analysis.mmrm.cohort import make_cohort
from tlfgen.analysis.mmrm import compare_mmrm_coefficients, compare_mmrm_terms

WHOLE = make_cohort(missing=0.0)


def test_kenward_roger_is_hotellings_test() -> None:
    """Complete data, one mean a visit: the scaled F of the changes is Hotelling's, exactly."""
    fit = WHOLE.fit(model=["VISIT"])
    table = WHOLE.response.reshape(-1, 3)
    changes = table[:, 1:] - table[:, :1]
    mean = changes.mean(axis=0)
    squared = 40 * mean @ np.linalg.solve(np.cov(changes, rowvar=False), mean)
    (got,) = compare_mmrm_terms(fit)
    assert got.statistic == pytest.approx(squared * 38 / (39 * 2))
    assert (got.df_num, got.df_den) == (2, pytest.approx(38))


def test_compound_symmetry_is_the_split_plot_analysis() -> None:
    """Complete data and compound symmetry: arm has 38, visit and its crossing 76."""
    fit = WHOLE.fit(model=["ARM", "VISIT", "ARM*VISIT"], covariance="cs")
    got = [(one.name, one.df_num, round(one.df_den or 0, 6)) for one in compare_mmrm_terms(fit)]
    assert got == [("ARM", 1, 38.0), ("VISIT", 2, 76.0), ("ARM*VISIT", 2, 76.0)]


def test_one_contrast_has_one_answer() -> None:
    """The joint test of one coefficient is its t test squared."""
    for df in ("kenward_roger", "satterthwaite", "between_within", "residual"):
        fit = make_cohort().fit(df=df)
        one = fit.coefficients[2]
        got = compare_mmrm_coefficients(fit, np.eye(len(fit.names))[2])
        assert got.statistic == pytest.approx((one.statistic or 0) ** 2)
        assert got.df_den == pytest.approx(one.df)
        assert got.p_value == pytest.approx(one.p_value)


def test_dependent_contrasts_count_once() -> None:
    """A contrast repeated does not change the joint test."""
    for df in ("kenward_roger", "satterthwaite"):
        fit = make_cohort().fit(df=df)
        rows = np.eye(len(fit.names))[[2, 3]]
        once, twice = (
            compare_mmrm_coefficients(fit, given) for given in (rows, np.vstack([rows, rows]))
        )
        assert once.df_num == twice.df_num == 2
        assert once.statistic == pytest.approx(twice.statistic)


def test_between_within() -> None:
    """Columns constant within subjects have subjects less such columns."""
    fit = WHOLE.fit(df="between_within")
    got = {one.name: one.df for one in fit.coefficients}
    # 40 subjects less intercept, baseline and arm; 120 records less 40 subjects less 4 columns.
    assert (got["BASE"], got["ARMT"], got["VISIT1"]) == (37.0, 37.0, 76.0)


def test_residual() -> None:
    """Residual degrees of freedom are records less columns."""
    assert {one.df for one in WHOLE.fit(df="residual").coefficients} == {113.0}


def test_no_contrast_has_a_reason() -> None:
    """Contrasts that are all zero cannot be tested."""
    fit = WHOLE.fit()
    assert compare_mmrm_coefficients(fit, np.zeros(7)).reason == "not estimable"
