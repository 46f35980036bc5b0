"""One node of an axis tree with everything the shell says resolved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tlfgen.core.errors import SpecError
from tlfgen.core.numformat import NumberFormat
from tlfgen.core.pattern import parse_pattern
from tlfgen.spec.grid.members import Dimension
from tlfgen.spec.methods.statistics import (
    FORMATS,
    LABELS,
    MEASURES,
    Family,
    family_of,
    format_of,
)
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.shell.axis import Denominator
from tlfgen.spec.shell.stats import FlagSpec, StatSpec
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import FormatSpec, StudyFile

__all__ = ["Comparison", "Content", "Node", "ShownStat", "number_format", "shown_stat"]

Content = Literal[
    "axis", "any", "nest", "levels", "survival", "within", "model", "python",
    "text", "rule", "blank", "compare",
]  # fmt: skip
Role = Literal["row", "page", "section", "block"]


@dataclass(frozen=True, slots=True)
class ShownStat:
    """
    A statistic as printed: its label, its format, the stored numbers that fill the pattern.

    ``reads`` pairs each placeholder with the name of the stored number.
    """

    name: str
    label: str
    format: NumberFormat
    reads: tuple[tuple[str, str], ...]
    family: Family = "other"
    decimals: int | None = None
    options: str = "{}"
    flag: FlagSpec | None = None
    width: int | None = None

    @property
    def stored(self) -> tuple[str, ...]:
        """Names of the stored numbers it needs."""
        return tuple(stat for _, stat in self.reads)


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    A test of a block: its name, options, and the strata of a stratified test.

    ``partner`` is the second variable of a test within an arm.
    """

    test: str
    options: tuple[tuple[str, Any], ...] = ()
    strata: tuple[str, ...] = ()
    format: str | None = None
    partner: str = ""

    @property
    def options_text(self) -> str:
        """The options as canonical JSON."""
        given: dict[str, Any] = dict(self.options)
        if self.strata:
            given["strata"] = list(self.strata)
        if self.partner:
            given["with"] = self.partner
        return json.dumps(given, sort_keys=True, default=str)


@dataclass(frozen=True, slots=True)
class Node:
    """
    One node of an axis tree.

    A path from the root to a leaf gathers groupings, conditions, one measured variable and the
    statistics, which stand on one of the two axes. ``spec`` is the node of the shell.
    """

    content: Content = "axis"
    name: str = ""
    label: str | None = None
    dimension: Dimension | None = None
    where: tuple[Formula, ...] = ()
    subset: tuple[Formula, ...] = ()
    population: str | None = None
    data: str | None = None
    variable: str | None = None
    stats: tuple[ShownStat, ...] = ()
    denominator: Denominator | None = None
    unit: tuple[str, ...] | None = None
    comparison: Comparison | None = None
    pair: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()
    role: Role = "row"
    is_gap_before: bool = False
    is_heading: bool = True
    width: int | None = None
    levels: Dimension | None = None
    spec: SpecNode | None = field(default=None, compare=False)


def _limits(texts: dict[str, str]) -> tuple[tuple[float, str], ...]:
    return tuple((float(limit), text) for limit, text in texts.items())


def number_format(spec: FormatSpec, study: StudyFile) -> NumberFormat:
    """Give the format of a shell or study, ready to write numbers."""
    return NumberFormat(
        parse_pattern(spec.text),
        zero=None if spec.zero is None else parse_pattern(spec.zero),
        full=None if spec.full is None else parse_pattern(spec.full),
        no_denominator=parse_pattern(spec.no_denominator),
        below=_limits(spec.below),
        above=_limits(spec.above),
        thresholds=spec.thresholds,
        leading_zero=spec.leading_zero,
        trim_zeros=spec.trim_zeros,
        differ_from=spec.differ_from,
        max_decimals=spec.max_decimals,
        rule=spec.rounding or study.rounding,
        missing=spec.missing,
        keep_negative_zero=study.negative_zero == "keep",
    )


def shown_stat(spec: StatSpec, study: StudyFile) -> ShownStat:
    """
    Resolve one statistic of a shell.

    Raises
    ------
    SpecError
        ``spec.unknown-statistic``, ``spec.unknown-format``, ``spec.bad-format``.
    """
    word = spec.format or spec.stat
    found = format_of(word, study.formats)
    if found is None:
        kind = "format" if spec.format else "statistic"
        allowed = {*FORMATS, *study.formats}
        raise SpecError.unknown(kind, word, allowed, source_of(word) or spec.source)
    if spec.zero is not None:
        found = found.model_copy(update={"zero": spec.zero})
    measure = MEASURES.get(spec.stat)
    renamed = {"n": measure} if measure else {}
    names = dict.fromkeys(parse_pattern(found.text).names)
    for other in (found.zero, found.full):
        if other is not None:
            names.update(dict.fromkeys(parse_pattern(other).names))
    return ShownStat(
        name=spec.stat,
        label=LABELS.get(spec.stat, spec.stat) if spec.label is None else spec.label,
        format=number_format(found, study),
        reads=tuple((name, renamed.get(name, name)) for name in names),
        family=family_of(spec.stat, found.text),
        decimals=spec.decimals,
        options=json.dumps(spec.options, sort_keys=True, default=str),
        width=spec.width,
    )


def shown_stats(specs: Sequence[StatSpec], study: StudyFile) -> tuple[ShownStat, ...]:
    """Resolve the statistics of a node."""
    return tuple(shown_stat(spec, study) for spec in specs)


__all__ += ["shown_stats"]
