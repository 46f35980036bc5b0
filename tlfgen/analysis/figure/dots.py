"""Results of dot plots: how often each term is in each arm, with differences between arms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tlfgen.analysis.bench import Bench
from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.figure.arm_cells import arms_by_name, open_arm_cells, pairs_of
from tlfgen.analysis.figure.estimates import Asked, Estimate, estimate_counts
from tlfgen.analysis.groupings import level_filter
from tlfgen.analysis.levels import Found, find_levels
from tlfgen.analysis.makers.arms import COMPARE
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.tally import count_distinct
from tlfgen.core.errors import SpecError
from tlfgen.model.result import Result
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.grid import Dimension, Grid
from tlfgen.spec.shell.plot import DotsPlot

__all__ = ["DOTS", "dots_results"]

DOTS = "dots"
_KEYS = ("pct", "n", "difference")


def dots_results(figure: FigureSpec, grid: Grid, bench: Bench) -> Iterator[Result]:
    """
    Give for each term ``n`` and ``pct`` of each arm, then the comparison of each pair.

    Terms come in the order of the page; those that ``keep`` leaves out are not given.

    Raises
    ------
    SpecError
        ``spec.unknown-limit`` for a key of ``keep`` that is not pct, n or difference.
    """
    plot = figure.plot.dots
    assert plot is not None  # noqa: S101 - the engine has looked
    for word in plot.keep:
        if word not in _KEYS:
            raise SpecError.unknown("limit", word, _KEYS, plot.source)
    given = [(name, plot.arms[-1]) for name in plot.arms[:-1]]
    pairs = pairs_of(bench, given, figure)
    cells = open_arm_cells(bench, grid, DOTS, figure=figure)
    arms = arms_by_name(cells)
    dimension = Dimension(str(plot.of), "variable", variable=str(plot.of))
    found = find_levels(bench, cells.records, dimension, cells.base, figure.source, warns=False)
    counts = {name: _count(cells, fixed, found) for name, fixed in arms.items()}
    asked = Asked(plot.difference, None, None, plot.ci.level, plot.method)
    estimates = [
        {pair: _compare(counts, arms, pair, code, asked) for pair in pairs}
        for code in range(len(found.members))
    ]
    shown = {name for pair in pairs for name in pair}
    for place, code in enumerate(_chosen(plot, estimates, found), start=1):
        maker = Maker(figure.id, cells, "count")
        member = found.members[code]
        filters = (*cells.filters, *level_filter(dimension, member, found))
        spot = Spot((None,), filters, variable=str(plot.of), level=member.name, level_order=place)
        yield from _rates(maker, spot, arms, counts, code, shown)
        for number, (pair, estimate) in enumerate(estimates[code].items(), start=1):
            own = replace(spot, extra=((COMPARE, "_vs_".join(pair), number),))
            made = replace(maker, method=estimate.method)
            for stat in ("estimate", "low", "high", "p"):
                yield made.row(own, stat, estimate.numbers[stat], estimate.reason)


def _count(cells: Cells, fixed: Fixed, found: Found) -> list[int]:
    """Count the subjects of an arm with each term."""
    inside = fixed.records & (found.codes >= 0)
    counted = count_distinct(found.codes[inside], cells.records.subject[inside], len(found.members))
    return [int(number) for number in np.asarray(counted)]


def _compare(
    counts: dict[str, list[int]],
    arms: dict[str, Fixed],
    pair: tuple[str, str],
    code: int,
    asked: Asked,
) -> Estimate:
    first, second = ((counts[name][code], int(arms[name].subjects.sum())) for name in pair)
    return estimate_counts(first, second, asked)


def _rates(
    maker: Maker,
    spot: Spot,
    arms: dict[str, Fixed],
    counts: dict[str, list[int]],
    code: int,
    shown: set[str],
) -> Iterator[Result]:
    for name, fixed in arms.items():
        if name not in shown:
            continue
        own = replace(spot, members=fixed.members, filters=(*spot.filters, *fixed.filters))
        base, number = int(fixed.subjects.sum()), counts[name][code]
        pct = 100 * number / base if base else None
        yield maker.row(own, "n", float(number), denominator=float(base), n_subjects=number)
        yield maker.row(
            own, "pct", pct, "no_denominator", denominator=float(base), n_subjects=number
        )


def _chosen(
    plot: DotsPlot, estimates: list[dict[tuple[str, str], Estimate]], found: Found
) -> list[int]:
    """Give the terms to show, in their order."""

    def largest(code: int, *stats: str) -> float:
        values = [one.numbers[stat] for one in estimates[code].values() for stat in stats]
        return max((value for value in values if value is not None), default=-np.inf)

    kept = [
        code
        for code in range(len(found.members))
        if largest(code, "pct1", "pct2") >= plot.keep.get("pct", 0.0)
        and largest(code, "events1", "events2") >= plot.keep.get("n", 0.0)
        and largest(code, "estimate") >= plot.keep.get("difference", -np.inf)
    ]
    names = [member.label.casefold() for member in found.members]
    if plot.sort == "alpha":
        return sorted(kept, key=lambda code: names[code])
    stats = ("estimate",) if plot.sort == "difference" else ("pct1", "pct2")
    return sorted(kept, key=lambda code: (-largest(code, *stats), names[code]))
