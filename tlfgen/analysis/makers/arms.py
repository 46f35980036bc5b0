"""The arms of a comparison: which enter, the records of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tlfgen.analysis.bench import Bools
from tlfgen.analysis.cells import Cells, Combination, Fixed
from tlfgen.analysis.groupings import arm_names
from tlfgen.analysis.makers.row import Spot, without_columns

__all__ = ["COMPARE", "Arm", "arms_of", "compared_spot"]

COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Arm:
    """
    One arm of a comparison.

    ``records`` are all its records, those of every level across its columns; ``fixed`` is the
    choice of members that tells its subjects.
    """

    name: str
    fixed: Fixed
    records: Bools


def arms_of(cells: Cells, pair: Sequence[str]) -> list[list[Arm]]:
    """
    Give the arms to compare, once for each choice of members of the rows.

    Totals, pools and subjects without an arm are left out. Where columns of the same arm stand
    under several spans, the first counts.
    """
    place = next((n for n, one in enumerate(cells.unit.dimensions) if one.kind == "arm"), None)
    if place is None:
        return []
    wanted = tuple(pair) or arm_names(cells.bench)
    found: dict[tuple[str, ...], dict[str, tuple[tuple[str, ...], Arm]]] = {}
    for fixed in cells.fixed():
        member = fixed.members[place]
        if member is None or member.kind != "arm" or member.name not in wanted:
            continue
        arms = found.setdefault(_names(cells, fixed, is_row=True), {})
        spans = _names(cells, fixed, is_row=False)
        known = arms.get(member.name)
        if known is None:
            arms[member.name] = (spans, Arm(member.name, fixed, fixed.records))
        elif known[0] == spans:
            merged = replace(known[1], records=known[1].records | fixed.records)
            arms[member.name] = (spans, merged)
    return [
        sorted((arm for _, arm in arms.values()), key=lambda arm: wanted.index(arm.name))
        for arms in found.values()
    ]


def _names(cells: Cells, fixed: Fixed, *, is_row: bool) -> tuple[str, ...]:
    """Give the members of the rows, or those of the columns that are no levels of a variable."""
    rows = cells.unit.row_dimensions
    if is_row:
        return tuple("" if one is None else one.name for one in fixed.members[:rows])
    return tuple(
        one.name
        for grouping, one in zip(cells.groupings[rows:], fixed.members[rows:], strict=True)
        if one is not None and grouping.dimension.kind == "members"
    )


def compared_spot(
    cells: Cells, arm: Arm, combination: Combination, name: str, levels: Spot | None = None
) -> Spot:
    """Give the place of a number that compares arms; ``levels`` gives its level, if any."""
    members = without_columns(cells, cells.members(arm.fixed, combination))
    spot = levels or Spot(members, ())
    return replace(spot, members=members, filters=(), extra=((COMPARE, name, 1),))
