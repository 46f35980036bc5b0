"""A dimension of the grid applied to records: its members with their records, subjects, filters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.bench import Bench, Bools, Ints, Records
from tlfgen.analysis.filters import is_one_of, is_value
from tlfgen.analysis.levels import MISSING, Found, find_levels, level_texts
from tlfgen.analysis.one_record import is_first_of_subject
from tlfgen.core.errors import DataError
from tlfgen.core.source import Source
from tlfgen.model.expression import Expression, In, Missing, Or, Reference, Text
from tlfgen.spec.grid import Dimension, Member
from tlfgen.spec.grid.members import NO_ARM

__all__ = ["Group", "Grouping", "arm_codes", "arm_names", "group_by", "level_filter"]

_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Group:
    """
    One member with what it holds.

    ``records`` and ``subjects`` are masks, None where the member does not narrow them.
    """

    member: Member
    records: Bools | None
    subjects: Bools | None
    filters: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """
    A dimension over the records of a dataset.

    ``codes`` is given for a variable: the member of each record, -1 where none.
    """

    dimension: Dimension
    groups: tuple[Group, ...]
    codes: Ints | None = None


def arm_names(bench: Bench) -> tuple[str, ...]:
    """Give the names of the arms in the order of the study file."""
    return tuple(bench.study.arms.levels) if bench.study.arms else ()


def arm_codes(bench: Bench, records: Records, variable: str) -> Ints:
    """
    Give the arm of each record as its place among the arms of the study, -1 for none.

    Raises
    ------
    DataError
        ``data.unlisted-arm`` for a value that no arm has.
    """
    arms = bench.study.arms
    assert arms is not None  # noqa: S101 - the grid has refused a study without arms
    texts = level_texts(bench.column(records, variable)).to_numpy(object)
    place = {level.value: number for number, level in enumerate(arms.levels.values())}
    unknown = sorted(set(texts) - set(place) - {""})
    if unknown:
        shown = ", ".join(repr(text) for text in unknown[:_QUOTED])
        what = f"{records.name}.{variable} holds values that no arm has: {shown}."
        hint = "add them to arms: levels: of the study file, or correct the data"
        raise DataError.of("data.unlisted-arm", what, arms.source, allowed=list(place), hint=hint)
    return np.array([place.get(text, -1) for text in texts], dtype=np.int64)


def group_by(
    bench: Bench,
    records: Records,
    dimension: Dimension,
    base: Bools,
    place: Source | None = None,
    *,
    inside: Bools | None = None,
) -> Grouping:
    """
    Give the members of a dimension with their records and subjects.

    ``base`` are the records whose levels count, ``inside`` those that a choice of one record is
    made of, without it the same.
    """
    if dimension.kind == "arm":
        return _by_arm(bench, records, dimension)
    if dimension.kind == "members":
        return _by_members(bench, records, dimension, base if inside is None else inside)
    found = find_levels(bench, records, dimension, base, place)
    groups = tuple(
        Group(member, found.codes == number, None, level_filter(dimension, member, found))
        for number, member in enumerate(found.members)
    )
    return Grouping(dimension, groups, found.codes)


def level_filter(dimension: Dimension, member: Member, found: Found) -> tuple[Expression, ...]:
    """Give the condition that a record has one level."""
    source, _, name = dimension.variable.rpartition(".")
    variable = Reference(source or None, name)
    if member.name == MISSING:
        return (Missing(variable),)
    if member.value is None:
        listed = [one.value for one in found.members if one.value is not None]
        return (
            In(variable, tuple(map(Text, listed)), negated=True),
            Missing(variable, negated=True),
        )
    return (is_value(variable, float(member.value) if found.is_number else member.value),)


def _by_arm(bench: Bench, records: Records, dimension: Dimension) -> Grouping:
    own = bench.records(bench.subjects.name)
    if dimension.is_record:
        codes = arm_codes(bench, records, dimension.variable)
        reference = Reference(None, dimension.variable)
    else:
        codes = arm_codes(bench, own, dimension.variable)
        reference = bench.subject_reference(dimension.variable, records)
    names = arm_names(bench)
    groups = []
    for member in dimension.members:
        wanted = [names.index(name) if name != NO_ARM else -1 for name in member.arms]
        mask = np.isin(codes, wanted)
        filters = (_arm_filter(bench, reference, member),)
        if dimension.is_record:
            subjects = np.zeros(bench.subject_count, dtype=bool)
            subjects[records.subject[mask & (records.subject >= 0)]] = True
            groups.append(Group(member, mask, subjects, filters))
        else:
            groups.append(Group(member, None, mask, filters))
    return Grouping(dimension, tuple(groups))


def _arm_filter(bench: Bench, variable: Reference, member: Member) -> Expression:
    levels = bench.study.arms.levels if bench.study.arms else {}
    values = [levels[name].value for name in member.arms if name != NO_ARM]
    if NO_ARM not in member.arms:
        return is_one_of(variable, values)
    if not values:
        return Missing(variable)
    return Or((is_one_of(variable, values), Missing(variable)))


def _by_members(bench: Bench, records: Records, dimension: Dimension, inside: Bools) -> Grouping:
    groups = []
    for member in dimension.members:
        filters: list[Expression] = []
        own: Bools | None = None
        subjects: Bools | None = None
        population = bench.population(member.population)
        for condition in (population, member.subset):
            if condition is not None:
                mask = bench.subject_mask(condition)
                subjects = mask if subjects is None else subjects & mask
                filters.append(bench.of_subject(condition, records))
        if member.where is not None:
            own = bench.mask(records, member.where)
            filters.append(bench.spelt(member.where))
        if member.choose is not None:
            left = inside if own is None else own & inside
            own = is_first_of_subject(bench, records, member.choose, left)
        groups.append(Group(member, own, subjects, tuple(filters)))
    return Grouping(dimension, tuple(groups))
