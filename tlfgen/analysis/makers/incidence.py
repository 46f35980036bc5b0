"""Results of rates per person-time: of each arm, then arms against each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.makers.numbers import read_numbers
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.survival_tests import arm_sets, pair_spot, pairs_with_reference
from tlfgen.analysis.rate_contrasts import (
    RateContrast,
    estimate_rate_difference,
    estimate_rate_ratio,
)
from tlfgen.analysis.rates import compare_rate, estimate_rate
from tlfgen.model.result import Result
from tlfgen.spec.shell.incidencerows import IncidenceSpec

if TYPE_CHECKING:
    from tlfgen.analysis.makers.survival import Times

__all__ = ["count_incidence"]

_COMPARED = frozenset({"difference_ci", "difference_p", "ratio_ci", "ratio_p"})
_RATES = ("rate", "low", "high", "se", "incidence_p")
_NO_TIME = "not_estimable"
Rows = npt.NDArray[np.intp]


def count_incidence(maker: Maker, times: Times, spec: IncidenceSpec) -> Iterator[Result]:
    """
    Give events, person-time and rate of each arm, then differences and ratios of rates.

    An arm without person-time has reason ``no_records``.
    """
    tested = replace(maker, method="incidence", options=_options(spec))
    counts = _counts(maker, times, spec)
    compares = bool(_COMPARED & {*map(str, spec.show)})
    for arms, combination, rows in arm_sets(maker.cells, times):
        found: dict[str, tuple[float, float, int]] = {}
        for arm, kept in zip(arms, rows, strict=True):
            events, span = float(counts[kept].sum()), float(times.times[kept].sum())
            found[arm.name] = (events, span, len(kept))
            filters = (*maker.cells.group_filters(arm.fixed, combination), times.numbers.has_value)
            members = maker.cells.members(arm.fixed, combination)
            spot = Spot(members, filters, variable=times.spec.var)
            yield from _of_arm(tested, spot, spec, found[arm.name])
        if not compares:
            continue
        names = [arm.name for arm in arms]
        for pair in _pairs(maker, spec, names):
            place = pair_spot(maker.cells, arms, combination, pair)
            yield from _of_pair(tested, place, spec, [found[name] for name in pair])


def _pairs(maker: Maker, spec: IncidenceSpec, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the pairs compared; one that names an arm without a column is left out."""
    given = [tuple(map(str, pair)) for pair in spec.pairs]
    wanted = given or pairs_with_reference(maker.cells, names)
    return [pair for pair in wanted if {*pair} <= {*names}]


def _options(spec: IncidenceSpec) -> str:
    given = {
        "alternative": spec.alternative,
        "ci": spec.ci.type,
        "count": spec.count,
        "difference": spec.difference,
        "level": spec.ci.level,
        "null": spec.null,
        "per": spec.per,
        "preset": spec.preset,
        "ratio": spec.ratio,
    }
    return json.dumps({k: v for k, v in given.items() if v is not None}, sort_keys=True)


def _counts(maker: Maker, times: Times, spec: IncidenceSpec) -> npt.NDArray[np.float64]:
    """Give the events of each record: a number of the data, or one where it has the event."""
    if spec.count is None:
        return times.is_event.astype(np.float64)
    return np.nan_to_num(read_numbers(maker.cells, spec.count).floats, nan=0.0)


def _of_arm(
    maker: Maker, spot: Spot, spec: IncidenceSpec, found: tuple[float, float, int]
) -> Iterator[Result]:
    events, span, records = found
    numbers: dict[str, float | None]
    if events and not span:
        numbers = {"events": events, "person_time": 0.0, **dict.fromkeys(_RATES)}
        yield from _rows(maker, spot, numbers, _NO_TIME, n_subjects=records, n_records=records)
        return
    rate = estimate_rate(
        events,
        span,
        method=str(spec.ci.type or "exact"),  # type: ignore[arg-type]  # checked by the function
        per=spec.per,
        level=spec.ci.level,
        alternative=spec.alternative,
    )
    numbers = {"events": events, "person_time": span}
    numbers |= {"rate": rate.estimate, "low": rate.lower, "high": rate.upper, "se": rate.se}
    if spec.null is not None:
        against = compare_rate(
            events,
            span,
            null=spec.null / spec.per,
            two_sided=spec.two_sided,
            alternative=spec.alternative,
        )
        numbers["incidence_p"] = against.p
    yield from _rows(maker, spot, numbers, rate.reason, n_subjects=records, n_records=records)


def _of_pair(
    maker: Maker, spot: Spot, spec: IncidenceSpec, found: Sequence[tuple[float, float, int]]
) -> Iterator[Result]:
    (events1, span1, n1), (events2, span2, n2) = found
    if (events1 and not span1) or (events2 and not span2):
        for name in ("difference", "ratio"):
            numbers = _named(name, RateContrast())
            yield from _rows(maker, spot, numbers, _NO_TIME, n_subjects=n1 + n2)
        return
    arrays = (events1, span1, events2, span2)
    sides: dict[str, Any] = {"level": spec.ci.level, "alternative": spec.alternative}
    gap = estimate_rate_difference(*arrays, method=spec.difference, per=spec.per, **sides)
    ratio = estimate_rate_ratio(*arrays, method=spec.ratio, preset=spec.preset, **sides)
    for name, one in (("difference", gap), ("ratio", ratio)):
        yield from _rows(maker, spot, _named(name, one), one.reason, n_subjects=n1 + n2)


def _named(name: str, found: RateContrast) -> dict[str, float | None]:
    return {
        name: found.estimate,
        f"{name}_low": found.lower,
        f"{name}_high": found.upper,
        f"{name}_p": found.p,
    }


def _rows(
    maker: Maker,
    spot: Spot,
    numbers: Mapping[str, float | None],
    reason: str | None,
    **counts: int,
) -> Iterator[Result]:
    for stat, value in numbers.items():
        yield maker.row(spot, stat, value, reason, **counts)  # type: ignore[arg-type]  # by name
