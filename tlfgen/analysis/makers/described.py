"""Results of continuous summaries: moments and order statistics by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Fixed
from tlfgen.analysis.makers.concentrations import Concentrations, read_concentrations
from tlfgen.analysis.makers.numbers import (
    Floats,
    Numbers,
    compute_decimals,
    read_numbers,
    split_by_place,
)
from tlfgen.analysis.makers.row import Maker, Spot, without_columns
from tlfgen.analysis.makers.tally import count_distinct, require_one_record
from tlfgen.analysis.quantiles import estimate_median, estimate_quantiles
from tlfgen.analysis.summary import summarize_geometric, summarize_values
from tlfgen.model.result import Result
from tlfgen.spec.shell.belowlimit import BelowLimitSpec

__all__ = ["summarize_cells"]

_PARAMETERS = ("PARAM", "PARAMCD", "PARAMN")
_RENAMED = {
    "minimum": "min",
    "maximum": "max",
    "mean_lower": "low",
    "mean_upper": "high",
}
_GEOMETRIC = {"mean": "geo_mean", "sd": "geo_sd", "cv": "geo_cv", "lower": "geo_low",
              "upper": "geo_high"}  # fmt: skip
_PERCENTILE = re.compile(r"p(\d\d?)")
_MEDIAN = {"median_low", "median_high"}
_WITHHELD = "below_limit"


def summarize_cells(maker: Maker, below: BelowLimitSpec | None = None) -> Iterator[Result]:
    """Describe the values of each cell; the data decimals of each parameter come first."""
    cells = maker.cells
    variable = str(cells.unit.variable)
    found = None if below is None or below.of != variable else read_concentrations(cells, below)
    plain = read_numbers(cells, variable)
    yield from _decimals(maker, plain)
    numbers = plain if found is None else found.numbers
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0)
        require_one_record(cells, inside & numbers.present)
        yield from _of_fixed(maker, fixed, numbers, inside, found)


def _of_fixed(
    maker: Maker,
    fixed: Fixed,
    numbers: Numbers,
    inside: Bools,
    below: Concentrations | None,
) -> Iterator[Result]:
    cells = maker.cells
    absent = np.bincount(
        cells.place_of[inside & ~numbers.present], minlength=len(cells.combinations)
    )
    split = split_by_place(cells, inside & numbers.present)
    size = len(cells.combinations)
    with_value = inside & numbers.present
    subjects = count_distinct(cells.place_of[with_value], cells.records.subject[with_value], size)
    wanted = tuple(dict.fromkeys(("n", *cells.unit.stored)))
    for number, combination in enumerate(cells.combinations):
        rows = split[number]
        found, reason = _describe(numbers.floats[rows], wanted, maker.options)
        found["n_missing"] = float(absent[number])
        withheld: frozenset[str] = frozenset()
        if below is not None:
            withheld, found["n_below"] = below.withheld(rows)
        filters = (*cells.group_filters(fixed, combination), numbers.has_value)
        spot = Spot(cells.members(fixed, combination), filters)
        for stat in wanted:
            yield maker.row(
                spot,
                stat,
                None if stat in withheld else found.get(stat),
                _WITHHELD if stat in withheld else reason,
                n_subjects=int(subjects[number]),
                n_records=len(rows),
            )


def _describe(
    values: Floats, wanted: tuple[str, ...], options: str
) -> tuple[dict[str, Any], str | None]:
    """Describe one sample; the second value says why a number is missing."""
    given = json.loads(options)
    summary = summarize_values(values, **given)
    found: dict[str, Any] = {
        _RENAMED.get(name, name): value for name, value in asdict(summary).items()
    }
    reason = summary.reason or ("no_records" if not len(values) else "not_estimable")
    if any(stat.startswith("geo_") for stat in wanted):
        level = given.get("level", 0.95)
        geometric = summarize_geometric(values, level=level)
        for name, renamed in _GEOMETRIC.items():
            found[renamed] = getattr(geometric, name)
        reason = geometric.reason or reason
    found |= _order_numbers(values, wanted, given)
    return found, reason


def _order_numbers(
    values: Floats, wanted: tuple[str, ...], given: dict[str, Any]
) -> dict[str, Any]:
    """Give the percentiles and the limits of the median that are wanted."""
    found: dict[str, Any] = {}
    percents = {stat: int(one[1]) for stat in wanted if (one := _PERCENTILE.fullmatch(stat))}
    if percents:
        chosen = {name: given[name] for name in ("definition", "preset") if name in given}
        shares = [percent / 100 for percent in percents.values()]
        quantiles = estimate_quantiles(values, shares, **chosen).values
        found |= dict(zip(percents, quantiles, strict=True))
    if _MEDIAN & {*wanted}:
        limits = estimate_median(values, level=given.get("level", 0.95))
        found |= {"median_low": limits.lower, "median_high": limits.upper}
    return found


def _decimals(maker: Maker, numbers: Numbers) -> Iterator[Result]:
    """Give the data decimals: of each parameter where rows are by parameter, else of all."""
    cells = maker.cells
    keep = [
        number
        for number, one in enumerate(cells.unit.dimensions[: cells.unit.row_dimensions])
        if one.variable in _PARAMETERS and cells.is_row_variable(number)
    ]
    groups: dict[tuple[str, ...], list[int]] = {}
    members: dict[tuple[str, ...], tuple[Any, ...]] = {}
    blank = [None] * cells.unit.row_dimensions
    row_numbers = [n for n in range(cells.unit.row_dimensions) if cells.is_row_variable(n)]
    for place, combination in enumerate(cells.combinations):
        chosen = dict(zip(row_numbers, combination.members, strict=True))
        kept = tuple(chosen[number] for number in keep)
        key = tuple(member.name for member in kept)
        groups.setdefault(key, []).append(place)
        row: list[Any] = list(blank)
        for number, member in zip(keep, kept, strict=True):
            row[number] = member
        members[key] = tuple(row)
    for key, places in groups.items():
        inside = cells.base & np.isin(cells.place_of, places) & numbers.present
        shown = without_columns(cells, (*members[key], *cells.unit.dimensions[len(blank) :]))  # type: ignore[arg-type]  # columns are blanked
        spot = Spot(shown, (*cells.filters, numbers.has_value))
        yield maker.row(
            spot, "decimals", compute_decimals(numbers.floats[inside]),
            n_records=int((cells.base & numbers.present).sum()) if not keep else None,
        )  # fmt: skip
