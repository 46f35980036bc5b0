"""The rows and statistics of a shell that call a method, with the functions behind them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ROW_FUNCTIONS"]

ROW_FUNCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "stats: ci": ("estimate_proportion",),
        "stats: mean_sd, median, q1_q3, ...": ("summarize_values",),
        "stats: geo_mean, geo_cv": ("summarize_geometric",),
        "km_quantiles": ("estimate_kaplan_meier", "estimate_survival_quantiles"),
        "km_at": ("estimate_kaplan_meier", "estimate_survival_at", "compare_survival_at"),
        "km_range": ("estimate_kaplan_meier",),
        "hr": ("compare_hazards",),
        "logrank": ("compare_survival_curves",),
        "logrank: {weights: max_combo}": ("compare_survival_max",),
        "rmst": ("estimate_rmst", "compare_rmst"),
        "compare: {adjust: ...}, logrank: {adjust: ...}, hr: {adjust: ...}": ("adjust_p_values",),
        "logrank: {joint: ...}": ("compare_survival_pairs",),
        "incidence": (
            "estimate_rate",
            "compare_rate",
            "estimate_rate_difference",
            "estimate_rate_ratio",
        ),
        "cif_at": ("estimate_cumulative_incidence",),
        "gray": ("compare_cumulative_incidence",),
        "models: {fit: ancova}": ("fit_ancova",),
        "models: {fit: logistic}": ("fit_generalized",),
        "models: {fit: poisson}": ("fit_generalized",),
        "models: {fit: negative_binomial}": ("fit_negative_binomial",),
        "models: {fit: mmrm}": ("fit_mmrm",),
        "term": ("compare_terms", "compare_terms_jointly", "compare_mmrm_terms"),
        "contrast": ("estimate_combinations", "compare_mmrm_lsmeans"),
        "lsmeans": ("estimate_lsmeans", "estimate_mmrm_lsmeans"),
    }
)
"""By the word of the shell: names of ``tlfgen.analysis``."""
