"""The words of a display spec looked up: statistics, formats, tests, names of the study."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.model.dataset import Variable
from tlfgen.model.expression import Condition, In, ListReference, walk
from tlfgen.spec.display import FigureSpec, ListingSpec, TableSpec
from tlfgen.spec.grid.node import shown_stat
from tlfgen.spec.methods.comparisons import COMPARISONS
from tlfgen.spec.methods.options import stat_options
from tlfgen.spec.methods.statistics import FORMATS, format_of
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.shell.stats import StatSpec, TestSpec
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["Check", "Metadata", "check_words", "spec_nodes"]

Metadata = Mapping[str, Sequence[Variable]]
"""Variables by dataset."""


@dataclass
class Check:
    """A display being checked, with what was found so far."""

    display: TableSpec | ListingSpec | FigureSpec
    study: StudyFile
    metadata: Metadata
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Keep a finding once."""
        if finding not in self.findings:
            self.findings.append(finding)

    def unknown(self, kind: str, name: str, allowed: Any, place: Source | None) -> None:
        """Keep that a name is not known."""
        self.add(SpecError.unknown(kind, name, allowed, place).findings[0])

    def trying(self, action: Callable[[], object]) -> None:
        """Do something that may raise, and keep what it says."""
        try:
            action()
        except SpecError as error:
            for finding in error.findings:
                self.add(finding)


def check_words(check: Check) -> None:
    """Look up every word of the display, wherever it stands."""
    for node in spec_nodes(check.display):
        _node(check, node)
    for formula in _formulas(check.display):
        _formula(check, formula)
    _footnotes(check)


def spec_nodes(node: Any) -> Iterator[SpecNode]:
    """Give a node and every node below it."""
    if isinstance(node, SpecNode):
        yield node
        for name in type(node).model_fields:
            yield from spec_nodes(getattr(node, name))
    elif isinstance(node, Mapping):
        for inner in node.values():
            yield from spec_nodes(inner)
    elif isinstance(node, (tuple, list)):
        for inner in node:
            yield from spec_nodes(inner)


def _formulas(node: Any) -> Iterator[Formula]:
    if isinstance(node, Formula):
        yield node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _formulas(getattr(node, name))
    elif isinstance(node, Mapping):
        for inner in node.values():
            yield from _formulas(inner)
    elif isinstance(node, (tuple, list)):
        for inner in node:
            yield from _formulas(inner)


def _node(check: Check, node: SpecNode) -> None:
    """Look at the words of one node."""
    study = check.study
    _word(check, node, "population", study.populations)
    _word(check, node, "data", {*check.metadata, study.subjects.data})
    word = getattr(node, "format", None)
    if isinstance(word, str) and not isinstance(node, StatSpec):
        if format_of(word, study.formats) is None:
            check.unknown("format", word, {*FORMATS, *study.formats}, source_of(word))
        elif "{" in word:
            check.trying(lambda: shown_stat(StatSpec(stat="n", format=word), study))
    if isinstance(node, StatSpec):
        check.trying(lambda: shown_stat(node, study))
        _options(check, node.stat, node.options, stat_options(node.stat), node.source)
    if isinstance(node, TestSpec):
        _test(check, node)
    groups = getattr(node, "groups", None)
    if isinstance(groups, str) and groups.removeprefix("$") not in study.groups:
        check.unknown("groups", groups, study.groups, source_of(groups))


def _word(check: Check, node: SpecNode, name: str, allowed: Any) -> None:
    word = getattr(node, name, None)
    if not isinstance(word, str):
        return
    short = word.rpartition(".")[2]
    if word not in allowed and short not in allowed:
        kind = "dataset" if name == "data" else name
        check.unknown(kind, word, allowed, source_of(word) or node.source)


def _test(check: Check, node: TestSpec) -> None:
    if node.test not in COMPARISONS:
        place = source_of(node.test) or node.source
        check.unknown("test", node.test, COMPARISONS, place)
        return
    declared = COMPARISONS[node.test]
    known = dict.fromkeys((*declared.options, "preset"))
    if declared.has_strata:
        known["strata"] = None
    if declared.partner:
        known["with"] = None
        if "with" not in node.options:
            what = f"Test '{node.test}' needs {declared.partner}."
            hint = f"write {node.test}: {{with: VARIABLE}}"
            check.add(Finding("spec.wrong-test", what, node.source, hint=hint))
    _options(check, node.test, node.options, tuple(known), node.source)


def _options(
    check: Check, word: str, options: Mapping[str, Any], known: Sequence[str], place: Source | None
) -> None:
    for name in options:
        if name not in known:
            finding = SpecError.unknown("option", name, known, place).findings[0]
            check.add(replace(finding, what=f"option '{name}' is not one of '{word}'."))


def _formula(check: Check, formula: Formula) -> None:
    """Look at the names a condition uses."""
    for node in walk(formula.tree):
        if isinstance(node, Condition) and node.name not in check.study.conditions:
            check.unknown("condition", node.name, check.study.conditions, formula.source)
        if isinstance(node, In) and isinstance(node.items, ListReference):
            name = node.items.name
            if name not in check.study.lists:
                check.unknown("list", name, check.study.lists, formula.source)


def _footnotes(check: Check) -> None:
    coded = {f"{name.lower()}_coding" for name in check.study.dictionaries}
    known = {*check.study.footnotes, *coded}
    for note in check.display.footnotes:
        if note.startswith("$") and note[1:] not in known:
            place = source_of(note) or check.display.source
            check.unknown("footnote", note[1:], known, place)
