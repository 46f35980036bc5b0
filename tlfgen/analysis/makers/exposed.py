"""Rates of events over the exposure of subjects, and of first events over the time until them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.bench import Bools, Ints
from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.rates import estimate_rate
from tlfgen.core.errors import SpecError
from tlfgen.model.result import Result
from tlfgen.spec.methods.statistics import EXPOSED
from tlfgen.spec.shell.exposure import ExposureSpec
from tlfgen.spec.shell.survivalrows import DAYS

__all__ = ["Exposure", "rate_rows", "read_exposure"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Exposure:
    """
    Times in the unit of rates.

    ``of_subject`` is the exposure of each subject, ``until`` the time of each record; not-a-number
    where missing.
    """

    spec: ExposureSpec
    of_subject: Floats
    until: Floats

    def total(self, fixed: Fixed) -> float:
        """Give the exposure of the subjects of a column."""
        return float(np.nansum(self.of_subject[fixed.subjects]))

    def at_risk(self, fixed: Fixed, keys: Ints, inside: Bools, subject: Ints, size: int) -> Floats:
        """Give, by key, the time of all subjects of a column until their first event of the key."""
        whole = np.full(size, self.total(fixed))
        owners, times = subject[inside], self.until[inside]
        order = np.lexsort((times, owners, keys))
        pairs = np.stack([keys[order], owners[order]], axis=1)
        is_first = np.ones(len(order), dtype=bool)
        is_first[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
        firsts = order[is_first]
        own = self.of_subject[owners[firsts]]
        lost = own - np.clip(times[firsts], 0.0, own)
        return np.asarray(whole - np.bincount(keys[firsts], np.nan_to_num(lost), minlength=size))


def read_exposure(cells: Cells) -> Exposure | None:
    """
    Give the exposure of subjects with the times of events, where the unit's statistics need them.

    Raises
    ------
    SpecError
        ``spec.no-exposure``, ``spec.unknown-variable``.
    """
    if not EXPOSED & {*cells.unit.stored}:
        return None
    spec, bench = cells.unit.exposure, cells.bench
    if spec is None:
        what = "A rate of events is taken over exposure, and the display names none."
        hint = "write exposure: {var: TRTDURD, from: days, unit: years, per: 100}"
        raise SpecError.of("spec.no-exposure", what, cells.place, hint=hint)
    scale = DAYS[spec.unit_from] / DAYS[spec.unit]
    subjects = bench.records(bench.subjects.name)
    until = np.full(len(cells.records), np.nan)
    if spec.first is not None:
        until = _floats(bench.column(cells.records, spec.first, cells.place)) * scale
    return Exposure(spec, _floats(bench.column(subjects, spec.var, cells.place)) * scale, until)


def _floats(column: pd.Series) -> Floats:
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def rate_rows(
    maker: Maker,
    spot: Spot,
    wanted: tuple[str, ...],
    counted: tuple[int, int],
    times: tuple[float, float],
    given: Mapping[str, Any],
) -> Iterator[Result]:
    """Give the rates that are wanted: of events, and of first events, by subjects and records."""
    spec = maker.cells.unit.exposure
    if spec is None or not EXPOSED & {*wanted}:
        return
    (subjects, records), (whole, until) = counted, times
    options = {"ci": spec.ci.type, "level": spec.ci.level, "per": spec.per}
    own = replace(maker, method="incidence", options=json.dumps(options, sort_keys=True))
    for stat, time in (("person_time", whole), ("first_time", until)):
        if stat in wanted:
            yield own.row(spot, stat, time, "not_estimable", **given)
    for name, events, time in (("event_rate", records, whole), ("first_rate", subjects, until)):
        if not any(stat.startswith(name) for stat in wanted):
            continue
        if np.isnan(time) or (not time and events):
            numbers: list[float | None] = [None, None, None]
            reason = "not_estimable"
        else:
            method: Any = spec.ci.type or "exact"
            found = estimate_rate(events, time, method=method, per=spec.per, level=spec.ci.level)
            numbers = [found.estimate, found.lower, found.upper]
            reason = found.reason or "not_estimable"
        for end, value in zip(("", "_low", "_high"), numbers, strict=True):
            if f"{name}{end}" in wanted:
                yield own.row(spot, f"{name}{end}", value, reason, **given)
