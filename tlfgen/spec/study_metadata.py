"""The metadata of a study's datasets, gathered from its specs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tlfgen.model.lineage import ColumnLineage
from tlfgen.model.metadata import (
    CodelistMetadata,
    CommentMetadata,
    DatasetMetadata,
    DictionaryMetadata,
    ItemMetadata,
    MethodMetadata,
    StudyMetadata,
    TermMetadata,
)
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.load import StudySpec
from tlfgen.spec.overlay_lists import plain_codelist
from tlfgen.spec.study import Codelist
from tlfgen.spec.variable import VariableSpec
from tlfgen.spec.verbs.canonical import canonical_derivation

__all__ = ["gather_metadata"]

_ONCE = ("One record per subject", "one record per subject")
_FORMATS = {"date": "DATE9.", "datetime": "DATETIME20.", "time": "TIME8."}
_SOURCES = {"Derived": "Sponsor", "Assigned": "Sponsor"}
_CONTEXT = "tlfgen"
Lineages = Mapping[str, Sequence[ColumnLineage]]


def gather_metadata(spec: StudySpec, stage: str, lineages: Lineages) -> StudyMetadata:
    """
    Give the metadata of all datasets of a stage.

    Parameters
    ----------
    spec : StudySpec
    stage : {'sdtm', 'adam'}
    lineages : mapping of ``stage.NAME`` to lineage of its variables
        Of the datasets with a recipe: they give origin, predecessor and method text.

    Returns
    -------
    StudyMetadata
        What ``metadata_from`` files say beside labels and types (value level, documents, analysis
        results, notes) is passed on.
    """
    datasets = [one for ref, one in spec.datasets.items() if ref.startswith(f"{stage}.")]
    gatherers = [_Gatherer(one, spec, lineages.get(one.id, ())) for one in datasets]
    items = tuple(item for one in gatherers for item in one.items())
    given = [made for ref, (made, _) in spec.metadata.items() if ref.startswith(f"{stage}.")]
    files = list({id(made): made for made in given}.values())
    names = {one.dataset for one in datasets}
    values = tuple(v for made in files for v in made.values if v.dataset in names)
    used = list(dict.fromkeys(one.codelist for one in (*items, *values) if one.codelist))
    methods = [method for one in gatherers for method in one.methods]
    comments = [comment for one in gatherers for comment in one.comments]
    return StudyMetadata(
        study=_study(spec),
        datasets=tuple(one.dataset() for one in gatherers),
        items=items,
        values=values,
        codelists=tuple(_codelists(spec, items, files, used)),
        dictionaries=tuple(_dictionaries(spec, files, used)),
        methods=(*methods, *_passed(values, files, methods)),
        comments=tuple(comments),
        documents=tuple({d.id: d for made in files for d in made.documents}.values()),
        displays=tuple({d.id: d for made in files for d in made.displays}.values()),
        results=tuple(result for made in files for result in made.results),
    )


def _study(spec: StudySpec) -> tuple[tuple[str, str], ...]:
    name = spec.study.protocol or spec.study.id
    return (
        ("StudyName", name),
        ("StudyDescription", " ".join(spec.study.title.split())),
        ("ProtocolName", name),
        ("Language", "en"),
    )


class _Gatherer:
    """The metadata of one dataset."""

    def __init__(
        self, recipe: DatasetSpec, spec: StudySpec, lineage: Sequence[ColumnLineage]
    ) -> None:
        self.recipe = recipe
        self.lineage = {one.variable: one for one in lineage}
        made, name = spec.metadata.get(recipe.id, (StudyMetadata(), ""))
        self.given = made.dataset(name)
        self.given_items = {one.variable: one for one in made.of(name)}
        self.methods: list[MethodMetadata] = []
        self.comments: list[CommentMetadata] = []

    def dataset(self) -> DatasetMetadata:
        recipe, given = self.recipe, self.given or DatasetMetadata(self.recipe.dataset)
        if recipe.comment:
            self.comments.append(CommentMetadata(recipe.dataset, recipe.comment.strip()))
        return replace(
            given,
            name=recipe.dataset,
            label=recipe.label,
            class_name=recipe.class_,
            subclass=recipe.subclass,
            structure=recipe.structure,
            keys=recipe.keys,
            repeating=not recipe.structure.startswith(_ONCE)
            or recipe.structure.strip().lower().startswith(f"{_ONCE[1]} per"),
            reference_data=recipe.class_ == "TRIAL DESIGN",
            comment=recipe.dataset if recipe.comment else "",
            source=recipe.source,
        )

    def items(self) -> Iterator[ItemMetadata]:
        for name, variable in self.recipe.variables.items():
            yield self._item(name, variable)

    def _item(self, name: str, variable: VariableSpec) -> ItemMetadata:
        recipe = self.recipe
        given = self.given_items.get(name, ItemMetadata(recipe.dataset, name))
        lineage = self.lineage.get(name)
        kind = variable.kind(recipe.data_stage)
        origin = variable.origin or (lineage.origin if lineage else "")
        return replace(
            given,
            dataset=recipe.dataset,
            variable=name,
            label=variable.label,
            type="integer" if kind in _FORMATS else variable.type,
            length=variable.length,
            digits=variable.digits,
            display_format=variable.format or _FORMATS.get(kind, ""),
            mandatory=variable.core == "Req" or bool(variable.mandatory),
            codelist=plain_codelist(variable.codelist or ""),
            origin=origin,
            origin_source=given.origin_source or _SOURCES.get(origin, ""),
            pages=variable.pages or "",
            method=self._method(name, variable, lineage, origin),
            predecessor=_predecessor(variable, lineage, origin),
            role=variable.role or "",
            comment=self._comment(name, variable),
            source=variable.source,
        )

    def _method(
        self, name: str, variable: VariableSpec, lineage: ColumnLineage | None, origin: str
    ) -> str:
        text = lineage.sentence if lineage and origin == "Derived" else variable.method
        if not text:
            return ""
        step = self.recipe.derivations.get(name)
        code = canonical_derivation(step.derivation) if step is not None else ""
        word = f"{self.recipe.dataset}.{name}"
        title = f"Algorithm to derive {word}"
        context = _CONTEXT if code else ""
        self.methods.append(MethodMetadata(word, title, "Computation", text.strip(), context, code))
        return word

    def _comment(self, name: str, variable: VariableSpec) -> str:
        if not variable.comment:
            return ""
        word = f"{self.recipe.dataset}.{name}"
        self.comments.append(CommentMetadata(word, variable.comment.strip()))
        return word


def _predecessor(variable: VariableSpec, lineage: ColumnLineage | None, origin: str) -> str:
    if origin != "Predecessor" or lineage is None or len(lineage.reads) != 1:
        return variable.predecessor or ""
    return lineage.reads[0]


def _codelists(
    spec: StudySpec,
    items: Iterable[ItemMetadata],
    files: Sequence[StudyMetadata],
    used: Iterable[str],
) -> Iterator[CodelistMetadata]:
    """Give the codelists in use: of a file where it has one, else of the study."""
    types = {one.codelist: one.type for one in items if one.codelist}
    given = {one.id: one for made in files for one in made.codelists}
    for name in used:
        if name in given:
            yield given[name]
        elif name in spec.study.codelists:
            kind = types.get(name, "text")
            is_number = kind in {"integer", "float"}
            yield _codelist(name, spec.study.codelists[name], kind if is_number else "text")


def _codelist(name: str, codelist: Codelist, kind: str) -> CodelistMetadata:
    terms = tuple(TermMetadata(t.value, t.nci or "", t.label or "") for t in codelist.terms)
    return CodelistMetadata(name, codelist.label or name, codelist.nci or "", kind, terms=terms)


def _dictionaries(
    spec: StudySpec, files: Sequence[StudyMetadata], used: Iterable[str]
) -> Iterator[DictionaryMetadata]:
    given = {one.id: one for made in files for one in made.dictionaries}
    yield from given.values()
    for name, one in spec.study.dictionaries.items():
        if name not in given and (name in used or not given):
            yield DictionaryMetadata(name, one.name, "text", one.name, one.version)


def _passed(
    values: Iterable[ItemMetadata],
    files: Iterable[StudyMetadata],
    known: Iterable[MethodMetadata],
) -> Iterator[MethodMetadata]:
    """Give the methods that value-level items name, beside those of variables."""
    names = {one.id for one in known}
    given = {one.id: one for made in files for one in made.methods}
    for name in dict.fromkeys(value.method for value in values if value.method):
        if name in given and name not in names:
            yield given[name]
