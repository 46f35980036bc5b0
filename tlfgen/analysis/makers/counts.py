"""Results of counts: subjects, events and records, with percentages."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tlfgen.analysis.bench import Bools, Ints
from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.makers.exposed import Exposure, rate_rows, read_exposure
from tlfgen.analysis.makers.leveled import Leveled, read_levels
from tlfgen.analysis.makers.outcome import limit_percentage
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.tally import (
    Base,
    count_distinct,
    percent_base,
    present,
    require_one_record,
)
from tlfgen.model.expression import Expression
from tlfgen.model.result import Result

__all__ = ["count_levels", "count_subjects", "counted_rows", "times_of"]


@dataclass(frozen=True, slots=True)
class Tally:
    """
    Numbers of one cell.

    ``times`` are the exposure of its subjects and that until their first event.
    """

    subjects: int
    records: int
    base: float
    rule: str
    times: tuple[float, float] = (math.nan, math.nan)


def counted_rows(
    maker: Maker, spot: Spot, tally: Tally, wanted: tuple[str, ...]
) -> Iterator[Result]:
    """Give the numbers of one cell as results: those the page needs, and always ``n``."""
    given = {
        "denominator": tally.base,
        "denominator_rule": tally.rule,
        "n_subjects": tally.subjects,
        "n_records": tally.records,
    }
    if "n" in wanted or not wanted or "pct" in wanted:
        yield maker.row(spot, "n", tally.subjects, **given)  # type: ignore[arg-type]  # by name
    for stat in ("events", "records"):
        if stat in wanted:
            yield maker.row(spot, stat, tally.records, **given)  # type: ignore[arg-type]  # by name
    if "N" in wanted:
        yield maker.row(spot, "N", tally.base, **given)  # type: ignore[arg-type]  # by name
    if "pct" in wanted:
        value = 100 * tally.subjects / tally.base if tally.base else None
        yield maker.row(spot, "pct", value, "no_denominator", **given)  # type: ignore[arg-type]  # by name
    counted = tally.subjects, tally.records
    yield from rate_rows(maker, spot, wanted, counted, tally.times, given)
    if "low" in wanted or "high" in wanted:
        yield from _limits(maker, spot, tally, given)


def _limits(maker: Maker, spot: Spot, tally: Tally, given: dict[str, object]) -> Iterator[Result]:
    found = limit_percentage(tally.subjects, tally.base, json.loads(maker.options))
    exact = replace(maker, method=found.method)
    for stat, value in (("low", found.low), ("high", found.high)):
        yield exact.row(spot, stat, value, "no_denominator", **given)  # type: ignore[arg-type]  # by name


def count_subjects(maker: Maker) -> Iterator[Result]:
    """Count subjects, events and records in each cell."""
    cells = maker.cells
    size = len(cells.combinations)
    exposure = read_exposure(cells)
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0)
        times = times_of(cells, exposure, fixed, inside, cells.place_of[inside], size)
        place, subject = cells.place_of[inside], cells.records.subject[inside]
        subjects = count_distinct(place, subject, size)
        records = np.bincount(place, minlength=size)
        base = percent_base(cells, fixed)
        for number, combination in enumerate(cells.combinations):
            spot = Spot(cells.members(fixed, combination), cells.group_filters(fixed, combination))
            tally = Tally(
                int(subjects[number]),
                int(records[number]),
                base.counts[number],
                base.rule,
                times[number],
            )
            yield from counted_rows(maker, spot, tally, cells.unit.stored)


def times_of(
    cells: Cells,
    exposure: Exposure | None,
    fixed: Fixed,
    inside: Bools,
    keys: Ints,
    size: int,
) -> list[tuple[float, float]]:
    """Give, by key, the exposure of a column and its time until the first events of the key."""
    if exposure is None:
        return [(math.nan, math.nan)] * size
    whole = exposure.total(fixed)
    if exposure.spec.first is None:
        return [(whole, math.nan)] * size
    until = exposure.at_risk(fixed, keys, inside, cells.records.subject, size)
    return [(whole, float(one)) for one in until]


def count_levels(maker: Maker, *, is_single: bool) -> Iterator[Result]:
    """
    Count subjects by level of a variable in each cell, and those with a value.

    ``is_single`` refuses a second record of a subject in a cell.
    """
    cells = maker.cells
    found = read_levels(cells)
    exposure = read_exposure(cells)
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0)
        if is_single:
            require_one_record(cells, inside & present(cells))
        base = percent_base(cells, fixed)
        yield from _any_level(maker, fixed, base, found)
        yield from _each_level(maker, fixed, base, found, exposure)


def _any_level(maker: Maker, fixed: Fixed, base: Base, found: Leveled) -> Iterator[Result]:
    """Count subjects with any value: the row called n."""
    cells = maker.cells
    size = len(cells.combinations)
    inside = fixed.records & (cells.place_of >= 0) & present(cells)
    place, subject = cells.place_of[inside], cells.records.subject[inside]
    subjects, records = count_distinct(place, subject, size), np.bincount(place, minlength=size)
    for number, combination in enumerate(cells.combinations):
        filters = (*cells.group_filters(fixed, combination), found.has_value)
        spot = Spot(cells.members(fixed, combination), filters, variable=found.variable)
        tally = Tally(int(subjects[number]), int(records[number]), base.counts[number], base.rule)
        yield from counted_rows(maker, spot, tally, ("n",))


def _each_level(
    maker: Maker, fixed: Fixed, base: Base, found: Leveled, exposure: Exposure | None
) -> Iterator[Result]:
    cells = maker.cells
    count = len(found.members)
    if not count:
        return
    inside = fixed.records & (cells.place_of >= 0) & (found.codes >= 0)
    keys: Ints = cells.place_of[inside] * count + found.codes[inside]
    size = len(cells.combinations) * count
    subjects = count_distinct(keys, cells.records.subject[inside], size)
    records = np.bincount(keys, minlength=size)
    times = times_of(cells, exposure, fixed, inside, keys, size)
    for number, combination in enumerate(cells.combinations):
        members = cells.members(fixed, combination)
        above: tuple[Expression, ...] = cells.group_filters(fixed, combination)
        for code, member in enumerate(found.members):
            spot = Spot(
                members,
                (*above, *found.filters[code]),
                variable=found.variable,
                level=member.name,
                level_order=member.order,
            )
            key = number * count + code
            counted = int(subjects[key]), int(records[key])
            tally = Tally(*counted, base.counts[number], base.rule, times[key])
            yield from counted_rows(maker, spot, tally, cells.unit.stored)


__all__ += ["Tally"]
