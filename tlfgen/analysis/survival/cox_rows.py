"""Rows of a Cox model, sorted, with the event times they are at risk at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats, Ints

__all__ = ["CoxRows", "arrange_cox_rows"]


@dataclass(frozen=True, slots=True, eq=False)
class CoxRows:
    """
    Rows in order of stratum and time, and the slots: distinct event times within a stratum.

    Row ``i`` is at risk in the slots ``start[i]`` to ``stop[i] - 1``; ``slot[i]`` is its own event
    slot, or -1. ``bounds`` gives the first slot of each stratum, then the number of slots.
    ``late`` marks rows that come after the first slot of their stratum. ``order`` numbers the rows
    as they were given. ``center`` and ``scale`` are those taken out of the columns.
    """

    order: Ints
    columns: Floats
    center: Floats
    scale: Floats
    weights: Floats
    offset: Floats
    event: Bools
    start: Ints
    stop: Ints
    slot: Ints
    slot_times: Floats
    slot_strata: Ints
    bounds: Ints
    deaths: Ints
    late: Bools | None

    def sum_at_risk(self, values: Floats) -> Floats:
        """Sum ``values`` (rows, or rows by columns) over the rows at risk in each slot."""
        table = values.reshape(values.shape[0], int(np.prod(values.shape[1:])))
        size = self.deaths.size
        leaving = _bin_columns(self.stop, table, size)
        if self.late is not None:
            leaving -= _bin_columns(self.start[self.late], table[self.late], size)
        sums = np.empty_like(leaving)
        for first, last in zip(self.bounds[:-1], self.bounds[1:], strict=True):
            sums[first:last] = np.cumsum(leaving[first:last][::-1], axis=0)[::-1]
        return sums.reshape((size, *values.shape[1:]))

    def sum_deaths(self, values: Floats) -> Floats:
        """Sum ``values`` over the rows with the event in each slot."""
        table = values[self.event].reshape(int(self.event.sum()), int(np.prod(values.shape[1:])))
        size = self.deaths.size
        sums = _bin_columns(self.slot[self.event] + 1, table, size)
        return sums.reshape((size, *values.shape[1:]))

    def over_slots(self, values: Floats) -> Floats:
        """Sum a value per slot over the slots in which each row is at risk."""
        total = np.concatenate((np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)))
        return np.asarray(total[self.stop] - total[self.start])


def _bin_columns(place: Ints, table: Floats, size: int) -> Floats:
    """Sum each column by place; place 1 comes first."""
    sums = [np.bincount(place, column, minlength=size + 1)[1:] for column in table.T]
    return np.column_stack(sums) if sums else np.zeros((size, 0))


def arrange_cox_rows(
    time: Floats,
    event: Bools,
    columns: Floats,
    *,
    entry: Floats | None,
    stratum: Ints,
    weights: Floats,
    offset: Floats,
) -> CoxRows:
    """
    Sort complete rows and find the event slots of each.

    A row that is at risk at no event time of its stratum says nothing, and is left out.
    """
    order = np.lexsort((time, stratum))
    time, event, stratum = time[order], event[order], stratum[order]
    entries = None if entry is None else entry[order]
    happened = np.flatnonzero(event)
    is_new = np.ones(happened.size, dtype=np.bool_)
    if happened.size:
        same_time = time[happened][1:] == time[happened][:-1]
        is_new[1:] = ~(same_time & (stratum[happened][1:] == stratum[happened][:-1]))
    slot_of_death = np.cumsum(is_new) - 1
    slot_times, slot_strata = time[happened][is_new], stratum[happened][is_new]
    size = slot_times.size
    slot = np.full(time.size, -1, dtype=np.intp)
    slot[happened] = slot_of_death
    first = np.searchsorted(slot_strata, stratum, side="left")
    start = first if entries is None else np.empty_like(first)
    stop = np.empty_like(first)
    present = np.unique(stratum)
    bounds = np.append(np.searchsorted(slot_strata, present, side="left"), size)
    for number, begin, end in zip(present, bounds[:-1], bounds[1:], strict=True):
        low, high = np.searchsorted(stratum, [number, number + 1])
        stop[low:high] = begin + np.searchsorted(slot_times[begin:end], time[low:high], "right")
        if entries is not None:
            came = np.searchsorted(slot_times[begin:end], entries[low:high], "right")
            start[low:high] = begin + came
    live = stop > start
    center = columns.mean(axis=0) if time.size else np.zeros(columns.shape[1])
    spread = columns.std(axis=0) if time.size else np.ones(columns.shape[1])
    scale = np.where(spread > 1e-12 * (1 + np.abs(center)), spread, 1.0)
    order = order[live]
    return CoxRows(
        order=order,
        columns=(columns[order] - center) / scale,
        center=center,
        scale=scale,
        weights=weights[order],
        offset=offset[order],
        event=event[live],
        start=start[live],
        stop=stop[live],
        slot=slot[live],
        slot_times=slot_times,
        slot_strata=slot_strata,
        bounds=bounds.astype(np.intp),
        deaths=np.bincount(slot_of_death, minlength=size).astype(np.intp),
        late=None if entries is None else (start > first)[live],
    )
