"""Results of time-to-event rows: events, quantiles, range, curve at times, hazard ratios, tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.filters import is_one_of
from tlfgen.analysis.groupings import level_filter
from tlfgen.analysis.levels import find_levels, level_texts
from tlfgen.analysis.makers.adjusted import with_adjusted
from tlfgen.analysis.makers.competing import compare_incidences, estimate_incidences
from tlfgen.analysis.makers.counts import Tally, counted_rows
from tlfgen.analysis.makers.differences import differences
from tlfgen.analysis.makers.incidence import count_incidence
from tlfgen.analysis.makers.numbers import Numbers, read_numbers, split_by_place
from tlfgen.analysis.makers.restricted import compare_areas
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.survival_tests import compare_curves, compare_ratios
from tlfgen.analysis.makers.tally import count_distinct, percent_base, require_one_record
from tlfgen.analysis.survival.kaplan_meier import KaplanMeier, estimate_kaplan_meier
from tlfgen.model.expression import Expression, In, Number, Reference, Text
from tlfgen.model.result import Result
from tlfgen.spec.grid import Dimension, Grid
from tlfgen.spec.shell.incidencerows import CifAtRow, GrayRow, IncidenceRow
from tlfgen.spec.shell.rows import RowNode
from tlfgen.spec.shell.survivalrows import (
    DAYS,
    CensoredRow,
    EventsRow,
    HazardRatioRow,
    KmAtRow,
    KmQuantilesRow,
    KmRangeRow,
    LogrankRow,
    RmstRow,
    TimeSpec,
)

__all__ = ["Times", "read_times", "survival_results"]

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Times:
    """
    Times and events of the unit's records.

    ``is_event`` says where the censoring variable holds one of the event codes.
    """

    numbers: Numbers
    is_event: Bools
    event_filter: Expression
    censored_filter: Expression
    spec: TimeSpec

    @property
    def times(self) -> npt.NDArray[np.float64]:
        """The times in the unit of the page."""
        return self.numbers.floats


def read_times(cells: Cells, spec: TimeSpec) -> Times:
    """
    Give the times, in the unit wanted, and the events.

    Raises
    ------
    SpecError
        ``spec.unknown-variable``, ``spec.text-variable``.
    """
    numbers = read_numbers(cells, spec.var)
    if spec.unit is not None and spec.unit_from is not None:
        scale = DAYS[spec.unit_from] / DAYS[spec.unit]
        numbers = replace(numbers, floats=numbers.floats * scale)
    column = cells.bench.column(cells.records, spec.censor, cells.place)
    codes = level_texts(column)
    is_event = codes.isin(list(spec.event)).to_numpy(bool)
    reference = Reference(None, spec.censor)
    is_number = np.issubdtype(column.to_numpy().dtype, np.number) or column.dtype == "Int64"
    literals = tuple(Number(float(c)) if is_number else Text(c) for c in spec.event)
    own: Expression = In(reference, literals)
    if not is_number:
        own = is_one_of(reference, list(spec.event))
    return Times(numbers, is_event, own, In(reference, literals, negated=True), spec)


def survival_results(maker: Maker, grid: Grid) -> Iterator[Result]:
    """Give the results of one time-to-event row in every cell."""
    cells = maker.cells
    times = read_times(cells, grid.table.time or TimeSpec())
    for fixed in cells.fixed():
        require_one_record(cells, fixed.records & (cells.place_of >= 0) & times.numbers.present)
    spec: Any = cells.unit.spec
    if isinstance(spec, EventsRow):
        return _counted(maker, times, spec, has_event=True)
    if isinstance(spec, CensoredRow):
        return _counted(maker, times, spec, has_event=False)
    if isinstance(spec, LogrankRow):
        return with_adjusted(compare_curves(maker, times, spec.logrank), spec.logrank.adjust)
    if isinstance(spec, HazardRatioRow):
        return with_adjusted(compare_ratios(maker, times, spec.hr), spec.hr.adjust)
    if isinstance(spec, RmstRow):
        return compare_areas(maker, times, spec.rmst)
    if isinstance(spec, IncidenceRow):
        return count_incidence(maker, times, spec.incidence)
    if isinstance(spec, CifAtRow):
        return estimate_incidences(maker, times, spec.cif_at)
    if isinstance(spec, GrayRow):
        return compare_incidences(maker, times, spec.gray)
    return _curves(maker, times, spec)


def _counted(
    maker: Maker, times: Times, spec: EventsRow | CensoredRow, *, has_event: bool
) -> Iterator[Result]:
    """Count the subjects with, or without, the event, and each reason."""
    cells = maker.cells
    counted = spec.events if isinstance(spec, EventsRow) else spec.censored
    own = times.is_event if has_event else ~times.is_event
    condition = times.event_filter if has_event else times.censored_filter
    present = (condition, times.numbers.has_value)
    wanted = ("n", "pct")
    for fixed in cells.fixed():
        base = percent_base(cells, fixed)
        inside = fixed.records & (cells.place_of >= 0) & times.numbers.present & own
        for level, kept, filters in _reasons(cells, inside, counted.reasons):
            place, subject = cells.place_of[kept], cells.records.subject[kept]
            size = len(cells.combinations)
            subjects = count_distinct(place, subject, size)
            records = np.bincount(place, minlength=size)
            for number, combination in enumerate(cells.combinations):
                above = cells.group_filters(fixed, combination)
                spot = Spot(
                    cells.members(fixed, combination),
                    (*above, *present, *filters),
                    variable=counted.reasons or "" if level[0] else times.spec.censor,
                    level=level[0],
                    level_order=level[1],
                )
                tally = Tally(
                    int(subjects[number]), int(records[number]), base.counts[number], base.rule
                )
                yield from counted_rows(maker, spot, tally, wanted)


def _reasons(
    cells: Cells, inside: Bools, variable: str | None
) -> Iterator[tuple[tuple[str, int], Bools, tuple[Expression, ...]]]:
    """Give all together, then each reason in the data."""
    yield ("", 0), inside, ()
    if variable is None:
        return
    dimension = Dimension(variable, "variable", variable=variable)
    every = cells.base
    found = find_levels(cells.bench, cells.records, dimension, every, cells.place, warns=False)
    for code, member in enumerate(found.members):
        filters = level_filter(dimension, member, found)
        yield (member.name, member.order), inside & (found.codes == code), filters


Show = Callable[[Maker, Spot, KaplanMeier, Any, dict[str, int]], Iterator[Result]]


def _curves(maker: Maker, times: Times, spec: RowNode) -> Iterator[Result]:
    """Fit a curve in each cell and show what the row asks for."""
    cells = maker.cells
    show, asked = _shown(spec)
    fitted = replace(maker, method="kaplan_meier")
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0) & times.numbers.present
        for combination, rows in zip(
            cells.combinations, split_by_place(cells, inside), strict=True
        ):
            curve = _fit(times, rows, asked)
            filters = (*cells.group_filters(fixed, combination), times.numbers.has_value)
            spot = Spot(cells.members(fixed, combination), filters, variable=times.spec.var)
            counts = {"n_subjects": len(rows), "n_records": len(rows)}
            yield from show(fitted, spot, curve, asked, counts)
    if isinstance(spec, KmAtRow) and {"difference_ci", "difference_p"} & {*spec.km_at.show}:
        yield from differences(maker, times, spec.km_at)


def _shown(spec: RowNode) -> tuple[Show, Any]:
    if isinstance(spec, KmQuantilesRow):
        return _quantiles, spec.km_quantiles
    if isinstance(spec, KmRangeRow):
        return _range, spec.km_range
    assert isinstance(spec, KmAtRow)  # noqa: S101 - no other row is left
    return _at_times, spec.km_at


def _fit(times: Times, rows: Rows, asked: Any) -> KaplanMeier:
    ci = getattr(asked, "ci", None)
    beyond = getattr(asked, "beyond", None)
    return estimate_kaplan_meier(
        times.times[rows],
        times.is_event[rows].astype(int),
        limits=ci.type if ci else None,
        level=ci.level if ci else 0.95,
        preset=getattr(asked, "preset", None),
        estimator=getattr(asked, "estimator", "kaplan-meier"),
        flat_end=getattr(asked, "flat_end", None),
        quantiles=getattr(asked, "q", (0.5,)),
        at=getattr(asked, "times", ()),
        after_last=beyond,
    )


def _quantiles(
    maker: Maker, spot: Spot, curve: KaplanMeier, asked: Any, counts: dict[str, int]
) -> Iterator[Result]:
    found = curve.quantiles
    for number, q in enumerate(asked.q):
        own = replace(spot, level=f"{q:g}", level_order=number + 1)
        for stat, values, reasons in (
            ("estimate", found.values, found.reasons),
            ("low", found.lower, found.lower_reasons),
            ("high", found.upper, found.upper_reasons),
        ):
            reason = reasons[number] if counts["n_records"] else "no_records"
            yield maker.row(own, stat, float(values[number]), reason, **counts)  # type: ignore[arg-type]  # by name


def _range(
    maker: Maker, spot: Spot, curve: KaplanMeier, asked: Any, counts: dict[str, int]
) -> Iterator[Result]:
    del asked
    some = counts["n_records"] > 0
    ends = {
        "min": (curve.times[0], curve.first_is_censored) if some else None,
        "max": (curve.times[-1], curve.last_is_censored) if some else None,
    }
    for stat, end in ends.items():
        value = None if end is None else float(end[0])
        yield maker.row(spot, stat, value, "no_records", **counts)  # type: ignore[arg-type]  # by name
        flag = None if end is None else float(end[1])
        yield maker.row(spot, f"{stat}_censored", flag, "no_records", **counts)  # type: ignore[arg-type]  # by name


def _at_times(
    maker: Maker, spot: Spot, curve: KaplanMeier, asked: Any, counts: dict[str, int]
) -> Iterator[Result]:
    at = curve.at
    rate, low, high = at.survival, at.lower, at.upper
    if asked.of == "event":
        rate, low, high = 1 - rate, 1 - high, 1 - low
    for number, time in enumerate(asked.times):
        own = replace(spot, level=f"{time:g}", level_order=number + 1)
        reason = at.reasons[number] if counts["n_records"] else "no_records"
        given: dict[str, Any] = dict(counts)
        yield maker.row(own, "at_risk", float(at.at_risk[number]), None, **given)
        yield maker.row(own, "events", float(at.events[number]), None, **given)
        for stat, values in (("rate", rate), ("low", low), ("high", high)):
            yield maker.row(own, stat, 100 * float(values[number]), reason, **given)
