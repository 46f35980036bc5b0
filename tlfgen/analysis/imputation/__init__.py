"""Imputation of repeated measures: at random, or by reference to another arm."""

from __future__ import annotations

from tlfgen.analysis.imputation.estimate import ImputedEstimates, estimate_imputed
from tlfgen.analysis.imputation.impute import Imputations, impute_responses
from tlfgen.analysis.imputation.pooling import (
    PooledEstimate,
    pool_imputed,
    pool_jackknifed,
    pool_resampled,
)
from tlfgen.analysis.imputation.tipping import TippingPoint, find_tipping_point

__all__ = [
    "Imputations",
    "ImputedEstimates",
    "PooledEstimate",
    "TippingPoint",
    "estimate_imputed",
    "find_tipping_point",
    "impute_responses",
    "pool_imputed",
    "pool_jackknifed",
    "pool_resampled",
]
