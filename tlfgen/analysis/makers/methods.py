"""The function behind each test a shell may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from inspect import signature
from types import MappingProxyType
from typing import Any, Literal

__all__ = ["METHODS", "Method", "Shape", "function_of", "has_presets"]

Shape = Literal[
    "two", "grouped", "table", "pair", "trend", "strata", "one", "control", "pairs",
    "partner", "square", "share", "counts", "blocks",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """
    One public function and how a test calls it.

    Parameters
    ----------
    function : str
        A public name of ``tlfgen.analysis``.
    shape : str
        What it takes: two samples, values with groups (and strata), a table, two counts with
        their totals, events with totals, tables in strata, one sample, groups against a control
        or each other, pairs of one subject, a square table of two readings, one count with its
        total, counts of categories, or a block a subject.
    fields : mapping of number to field of the result
    fixed : mapping of option to value
        Options that the name of the test settles.
    scale : float
        What estimates and limits are multiplied by.
    """

    function: str
    shape: Shape
    fields: Mapping[str, str]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    scale: float = 1.0


_PLAIN = {"statistic": "statistic", "df": "df", "p": "p"}
_LIMITS = {"estimate": "estimate", "low": "lower", "high": "upper"}
_Z = {"statistic": "z", "p": "p"}
_T = {**_LIMITS, "statistic": "t", "df": "df", "p": "p"}
_ADJUSTED = {**_LIMITS, "statistic": "t", "p": "p_adjusted"}
_PERCENT = 100.0


def _cochran(name: str) -> Method:
    fields = {"statistic": name, "df": f"{name}_df", "p": f"{name}_p"}
    return Method("compare_stratified_tables", "strata", fields)


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "anova": Method("compare_group_means", "grouped", _PLAIN, {"variances": "equal"}),
        "welch_anova": Method("compare_group_means", "grouped", _PLAIN, {"variances": "welch"}),
        "t_test": Method("compare_two_means", "two", _T),
        "kruskal_wallis": Method("compare_rank_groups", "grouped", _PLAIN),
        "wilcoxon": Method("compare_ranks", "two", _Z),
        "hodges_lehmann": Method("estimate_shift", "two", _LIMITS),
        "van_elteren": Method("compare_stratified_ranks", "grouped", _PLAIN),
        "median_test": Method("compare_medians", "grouped", _PLAIN),
        "jonckheere": Method("compare_ordered_groups", "grouped", _Z),
        "kolmogorov_smirnov": Method("compare_distributions", "two", {"statistic": "d", "p": "p"}),
        "variance_ratio": Method(
            "compare_two_variances", "two", {**_LIMITS, "estimate": "ratio", "p": "p"}
        ),
        "equal_variances": Method("compare_group_variances", "grouped", _PLAIN),
        "dunnett": Method("compare_to_control", "control", _ADJUSTED),
        "tukey": Method("compare_all_pairs", "pairs", _ADJUSTED),
        "chisq": Method("compare_table", "table", _PLAIN),
        "likelihood_ratio_chisq": Method(
            "compare_table",
            "table",
            {"statistic": "likelihood_ratio", "df": "df", "p": "p_likelihood_ratio"},
        ),
        "fisher": Method("compare_table_exact", "table", {"p": "p"}),
        "fisher_mid_p": Method("compare_table_exact", "table", {"p": "p_mid"}),
        "barnard": Method(
            "compare_table_unconditional", "table", {"statistic": "statistic", "p": "p"}
        ),
        "boschloo": Method(
            "compare_table_unconditional", "table", {"p": "p"}, {"ordering": "boschloo"}
        ),
        "cochran_armitage": Method("compare_trend", "trend", _Z),
        "risk_difference": Method(
            "estimate_proportion_difference", "pair", {**_LIMITS, **_Z}, scale=_PERCENT
        ),
        "risk_ratio": Method("estimate_risk_ratio", "pair", {**_LIMITS, **_Z}),
        "odds_ratio": Method("estimate_odds_ratio", "pair", {**_LIMITS, **_Z}),
        "cmh": _cochran("general"),
        "cmh_wilson_hilferty": Method(
            "compare_stratified_tables", "strata", {"p": "p_wilson_hilferty"}
        ),
        "breslow_day": Method(
            "compare_odds_homogeneity",
            "strata",
            {"statistic": "breslow_day", "df": "df", "p": "p_breslow_day"},
        ),
        "tarone": Method(
            "compare_odds_homogeneity",
            "strata",
            {"statistic": "tarone", "df": "df", "p": "p_tarone"},
        ),
        "common_risk_difference": Method(
            "estimate_common_difference", "strata", {**_LIMITS, **_Z}, scale=_PERCENT
        ),
        "common_risk_ratio": Method("estimate_common_risk_ratio", "strata", {**_LIMITS, "p": "p"}),
        "common_odds_ratio": Method("estimate_common_odds_ratio", "strata", {**_LIMITS, "p": "p"}),
        "paired_t": Method("compare_one_mean", "one", _T),
        "signed_rank": Method("compare_signed_ranks", "one", {"statistic": "s", "p": "p"}),
        "sign_test": Method("compare_signs", "one", {"statistic": "m", "p": "p"}),
        "pseudomedian": Method("estimate_pseudomedian", "one", _LIMITS),
        "shapiro_wilk": Method("compare_normality", "one", {"statistic": "w", "p": "p"}),
        "geometric_ratio": Method("compare_geometric_means", "two", {**_T, "cv": "cv"}),
        "equivalence": Method("compare_geometric_means", "two", {"p": "p_equivalence"}),
        "paired_means": Method("compare_paired_means", "partner", _T),
        "pearson": Method(
            "estimate_correlation",
            "partner",
            {**_LIMITS, "statistic": "statistic", "df": "df", "p": "p"},
            {"method": "pearson"},
        ),
        "spearman": Method(
            "estimate_correlation",
            "partner",
            {**_LIMITS, "statistic": "statistic", "p": "p"},
            {"method": "spearman"},
        ),
        "kendall": Method(
            "estimate_correlation",
            "partner",
            {"estimate": "estimate", "statistic": "statistic", "p": "p"},
            {"method": "kendall"},
        ),
        "mcnemar": Method("compare_paired_table", "square", {**_PLAIN, "estimate": "difference"}),
        "mcnemar_exact": Method("compare_paired_table", "square", {"p": "p_exact"}),
        "mcnemar_mid_p": Method("compare_paired_table", "square", {"p": "p_mid"}),
        "bowker": Method("compare_paired_table", "square", _PLAIN),
        "kappa": Method("estimate_agreement", "square", {**_LIMITS, **_Z}),
        "one_proportion": Method(
            "compare_one_proportion", "share", {"estimate": "estimate", "p": "p"}, scale=_PERCENT
        ),
        "stratified_proportion": Method(
            "estimate_stratified_proportion", "share", _LIMITS, scale=_PERCENT
        ),
        "goodness_of_fit": Method("compare_shares", "counts", _PLAIN),
        "friedman": Method("compare_blocks", "blocks", _PLAIN),
        "general_association": _cochran("general"),
        "row_means": _cochran("row_mean"),
        "correlation": _cochran("correlation"),
    }
)
"""By the name a shell gives; the declarations stand in ``spec.methods.comparisons``."""


def function_of(method: Method) -> Callable[..., Any]:
    """
    Give the function of a method; its module loads when it is first asked for.

    Examples
    --------
    >>> function_of(METHODS["fisher"]).__name__
    'compare_table_exact'
    """
    found: Callable[..., Any] = getattr(import_module("tlfgen.analysis"), method.function)
    return found


def has_presets(method: Method) -> bool:
    """
    Say whether SAS and R have different defaults for a method.

    Examples
    --------
    >>> has_presets(METHODS["chisq"]), has_presets(METHODS["anova"])
    (True, False)
    """
    return "preset" in _parameters(method.function)


@cache
def _parameters(function: str) -> frozenset[str]:
    return frozenset(signature(getattr(import_module("tlfgen.analysis"), function)).parameters)
