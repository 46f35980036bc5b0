"""The tests a shell may name: what they compare, their options, the numbers they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["COMPARISONS", "Comparison", "ComparisonOn"]

ComparisonOn = Literal[
    "numbers", "categories", "change", "shift", "pairs", "answers", "own_levels", "visits"
]

_PLAIN = ("statistic", "df", "p")
_RANKED = ("statistic", "p")
_LIMITED = ("estimate", "low", "high")
_RATIO = (*_LIMITED, "p")
_TESTED = (*_LIMITED, "statistic", "p")
_DIFFERENCE = (*_LIMITED, "statistic", "df", "p")
_SIDED = ("level", "alternative")
_RANKS = ("p_value", "is_corrected", "null", "alternative", "preset")
_HODGES = ("limits", "is_corrected", "level", "alternative", "preset")
_SCORES = ("scores", "row_scores", "column_scores", "is_corrected", "alternative", "preset")


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    One test or one estimate that compares.

    Parameters
    ----------
    name, label : str
        As a shell and a reader name it.
    on : str
        ``numbers`` or ``categories`` by arm, ``shift`` for categories by arm in strata; within one
        arm ``change``, ``pairs`` of numbers, pairs of ``answers``, its ``own_levels``, or numbers
        at several ``visits``.
    sentence : str
        How a footnote or a methods section says it.
    groups : int or None
        Arms it takes; None for any number.
    options : tuple of str
        Of the method; ``strata`` is written beside them where the test has strata.
    stats : tuple of str
        Numbers it gives. Differences of proportions are in percent.
    has_strata : bool
        Whether ``strata`` may name variables.
    is_joint : bool
        Whether a pair of arms is judged among all arms.
    partner : str
        What ``with`` names, where the test takes a second variable.
    """

    name: str
    label: str
    on: ComparisonOn
    sentence: str
    groups: int | None = None
    options: tuple[str, ...] = ()
    stats: tuple[str, ...] = _PLAIN
    has_strata: bool = False
    is_joint: bool = False
    partner: str = ""


def _cochran(name: str, label: str, on: ComparisonOn, what: str) -> Comparison:
    sentence = f"Cochran-Mantel-Haenszel {what}"
    return Comparison(name, label, on, sentence, None, _SCORES, has_strata=True)


_NUMBERS = (
    Comparison("anova", "ANOVA", "numbers", "one-way analysis of variance"),
    Comparison("welch_anova", "Welch ANOVA", "numbers", "Welch's analysis of variance"),
    Comparison("t_test", "t test", "numbers", "two-sample t test", 2,
               ("variances", "null", *_SIDED, "preset"), _DIFFERENCE),
    Comparison("kruskal_wallis", "Kruskal-Wallis", "numbers", "Kruskal-Wallis test", None,
               ("scores",)),
    Comparison("wilcoxon", "Wilcoxon", "numbers", "Wilcoxon rank-sum test", 2,
               (*_RANKS, "two_sided"), _RANKED),
    Comparison("hodges_lehmann", "Hodges-Lehmann", "numbers", "Hodges-Lehmann shift", 2,
               _HODGES, _LIMITED),
    Comparison("van_elteren", "van Elteren", "numbers", "van Elteren test", None,
               ("scores",), has_strata=True),
    Comparison("median_test", "Median test", "numbers", "Brown-Mood median test", None,
               ("at_median",)),
    Comparison("jonckheere", "Jonckheere-Terpstra", "numbers", "Jonckheere-Terpstra test", None,
               ("p_value", "alternative"), _RANKED),
    Comparison("kolmogorov_smirnov", "Kolmogorov-Smirnov", "numbers", "Kolmogorov-Smirnov test", 2,
               ("p_value", "alternative", "preset"), _RANKED),
    Comparison("variance_ratio", "F test of variances", "numbers", "F test of two variances", 2,
               ("null", *_SIDED), _RATIO),
    Comparison("equal_variances", "Equal variances", "numbers", "test of equal variances", None,
               ("method",)),
    Comparison("geometric_ratio", "Geometric mean ratio", "numbers", "ratio of geometric means", 2,
               ("variances", "null", "bounds", *_SIDED, "preset"), (*_DIFFERENCE, "cv")),
    Comparison("equivalence", "Equivalence", "numbers",
               "two one-sided tests of the ratio of geometric means", 2,
               ("variances", "bounds", "preset"), ("p",)),
    Comparison("dunnett", "Dunnett", "numbers", "Dunnett's test", None,
               ("steps", *_SIDED), _TESTED, is_joint=True),
    Comparison("tukey", "Tukey", "numbers", "Tukey-Kramer test", None,
               ("level",), _TESTED, is_joint=True),
)  # fmt: skip
_CATEGORIES = (
    Comparison("chisq", "Chi-square", "categories", "Pearson chi-square test", None,
               ("correction", "preset")),
    Comparison("likelihood_ratio_chisq", "LR chi-square", "categories",
               "likelihood ratio chi-square test"),
    Comparison("fisher", "Fisher", "categories", "Fisher's exact test", None,
               ("alternative", "null"), ("p",)),
    Comparison("fisher_mid_p", "Fisher mid-p", "categories", "Fisher's mid-p test", None,
               ("alternative", "null"), ("p",)),
    Comparison("barnard", "Barnard", "categories", "Barnard's exact test", 2,
               ("ordering", "alternative"), _RANKED),
    Comparison("boschloo", "Boschloo", "categories", "Boschloo's exact test", 2,
               ("alternative",), ("p",)),
    Comparison("cochran_armitage", "Cochran-Armitage", "categories",
               "Cochran-Armitage test for trend", None,
               ("scores", "p_value", "is_corrected", "alternative"), _RANKED),
    Comparison("risk_difference", "Risk difference (%)", "categories", "difference of proportions",
               2, ("method", "null", *_SIDED, "is_truncated", "preset"), _TESTED),
    Comparison("risk_ratio", "Risk ratio", "categories", "ratio of proportions", 2,
               ("method", "is_half_added", "null", *_SIDED), _TESTED),
    Comparison("odds_ratio", "Odds ratio", "categories", "odds ratio", 2,
               ("method", "is_half_added", "null", *_SIDED, "preset"), _TESTED),
    _cochran("cmh", "CMH", "categories", "test of general association"),
    Comparison("cmh_wilson_hilferty", "CMH", "categories",
               "Cochran-Mantel-Haenszel test with the Wilson-Hilferty cube root", 2,
               ("is_corrected", "preset"), ("p",), has_strata=True),
    Comparison("breslow_day", "Breslow-Day", "categories", "Breslow-Day test", 2, (),
               has_strata=True),
    Comparison("tarone", "Tarone", "categories", "Breslow-Day test with Tarone's adjustment", 2, (),
               has_strata=True),
    Comparison("common_risk_difference", "Risk difference (%)", "categories",
               "stratified difference of proportions", 2,
               ("method", "weights", "null", *_SIDED, "is_truncated"), _TESTED, has_strata=True),
    Comparison("common_risk_ratio", "Risk ratio", "categories",
               "stratified risk ratio", 2, ("method", *_SIDED), _RATIO, has_strata=True),
    Comparison("common_odds_ratio", "Odds ratio", "categories", "common odds ratio", 2,
               ("method", *_SIDED, "preset"), _RATIO, has_strata=True),
)  # fmt: skip
_CHANGES = (
    Comparison("paired_t", "paired t", "change", "paired t test", None, ("null", *_SIDED),
               _DIFFERENCE),
    Comparison("signed_rank", "signed rank", "change", "Wilcoxon signed-rank test", None,
               (*_RANKS, "zeros"), _RANKED),
    Comparison("sign_test", "sign test", "change", "sign test", None,
               ("null", "alternative"), _RANKED),
    Comparison("pseudomedian", "Hodges-Lehmann", "change", "Hodges-Lehmann pseudomedian", None,
               _HODGES, _LIMITED),
    Comparison("shapiro_wilk", "Shapiro-Wilk", "change", "Shapiro-Wilk test", None, (), _RANKED),
)  # fmt: skip
_SHIFTS = (
    _cochran("general_association", "CMH general association", "shift",
             "test of general association"),
    _cochran("row_means", "CMH row mean scores", "shift", "row mean scores"),
    _cochran("correlation", "CMH correlation", "shift", "correlation"),
)  # fmt: skip

_OTHER = "another variable of the record"
_READING = "the other reading"
_OWN = (
    Comparison("paired_means", "paired t", "pairs", "paired t test of two variables", None,
               ("null", *_SIDED), _DIFFERENCE, partner=_OTHER),
    Comparison("pearson", "Pearson", "pairs", "Pearson correlation", None,
               ("is_bias_adjusted", *_SIDED), _DIFFERENCE, partner=_OTHER),
    Comparison("spearman", "Spearman", "pairs", "Spearman correlation", None,
               ("p_value", "is_bias_adjusted", *_SIDED, "preset"), _TESTED, partner=_OTHER),
    Comparison("kendall", "Kendall", "pairs", "Kendall's tau-b", None,
               ("p_value", "is_corrected", "alternative", "preset"),
               ("estimate", "statistic", "p"), partner=_OTHER),
    Comparison("mcnemar", "McNemar", "answers", "McNemar's test", None,
               ("is_corrected", "preset"), (*_PLAIN, "estimate"), partner=_READING),
    Comparison("mcnemar_exact", "McNemar exact", "answers", "exact McNemar test", None, (), ("p",),
               partner=_READING),
    Comparison("mcnemar_mid_p", "McNemar mid-p", "answers", "McNemar's mid-p test", None, (),
               ("p",), partner=_READING),
    Comparison("bowker", "Bowker", "answers", "Bowker's test of symmetry", None, (), _PLAIN,
               partner=_READING),
    Comparison("kappa", "Kappa", "answers", "Cohen's kappa", None,
               ("weights", "scores", *_SIDED), _TESTED, partner=_READING),
    Comparison("one_proportion", "One proportion", "own_levels",
               "test of one proportion", None,
               ("null", "method", "two_sided", "alternative", "preset"), ("estimate", "p")),
    Comparison("stratified_proportion", "Stratified proportion", "own_levels",
               "stratified Wilson limits of a proportion", None,
               ("weights", "is_corrected", "level"), _LIMITED, has_strata=True),
    Comparison("goodness_of_fit", "Goodness of fit", "own_levels",
               "chi-square test of goodness of fit", None, ("shares",)),
    Comparison("friedman", "Friedman", "visits", "Friedman test", None, (),
               partner="the variable that tells the readings of a subject apart"),
)  # fmt: skip

COMPARISONS: Mapping[str, Comparison] = MappingProxyType(
    {one.name: one for one in (*_NUMBERS, *_CATEGORIES, *_CHANGES, *_SHIFTS, *_OWN)}
)
"""Every test by its name."""
