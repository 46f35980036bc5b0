"""The concentrations of a unit with those below the limit of quantification replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.below_limit import impute_below_limit, withheld_numbers
from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells
from tlfgen.analysis.makers.numbers import Numbers, read_numbers
from tlfgen.model.expression import And, Expression, Not, Or
from tlfgen.spec.shell.belowlimit import BelowLimitSpec, Replacement

__all__ = ["Concentrations", "read_concentrations"]

_RENAMED = {"minimum": "min", "maximum": "max"}
_WITH_MEAN = {"mean": ("se", "low", "high", "variance", "total"), "median": ("q1", "q3", "iqr")}
_WITH_GEO = {"geo_mean": ("geo_low", "geo_high")}


@dataclass(frozen=True, slots=True)
class Concentrations:
    """
    Values with those below the limit replaced, which they are, which are after the dose.

    ``rule`` says what a cell withholds.
    """

    numbers: Numbers
    is_below: Bools
    is_after: Bools
    rule: str

    def withheld(self, rows: npt.NDArray[np.intp]) -> tuple[frozenset[str], int]:
        """Give the numbers that a cell leaves out, and how many values are below the limit."""
        below = int(self.is_below[rows].sum())
        share = below / len(rows) if len(rows) else None
        is_after = bool(self.is_after[rows].all())
        names: set[str] = set()
        for name in withheld_numbers(share, self.rule, is_after_dose=is_after):
            names.add(_RENAMED.get(name, name))
            names |= {*_WITH_MEAN.get(name, ()), *_WITH_GEO.get(name, ())}
        return frozenset(names), below


def read_concentrations(cells: Cells, spec: BelowLimitSpec) -> Concentrations:
    """
    Give the unit's values with a number, or none, in place of those below the limit.

    Raises
    ------
    SpecError
        ``spec.text-variable``, ``spec.unknown-variable``.
    AnalysisError
        ``analysis.no-limit``.
    """
    bench, records = cells.bench, cells.records
    plain = read_numbers(cells, str(spec.of))
    is_below = bench.mask(records, spec.where)
    is_after = np.ones(len(records), dtype=np.bool_)
    if spec.after_dose is not None:
        is_after = bench.mask(records, spec.after_dose)
    limits = _limits(cells, spec.limit)
    floats: Floats = plain.floats
    kept = plain.has_value
    below = bench.spelt(spec.where)
    for part, condition, replacement in _parts(cells, spec, is_after):
        if replacement == "data":
            continue
        own = below if condition is None else And((below, condition))
        kept = And((kept, Not(own))) if replacement == "missing" else Or((kept, own))
        given = impute_below_limit(floats, is_below & part, replacement=replacement, limit=limits)
        floats = given.values
    numbers = Numbers(np.asarray(floats, np.float64), ~np.isnan(floats), kept)
    return Concentrations(numbers, is_below, is_after, spec.rule)


def _parts(
    cells: Cells, spec: BelowLimitSpec, is_after: Bools
) -> Iterator[tuple[Bools, Expression | None, Replacement]]:
    """Give the records after the dose and before it, each with its condition and replacement."""
    if spec.after_dose is None:
        yield is_after, None, spec.replace
        return
    after = cells.bench.spelt(spec.after_dose)
    yield is_after, after, spec.replace
    yield ~is_after, Not(after), spec.replace_before or spec.replace


def _limits(cells: Cells, limit: str | None) -> Floats | None:
    """Give the limit of each record: a number written, or a variable."""
    if limit is None:
        return None
    try:
        return np.full(len(cells.records), float(limit))
    except ValueError:
        return read_numbers(cells, limit).floats
