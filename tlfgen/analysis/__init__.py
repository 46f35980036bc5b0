"""Statistics of arrays, and ADaM data to results."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PUBLIC: dict[str, str] = {
    "compare_blocks": "ranks.stratified",
    "compare_distributions": "ranks.distributions",
    "compare_group_means": "group_means",
    "compare_group_variances": "variances",
    "compare_medians": "ranks.groups",
    "compare_normality": "normality",
    "compare_one_mean": "means",
    "compare_ordered_groups": "categorical.trend",
    "compare_paired_means": "means",
    "compare_paired_table": "categorical.paired",
    "compare_rank_groups": "ranks.groups",
    "compare_ranks": "ranks.two_sample",
    "compare_signed_ranks": "ranks.one_sample",
    "compare_signs": "ranks.one_sample",
    "compare_stratified_ranks": "ranks.stratified",
    "compare_table": "categorical.chi_square",
    "compare_table_exact": "categorical.exact",
    "compare_table_unconditional": "categorical.unconditional",
    "compare_trend": "categorical.trend",
    "compare_two_means": "means",
    "compare_two_variances": "variances",
    "count_table": "categorical.tables",
    "estimate_correlation": "correlation",
    "estimate_median": "quantiles",
    "estimate_pseudomedian": "ranks.shift",
    "estimate_quantiles": "quantiles",
    "estimate_shift": "ranks.shift",
    "summarize_geometric": "summary",
    "summarize_values": "summary",
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
