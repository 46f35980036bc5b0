"""Results of restricted mean survival times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

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
    given = {"tau": spec.tau or "min_last_time", "level": spec.ci.level}
    own = replace(maker, method="rmst", options=json.dumps(given, sort_keys=True))
    compares = bool({"rmst_difference_ci", "rmst_ratio_ci", "p"} & {*map(str, spec.show)})
    for arms, combination, rows in arm_sets(cells, times):
        last = [float(times.times[one].max()) for one in rows if len(one)]
        tau = spec.tau or (min(last) if last and min(last) > 0 else None)
        for arm, kept in zip(arms, rows, strict=True):
            filters = (*cells.group_filters(arm.fixed, combination), times.numbers.has_value)
            members = cells.members(arm.fixed, combination)
            spot = Spot(members, filters, variable=times.spec.var)
            curve = estimate_kaplan_meier(times.times[kept], times.is_event[kept].astype(int))
            found = estimate_rmst(curve, tau=tau, level=spec.ci.level)
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
        for pair in pairs_with_reference(cells, names):
            every, labels = gathered(arms, rows, pair)
            between = compare_rmst(
                times.times[every],
                times.is_event[every].astype(int),
                labels,
                levels=(pair[1], pair[0]),
                tau="min_last_time" if tau is None else tau,
                level=spec.ci.level,
            )
            place = pair_spot(cells, arms, combination, pair)
            for stat, value in (
                ("difference", between.difference),
                ("difference_low", between.difference_lower),
                ("difference_high", between.difference_upper),
                ("ratio", between.ratio),
                ("ratio_low", between.ratio_lower),
                ("ratio_high", between.ratio_upper),
                ("p", between.difference_p_value),
            ):
                number = float(value) if np.isfinite(value) else None
                yield own.row(place, stat, number, between.reason, n_subjects=len(every))
