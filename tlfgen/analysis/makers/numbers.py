"""Results of continuous summaries: moments and order statistics by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells, Fixed
from tlfgen.analysis.makers.row import Maker, Spot, without_columns
from tlfgen.analysis.makers.tally import count_distinct, require_one_record
from tlfgen.analysis.summary import summarize_geometric, summarize_values
from tlfgen.core.errors import SpecError
from tlfgen.model.expression import Expression, Missing, Reference
from tlfgen.model.result import Result

__all__ = ["Numbers", "compute_decimals", "read_numbers", "split_by_place", "summarize_cells"]

Floats = npt.NDArray[np.float64]
_MOST_DECIMALS = 3
_TOLERANCE = 1e-7
_PARAMETERS = ("PARAM", "PARAMCD", "PARAMN")
_RENAMED = {
    "minimum": "min",
    "maximum": "max",
    "mean_lower": "low",
    "mean_upper": "high",
}
_GEOMETRIC = {"mean": "geo_mean", "sd": "geo_sd", "cv": "geo_cv", "lower": "geo_low",
              "upper": "geo_high"}  # fmt: skip
_COUNTS = ("n", "n_missing")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The values of a variable, not-a-number where missing, and the records that have one."""

    floats: Floats
    present: Bools
    has_value: Expression


def read_numbers(cells: Cells, variable: str) -> Numbers:
    """
    Give a variable of the unit's records as floats.

    Raises
    ------
    SpecError
        ``spec.text-variable`` where it holds text.
    """
    column = cells.bench.column(cells.records, variable, cells.place)
    if not pd.api.types.is_numeric_dtype(column.dtype):
        what = f"{cells.records.name}.{variable} is text; its mean cannot be taken."
        hint = "write stats: n_pct to count its levels"
        raise SpecError.of("spec.text-variable", what, cells.place, hint=hint)
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    source, _, name = variable.rpartition(".")
    present = Missing(Reference(source or None, name), negated=True)
    return Numbers(values, ~np.isnan(values), present)


def compute_decimals(values: Floats) -> int:
    """
    Count the decimals that the values have, three at most.

    Examples
    --------
    >>> compute_decimals(np.array([1.0, 2.25])), compute_decimals(np.array([0.1 + 0.2, 4]))
    (2, 1)
    """
    kept = values[np.isfinite(values)]
    for digits in range(_MOST_DECIMALS):
        scaled = kept * 10**digits
        if np.all(np.abs(scaled - np.round(scaled)) <= _TOLERANCE * np.maximum(1, np.abs(scaled))):
            return digits
    return _MOST_DECIMALS


def split_by_place(cells: Cells, inside: Bools) -> list[npt.NDArray[np.intp]]:
    """Give the rows of each combination among the records of ``inside``, in record order."""
    rows = np.flatnonzero(inside)
    place = cells.place_of[rows]
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(len(cells.combinations) + 1))
    ordered = rows[order]
    return [ordered[first:last] for first, last in pairwise(bounds.tolist())]


def summarize_cells(maker: Maker) -> Iterator[Result]:
    """Describe the values of each cell; the data decimals of each parameter come first."""
    cells = maker.cells
    numbers = read_numbers(cells, str(cells.unit.variable))
    yield from _decimals(maker, numbers)
    for fixed in cells.fixed():
        inside = fixed.records & (cells.place_of >= 0)
        require_one_record(cells, inside & numbers.present)
        yield from _of_fixed(maker, fixed, numbers, inside)


def _of_fixed(maker: Maker, fixed: Fixed, numbers: Numbers, inside: Bools) -> Iterator[Result]:
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
        filters = (*cells.group_filters(fixed, combination), numbers.has_value)
        spot = Spot(cells.members(fixed, combination), filters)
        for stat in wanted:
            yield maker.row(
                spot,
                stat,
                found.get(stat),
                reason,
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
    return found, reason


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
