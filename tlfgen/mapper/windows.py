"""Verbs that assign analysis windows, carried out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError, SpecError
from tlfgen.core.source import Source
from tlfgen.frame.keys import shared_codes
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.take import take
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.windows import Window

__all__ = ["assign_windows", "find_windows"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@executes(Window)
def assign_windows(verb: Window, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the columns of the window each day lies in.

    Raises
    ------
    SpecError
        ``spec.unknown-column`` for a column the table does not have.
    MappingError
        ``mapping.windows-overlap``, ``mapping.no-window``.
    """
    table = rows.table(verb.table, verb.source)
    wanted = [name for name in targets if name != "AWTDIFF"]
    needed = {*wanted, *verb.by, "AWLO", "AWHI"}
    if "AWTDIFF" in targets:
        needed.add("AWTARGET")
    for column in sorted(needed):
        if column not in table.columns:
            raise SpecError.unknown("column", column, map(str, table.columns), verb.source)
    day = pd.to_numeric(rows.evaluate(verb.day)).to_numpy(dtype="float64", na_value=np.nan)
    keys = pd.DataFrame(
        {name: rows.evaluate(value) for name, value in verb.by.items()}, index=rows.own.index
    )
    group, window_group = (
        shared_codes(keys, table, [(name, name) for name in verb.by], verb.source)
        if verb.by
        else (np.zeros(len(rows), dtype=np.int64), np.zeros(len(table), dtype=np.int64))
    )
    at = find_windows(group, day, window_group, table, verb.source)
    lost = np.flatnonzero((at < 0) & ~np.isnan(day))
    if len(lost) and verb.outside == "error":
        what = f"{len(lost)} records of {rows.name} lie in no window of {verb.table}."
        hint = "widen the windows, or state outside: null"
        shown = rows.shown(lost, [str(one) for one in verb.by.values()])
        details = [f"{one} day {day[n]:g}" for one, n in zip(shown, lost, strict=False)]
        raise MappingError.of("mapping.no-window", what, verb.source, hint=hint, details=details)
    columns = {name: take(table[name], at) for name in wanted}
    if "AWTDIFF" in targets:
        target = take(_numbers(table["AWTARGET"], np.nan), at)
        difference = pd.Series(day) - target
        absolute = verb.difference == "absolute"
        columns["AWTDIFF"] = difference.abs() if absolute else difference
    return StepResult({name: columns[name] for name in targets})


def find_windows(
    group: Integers,
    day: Floats,
    window_group: Integers,
    table: pd.DataFrame,
    source: Source | None = None,
) -> Integers:
    """
    Give the position of the window each day lies in, -1 none.

    Parameters
    ----------
    group, day : arrays, shape (n,)
        Group of windows and day of each row.
    window_group : int64 array, shape (len(table),)
    table : pd.DataFrame
        Windows with AWLO and AWHI.
    source : Source, optional

    Returns
    -------
    int64 array, shape (n,)

    Raises
    ------
    MappingError
        ``mapping.windows-overlap``.

    Examples
    --------
    >>> table = pd.DataFrame({"AWLO": [None, 2.0], "AWHI": [1.0, None]})
    >>> zero = np.zeros(4, dtype=np.int64)
    >>> day = np.array([-5, 1, 2, np.nan])
    >>> find_windows(zero, day, zero[:2], table).tolist()
    [0, 0, 1, -1]
    """
    low = _numbers(table["AWLO"], -np.inf).to_numpy()
    high = _numbers(table["AWHI"], np.inf).to_numpy()
    by = np.lexsort([low, window_group])
    by = by[window_group[by] >= 0]
    one, other = by[:-1], by[1:]
    overlap = (window_group[one] == window_group[other]) & (high[one] >= low[other])
    if overlap.any():
        details = [
            f"row {a + 1} ({low[a]:g} to {high[a]:g}) and row {b + 1} ({low[b]:g} to {high[b]:g})"
            for a, b in zip(one[overlap][:3], other[overlap][:3], strict=True)
        ]
        what = "Windows of one key overlap."
        hint = "both ends are included; end one window the day before the next begins"
        raise MappingError.of("mapping.windows-overlap", what, source, hint=hint, details=details)
    at = np.full(len(day), -1, dtype=np.int64)
    for key in np.unique(window_group[by]):
        windows = by[window_group[by] == key]
        rows = np.flatnonzero((group == key) & ~np.isnan(day))
        place = np.searchsorted(low[windows], day[rows], side="right") - 1
        found = windows[np.maximum(place, 0)]
        held = (place >= 0) & (day[rows] <= high[found])
        at[rows[held]] = found[held]
    return at


def _numbers(values: pd.Series, blank: float) -> pd.Series:
    texts = values.astype(object).where(values.notna() & (values != ""), np.nan)
    return pd.to_numeric(texts).astype("float64").fillna(blank)
