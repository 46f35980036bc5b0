"""Statistics of arrays, and ADaM data to results."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PUBLIC: dict[str, str] = {
    "adjust_max_t": "correlated",
    "adjust_p_values": "multiplicity",
    "build_design": "design",
    "combine_coefficients": "contrasts",
    "compare_all_pairs": "comparisons",
    "compare_blocks": "ranks.stratified",
    "compare_cumulative_incidence": "survival.gray",
    "compare_distributions": "ranks.distributions",
    "compare_group_means": "group_means",
    "compare_group_variances": "variances",
    "compare_hazards": "survival.hazard_ratio",
    "compare_jointly": "contrasts",
    "compare_lsmeans": "lsmean_contrasts",
    "compare_marginal_means": "marginal",
    "compare_medians": "ranks.groups",
    "compare_mixed_terms": "mixed_inference",
    "compare_mmrm_coefficients": "mmrm",
    "compare_mmrm_lsmeans": "mmrm",
    "compare_mmrm_terms": "mmrm",
    "compare_normality": "normality",
    "compare_odds_homogeneity": "categorical.common_odds",
    "compare_one_mean": "means",
    "compare_one_proportion": "proportions.one_sample",
    "compare_ordered_groups": "categorical.trend",
    "compare_paired_means": "means",
    "compare_paired_table": "categorical.paired",
    "compare_rank_groups": "ranks.groups",
    "compare_ranks": "ranks.two_sample",
    "compare_rate": "rates",
    "compare_rmst": "survival.rmst",
    "compare_signed_ranks": "ranks.one_sample",
    "compare_signs": "ranks.one_sample",
    "compare_stratified_ranks": "ranks.stratified",
    "compare_stratified_tables": "categorical.cmh",
    "compare_survival_at": "survival.difference",
    "compare_survival_curves": "survival.logrank",
    "compare_survival_max": "survival.max_combo",
    "compare_survival_pairs": "survival.logrank_pairs",
    "compare_table": "categorical.chi_square",
    "compare_table_exact": "categorical.exact",
    "compare_table_unconditional": "categorical.unconditional",
    "compare_terms": "sums_of_squares",
    "compare_terms_by_likelihood": "likelihood_ratio",
    "compare_terms_jointly": "model_estimates",
    "compare_to_control": "comparisons",
    "compare_trend": "categorical.trend",
    "compare_two_means": "means",
    "compare_two_variances": "variances",
    "contrast_lsmeans": "lsmean_contrasts",
    "count_table": "categorical.tables",
    "estimate_baseline_hazard": "survival.baseline_hazard",
    "estimate_combinations": "model_estimates",
    "estimate_common_difference": "proportions.across_strata",
    "estimate_common_odds_ratio": "categorical.common_odds",
    "estimate_common_risk_ratio": "proportions.across_strata",
    "estimate_concordance": "survival.concordance",
    "estimate_correlation": "correlation",
    "estimate_cumulative_incidence": "survival.cuminc",
    "estimate_kaplan_meier": "survival.kaplan_meier",
    "estimate_lsmeans": "lsmeans",
    "estimate_marginal_means": "marginal",
    "estimate_median": "quantiles",
    "estimate_mixed": "mixed_inference",
    "estimate_mmrm_lsmeans": "mmrm",
    "estimate_odds_ratio": "proportions.ratio",
    "estimate_proportion": "proportions.one_sample",
    "estimate_proportion_difference": "proportions.difference",
    "estimate_pseudomedian": "ranks.shift",
    "estimate_quantiles": "quantiles",
    "estimate_rate": "rates",
    "estimate_rate_difference": "rate_contrasts",
    "estimate_rate_ratio": "rate_contrasts",
    "estimate_risk_ratio": "proportions.ratio",
    "estimate_rmst": "survival.rmst",
    "estimate_shift": "ranks.shift",
    "estimate_slopes": "lsmeans",
    "estimate_stratified_proportion": "proportions.stratified",
    "estimate_survival_at": "survival.at_times",
    "estimate_survival_quantiles": "survival.quantiles",
    "exponentiate_contrasts": "response_scale",
    "fit_ancova": "linear",
    "fit_conditional_logistic": "survival.conditional",
    "fit_cox": "survival.cox",
    "fit_gee": "gee",
    "fit_generalized": "generalized",
    "fit_mixed": "mixed",
    "fit_mmrm": "mmrm",
    "fit_negative_binomial": "negative_binomial",
    "fit_parametric_survival": "survival.parametric",
    "summarize_geometric": "summary",
    "summarize_values": "summary",
    "transform_lsmeans": "response_scale",
}


def __getattr__(name: str) -> Any:
    """Load the module of a public function when it is first asked for."""
    if name not in _PUBLIC:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    """List the public functions."""
    return sorted(_PUBLIC)
