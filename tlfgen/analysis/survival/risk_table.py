"""Counts at each distinct time: at risk, events, censored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    Ints,
    require_event_codes,
    require_same_length,
    to_floats,
)

__all__ = ["RiskTable", "SurvivalRows", "count_at_risk", "read_survival_rows", "tie_times"]

_TIE_TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalRows:
    """Complete rows of times with the number of rows left out."""

    time: Floats
    event: Bools
    entry: Floats | None
    kept: Bools
    n_missing: int


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """One value per distinct time, in rising order."""

    times: Floats
    at_risk: Ints
    events: Ints
    censored: Ints


def tie_times(*times: Floats) -> tuple[Floats, ...]:
    """
    Make times equal that differ by rounding alone.

    Two neighbouring distinct times are one when they differ by no more than 1.5e-8, absolutely or
    relative to the mean of the absolute distinct times, as R's ``survival`` does (``timefix``).
    """
    pooled = np.unique(np.concatenate([values.ravel() for values in times]))
    pooled = pooled[np.isfinite(pooled)]
    if pooled.size < 2:  # noqa: PLR2004 - one time has no neighbour
        return times
    step = np.diff(pooled)
    scale = float(np.mean(np.abs(pooled)))
    tied = (step <= _TIE_TOLERANCE) | (step <= _TIE_TOLERANCE * scale)
    if not tied.any():
        return times
    cuts = pooled[np.concatenate(([True], ~tied))]
    return tuple(
        np.where(
            np.isfinite(values),
            cuts[np.clip(np.searchsorted(cuts, values, side="right") - 1, 0, cuts.size - 1)],
            values,
        )
        for values in times
    )


def read_survival_rows(
    time: Any, event: Any, entry: Any = None, *, keep: Bools | None = None
) -> SurvivalRows:
    """
    Check times and events, leaving out the rows that cannot be used.

    A row is left out, and counted, where its time or event is missing, its time is negative or
    not finite, its entry is missing or not before its time, or ``keep`` is false.
    """
    require_same_length(time=time, event=event, entry=entry)
    times, events = to_floats(time), to_floats(event)
    require_event_codes(events)
    entries = None if entry is None else to_floats(entry)
    kept = np.isfinite(times) & ~np.isnan(events)
    kept &= np.where(np.isfinite(times), times, -1.0) >= 0
    if keep is not None:
        kept &= keep
    if entries is not None:
        kept &= ~np.isnan(entries)
        times, entries = tie_times(times, entries)
        with np.errstate(invalid="ignore"):
            kept &= entries < times
        return SurvivalRows(times[kept], events[kept] == 1, entries[kept], kept, int((~kept).sum()))
    (times,) = tie_times(times[kept])
    return SurvivalRows(times, events[kept] == 1, None, kept, int((~kept).sum()))


def count_at_risk(time: Floats, event: Bools, entry: Floats | None = None) -> RiskTable:
    """
    Count subjects at risk, events and censored subjects at each distinct time.

    A subject is at risk at a time when its own time is not before it, and its entry, where given,
    is before it. A subject censored at an event time is at risk there.
    """
    order = np.argsort(time, kind="stable")
    ordered = time[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    first = first[: ordered.size]
    times = ordered[first]
    totals = np.diff(np.append(first, ordered.size))
    happened = np.concatenate(([0], np.cumsum(event[order])))
    events = np.diff(happened[np.append(first, ordered.size)])
    at_risk = ordered.size - first
    if entry is not None:
        entered_later = entry.size - np.searchsorted(np.sort(entry), times, side="left")
        at_risk = at_risk - entered_later
    return RiskTable(
        times,
        at_risk.astype(np.intp),
        events.astype(np.intp),
        (totals - events).astype(np.intp),
    )
