"""Combinations of a model's coefficients as the numbers a shell names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tlfgen.analysis.adjustment import adjust_comparisons
from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.contrasts import Combinations
from tlfgen.analysis.correlated import adjust_max_t
from tlfgen.analysis.multiplicity import adjust_p_values
from tlfgen.spec.methods.modelwords import PLAIN_ADJUSTMENTS

__all__ = ["Answer", "adjust_answers", "adjust_found", "numbers_at", "with_ratios"]

Answer = tuple[Mapping[str, float | None], str | None]
"""Numbers by name, or the reason why there are none."""

_KEEPS_LIMITS = PLAIN_ADJUSTMENTS[3:]
_PARTS = {
    "se": "std_errors",
    "df": "df",
    "statistic": "statistics",
    "p": "p_values",
    "low": "lower",
    "high": "upper",
}
_RATIOS = {"ratio": 0, "ratio_low": 1, "ratio_high": 2}


def numbers_at(found: Combinations, place: int, name: str) -> dict[str, float | None]:
    """Give the numbers of one combination; degrees of freedom only where they are finite."""
    numbers: dict[str, float | None] = {name: float(found.estimates[place])}
    for stat, part in _PARTS.items():
        numbers[stat] = float(getattr(found, part)[place])
    if not math.isfinite(numbers["df"] or 0.0):
        numbers["df"] = None
    return numbers


def with_ratios(numbers: Mapping[str, float | None], name: str) -> dict[str, float | None]:
    """Add the exponentials of an estimate of a log with its limits."""
    named = dict(zip(_RATIOS, (name, "low", "high"), strict=True))
    found = {ratio: numbers.get(own) for ratio, own in named.items()}
    made = {ratio: None if one is None else _power(one) for ratio, one in found.items()}
    return {**numbers, **made}


def _power(value: float) -> float:
    return float("inf") if value > 700 else math.exp(value)  # noqa: PLR2004 - the largest double


def adjust_found(found: Combinations, word: str, *, n_means: int) -> Combinations:
    """
    Adjust the contrasts of a row for each other: their p-values, and limits where these exist.

    Each contrast is judged with its own degrees of freedom. Stepwise adjustments leave limits as
    they are.

    Notes
    -----
    Source: as ``adjust_comparisons``, ``adjust_p_values``, ``adjust_max_t``.
    """
    if word == "none":
        return found
    if word in _KEEPS_LIMITS:
        adjusted = adjust_p_values(found.p_values, method=word).p
        return replace(found, p_values=np.asarray(adjusted, dtype=np.float64))
    if word == "dunnett_step_down":
        return replace(found, p_values=_step_down(found))
    table = np.full((3, found.estimates.size), np.nan)
    for df in np.unique(found.df[np.isfinite(found.std_errors)]):
        own = found.df == df
        made = adjust_comparisons(
            found.estimates,
            found.std_errors,
            found.covariance,
            df=float(df),
            adjustment=word,
            n_means=n_means,
            level=found.level,
        )
        table[:, own] = made[:, own]
    return replace(found, p_values=table[0], lower=table[1], upper=table[2])


def _step_down(found: Combinations) -> Floats:
    used = np.isfinite(found.statistics)
    p_values: Floats = np.full(used.size, np.nan)
    if not used.any():
        return p_values
    errors = found.std_errors[used]
    correlation = found.covariance[np.ix_(used, used)] / np.outer(errors, errors)
    df = float(found.df[used].min())
    adjusted: Any = adjust_max_t(found.statistics[used], correlation, df=df, steps="step_down").p
    p_values[used] = np.asarray(adjusted, dtype=np.float64)
    return p_values


def adjust_answers(answers: Sequence[Answer], word: str) -> list[Answer]:
    """Adjust the p-values of contrasts that have no covariance between them."""
    if word == "none":
        return list(answers)
    p_values = np.array([one[0].get("p") for one in answers], dtype=np.float64)
    adjusted = adjust_p_values(p_values, method=word).p
    return [
        ({**numbers, "p": p}, reason)
        for (numbers, reason), p in zip(answers, adjusted, strict=True)
    ]
