"""Dimensions of a table with their members: arms, groups, levels of a variable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.choose import ChooseSpec
from tlfgen.spec.shell.columns import ColumnNode
from tlfgen.spec.shell.groups import GroupSpec
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = [
    "ARM",
    "NO_ARM",
    "TOTAL",
    "Dimension",
    "Member",
    "MemberKind",
    "Pick",
    "arm_dimension",
    "group_dimension",
    "groups_of",
    "refuse_keys",
    "slug",
]

MemberKind = Literal["arm", "pool", "total", "no_arm", "group", "level", "missing", "others"]
DimensionKind = Literal["arm", "variable", "members"]

_SIGNS = (
    (">=", "ge"),
    ("<=", "le"),
    ("≥", "ge"),
    ("≤", "le"),
    (">", "gt"),
    ("<", "lt"),
    ("%", "pct"),
    ("+", "plus"),
)
ARM = "arm"
TOTAL = "total"
NO_ARM = "no_arm"


def slug(text: str) -> str:
    """
    Turn a label into a name.

    Examples
    --------
    >>> slug("Completers at Week 24"), slug(">=65 years")
    ('completers_at_week_24', 'ge_65_years')
    """
    for sign, word in _SIGNS:
        text = text.replace(sign, f" {word} ")
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return "_".join(kept.split()) or "x"


@dataclass(frozen=True, slots=True)
class Member:
    """
    One member of a dimension.

    Parameters
    ----------
    name : str
        Part of the result id: the arm's name, the group's name, the level itself.
    label : str
    order : int
        1-based place.
    kind : {'arm', 'pool', 'total', 'no_arm', 'group', 'level', 'missing', 'others'}
    arms : tuple of str
        The arms it holds; ``no_arm`` among them stands for subjects without an arm.
    value : str or None
        The level in the data.
    where, subset, population
        What narrows the records, the subjects, the analysis set.
    is_hidden : bool
        Computed but not printed, such as a total that is only sorted by.
    choose : ChooseSpec or None
        Takes one record of each subject among those that meet all conditions.
    """

    name: str
    label: str
    order: int
    kind: MemberKind = "group"
    arms: tuple[str, ...] = ()
    value: str | None = None
    where: Formula | None = None
    subset: Formula | None = None
    population: str | None = None
    is_hidden: bool = False
    header: str | None = None
    indent: int = 0
    choose: ChooseSpec | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """
    One grouping of an axis.

    ``members`` are known from the spec, but for a variable whose levels come from the data.
    ``listed`` holds levels with labels, ``order`` names the variable that sorts them.
    ``is_record`` takes the arm from the record instead of the subject.
    """

    name: str
    kind: DimensionKind
    members: tuple[Member, ...] = ()
    variable: str = ""
    order: str | None = None
    listed: tuple[tuple[str, str], ...] | None = None
    others: str | None = None
    missing: str | None = None
    show_all: bool = True
    is_record: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the spec alone says which members there are."""
        return self.kind != "variable"


@dataclass(frozen=True, slots=True)
class Pick:
    """One member chosen from a dimension."""

    dimension: Dimension
    member: Member

    @property
    def key(self) -> tuple[str, str]:
        """Its place among the groups of a result."""
        return (self.dimension.name, self.member.name)


def arm_dimension(
    node: ColumnNode | None,
    study: StudyFile,
    kind: str,
    order: Sequence[str] = (),
    *,
    is_record: bool = False,
    labels: Mapping[str, str] | None = None,
) -> Dimension:
    """
    Give the arms of an axis: arms in order, pools, subjects without an arm, the total.

    ``values:`` of the node, or ``labels``, gives an arm another label than that of the study.

    Raises
    ------
    SpecError
        ``spec.no-arms`` where the study file has none, ``spec.unknown-arm``,
        ``spec.unknown-pool``.
    """
    arms = study.arms
    if arms is None:
        source = node.source if node else None
        raise SpecError.of("spec.no-arms", "The study file has no arms.", source)
    names = list((node.arms if node else None) or arms.levels)
    _require(names, (*arms.levels, *arms.pools), "arm")
    members = [_arm_member(name, study) for name in names]
    if node is not None:
        _require(node.pools, arms.pools, "pool")
        members += [_arm_member(name, study) for name in node.pools if name not in names]
        if node.no_arm is not None:
            members.append(Member(NO_ARM, node.no_arm, 0, "no_arm", (NO_ARM,)))
        if node.total is not None:
            own = [name for name in names if name in arms.levels]
            held = tuple(node.total.of or own)
            _require(held, (*arms.levels, NO_ARM), "arm")
            label = node.total.label or arms.total
            members.append(Member(TOTAL, label, 0, "total", held, is_hidden=node.total.hidden))
    wanted = tuple((node.order if node else None) or order)
    if wanted:
        _require(wanted, [member.name for member in members], "arm")
        place = {name: number for number, name in enumerate(wanted)}
        members.sort(key=lambda member: place.get(member.name, len(place)))
    header = (node.header if node else None) or arms.header
    labels = (node.values if node else labels) or {}
    _require(labels, [member.name for member in members], "arm")
    placed = tuple(
        _placed(member, number, header, labels) for number, member in enumerate(members, start=1)
    )
    variable = arms.kind(kind)
    name = (variable.record or variable.var) if is_record else variable.var
    return Dimension(ARM, "arm", placed, name, variable.order, is_record=is_record)


def _arm_member(name: str, study: StudyFile) -> Member:
    assert study.arms is not None  # noqa: S101 - checked by the caller
    if name in study.arms.pools:
        pool = study.arms.pools[name]
        return Member(name, pool.label, 0, "pool", pool.of)
    level = study.arms.levels[name]
    return Member(name, level.label, 0, "arm", (name,), value=level.value)


def _placed(member: Member, number: int, header: str, labels: Mapping[str, str]) -> Member:
    label = labels.get(member.name, member.label)
    return replace(member, order=number, header=header, label=label)


def _require(names: Iterable[str], allowed: Iterable[str], kind: str) -> None:
    known = tuple(allowed)
    for name in names:
        if name not in known:
            raise SpecError.unknown(kind, name, known, source_of(name))


def groups_of(groups: str | Sequence[GroupSpec], study: StudyFile) -> tuple[GroupSpec, ...]:
    """
    Give the groups of a node, or those of the study behind ``$name``.

    Raises
    ------
    SpecError
        ``spec.unknown-groups``.
    """
    if not isinstance(groups, str):
        return tuple(groups)
    found = study.groups.get(groups.removeprefix("$"))
    if found is None:
        raise SpecError.unknown("groups", groups, study.groups, source_of(groups))
    return found


def refuse_keys(groups: Sequence[GroupSpec], keys: Sequence[str], where: str) -> None:
    """
    Refuse keys of groups that mean nothing where they stand.

    Raises
    ------
    SpecError
        ``spec.wrong-place``.
    """
    for group in groups:
        for key in keys:
            if getattr(group, key) is not None:
                what = f"'{key}' of a group has no meaning in {where}."
                raise SpecError.of("spec.wrong-place", what, group.source, hint="remove it")


def group_dimension(name: str, groups: Sequence[GroupSpec], start: int = 1) -> Dimension:
    """Give the members of a list of labelled conditions."""
    members = tuple(
        Member(
            group.name or slug(group.label),
            group.label,
            number,
            "group",
            where=group.where,
            subset=group.subset,
            indent=group.indent,
            choose=group.choose,
        )
        for number, group in enumerate(groups, start=start)
    )
    seen: set[str] = set()
    for group, member in zip(groups, members, strict=True):
        if member.name in seen:
            what = f"Two groups have the name '{member.name}'."
            hint = "give one of them its own name: beside its label"
            raise SpecError.of("spec.same-name", what, group.source, hint=hint)
        seen.add(member.name)
    return Dimension(name, "members", members)
