"""Results of restricted mean survival times."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.survival_tests import (
    arm_sets,
    gathered,
    pair_spot,
    pairs_with_reference,
)
from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
from tlfgen.analysis.survival.rmst import compare_rmst, estimate_rmst
from tlfgen.model.result import Result
from tlfgen.spec.shell.survivalrows import RmstSpec

if TYPE_CHECKING:
    from tlfgen.analysis.makers.survival import Times

__all__ = ["compare_areas"]


def compare_areas(maker: Maker, times: Times, spec: RmstSpec) -> Iterator[Result]:
    """
    Give the mean time of each arm up to ``tau``, then each arm against the reference.

    Without records, or where ``tau`` lies beyond an arm's last time, numbers have a reason.
    """
    cells = maker.cells
    given = {"tau": spec.tau or spec.tau_rule, "level": spec.ci.level}
    own = replace(maker, method="rmst", options=json.dumps(given, sort_keys=True))
    compares = bool({*map(str, spec.show)} - {"rmst_ci"})
    for arms, combination, rows in arm_sets(cells, times):
        last = [_last_time(times, one, spec.tau_rule) for one in rows if len(one)]
        tau = spec.tau or (min(last) if last and min(last) > 0 else None)
        for arm, kept in zip(arms, rows, strict=True):
            filters = (*cells.group_filters(arm.fixed, combination), times.numbers.has_value)
            members = cells.members(arm.fixed, combination)
            spot = Spot(members, filters, variable=times.spec.var)
            curve = estimate_kaplan_meier(times.times[kept], times.is_event[kept].astype(int))
            found = estimate_rmst(
                curve, tau=tau, level=spec.ci.level, has_correction=spec.has_correction
            )
            is_beyond = len(kept) and tau is not None and tau > times.times[kept].max()
            reason = "not_estimable" if is_beyond and curve.survival[-1] > 0 else found.reason
            reason = reason if len(kept) else "no_records"
            for stat, value in (
                ("rmst", found.estimate),
                ("rmst_low", found.lower),
                ("rmst_high", found.upper),
            ):
                shown = None if reason else float(value)
                yield own.row(spot, stat, shown, reason, n_subjects=len(kept), n_records=len(kept))
        if not compares:
            continue
        names = [arm.name for arm in arms]
        for pair in [tuple(one) for one in spec.pairs] or pairs_with_reference(cells, names):
            place = pair_spot(cells, arms, combination, pair)
            yield from _between(own, times, spec, place, (gathered(arms, rows, pair), pair, tau))


def _between(
    maker: Maker,
    times: Times,
    spec: RmstSpec,
    spot: Spot,
    asked: tuple[tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]], Sequence[str], float | None],
) -> Iterator[Result]:
    """Give the difference and the ratio of the mean times of a pair of arms."""
    (every, labels), pair, tau = asked
    found = compare_rmst(
        times.times[every],
        times.is_event[every].astype(int),
        labels,
        levels=(pair[1], pair[0]),
        tau=spec.tau_rule if tau is None else tau,
        level=spec.ci.level,
    )
    for stat, value in (
        ("difference", found.difference),
        ("difference_low", found.difference_lower),
        ("difference_high", found.difference_upper),
        ("ratio", found.ratio),
        ("ratio_low", found.ratio_lower),
        ("ratio_high", found.ratio_upper),
        ("p", found.difference_p_value),
        ("ratio_p", found.ratio_p_value),
    ):
        number = float(value) if np.isfinite(value) else None
        yield maker.row(spot, stat, number, found.reason, n_subjects=len(every))


def _last_time(times: Times, rows: npt.NDArray[np.intp], rule: str) -> float:
    """Give the last time of an arm, or that of its last event."""
    own = times.times[rows]
    if rule == "min_last_event":
        own = own[times.is_event[rows]]
    return float(own.max()) if len(own) else 0.0
