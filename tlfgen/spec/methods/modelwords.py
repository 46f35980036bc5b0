"""The words of rows that show a model: numbers, adjustments, measures, scales."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "ADJUSTMENTS",
    "MEASURES",
    "MODEL_NUMBERS",
    "MODEL_SHOWN",
    "PLAIN_ADJUSTMENTS",
    "SCALES",
    "factors_of",
]

ADJUSTMENTS = (
    "none", "tukey", "dunnett", "dunnettx", "dunnett_step_down", "bonferroni", "sidak", "scheffe",
    "holm", "holm_sidak", "hochberg", "hommel", "bh", "by", "fixed_sequence",
)  # fmt: skip
"""How the contrasts of a row may be adjusted for each other."""

PLAIN_ADJUSTMENTS = (
    "none", "bonferroni", "sidak", "holm", "holm_sidak", "hochberg", "hommel", "bh", "by",
    "fixed_sequence",
)  # fmt: skip
"""Adjustments made of p-values alone."""

MEASURES = ("predictor", "difference", "ratio", "odds-ratio")
"""What a contrast may compare: the predictor, or means averaged on the scale of the response."""

SCALES = ("predictor", "response", "marginal")
"""Where least-squares means may stand."""

MODEL_SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"term": ("p",), "contrast": ("p", "diff_se", "ci"), "lsmeans": ("lsmean_se", "ci")}
)
"""What a row shows where it does not say."""

_TESTED = ("se", "low", "high", "statistic", "df", "p")
_RATIO = ("ratio", "ratio_low", "ratio_high")

MODEL_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "term": ("estimate", *_TESTED, "df_residual", *_RATIO, "p_lr"),
        "contrast": ("diff", *_TESTED, *_RATIO, "p_lr", "tipping"),
        "lsmeans": ("lsmean", *_TESTED),
    }
)
"""The numbers a row may show."""


def factors_of(term: str) -> tuple[str, ...]:
    """
    Give the variables of a term.

    Examples
    --------
    >>> factors_of("arm"), factors_of("arm*SEX"), factors_of("arm|BASE")
    (('arm',), ('arm', 'SEX'), ('arm', 'BASE'))
    """
    return tuple(part.strip() for part in term.replace("|", "*").split("*"))
