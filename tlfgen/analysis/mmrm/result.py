"""What a fitted mixed model holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .blocks import Ints
from .covariance import Floats
from .design import Design
from .freedom import Core

__all__ = ["Attempt", "Coefficient", "MmrmFit"]

_ESTIMABLE = 1e-8


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient with its test; numbers are None where there is a reason."""

    name: str
    estimate: float | None
    se: float | None
    df: float | None
    statistic: float | None
    p_value: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One covariance structure that was tried: steps taken, and why it failed, or None."""

    structure: str
    iterations: int
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class MmrmFit:
    """
    A mixed model for repeated measures.

    ``vcov`` is the covariance used for tests (adjusted or empirical as asked), ``model_vcov`` that
    of the model; both are of ``names`` without ``aliased``. ``covariance`` holds for each group
    the matrix of ``visits`` (for a spatial structure, of distance 0 and 1). ``deviance`` is minus
    twice the log-likelihood, restricted or not. Where the model cannot be fitted ``reason`` says
    why and numbers are None.
    """

    coefficients: tuple[Coefficient, ...]
    vcov: Floats | None
    model_vcov: Floats | None
    covariance: Mapping[Any, Floats]
    visits: tuple[Any, ...]
    log_likelihood: float | None
    deviance: float | None
    aic: float | None
    aicc: float | None
    bic: float | None
    n_observations: int
    n_missing: int
    n_subjects: int
    n_parameters: int
    converged: bool
    structure_used: str | None
    method: str
    df_method: str
    errors: str
    tried: tuple[Attempt, ...]
    aliased: tuple[str, ...]
    reason: str | None
    warnings: tuple[str, ...]
    design: Design | None
    kept: tuple[int, ...]
    null_space: Floats | None
    codes: Mapping[str, Ints]
    covariate_means: Mapping[str, float]
    core: Core | None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients, aliased ones among them."""
        return tuple(one.name for one in self.coefficients)

    def is_estimable(self, row: Floats) -> bool:
        """Tell whether a contrast of all coefficients does not depend on which are aliased."""
        if self.null_space is None or self.null_space.shape[1] == 0:
            return True
        size = np.abs(row).max(initial=0.0) * np.abs(self.null_space).max(axis=0)
        off = np.abs(row @ self.null_space)
        return bool((off <= _ESTIMABLE * np.maximum(size, 1.0)).all())
