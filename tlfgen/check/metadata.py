"""The metadata of a recipe held against its derivations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tlfgen.check.names import Known, made_names
from tlfgen.check.recipe import formulas_in
from tlfgen.core.errors import Finding, Severity, SpecError, nearest
from tlfgen.core.source import Source
from tlfgen.model.dataset import Variable
from tlfgen.model.expression import Compare, Expression, In, Reference, Text, walk
from tlfgen.spec.dataset import ColumnSpec, DatasetSpec
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.study import Codelist, StudyFile
from tlfgen.spec.verbs.derivation import Derivation, Fixed

__all__ = ["check_metadata", "check_values"]


def check_metadata(
    spec: DatasetSpec, study: StudyFile, is_library: Callable[[Source | None], bool]
) -> list[Finding]:
    """
    Give derivations nothing describes, variables nothing derives, and unknown keys or codelists.

    Parameters
    ----------
    spec : DatasetSpec
    study : StudyFile
    is_library : callable
        Says whether a place is in the library, which names codelists that a study brings.

    Returns
    -------
    list of Finding
        ``spec.no-metadata``, ``spec.no-derivation``, ``spec.unknown-variable``,
        ``spec.unknown-codelist``.
    """
    findings: list[Finding] = []
    if spec.variables:
        undescribed = _undescribed(spec)
        for name, column in undescribed.items():
            findings.append(_no_metadata(spec, name, column))
        if not undescribed and spec.has_recipe:
            findings += _underived(spec)
        for name in spec.keys:
            if name not in spec.variables:
                place = source_of(name) or spec.place_of("keys")
                findings += SpecError.unknown("variable", name, spec.variables, place).findings
    for variable in spec.variables.values():
        word = variable.codelist
        known = word in study.codelists or word in study.dictionaries
        if word is not None and not known and not is_library(variable.source):
            place = source_of(word) or variable.source
            findings += SpecError.unknown("codelist", word, study.codelists, place).findings
    return findings


def _undescribed(spec: DatasetSpec) -> dict[str, ColumnSpec]:
    columns = [column for stage in spec.steps for column in stage.columns]
    return {
        name: column
        for column in columns
        for name in column.makes
        if name not in spec.variables and name not in spec.supplemental
    }


def _no_metadata(spec: DatasetSpec, name: str, column: ColumnSpec) -> Finding:
    what = f"{spec.dataset}.{name} is derived, and no layer describes it."
    free = [one for one in spec.variables if one not in spec.derivations]
    close = nearest(name, free)
    hint = f"describe {name} under variables:, or derive it under work:"
    hint = f"did you mean '{close}'?" if close else hint
    place = column.derivation.source
    return Finding("spec.no-metadata", what, place, tuple(sorted(free)), hint)


def _underived(spec: DatasetSpec) -> Iterator[Finding]:
    """Give the described variables that nothing makes, as grave as their core says."""
    made = set(made_names(spec))
    if any(stage.time_to_event for stage in spec.steps):
        made |= set(spec.keys)
    for name, variable in spec.variables.items():
        if name in made:
            continue
        needed = variable.core == "Req" or bool(variable.mandatory)
        if not needed and variable.core not in {"Exp", None}:
            continue
        severity: Severity = "error" if needed else "warning"
        hints = {"Exp": "derive it; it is there, and empty"}
        hint = hints.get(str(variable.core), "derive it, or drop it; it is left out")
        hint = "derive it under columns:" if needed else hint
        what = f"{spec.dataset}.{name} has no derivation."
        yield Finding("spec.no-derivation", what, variable.source, (), hint, severity)


def check_values(
    spec: DatasetSpec,
    study: StudyFile,
    known: Known,
    codelists: Mapping[str, Codelist] | None = None,
) -> list[Finding]:
    """
    Give the fixed values, and the texts in conditions, that a codelist does not hold.

    An error where the codelist is closed. Where it may be extended, a text in a condition is a
    warning if the codelist holds one spelt almost alike.

    Returns
    -------
    list of Finding
        ``spec.not-in-codelist``.
    """
    look = _Values(spec, {**(codelists or {}), **study.codelists}, known)
    findings = [one for column in _columns(spec) for one in look.fixed(column)]
    for formula, inside in formulas_in((spec.work, spec.steps, spec.checks)):
        for reference, text in _compared(formula.tree):
            findings += look.compared(reference, text, inside, formula.source)
    return list(dict.fromkeys(findings))


def _columns(spec: DatasetSpec) -> Iterator[ColumnSpec]:
    for stage in spec.steps:
        yield from stage.columns


class _Values:
    """The codelists of the variables a recipe sees."""

    def __init__(self, spec: DatasetSpec, codelists: Mapping[str, Codelist], known: Known) -> None:
        self.spec = spec
        self.codelists = codelists
        self.known = known

    def fixed(self, column: ColumnSpec) -> Iterator[Finding]:
        """Look at the fixed values of a column with one target."""
        if len(column.targets) != 1 or column.targets[0] not in self.spec.variables:
            return
        name = column.targets[0]
        codelist = self._codelist(self.spec.variables[name].codelist)
        if codelist is None or codelist.extensible:
            return
        for value in _fixed(column.derivation):
            if value.value is not None and value.value.rstrip() not in _held(codelist):
                yield self._finding(f"{self.spec.dataset}.{name}", value.value, value.source)

    def compared(
        self, reference: Reference, text: str, inside: str, place: Source | None
    ) -> Iterator[Finding]:
        """Look at a text that a variable is compared with."""
        found = self._variable(reference, inside)
        if found is None or not text.strip():
            return
        owner, variable = found
        codelist = self._codelist(variable.codelist)
        if codelist is None or text.rstrip() in _held(codelist):
            return
        self_name = f"{owner}.{variable.name}"
        if not codelist.extensible:
            yield self._finding(self_name, text, place, variable.codelist)
        elif nearest(text, _held(codelist)):
            yield self._finding(self_name, text, place, variable.codelist, "warning")

    def _finding(
        self,
        name: str,
        text: str,
        place: Source | None,
        codelist: str | None = None,
        severity: Severity = "error",
    ) -> Finding:
        word = codelist or self.spec.variables[name.partition(".")[2]].codelist
        held = _held(self.codelists[str(word)])
        close = nearest(text, held)
        what = f"'{text}' is not a value of {name} (codelist {word})."
        hint = f"did you mean '{close}'?" if close else "correct it, or add it to the codelist"
        allowed = tuple(sorted(held))
        return Finding("spec.not-in-codelist", what, place, allowed, hint, severity)

    def _codelist(self, name: str | None) -> Codelist | None:
        found = self.codelists.get(name or "")
        return found if found is not None and found.terms else None

    def _variable(self, reference: Reference, inside: str) -> tuple[str, Variable] | None:
        """Give the variable a name stands for, with its dataset."""
        alias = reference.source or inside
        if alias and alias in self.spec.sources:
            names = self.known.get(self.spec.sources[alias].ref)
            if names is None:
                return None
            if reference.variable in names:
                return self.spec.sources[alias].name, names[reference.variable]
        origins = {str(b.origin) for stage in self.spec.steps for b in stage.records}
        if not alias and reference.variable not in self.spec.variables:
            for origin in sorted(origins & set(self.spec.sources)):
                ref = self.spec.sources[origin]
                names = self.known.get(ref.ref) or {}
                if reference.variable in names:
                    return ref.name, names[reference.variable]
        if reference.source in {None, self.spec.dataset}:
            own = self.spec.variables.get(reference.variable)
            if own is not None:
                stage = self.spec.data_stage
                return self.spec.dataset, own.variable(reference.variable, stage)
        return None


def _held(codelist: Codelist) -> set[str]:
    return {term.value.rstrip() for term in codelist.terms}


def _compared(tree: Expression) -> Iterator[tuple[Reference, str]]:
    for node in walk(tree):
        if isinstance(node, Compare) and node.op in {"=", "!="}:
            pairs = ((node.left, node.right), (node.right, node.left))
            for one, other in pairs:
                if isinstance(one, Reference) and isinstance(other, Text):
                    yield one, other.value
        elif isinstance(node, In) and isinstance(node.value, Reference):
            for item in node.items if isinstance(node.items, tuple) else ():
                if isinstance(item, Text):
                    yield node.value, item.value


def _fixed(value: Any) -> Iterator[Fixed]:
    """Give the fixed values a derivation may end in; mappings make other variables."""
    if isinstance(value, Fixed):
        yield value
    elif isinstance(value, (Derivation, SpecNode)):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if not isinstance(inner, Mapping):
                yield from _fixed(inner)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _fixed(one)
