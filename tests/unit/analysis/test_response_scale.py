"""Means and ratios on the scale of the response."""

import numpy as np
import pytest

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.lsmean_contrasts import compare_lsmeans
from tlfgen.analysis.lsmeans import estimate_lsmeans
from tlfgen.analysis.response_scale import exponentiate_contrasts, transform_lsmeans
from tlfgen.core.errors import AnalysisError

COUNT, YEARS, ARM = [3, 5, 2, 8, 9, 4], [1.0, 2, 1, 2, 1, 1], list("AAABBB")
FIT = fit_generalized(
    COUNT, {"ARM": ARM}, ["ARM"], family="poisson", offset=np.log(YEARS), preset="r"
)
MEANS = estimate_lsmeans(FIT.estimates, "ARM")


def test_rates_are_events_per_year():
    """10 events in 4 years, 21 in 4; error by the delta method is rate over root of events."""
    found = transform_lsmeans(MEANS)
    assert [10 / 4, 21 / 4] == pytest.approx(found.estimates.tolist())
    assert 2.5 / np.sqrt(10) == pytest.approx(found.std_errors[0])


def test_rates_per_hundred_years():
    """The log of 100 as offset."""
    found = transform_lsmeans(MEANS, offset=np.log(100))
    assert 250 == pytest.approx(found.estimates[0])


def test_the_ratio_of_rates():
    """2.1 with the error of the log in the limits."""
    found = exponentiate_contrasts(compare_lsmeans(MEANS))
    assert 2.1 == pytest.approx(found.estimates[0])
    expected = 2.1 * np.exp(1.959964 * np.sqrt(1 / 10 + 1 / 21))
    assert expected == pytest.approx(found.upper[0], rel=1e-6)


def test_plain_differences_are_no_ratios():
    """The identity link has no ratio."""
    fit = fit_generalized(COUNT, {"ARM": ARM}, ["ARM"], family="normal")
    with pytest.raises(AnalysisError) as error:
        exponentiate_contrasts(compare_lsmeans(estimate_lsmeans(fit.estimates, "ARM")))
    assert "analysis.no-ratio" == error.value.code
