"""Estimates of one arm over another, by the word of a forest or dot plot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.makers.numbers import read_numbers
from tlfgen.analysis.makers.survival import read_times
from tlfgen.analysis.means import compare_two_means
from tlfgen.analysis.proportions.difference import estimate_proportion_difference
from tlfgen.analysis.proportions.ratio import estimate_odds_ratio, estimate_risk_ratio
from tlfgen.analysis.survival.hazard_ratio import compare_hazards
from tlfgen.core.errors import SpecError
from tlfgen.spec.shell.survivalrows import TimeSpec

__all__ = ["ESTIMATES", "Asked", "Estimate", "estimate_counts", "estimate_pair"]

ESTIMATES = ("hr", "mean_difference", "risk_difference", "risk_ratio", "odds_ratio")
"""Every word that ``estimate:`` may be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is estimated: its word, the variable of means, the times, level, method of limits."""

    word: str
    variable: str | None = None
    time: TimeSpec | None = None
    level: float = 0.95
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Numbers by name, the method that made them, or the reason why there is no estimate."""

    numbers: Mapping[str, float | None]
    method: str
    reason: str | None = None


def estimate_pair(cells: Cells, arms: tuple[Fixed, Fixed], asked: Asked) -> Estimate:
    """
    Estimate the first arm against the second in the records of their cells.

    Numbers: ``estimate, low, high, p, n1, n2``; of a hazard ratio also ``events1, events2``, of
    means ``mean1, mean2``, of proportions ``events1, events2, pct1, pct2``. A proportion is that of
    the subjects with a record among the subjects of the arm.

    Raises
    ------
    SpecError
        ``spec.unknown-estimate``, ``spec.no-measure`` for means of nothing.
    """
    if asked.word == "hr":
        return _hazards(cells, arms, asked)
    if asked.word == "mean_difference":
        return _means(cells, arms, asked)
    if asked.word in ESTIMATES:
        subject = cells.records.subject
        counts = [(len(np.unique(subject[arm.records])), int(arm.subjects.sum())) for arm in arms]
        return estimate_counts(counts[0], counts[1], asked)
    raise SpecError.unknown("estimate", asked.word, ESTIMATES, cells.place)


def _hazards(cells: Cells, arms: tuple[Fixed, Fixed], asked: Asked) -> Estimate:
    times = read_times(cells, asked.time or TimeSpec())
    inside = [arm.records & times.numbers.present for arm in arms]
    rows = np.concatenate([np.flatnonzero(one) for one in inside])
    group = np.repeat([0, 1], [int(one.sum()) for one in inside])
    event = times.is_event[rows].astype(int)
    found = compare_hazards(
        times.times[rows], event, group, levels=[1, 0], ties="efron", level=asked.level
    )
    numbers: dict[str, float | None] = {
        "estimate": float(found.hazard_ratios[0]),
        "low": float(found.lower[0]),
        "high": float(found.upper[0]),
        "p": float(found.p_values[0]),
    }
    for number in (0, 1):
        numbers[f"n{number + 1}"] = float((group == number).sum())
        numbers[f"events{number + 1}"] = float(event[group == number].sum())
    return Estimate(numbers, "cox", found.reasons[0])


def _means(cells: Cells, arms: tuple[Fixed, Fixed], asked: Asked) -> Estimate:
    if asked.variable is None:
        hint = "write of: CHG, or another variable, beside estimate:"
        what = "A difference of means needs a variable."
        raise SpecError.of("spec.no-measure", what, cells.place, hint=hint)
    numbers = read_numbers(cells, asked.variable)
    first, second = (numbers.floats[arm.records & numbers.present] for arm in arms)
    found = compare_two_means(first, second, level=asked.level)
    values: dict[str, float | None] = {
        "estimate": found.estimate, "low": found.lower, "high": found.upper, "p": found.p,
        "n1": float(found.n1), "n2": float(found.n2), "mean1": found.mean1, "mean2": found.mean2,
    }  # fmt: skip
    return Estimate(values, "t_test", found.reason)


def estimate_counts(first: tuple[int, int], second: tuple[int, int], asked: Asked) -> Estimate:
    """
    Compare two proportions, each given as subjects with the event and subjects.

    A difference is in percent.

    Examples
    --------
    >>> found = estimate_counts((8, 40), (4, 40), Asked("risk_difference"))
    >>> round(found.numbers["estimate"], 6), found.numbers["pct1"]
    (10.0, 20.0)
    """
    (x1, n1), (x2, n2) = first, second
    given: dict[str, Any] = {"level": asked.level}
    if asked.method is not None:
        given["method"] = asked.method
    scale = 1.0
    found: Any
    if asked.word == "risk_difference":
        found, scale = estimate_proportion_difference(x1, n1, x2, n2, **given), 100.0
    elif asked.word == "risk_ratio":
        found = estimate_risk_ratio(x1, n1, x2, n2, **given)
    else:
        found = estimate_odds_ratio(x1, n1, x2, n2, **given)
    numbers: dict[str, float | None] = {
        "estimate": _scaled(found.estimate, scale),
        "low": _scaled(found.lower, scale),
        "high": _scaled(found.upper, scale),
        "p": found.p,
        "n1": float(n1), "n2": float(n2), "events1": float(x1), "events2": float(x2),
        "pct1": 100 * x1 / n1 if n1 else None, "pct2": 100 * x2 / n2 if n2 else None,
    }  # fmt: skip
    return Estimate(numbers, f"{asked.word}.{found.method}", found.reason)


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None or not np.isfinite(value) else value * scale
