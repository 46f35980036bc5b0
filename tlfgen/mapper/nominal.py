"""Planned time points in words as hours."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.nominal import NominalTime

__all__ = ["derive_nominal_time", "hours_of"]

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_UNITS = {
    "w": 168.0, "wk": 168.0, "week": 168.0, "d": 24.0, "day": 24.0,
    "h": 1.0, "hr": 1.0, "hour": 1.0, "m": 1 / 60, "min": 1 / 60, "minute": 1 / 60,
    "s": 1 / 3600, "sec": 1 / 3600, "second": 1 / 3600,
}  # fmt: skip
_UNIT = r"(weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_PART = re.compile(rf"({_NUMBER})\s*{_UNIT}(?![a-z])", re.IGNORECASE)
_PLAIN = re.compile(rf"(?:{_NUMBER}\s*{_UNIT}\s*)+", re.IGNORECASE)
_RANGE = re.compile(rf"({_NUMBER})\s*{_UNIT}?\s*(?:-|–|to)\s*({_NUMBER})\s*{_UNIT}", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:pre|before|prior to)[\s-]*(?:the\s+)?(?:first\s+)?dos(?:e|ing)\b", re.IGNORECASE
)
_AFTER = re.compile(r"\b(?:post|after)[\s-]*(?:the\s+)?(?:first\s+)?dos(?:e|ing)\b", re.IGNORECASE)
_INFUSION = re.compile(
    r"(?:\b(?:after|post)[\s-]*)?(?:\b(?:the\s+)?end\s+of\s+(?:the\s+)?infusion\b|\beoi\b)\s*\+?",
    re.IGNORECASE,
)
Interval = Literal["start", "middle", "end"]


def hours_of(text: str, *, interval: Interval = "end", infusion_hours: float = 0.0) -> float | None:
    """
    Give the hours a time point names, None where it names none.

    Examples
    --------
    >>> [hours_of(text) for text in ("Pre-dose", "30 min post-dose", "1H30M", "15 min pre-dose")]
    [0.0, 0.5, 1.5, -0.25]
    >>> hours_of("0-24h"), hours_of("0-24h", interval="start"), hours_of("Morning")
    (24.0, 0.0, None)
    >>> hours_of("2 h after end of infusion", infusion_hours=1)
    3.0
    """
    left = text.strip()
    ends_infusion = bool(_INFUSION.search(left))
    left = _INFUSION.sub(" ", left)
    is_before = bool(_BEFORE.search(left))
    left = _AFTER.sub(" ", _BEFORE.sub(" ", left)).strip(" ,;:")
    offset = infusion_hours if ends_infusion else 0.0
    if not left:
        return offset if ends_infusion or is_before or _AFTER.search(text) else None
    found = _RANGE.fullmatch(left)
    if found is not None:
        hours = _interval(found, interval)
    elif _PLAIN.fullmatch(left):
        hours = sum(float(number) * _factor(unit) for number, unit in _parts(left))
    else:
        return None
    return offset - hours if is_before else offset + hours


def _interval(found: re.Match[str], interval: Interval) -> float:
    end_unit = _factor(found[4])
    start = float(found[1]) * (_factor(found[2]) if found[2] else end_unit)
    end = float(found[3]) * end_unit
    return {"start": start, "middle": (start + end) / 2, "end": end}[interval]


def _parts(text: str) -> list[tuple[str, str]]:
    spaced = re.sub(r"([a-z])(?=[-+\d])", r"\1 ", text, flags=re.IGNORECASE)
    return [(number, unit) for number, unit in _PART.findall(spaced)]


def _factor(unit: str) -> float:
    word = unit.lower()
    return _UNITS[word] if word in _UNITS else _UNITS[word.rstrip("s")]


@executes(NominalTime)
def derive_nominal_time(verb: NominalTime, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the nominal hours of each row.

    Raises
    ------
    MappingError
        ``mapping.unmatched`` for time points that name no hours.
    """
    texts = text_of(rows.evaluate(verb.timepoint)).fillna("").str.strip()
    other = {word.strip().casefold(): hours for word, hours in verb.other.items()}
    known: dict[str, float] = {}
    wrong = []
    for text in sorted(set(texts.tolist()) - {""}):
        hours = other.get(text.casefold())
        if hours is None:
            hours = hours_of(text, interval=verb.interval, infusion_hours=verb.infusion_hours)
        if hours is None:
            wrong.append(text)
        else:
            known[text] = hours
    if wrong and verb.unmatched == "error":
        at = [int(np.flatnonzero(texts.eq(text))[0]) for text in wrong[:3]]
        what = f"{len(wrong)} time points name no hours: {', '.join(map(repr, wrong[:3]))}."
        hint = "give their hours under other:, or state unmatched: null"
        raise MappingError.of(
            "mapping.unmatched", what, verb.source, hint=hint, details=rows.shown(at)
        )
    hours_found = texts.map(known).astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    if verb.day is not None:
        days = pd.Series(pd.to_numeric(rows.evaluate(verb.day).astype(object)))
        number = days.astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
        elapsed = number - verb.first_day
        elapsed += (number < 0) & (verb.first_day > 0)  # there is no day 0
        hours_found = hours_found + 24 * elapsed
    return StepResult({targets[0]: pd.Series(hours_found)})
