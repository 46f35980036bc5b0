"""Every name in a recipe looked up, without running it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tlfgen.check.names import Known, Names, made_names
from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import In, ListReference, walk
from tlfgen.spec.dataset import ColumnSpec, DatasetSpec
from tlfgen.spec.derived_records import DerivedBlock
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.records import Merge, RecordBlock
from tlfgen.spec.slots import Formula, SourceName
from tlfgen.spec.study import StudyFile
from tlfgen.spec.verbs.declaration import Reading, readings

__all__ = ["check_recipe", "formulas_in"]


def check_recipe(spec: DatasetSpec, study: StudyFile, known: Known) -> list[Finding]:
    """
    Give every source, variable, condition, list, table and codelist that is not known.

    Parameters
    ----------
    spec : DatasetSpec
    study : StudyFile
    known : mapping of ``stage.NAME`` to variables or None
        Of every source; a source that is absent is reported by whoever looked for it, and no name
        is looked for in it.
    """
    names = _Recipe(spec, study, known)
    names.look_at_all()
    return list(dict.fromkeys(names.findings))


class _Recipe:
    """The scope of one recipe, with what was found in it."""

    def __init__(self, spec: DatasetSpec, study: StudyFile, known: Known) -> None:
        self.spec = spec
        self.study = study
        self.findings: list[Finding] = []
        self.sources: Mapping[str, Names | None] = {
            alias: known.get(ref.ref) for alias, ref in spec.sources.items()
        }
        self.own = self._own()
        aliases = {str(block.origin) for stage in spec.steps for block in stage.records}
        self.open = any(self.sources.get(alias) is None for alias in aliases)
        for alias in aliases:
            self.own |= set(self.sources.get(alias) or ())

    def _own(self) -> set[str]:
        made = set(made_names(self.spec))
        work = {name for column in self.spec.work for name in column.makes}
        slip = self.spec.variables and made - work - {
            *self.spec.variables,
            *self.spec.supplemental,
        }
        return made | set(self.spec.variables if slip else ()) | set(self.spec.define)

    def look_at_all(self) -> None:
        """Look at every part of the recipe."""
        spec = self.spec
        for column in spec.work:
            self._column(column)
        for stage in spec.steps:
            for block in stage.records:
                self._records(block)
            for alias, merge in stage.merge.items():
                self._merge(alias, merge)
            for parameter in stage.time_to_event:
                self._readings(readings(parameter))
            for column in stage.columns:
                self._column(column)
            for added in stage.derived_records:
                self._added(added)
        self._readings(readings(spec.checks))
        for check in spec.checks:
            for name in (*check.unique, *check.not_missing):
                self._own_name(str(name), source_of(name) or check.source)
        self._define()
        for formula, _ in formulas_in(_parts(spec)):
            self._lists(formula)

    def _column(self, column: ColumnSpec) -> None:
        self._readings(readings((column.derivation,)))
        self._codelists(column)
        for name in column.derivation.after:
            self._own_name(str(name), source_of(name) or column.derivation.source)

    def _records(self, block: RecordBlock) -> None:
        self._readings(readings(block))
        names = self.sources.get(str(block.origin))
        if names is None:
            return
        asked = list(block.stack.columns) if block.stack is not None else []
        if block.pivot is not None:
            asked += [pattern.replace("#", "1") for pattern in block.pivot.columns.values()]
        owner = block.stack or block.pivot
        for name in asked:
            if name not in names:
                place = owner.place_of("columns") if owner is not None else block.source
                self._unknown(str(name), names, str(block.origin), source_of(name) or place)

    def _merge(self, alias: str, merge: Merge) -> None:
        self._alias(alias, merge.source)
        names = self.sources.get(alias)
        for reference in merge.by:
            place = merge.place_of("by")
            if names is not None and reference.variable not in names:
                self._unknown(reference.variable, names, alias, place)
            else:
                self._own_name(reference.variable, place)
        for name in merge.take.values():
            if names is not None and str(name) not in names:
                self._unknown(str(name), names, alias, source_of(name) or merge.place_of("take"))

    def _added(self, block: DerivedBlock) -> None:
        inner = set((block.from_params or {}).values())
        for reading in readings(block):
            if not (reading.kind == "variable" and reading.source in inner):
                self._readings([reading])
        for word in ("copied", "recompute", "leave_missing"):
            for name in getattr(block, word):
                self._own_name(str(name), source_of(name) or block.place_of(word))

    def _define(self) -> None:
        """Look at the named conditions: their names may be those of any source."""
        every: set[str] = set(self.own)
        is_open = self.open or any(names is None for names in self.sources.values())
        for names in self.sources.values():
            every |= set(names or ())
        for given in self.spec.define.values():
            for reading in readings(given):
                plain = reading.kind == "variable" and not reading.source and not reading.inside
                if not plain:
                    self._readings([reading])
                elif reading.name not in every and not is_open:
                    self._unknown(reading.name, every, "", reading.place)

    def _readings(self, found: Iterable[Reading]) -> None:
        for reading in found:
            if reading.kind == "variable":
                self._variable(reading)
            elif reading.kind == "condition":
                lower = {name for name in self.own if name.islower()}
                if reading.name not in lower:
                    self._add(SpecError.unknown("condition", reading.name, lower, reading.place))
            else:
                self._alias(reading.name, reading.place, reading.kind)

    def _variable(self, reading: Reading) -> None:
        name, alias = reading.name, reading.source
        if alias and alias != self.spec.dataset:
            self._alias(alias, reading.place)
            names = self.sources.get(alias)
            if names is not None and name not in names:
                self._unknown(name, names, alias, reading.place)
            return
        inside = self.sources.get(reading.inside) if reading.inside else {}
        if inside is None or name in inside:
            return
        if name not in self.own and not self.open:
            self._unknown(name, {*self.own, *inside}, "", reading.place, reading.inside)

    def _own_name(self, name: str, place: Source | None) -> None:
        if name not in self.own and not self.open:
            self._unknown(name, self.own, "", place)

    def _unknown(
        self,
        name: str,
        names: Collection[str],
        alias: str,
        place: Source | None,
        inside: str = "",
    ) -> None:
        shown = f"{alias}.{name}" if alias else name
        allowed = [f"{alias}.{one}" if alias else one for one in names if one.isupper()]
        found = SpecError.unknown("variable", shown, allowed, place).findings[0]
        details = (f"looked for in {inside}, then in {self.spec.dataset}",) if inside else ()
        self.findings.append(
            Finding(found.code, found.what, place, found.allowed, found.hint, details=details)
        )

    def _alias(self, alias: str, place: Source | None, kind: str = "source") -> None:
        if alias not in self.spec.sources:
            self._add(SpecError.unknown(kind, alias, self.spec.sources, place))

    def _codelists(self, column: ColumnSpec) -> None:
        for node in _nodes(column.derivation):
            name = getattr(node, "codelist", None)
            if isinstance(name, str) and name not in self.study.codelists:
                place = source_of(name) or node.place_of("codelist")
                self._add(SpecError.unknown("codelist", name, self.study.codelists, place))

    def _lists(self, formula: Formula) -> None:
        for node in walk(formula.tree):
            if isinstance(node, In) and isinstance(node.items, ListReference):
                name = node.items.name
                if name not in self.study.lists:
                    self._add(SpecError.unknown("list", name, self.study.lists, formula.source))

    def _add(self, error: SpecError) -> None:
        self.findings += error.findings


def formulas_in(value: Any, inside: str = "") -> Iterator[tuple[Formula, str]]:
    """Give every expression below a value, with the source whose records it is applied to."""
    match value:
        case Formula():
            yield value, inside
        case SpecNode():
            fields = [getattr(value, name) for name in type(value).model_fields]
            within = next((str(one) for one in fields if isinstance(one, SourceName)), inside)
            for one in fields:
                yield from formulas_in(one, within)
        case tuple() | list():
            for one in value:
                yield from formulas_in(one, inside)
        case dict():
            yield from formulas_in(tuple(value.values()), inside)


def _parts(spec: DatasetSpec) -> tuple[Any, ...]:
    """Give the parts of a recipe that hold expressions, each once."""
    return (spec.work, spec.steps, spec.define, spec.checks)


def _nodes(value: Any) -> Iterator[SpecNode]:
    if isinstance(value, SpecNode):
        yield value
        for name in type(value).model_fields:
            yield from _nodes(getattr(value, name))
    elif isinstance(value, dict):
        yield from _nodes(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _nodes(one)
