"""Results of differences of survival curves at given times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tlfgen.analysis.makers.row import Maker
from tlfgen.analysis.makers.survival_tests import (
    arm_sets,
    gathered,
    pair_spot,
    pairs_with_reference,
)
from tlfgen.analysis.survival.difference import compare_survival_at
from tlfgen.model.result import Result
from tlfgen.spec.shell.survivalrows import KmAtSpec

if TYPE_CHECKING:
    from tlfgen.analysis.makers.survival import Times

__all__ = ["differences"]


def differences(maker: Maker, times: Times, spec: KmAtSpec) -> Iterator[Result]:
    """Give the difference of each arm from the reference, or of pairs, at each time, in percent."""
    cells = maker.cells
    tested = replace(maker, method="kaplan_meier")
    sign = -1 if spec.of == "event" else 1
    for arms, combination, rows in arm_sets(cells, times):
        names = [arm.name for arm in arms]
        for pair in [tuple(one) for one in spec.pairs] or pairs_with_reference(cells, names):
            every, labels = gathered(arms, rows, pair)
            found = compare_survival_at(
                times.times[every],
                times.is_event[every].astype(int),
                labels,
                spec.times,
                levels=(pair[1], pair[0]),
                limits=spec.ci.type,
                level=spec.ci.level,
                after_last=spec.beyond,
                preset=spec.preset,
            )
            spot = pair_spot(cells, arms, combination, pair)
            for number, time in enumerate(spec.times):
                own = replace(spot, level=f"{time:g}", level_order=number + 1)
                ends = sorted((sign * found.lower[number], sign * found.upper[number]))
                for stat, value in (
                    ("difference", sign * found.differences[number]),
                    ("difference_low", ends[0]),
                    ("difference_high", ends[1]),
                ):
                    yield tested.row(
                        own, stat, 100 * float(value), found.reasons[number], n_subjects=len(every)
                    )
                z, p = sign * float(found.z[number]), float(found.p_values[number])
                for stat, value in (("difference_z", z), ("difference_p", p)):
                    yield tested.row(own, stat, value, found.reasons[number], n_subjects=len(every))
