"""Figures of mixed models for repeated measures that are published, with their sources."""

from typing import Any

import numpy as np
import pytest

from tlfgen.analysis import fit_mmrm
from tlfgen.analysis.mmrm import MmrmFit

# Growth of 11 girls and 16 boys at ages 8, 10, 12, 14: Potthoff and Roy (1964), Biometrika 51,
# 313-326; the same figures stand in SAS/STAT User's Guide, PROC MIXED, example Repeated Measures.
GIRLS = (
    "21 20 21.5 23; 21 21.5 24 25.5; 20.5 24 24.5 26; 23.5 24.5 25 26.5; 21.5 23 22.5 23.5;"
    "20 21 21 22.5; 21.5 22.5 23 25; 23 23 23.5 24; 20 21 22 21.5; 16.5 19 19 19.5; 24.5 25 28 28"
)
BOYS = (
    "26 25 29 31; 21.5 22.5 23 26.5; 23 22.5 24 27.5; 25.5 27.5 26.5 27; 20 23.5 22.5 26;"
    "24.5 25.5 27 28.5; 22 22 24.5 26.5; 24 21.5 24.5 25.5; 23 20.5 31 26; 27.5 28 31 31.5;"
    "23 23 23.5 25; 21.5 23.5 24 28; 17 24.5 26 29.5; 22.5 25.5 25.5 26; 23 24.5 26 30;"
    "22 21.5 23.5 25"
)
HEIGHTS = np.array([[float(one) for one in row.split()] for row in f"{GIRLS};{BOYS}".split(";")])
CHILD = np.repeat(np.arange(27), 4)
AGE = np.tile([8.0, 10.0, 12.0, 14.0], 27)
SEX = np.repeat(["F"] * 11 + ["M"] * 16, 4)


def fit_growth(covariance: str, **options: Any) -> MmrmFit:
    """Fit a straight line for each sex by maximum likelihood."""
    return fit_mmrm(
        HEIGHTS.ravel(),
        CHILD,
        AGE,
        terms={"SEX": SEX, "AGE": AGE},
        classes=["SEX"],
        model=["SEX", "AGE", "SEX*AGE"],
        covariance=covariance,
        method="ml",
        df="satterthwaite",
        fallback=(),
        **options,
    )


@pytest.mark.parametrize(
    ("covariance", "deviance"),
    [("us", 419.477), ("toep", 424.643), ("ar1", 440.681), ("cs", 428.639)],
)
def test_deviances_of_jennrich_and_schluchter(covariance: str, deviance: float) -> None:
    """Minus twice the log-likelihoods are those of models 2, 4, 5 and 7 of the paper."""
    # Jennrich and Schluchter (1986), Biometrics 42, 805-820, table 1
    assert deviance == round(fit_growth(covariance).deviance or 0.0, 3)


def test_deviance_of_the_saturated_model() -> None:
    """Minus twice the log-likelihood is that of model 1: a mean for each age and sex."""
    # Jennrich and Schluchter (1986), table 1
    fit = fit_mmrm(
        HEIGHTS.ravel(),
        CHILD,
        AGE,
        terms={"SEX": SEX, "AGE": AGE},
        classes=["SEX", "AGE"],
        model=["SEX", "AGE", "SEX*AGE"],
        method="ml",
        df="satterthwaite",
    )
    assert round(fit.deviance or 0.0, 3) == 416.509


def test_covariance_printed_by_sas() -> None:
    """The unstructured covariance is the one PROC MIXED prints."""
    # SAS/STAT User's Guide, PROC MIXED, example Repeated Measures, Covariance Parameter Estimates
    printed = [5.1192, 2.4409, 3.9279, 3.6105, 2.7175, 5.9798, 2.5222, 3.0624, 3.8235, 4.6180]
    covariance = fit_growth("us").covariance["all"]
    assert printed == pytest.approx(covariance[np.tril_indices(4)].tolist(), abs=1e-4)


def test_deviance_of_groups_printed_by_sas() -> None:
    """Compound symmetry of each sex has the likelihood PROC MIXED prints."""
    # The same example, TYPE=CS GROUP=Gender: -2 Log Likelihood 408.8
    assert round(fit_growth("cs", group=SEX).deviance or 0.0, 1) == 408.8


def test_coefficients_printed_by_sas() -> None:
    """The lines of girls have the intercept and slope PROC MIXED prints."""
    # The same example, TYPE=UN: intercept 17.4254, Age*Gender F 0.4764
    fit = fit_growth("us")
    assert [round(fit.coefficients[n].estimate or 0.0, 4) for n in (0, 2)] == [17.4254, 0.4764]
