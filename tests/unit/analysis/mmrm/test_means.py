"""Least-squares means are averages of cells of the model."""

import numpy as np
import pytest

from tests.unit.analysis.mmrm.cohort import make_cohort
from tlfgen.analysis.mmrm import (
    MmrmError,
    compare_mmrm_lsmeans,
    estimate_mmrm_lsmeans,
)

WHOLE = make_cohort(missing=0.0)
CELLS = ["ARM", "VISIT", "ARM*VISIT"]


def test_cells_of_complete_data() -> None:
    """Without covariates a mean is the mean of its records."""
    got = estimate_mmrm_lsmeans(WHOLE.fit(model=CELLS), ["ARM", "VISIT"])
    expected = [
        WHOLE.response[(WHOLE.arm == arm) & (WHOLE.visit == visit)].mean()
        for arm in "PT"
        for visit in range(3)
    ]
    assert expected == pytest.approx([one.estimate for one in got])
    assert got[1].levels == {"ARM": "P", "VISIT": 1}


def test_weights_of_unequal_visits() -> None:
    """Proportional weights are the share of records at each visit, equal ones are not."""
    cohort = make_cohort(missing=0.0)
    cohort.response[(cohort.visit == 2) & (cohort.subject > 9)] = np.nan
    fit = cohort.fit(model=CELLS)
    cells = [one.estimate or 0.0 for one in estimate_mmrm_lsmeans(fit, ["ARM", "VISIT"])]
    equal, shares = np.full(3, 1 / 3), np.array([40, 40, 10]) / 90
    for weights, share in (("equal", equal), ("proportional", shares)):
        got = estimate_mmrm_lsmeans(fit, ["ARM"], weights=weights)
        assert got[0].estimate == pytest.approx(share @ cells[:3])


def test_a_covariate_stands_at_its_mean_or_where_asked() -> None:
    """A mean moves by the slope with the value of the covariate."""
    fit = WHOLE.fit()
    at_mean, at_zero = (
        estimate_mmrm_lsmeans(fit, ["ARM"], at=at)[0].estimate or 0.0 for at in (None, {"BASE": 0})
    )
    slope = next(one.estimate for one in fit.coefficients if one.name == "BASE")
    assert at_mean - at_zero == pytest.approx((slope or 0.0) * WHOLE.base.mean())


def test_differences_are_of_means() -> None:
    """A difference is that of two means, its interval holds the level asked for."""
    fit = WHOLE.fit()
    means = estimate_mmrm_lsmeans(fit, ["VISIT", "ARM"])
    wide, narrow = (
        compare_mmrm_lsmeans(fit, "ARM", by=["VISIT"], conf_level=level) for level in (0.95, 0.9)
    )
    assert wide[2].estimate == pytest.approx((means[5].estimate or 0) - (means[4].estimate or 0))
    assert (wide[2].minuend, wide[2].subtrahend, wide[2].levels) == ("T", "P", {"VISIT": 2})
    assert (wide[0].upper or 0) > (narrow[0].upper or 0)


def test_a_reference_turns_the_difference() -> None:
    """Every other level is compared with the reference."""
    (turned,) = compare_mmrm_lsmeans(WHOLE.fit(), "ARM", reference="T")
    assert (turned.minuend, turned.subtrahend) == ("P", "T")


def test_a_mean_that_cannot_be_estimated_has_a_reason() -> None:
    """An arm never seen at a visit has no mean there, and the other one has."""
    cohort = make_cohort()
    cohort.response[(cohort.arm == "T") & (cohort.visit == 2)] = np.nan
    got = estimate_mmrm_lsmeans(cohort.fit(), ["VISIT", "ARM"])
    assert [one.reason for one in got] == [None] * 5 + ["not estimable"]


def test_means_of_no_fit_have_its_reason() -> None:
    """A fit with a reason has means with that reason."""
    cohort = make_cohort()
    got = estimate_mmrm_lsmeans(cohort.fit(group=cohort.visit), ["ARM"])
    assert [one.reason for one in got] == ["a subject is in two covariance groups"] * 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"factors": ["BASE"]}, "mmrm.unknown-class"),
        ({"factors": ["ARM"], "weights": "even"}, "mmrm.unknown-weights"),
        ({"factors": ["ARM"], "at": {"AGE": 1.0}}, "mmrm.unknown-covariate"),
    ],
)
def test_a_wrong_question_is_an_error(options: dict[str, object], code: str) -> None:
    """What is asked wrongly raises an error with a code."""
    with pytest.raises(MmrmError, match=code):
        estimate_mmrm_lsmeans(WHOLE.fit(), **options)
