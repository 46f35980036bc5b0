"""The variables a display names outside its rows: page texts, sorts, plots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tlfgen.core.date_words import DATE_WORDS
from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.record_pattern import CASE_WORDS
from tlfgen.core.source import Source
from tlfgen.model.dataset import Variable
from tlfgen.model.expression import references
from tlfgen.spec.display import DisplaySpec, FigureSpec, ListingSpec
from tlfgen.spec.display_words import spec_nodes
from tlfgen.spec.methods.statistics import COUNTS, MEASURES
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.shell.axis import SortSpec
from tlfgen.spec.shell.columns import ColumnNode
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["check_display_text"]

_HOLE = re.compile(r"\{([A-Z][A-Z0-9_]*(?:\.[A-Z][A-Z0-9_]*)?)(?::([^{}]*))?\}")
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)(?::[^{}]*)?\}")
_WORDS = frozenset({*DATE_WORDS, *CASE_WORDS})
_NUMBER = frozenset("xa.+sig0123456789")
_TEXTS = ("text", "subheader", "header", "repeat")
_RULES = ("by", "keep_with_next", "break_at", "blank_between")
_PLOT = ("of", "over", "by", "panels", "x_of", "y_of", "value", "var", "censor")


@dataclass(frozen=True, slots=True)
class _Scope:
    """The variables of a display's records and of its subjects."""

    data: str
    names: frozenset[str]
    by_dataset: Mapping[str, Sequence[Variable] | None]

    def unknown(self, name: str, place: Source | None) -> Iterator[Finding]:
        """Say that a variable is not known, unless it is."""
        source, _, short = name.rpartition(".")
        if source and source != self.data:
            found = self.by_dataset.get(source)
            if source not in self.by_dataset:
                yield from SpecError.unknown("dataset", source, self.by_dataset, place).findings
            elif found is not None and short not in {one.name for one in found}:
                allowed = [f"{source}.{one.name}" for one in found]
                yield from SpecError.unknown("variable", name, allowed, place).findings
        elif short not in self.names:
            allowed = [f"{self.data}.{one}" for one in self.names]
            shown = f"{self.data}.{short}"
            yield from SpecError.unknown("variable", shown, allowed, place).findings


def check_display_text(
    display: DisplaySpec, study: StudyFile, variables: Mapping[str, Sequence[Variable] | None]
) -> list[Finding]:
    """
    Give the variables, date words and sort rules that are not known.

    Returns
    -------
    list of Finding
        ``spec.unknown-variable``, ``spec.unknown-date-format``, ``spec.unknown-word``; nothing
        where the variables of the display's dataset are not known.
    """
    subjects = study.subjects.data
    data = display.data or subjects
    own, theirs = variables.get(data), variables.get(subjects)
    findings: list[Finding] = []
    for node in spec_nodes(display):
        if isinstance(node, SortSpec):
            findings += _sort_rule(node)
    if own is None or theirs is None:
        return findings
    names = frozenset(one.name for one in (*own, *theirs))
    scope = _Scope(data, names, variables)
    elsewhere = _related_scopes(display, variables, subjects)
    for node in spec_nodes(display):
        if isinstance(node, ColumnNode):
            continue  # its header names no variables, but {label} and {N}
        reads = elsewhere.get(id(node), scope)
        for word in _TEXTS:
            text = getattr(node, word, None)
            if isinstance(text, str) and word in type(node).model_fields and reads is not None:
                findings += _holes(text, reads, node.place_of(word))
                if isinstance(display, ListingSpec):
                    findings += _related_names(text, display, node.place_of(word))
    if isinstance(display, ListingSpec):
        for key in display.sort:
            place = display.place_of("sort")
            findings += scope.unknown(str(key.variable), place)
    if isinstance(display, FigureSpec):
        findings += _figure(display, scope)
    else:
        findings += _named(display.page, scope, _RULES)
        findings += _named(display, scope, ("blank_between",))
    return findings


def _related_scopes(
    display: DisplaySpec, variables: Mapping[str, Sequence[Variable] | None], subjects: str
) -> dict[int, _Scope | None]:
    """Give the variables that the texts of related records may name, by node."""
    if not isinstance(display, ListingSpec):
        return {}
    scopes: dict[int, _Scope | None] = {}
    for one in display.related.values():
        own = variables.get(one.data)
        theirs = variables.get(subjects) or ()
        names = None if own is None else frozenset(found.name for found in (*own, *theirs))
        scopes[id(one)] = None if names is None else _Scope(one.data, names, variables)
    return scopes


def _related_names(text: str, display: ListingSpec, place: Source | None) -> Iterator[Finding]:
    """Look at the placeholders that name related records."""
    for name in _NAME.findall(text):
        if name not in display.related:
            yield from SpecError.unknown("related records", name, display.related, place).findings


def _sort_rule(node: SortSpec) -> Iterator[Finding]:
    known = ("alpha", "order", *MEASURES, *sorted(COUNTS - set(MEASURES)))
    if node.by not in known:
        place = source_of(node.by) or node.place_of("by")
        found = SpecError.unknown("word", node.by, known, place).findings[0]
        yield Finding(found.code, f"'{node.by}' is not known for 'by'.", place, known, found.hint)


def _holes(text: str, scope: _Scope, place: Source | None) -> Iterator[Finding]:
    """Look at the placeholders of a pattern of variables."""
    for name, word in _HOLE.findall(text):
        yield from scope.unknown(name, place)
        if word and word not in _WORDS and "=" not in word and not set(word) <= _NUMBER:
            yield from SpecError.unknown("date format", word, DATE_WORDS, place).findings


_POINT = frozenset({"X", "Y"})
"""What a condition on the points of a scatter plot may name beside the subject's variables."""


def _figure(figure: FigureSpec, scope: _Scope) -> Iterator[Finding]:
    for node in (figure, *spec_nodes(figure.plot)):
        for word in ("where", "where_add", "x_where", "y_where", "label_points"):
            given = getattr(node, word, None)
            if isinstance(given, Formula):
                offered = _POINT if word == "label_points" else frozenset()
                for name in sorted({str(one) for one in references(given.tree)} - offered):
                    yield from scope.unknown(name, given.source)
    nodes = [*spec_nodes(figure.plot), *([figure.time] if figure.time is not None else [])]
    for node in nodes:
        yield from _named(node, scope, _PLOT)


def _named(node: SpecNode, scope: _Scope, words: Sequence[str]) -> Iterator[Finding]:
    """Look at the keys of a node that hold the names of variables."""
    for word in words:
        given = getattr(node, word, None) or ()
        for name in (given,) if isinstance(given, str) else given:
            if isinstance(name, str) and name.rpartition(".")[2].isupper():
                yield from scope.unknown(name, source_of(name) or node.place_of(word))
