"""The rows and statistics of a shell that call a method, with the functions behind them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tlfgen.spec.methods.models import MODELS

__all__ = ["ROW_FUNCTIONS"]

ROW_FUNCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "stats: ci": ("estimate_proportion",),
        "stats: mean_sd, median, q1_q3, ...": ("summarize_values",),
        "stats: geo_mean, geo_cv, geo_ci": ("summarize_geometric",),
        "stats: p5, p90, ...": ("estimate_quantiles",),
        "stats: median_ci": ("estimate_median",),
        "below_limit": ("impute_below_limit", "summarize_concentrations"),
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
        "stats: event_rate, first_rate, event_rate_ci, first_rate_ci": ("estimate_rate",),
        "cif_at": ("estimate_cumulative_incidence",),
        "gray": ("compare_cumulative_incidence",),
        **{f"models: {{fit: {one.name}}}": (one.function,) for one in MODELS.values()},
        "term": (
            "compare_terms",
            "compare_terms_jointly",
            "compare_terms_by_likelihood",
            "compare_mixed_terms",
            "compare_mmrm_terms",
        ),
        "contrast": (
            "estimate_combinations",
            "compare_lsmeans",
            "estimate_mixed",
            "estimate_mmrm_rows",
            "compare_mmrm_lsmeans",
            "estimate_imputed",
        ),
        "contrast: {coefficients: ...}": ("contrast_lsmeans", "estimate_mmrm_rows"),
        "contrast: {adjust: ...}": ("compare_lsmeans", "adjust_max_t", "adjust_p_values"),
        "contrast: {measure: ...}": ("compare_marginal_means",),
        "show: tipping": ("find_tipping_point",),
        "models: {fit: {imputed: {method: bayes}}}": ("pool_imputed",),
        "models: {fit: {imputed: {method: jackknife}}}": ("pool_jackknifed",),
        "models: {fit: {imputed: {method: bootstrap}}}": ("pool_resampled",),
        "show: ratio_ci": ("exponentiate_contrasts",),
        "lsmeans": ("estimate_lsmeans", "estimate_mmrm_lsmeans", "estimate_imputed"),
        "lsmeans: {slope: ...}": ("estimate_slopes",),
        "lsmeans: {scale: response}": ("transform_lsmeans",),
        "lsmeans: {scale: marginal}": ("estimate_marginal_means",),
    }
)
"""By the word of the shell: names of ``tlfgen.analysis``."""
