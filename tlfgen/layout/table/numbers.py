"""The numbers a table prints: results by block, groups, level and statistic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tlfgen.core.numformat import Value, format_values
from tlfgen.model.result import Result, ResultSet
from tlfgen.spec.grid import Dimension, Member, Pick, ShownStat

__all__ = ["Address", "Numbers", "Printed", "ResultNumbers", "format_with"]

Groups = tuple[tuple[str, str], ...]
_MISSING = "(missing)"
_EMPTY = re.compile(r"\s*[(\[][\s,;]*[)\]]")
_OTHERS = "(others)"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a number is found: block, groups, level."""

    analysis: str
    groups: Groups
    level: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """The text of one cell and the results it shows; ``is_zero`` where it counts nobody."""

    text: str
    results: tuple[str, ...] = ()
    is_zero: bool = False
    is_absent: bool = False


class Numbers(Protocol):
    """What a table asks for its numbers: results, or the marks of a mock."""

    def members(
        self, dimension: Dimension, above: Groups, analyses: frozenset[str]
    ) -> tuple[Member, ...]:
        """Give the levels of a variable that stand under ``above``, in order."""

    def levels(self, address: Address, dimension: Dimension | None) -> tuple[Member, ...]:
        """Give the levels that a block counts, in order."""

    def nested(self, address: Address, depth: int) -> tuple[Member, ...]:
        """Give the levels of a hierarchy below ``address``."""

    def text(self, address: Address, stat: ShownStat) -> Printed:
        """Write one statistic."""

    def number(self, address: Address, stat: str) -> float | None:
        """Give one number, such as a count to sort by."""

    def header(self, groups: Groups) -> int | None:
        """Give the subjects of a column."""

    def header_text(self, groups: Groups) -> str | None:
        """Write the subjects of a column."""


@dataclass
class ResultNumbers:
    """
    Numbers of a result set.

    ``reasons`` are the texts of reasons; ``decimals`` stand in place of those of the data.
    """

    results: ResultSet
    reasons: Mapping[str, str]
    decimals: int | None = None
    _by_place: dict[tuple[str, Groups, str], dict[str, Result]] = field(default_factory=dict)
    _below: dict[tuple[str, Groups, str], dict[str, int]] = field(default_factory=dict)
    _everywhere: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    _levels: dict[tuple[str, Groups], dict[str, tuple[str, int]]] = field(default_factory=dict)
    _decimals: dict[str, list[tuple[frozenset[tuple[str, str]], int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for result in self.results.results:
            self._file(result)

    def _file(self, result: Result) -> None:
        groups: Groups = tuple((name, level) for name, level, _ in result.groups)
        analysis = result.analysis
        self._by_place.setdefault((analysis, groups, result.level), {})[result.stat] = result
        if result.stat == "decimals" and result.number is not None:
            self._decimals.setdefault(analysis, []).append((frozenset(groups), int(result.number)))
        for place, (name, level, order) in enumerate(result.groups):
            self._below.setdefault((analysis, groups[:place], name), {})[level] = order
            self._everywhere.setdefault((analysis, name), {})[level] = order
        if result.level:
            known = self._levels.setdefault((analysis, groups), {})
            known[result.level] = (result.variable, result.level_order)

    def members(
        self, dimension: Dimension, above: Groups, analyses: frozenset[str]
    ) -> tuple[Member, ...]:
        """Give the levels of a variable that stand under ``above``, in order."""
        found: dict[str, int] = {}
        for analysis in analyses:
            found.update(self._below.get((analysis, above, dimension.name), {}))
        if not found:
            for analysis in analyses:
                found.update(self._everywhere.get((analysis, dimension.name), {}))
        return _in_order(found, dimension)

    def levels(self, address: Address, dimension: Dimension | None) -> tuple[Member, ...]:
        """Give the levels that a block counts, in order."""
        known = self._levels.get((address.analysis, address.groups), {})
        return _in_order({level: order for level, (_, order) in known.items()}, dimension)

    def nested(self, address: Address, depth: int) -> tuple[Member, ...]:
        """Give the levels of a hierarchy below ``address``."""
        del depth
        return self.levels(address, None)

    def text(self, address: Address, stat: ShownStat) -> Printed:
        """Write one statistic with its format; reasons give their texts."""
        here = self._by_place.get((address.analysis, address.groups, address.level), {})
        values: dict[str, Value] = {}
        used: list[str] = []
        words: set[str] = set()
        for slot, stored in stat.reads:
            result = here.get(stored)
            if result is None:
                values[slot] = _mark(slot, here)
                continue
            used.append(result.result_id)
            values[slot] = result.number if result.number is not None else result.text
            if result.reason is not None:
                values[slot] = self.reasons.get(result.reason) or None
                words |= {self.reasons.get(result.reason, "")} - {""}
        if not used:
            return Printed("", is_absent=True)
        decimals = self._decimals_of(address) if stat.decimals is None else stat.decimals
        text = _without_padding(format_with(stat, values, decimals), words)
        first = values.get(stat.reads[0][0])
        return Printed(text, tuple(dict.fromkeys(used)), is_zero=first == 0)

    def number(self, address: Address, stat: str) -> float | None:
        """Give one number, such as a count to sort by."""
        here = self._by_place.get((address.analysis, address.groups, address.level), {})
        return here[stat].number if stat in here else None

    def header(self, groups: Groups) -> int | None:
        """Give the subjects of a column."""
        found = self.number(Address("N", groups), "N")
        return None if found is None else int(found)

    def header_text(self, groups: Groups) -> str | None:
        """Write the subjects of a column."""
        count = self.header(groups)
        return None if count is None else str(count)

    def _decimals_of(self, address: Address) -> int:
        """Give the data decimals of the parameter a cell belongs to."""
        own = frozenset(address.groups)
        for groups, decimals in self._decimals.get(address.analysis, []):
            if groups <= own:
                return decimals if self.decimals is None else self.decimals
        return 0


def _mark(slot: str, here: Mapping[str, Result]) -> str | None:
    """Give the mark of a censored end: ``min_mark`` is written where ``min_censored`` is 1."""
    if not slot.endswith("_mark"):
        return None
    flag = here.get(slot.removesuffix("mark") + "censored")
    return None if flag is None or not flag.number else "+"


def format_with(stat: ShownStat, values: Mapping[str, Value], decimals: int) -> str:
    """
    Write values with the format of a statistic.

    A number below the limit of a flag carries its mark and keeps all its decimals.
    """
    first = values.get(stat.reads[0][0]) if stat.reads else None
    is_number = isinstance(first, (int, float))
    if stat.flag is None or not is_number or float(first or 0) >= stat.flag.below:
        return _without_empty_brackets(format_values(stat.format, values, decimals))
    whole = replace(stat.format, trim_zeros=False)
    text = format_values(whole, values, decimals)
    return text + stat.flag.mark if text else text


def _without_padding(text: str, words: set[str]) -> str:
    """
    Take the blanks before a word that stands in place of a number within brackets.

    Examples
    --------
    >>> _without_padding("60.0 ( NE,  NE)", {"NE"})
    '60.0 (NE, NE)'
    """
    for word in words:
        text = re.sub(rf"([(\[]) +(?={re.escape(word)})", r"\1", text)
        text = re.sub(rf"([,;]) +(?={re.escape(word)})", r"\1 ", text)
    return text


def _without_empty_brackets(text: str) -> str:
    """
    Leave brackets out that hold nothing.

    Examples
    --------
    >>> _without_empty_brackets("61.0 ()"), _without_empty_brackets("12 (3.4)")
    ('61.0', '12 (3.4)')
    """
    return _EMPTY.sub("", text)


def _in_order(found: Mapping[str, int], dimension: Dimension | None) -> tuple[Member, ...]:
    labels = dict(dimension.listed or ()) if dimension is not None else {}
    ordered: Iterable[tuple[str, int]] = sorted(found.items(), key=lambda item: item[1])
    return tuple(_member(level, order, labels, dimension) for level, order in ordered)


def _member(
    level: str, order: int, labels: Mapping[str, str], dimension: Dimension | None
) -> Member:
    if level == _MISSING:
        asked = dimension.missing if dimension is not None else None
        label = asked if asked not in {None, "show"} else "Missing"
        return Member(level, str(label), order, "missing")
    if level == _OTHERS and dimension is not None:
        return Member(level, dimension.others or "Other", order, "others")
    label = labels.get(level, level)
    if dimension is not None and not dimension.is_known:
        return Member(level, label, order, "level", value=level)
    known = {} if dimension is None else {one.name: one for one in dimension.members}
    return known.get(level) or Member(level, label, order, "level", value=level)


def picked(picks: Sequence[Pick]) -> Groups:
    """Give the groups of chosen members as results name them."""
    return tuple(pick.key for pick in picks)


__all__ += ["Groups", "picked"]
