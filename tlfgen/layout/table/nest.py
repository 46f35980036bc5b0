"""The lines of a hierarchy: kept, sorted, cut, indented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tlfgen.core.errors import LayoutError
from tlfgen.layout.table.lines import Block, Line, is_dropped
from tlfgen.layout.table.numbers import Groups
from tlfgen.spec.display import KeepSpec
from tlfgen.spec.grid import Dimension, Member
from tlfgen.spec.grid.members import TOTAL
from tlfgen.spec.methods.statistics import MEASURES
from tlfgen.spec.shell.axis import SortSpec
from tlfgen.spec.shell.rows import SPLIT, NestRow

__all__ = ["nest_lines"]

_MISSING = "(missing)"
_CASES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "sentence": str.capitalize,
}


def nest_lines(block: Block) -> list[Line]:
    """Give one line a level, each below the level it belongs to."""
    spec = block.unit.spec
    assert isinstance(spec, NestRow)  # noqa: S101 - the grid makes nests from nest rows
    return _below(block, spec, (), ())


def _below(block: Block, spec: NestRow, parents: Groups, path: tuple[str, ...]) -> list[Line]:
    depth = len(parents)
    variable = spec.nest[depth]
    lines: list[Line] = []
    for member in _sorted(block, spec, parents, _members(block, parents)):
        label = _label(spec, variable, member)
        deeper: list[Line] = []
        if depth + 1 < len(spec.nest):
            inner = (*parents, (variable, member.name))
            deeper = _below(block, spec, inner, (*path, label))
        is_last = depth + 1 == len(spec.nest)
        if not _is_kept(block, parents, member, is_last=is_last, has_rows=bool(deeper)):
            continue
        lines.append(
            Line(
                label,
                indent=depth,
                level=member.name,
                parents=parents,
                is_tested=True,
                is_heading=bool(deeper) or spec.split is not None,
                path=path,
                stat=_stat(block),
            )
        )
        lines += _split_lines(block, spec, (*parents, (variable, member.name)), (*path, label))
        lines += deeper
    return lines


def _split_lines(block: Block, spec: NestRow, parents: Groups, path: tuple[str, ...]) -> list[Line]:
    """Give one line a level of the split that anybody has, below the row it belongs to."""
    if spec.split is None:
        return []
    inside = (*parents, (SPLIT, SPLIT))
    given = spec.split.values
    dimension = Dimension(
        spec.split.var, "variable", listed=None if given is None else tuple(given.items())
    )
    found: dict[str, Member] = {}
    for unit, leaf in zip(block.units, block.leaves, strict=True):
        if unit is not None:
            address = block.address(unit, leaf.groups, "", inside)
            for member in block.numbers.levels(address, dimension):
                found.setdefault(member.name, member)
    lines = [
        Line(
            member.label,
            indent=len(parents),
            level=member.name,
            parents=inside,
            path=path,
            stat=_stat(block),
        )
        for member in sorted(found.values(), key=lambda one: one.order)
    ]
    return [line for line in lines if not is_dropped(block, line)]


def _stat(block: Block) -> Any:
    return next((node.stats[0] for node in reversed(block.nodes) if node.stats), None)


def _members(block: Block, parents: Groups) -> tuple[Member, ...]:
    found: dict[str, Member] = {}
    for unit, leaf in zip(block.units, block.leaves, strict=True):
        if unit is None:
            continue
        address = block.address(unit, leaf.groups, "", parents)
        for member in block.numbers.nested(address, len(parents)):
            found.setdefault(member.name, member)
    return tuple(sorted(found.values(), key=lambda member: member.order))


def _label(spec: NestRow, variable: str, member: Member) -> str:
    listed = spec.values.get(variable, {})
    label = listed.get(member.name, member.label)
    if member.name == _MISSING:
        label = spec.uncoded or label
    elif variable in spec.case and not label.startswith("<"):
        label = _CASES[spec.case[variable]](label)
    return label[: spec.cut[variable]] if variable in spec.cut else label


def _sorted(
    block: Block, spec: NestRow, parents: Groups, members: tuple[Member, ...]
) -> list[Member]:
    """Sort the members of one parent; levels without a code come last."""
    rules = spec.sort or (SortSpec(by="order"),)
    rule = rules[min(len(parents), len(rules) - 1)]

    def key(member: Member) -> tuple[object, ...]:
        is_missing = member.name == _MISSING
        ties: object = member.order if rule.ties == "order" else member.label.casefold()
        if rule.by == "alpha":
            return (is_missing, member.label.casefold())
        if rule.by == "order":
            return (is_missing, member.order)
        count = _count(block, rule, parents, member)
        return (is_missing, -count if rule.desc else count, ties)

    ordered = sorted(members, key=key)
    return ordered[::-1] if rule.desc and rule.by in {"alpha", "order"} else ordered


def _count(block: Block, rule: SortSpec, parents: Groups, member: Member) -> float:
    """Give the count that a level is sorted by."""
    stat = MEASURES.get(rule.by, rule.by)
    wanted = _column(block, rule.column)
    groups = [group for group in _arm_groups(block) if wanted is None or group[-1][1] == wanted]
    total = 0.0
    for group in groups:
        address = block.address(block.unit, group, member.name, parents)
        total += block.numbers.number(address, stat) or 0.0
    return total


def _arm_groups(block: Block) -> list[Groups]:
    """Give the arm columns, hidden ones included, arms before totals."""
    dimension = next((one for one in block.unit.dimensions if one.kind == "arm"), None)
    if dimension is None:
        return [leaf.groups for leaf in block.leaves if not leaf.is_comparison]
    first = next(
        (leaf for leaf in block.leaves if leaf.arm is not None and not leaf.is_comparison), None
    )
    above = () if first is None else first.groups[: _arm_place(first.groups)]
    return [(*above, ("arm", member.name)) for member in dimension.members]


def _arm_place(groups: Groups) -> int:
    return next((n for n, (name, _) in enumerate(groups) if name == "arm"), 0)


def _column(block: Block, asked: str | None) -> str | None:
    """
    Give the arm that a sort or a limit looks at, by its name or label.

    Without one it is the total, or where there is none the sum of all arms.
    """
    dimension = next((one for one in block.unit.dimensions if one.kind == "arm"), None)
    members = () if dimension is None else dimension.members
    if asked is None:
        return TOTAL if any(member.name == TOTAL for member in members) else None
    for member in members:
        if asked.casefold() in {member.name.casefold(), " ".join(member.label.split()).casefold()}:
            return member.name
    what = f"'{asked}' is no column of this table."
    names = [member.name for member in members]
    hint = "add the column, with hidden: true where it is not printed"
    raise LayoutError.of("layout.unknown-column", what, allowed=names, hint=hint)


def _is_kept(
    block: Block, parents: Groups, member: Member, *, is_last: bool, has_rows: bool
) -> bool:
    """Say whether a level passes the limit of the display; a parent stays with its levels."""
    keep = block.grid.table.keep
    if keep is None or keep.which == "all":
        return True
    if not is_last:
        return has_rows
    return _passes(block, keep, parents, member)


def _passes(block: Block, keep: KeepSpec, parents: Groups, member: Member) -> bool:
    wanted = None if keep.column == "any" else _column(block, keep.column)
    dimension = next((one for one in block.unit.dimensions if one.kind == "arm"), None)
    kinds = {one.name: one.kind for one in dimension.members} if dimension else {}
    for group in _arm_groups(block):
        name = group[-1][1] if group else ""
        if (wanted is None and kinds.get(name, "arm") != "arm") or wanted not in {None, name}:
            continue
        address = block.address(block.unit, group, member.name, parents)
        pct = block.numbers.number(address, "pct") or 0.0
        count = block.numbers.number(address, "n") or 0.0
        if pct >= (keep.pct or 0.0) and count >= (keep.n or 0):
            return True
    return False
