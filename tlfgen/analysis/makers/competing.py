"""Results of competing events: cumulative incidences at times, Gray's test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.cells import Cells
from tlfgen.analysis.levels import level_texts
from tlfgen.analysis.makers.numbers import split_by_place
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.survival_tests import (
    arm_sets,
    gathered,
    pair_spot,
    strata_of,
    tested_pairs,
)
from tlfgen.analysis.survival.cuminc import estimate_cumulative_incidence
from tlfgen.analysis.survival.gray import compare_cumulative_incidence
from tlfgen.model.result import Result
from tlfgen.spec.shell.incidencerows import CifAtSpec, GraySpec

if TYPE_CHECKING:
    from tlfgen.analysis.makers.survival import Times

__all__ = ["compare_incidences", "estimate_incidences"]

_COMPETING = 2


def _codes(cells: Cells, times: Times) -> npt.NDArray[np.int64]:
    """Give 1 for the event, 2 for one that competes, 0 for a censored time."""
    texts = level_texts(cells.bench.column(cells.records, times.spec.censor, cells.place))
    competes = texts.isin(list(times.spec.competing)).to_numpy(bool)
    return np.where(times.is_event, 1, np.where(competes, _COMPETING, 0)).astype(np.int64)


def estimate_incidences(maker: Maker, times: Times, spec: CifAtSpec) -> Iterator[Result]:
    """Give the cumulative incidence of each cell at each time, in percent."""
    cells = maker.cells
    codes = _codes(cells, times)
    given = {
        "ci": spec.ci.type,
        "competing": list(times.spec.competing),
        "level": spec.ci.level,
        "preset": spec.preset,
        "variance": spec.variance,
    }
    options = json.dumps({k: v for k, v in given.items() if v is not None}, sort_keys=True)
    fitted = replace(maker, method="cumulative_incidence", options=options)
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0) & times.numbers.present
        split = split_by_place(cells, inside)
        for combination, rows in zip(cells.combinations, split, strict=True):
            at = estimate_cumulative_incidence(
                times.times[rows],
                codes[rows],
                at=spec.times,
                limits=spec.ci.type,
                variance=spec.variance,
                level=spec.ci.level,
                after_last=spec.beyond,
                preset=spec.preset,
            ).at
            filters = (*cells.group_filters(fixed, combination), times.numbers.has_value)
            spot = Spot(cells.members(fixed, combination), filters, variable=times.spec.var)
            for number, time in enumerate(spec.times):
                own = replace(spot, level=f"{time:g}", level_order=number + 1)
                reason = at.reasons[number] if len(rows) else "no_records"
                numbers = {
                    "at_risk": float(at.at_risk[number]),
                    "rate": 100 * float(at.incidence[number]),
                    "low": 100 * float(at.lower[number]),
                    "high": 100 * float(at.upper[number]),
                }
                for stat, value in numbers.items():
                    shown = value if len(rows) else None
                    yield fitted.row(
                        own, stat, shown, reason, n_subjects=len(rows), n_records=len(rows)
                    )


def compare_incidences(maker: Maker, times: Times, spec: GraySpec) -> Iterator[Result]:
    """Test that cumulative incidences are equal: all arms, or pairs of them."""
    cells = maker.cells
    codes = _codes(cells, times)
    given = {
        "competing": list(times.spec.competing),
        "rho": spec.rho,
        "strata": list(spec.strata),
    }
    tested = replace(maker, method="gray", options=json.dumps(given, sort_keys=True))
    for arms, combination, rows in arm_sets(cells, times):
        names = [arm.name for arm in arms]
        for pair in tested_pairs(cells, spec, names):
            every, labels = gathered(arms, rows, pair or names)
            found = compare_cumulative_incidence(
                times.times[every],
                codes[every],
                labels,
                strata=strata_of(cells, spec.strata, every),
                levels=[name for name in names if name in (pair or names)],
                rho=spec.rho,
            )
            spot = pair_spot(cells, arms, combination, pair)
            for stat, value in (
                ("statistic", found.statistic),
                ("df", float(found.df)),
                ("p", found.p_value),
            ):
                yield tested.row(spot, stat, value, found.reason, n_subjects=len(every))
