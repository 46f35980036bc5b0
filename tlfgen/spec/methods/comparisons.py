"""The tests a shell may name: what they compare, their options, the numbers they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["COMPARISONS", "Comparison", "ComparisonOn"]

ComparisonOn = Literal["numbers", "categories", "change", "shift"]

_T, _CHI = ("variances", "preset"), ("correction", "preset")
_RANKS = ("p_value", "is_corrected", "preset")


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    One test.

    Parameters
    ----------
    name, label : str
        As a shell and a reader name it.
    on : {'numbers', 'categories', 'change', 'shift'}
        Numbers by arm, categories by arm, changes within one arm, or categories by arm in strata.
    sentence : str
        How a footnote or a methods section says it.
    groups : int or None
        Arms it takes; None for any number.
    options : tuple of str
    stats : tuple of str
        Numbers it gives; ``p`` is always one of them.
    """

    name: str
    label: str
    on: ComparisonOn
    sentence: str
    groups: int | None = None
    options: tuple[str, ...] = ()
    stats: tuple[str, ...] = ("statistic", "df", "p")


_PLAIN = ("statistic", "df", "p")
_DIFFERENCE = ("estimate", "low", "high", "statistic", "df", "p")
_RANKED = ("statistic", "p")
_CMH = "Cochran-Mantel-Haenszel"
_ALL = (
    Comparison("anova", "ANOVA", "numbers", "one-way analysis of variance"),
    Comparison("welch_anova", "Welch ANOVA", "numbers", "Welch's analysis of variance"),
    Comparison("t_test", "t test", "numbers", "two-sample t test", 2, _T, _DIFFERENCE),
    Comparison("kruskal_wallis", "Kruskal-Wallis", "numbers", "Kruskal-Wallis test"),
    Comparison("wilcoxon", "Wilcoxon", "numbers", "Wilcoxon rank-sum test", 2, _RANKS, _RANKED),
    Comparison("chisq", "Chi-square", "categories", "Pearson chi-square test", None, _CHI),
    Comparison("fisher", "Fisher", "categories", "Fisher's exact test", None, (), ("p",)),
    Comparison("cmh", "CMH", "categories", f"{_CMH} test of general association"),
    Comparison("paired_t", "paired t", "change", "paired t test", None, (), _DIFFERENCE),
    Comparison(
        "signed_rank",
        "signed rank",
        "change",
        "Wilcoxon signed-rank test",
        None,
        (*_RANKS, "zeros"),
        _RANKED,
    ),
    Comparison(
        "general_association",
        "CMH general association",
        "shift",
        f"{_CMH} test of general association",
    ),
    Comparison("row_means", "CMH row mean scores", "shift", f"{_CMH} row mean scores"),
    Comparison("correlation", "CMH correlation", "shift", f"{_CMH} correlation"),
)

COMPARISONS: Mapping[str, Comparison] = MappingProxyType({one.name: one for one in _ALL})
"""Every test by its name."""
