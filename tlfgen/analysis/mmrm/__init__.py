"""
The mixed model for repeated measures, on arrays alone.

This folder imports nothing outside itself but numpy and scipy.
"""

from __future__ import annotations

from tlfgen.analysis.mmrm.effects import (
    MmrmEffect,
    compare_mmrm_coefficients,
    compare_mmrm_terms,
    estimate_mmrm_rows,
)
from tlfgen.analysis.mmrm.fit import LADDER, fit_mmrm
from tlfgen.analysis.mmrm.means import (
    MmrmMean,
    compare_mmrm_lsmeans,
    estimate_mmrm_lsmeans,
)
from tlfgen.analysis.mmrm.problems import MmrmError
from tlfgen.analysis.mmrm.result import MmrmFit

__all__ = [
    "LADDER",
    "MmrmEffect",
    "MmrmError",
    "MmrmFit",
    "MmrmMean",
    "compare_mmrm_coefficients",
    "compare_mmrm_lsmeans",
    "compare_mmrm_terms",
    "estimate_mmrm_lsmeans",
    "estimate_mmrm_rows",
    "fit_mmrm",
]
