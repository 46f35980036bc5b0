"""One result row: its id, groups, filter, numbers or reason."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tlfgen.analysis.cells import Cells
from tlfgen.analysis.filters import filter_text, record_text
from tlfgen.model.expression import Expression
from tlfgen.model.result import Level, Result
from tlfgen.spec.grid import Member

__all__ = ["Maker", "Spot", "id_part"]


def id_part(text: str) -> str:
    """
    Give a name or level as a part of a result id.

    Examples
    --------
    >>> id_part("mg/dL 50%")
    'mg%2FdL 50%25'
    """
    return text.replace("%", "%25").replace("/", "%2F")


@dataclass(frozen=True, slots=True)
class Spot:
    """
    Where a number belongs.

    Parameters
    ----------
    members : tuple of Member
        One a dimension of the unit.
    filters : tuple of Expression
        What a record of the cell meets.
    parents : tuple of (variable, level, order)
        Levels above within a hierarchy.
    variable, level, level_order
    extra : tuple of (variable, level, order)
        Groups that come last, such as the pair of a comparison.
    """

    members: tuple[Member | None, ...]
    filters: tuple[Expression, ...]
    parents: tuple[Level, ...] = ()
    variable: str = ""
    level: str = ""
    level_order: int = 0
    extra: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the results of one unit."""

    display_id: str
    cells: Cells
    method: str
    options: str = "{}"

    def row(
        self,
        spot: Spot,
        stat: str,
        value: float | None,
        reason: str | None = None,
        *,
        text: str | None = None,
        denominator: float | None = None,
        denominator_rule: str = "",
        n_subjects: int | None = None,
        n_records: int | None = None,
        warnings: str = "",
        unit: str = "",
    ) -> Result:
        """Give one result; a value that is missing or not a number needs its reason."""
        number = None if value is None or text is not None else float(value)
        if number is not None and math.isnan(number):
            number = None
        is_absent = number is None and text is None
        reason = (reason or "not_estimable") if is_absent else None
        one = self.cells.unit
        chosen = [one.choose, *(member.choose for member in spot.members if member is not None)]
        said = [choose.said for choose in chosen if choose is not None]
        if said:
            n_records = None  # no filter finds the chosen records
            warnings = "; ".join([warnings, *said] if warnings else said)
        row_groups, column_groups = self._groups(spot)
        parts = [
            one.analysis,
            *(level for _, level, _ in row_groups),
            spot.level,
            stat,
            *(level for _, level, _ in column_groups),
        ]
        shown = [id_part(part) for part in parts if part]
        return Result(
            result_id="/".join([self.display_id, *shown]),
            display_id=self.display_id,
            analysis=one.analysis,
            stat=stat,
            number=number,
            text=text,
            reason=reason,
            method=self.method,
            options=self.options,
            dataset=self.cells.records.name,
            population=one.population or "",
            subset=filter_text(self.cells.bench.spelt(part) for part in one.subset),
            record_filter=self._filter(spot, n_records),
            groups=(*row_groups, *column_groups),
            variable=spot.variable or one.variable or "",
            level=spot.level,
            level_order=spot.level_order,
            unit=unit,
            denominator=None if denominator is None else float(denominator),
            denominator_rule=denominator_rule,
            n_subjects=n_subjects,
            n_records=n_records,
            warnings=warnings,
        )

    def _filter(self, spot: Spot, n_records: int | None) -> str:
        """Give the filter of the records counted; a number that counts none may have none."""
        if n_records is None:
            return filter_text(spot.filters)
        return record_text(spot.filters, self.cells.bench.study.subjects.key[-1])

    def _groups(self, spot: Spot) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
        one = self.cells.unit
        found = tuple(
            (dimension.name, member.name, member.order)
            for dimension, member in zip(one.dimensions, spot.members, strict=True)
            if member is not None
        )
        rows = sum(member is not None for member in spot.members[: one.row_dimensions])
        return (*found[:rows], *spot.parents), (*found[rows:], *spot.extra)


def without_columns(cells: Cells, members: Sequence[Member | None]) -> tuple[Member | None, ...]:
    """Give the members of the row axis, those of the columns left out."""
    rows = cells.unit.row_dimensions
    return (*members[:rows], *(None for _ in members[rows:]))


__all__ += ["without_columns"]
