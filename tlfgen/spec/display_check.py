"""Every problem of a display spec that can be told before it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.spec.display import FigureSpec, ListingSpec, TableSpec
from tlfgen.spec.display_reads import Reads, display_reads, unit_reads
from tlfgen.spec.display_words import Check, Metadata, check_words, spec_nodes
from tlfgen.spec.grid import Grid, Node, Unit, build_grid
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.grid.modelcheck import check_model
from tlfgen.spec.grid.modelrows import ModelRow, model_name
from tlfgen.spec.inherited import name_user
from tlfgen.spec.methods.comparisons import COMPARISONS
from tlfgen.spec.methods.modelwords import factors_of
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.shell.axis import SortSpec
from tlfgen.spec.shell.modelrows import ModelSpec
from tlfgen.spec.shell.rows import CmhRow, NestRow
from tlfgen.spec.study import StudyFile

__all__ = ["check_display"]

_COUNT_COLUMNS = {"alpha", "order"}
_LEVELS = {"answers", "own_levels"}


def check_display(
    display: TableSpec | ListingSpec | FigureSpec,
    study: StudyFile,
    datasets_metadata: Metadata,
) -> list[Finding]:
    """
    Give every problem of a display: names, options, formats, variables, each with its line.

    Parameters
    ----------
    display : TableSpec, ListingSpec or FigureSpec
    study : StudyFile
    datasets_metadata : mapping of dataset name to sequence of Variable
        Of the datasets the study has; a variable of a dataset that is not there is not checked
        twice.

    Returns
    -------
    list of Finding
        Codes ``spec.unknown-dataset``, ``-variable``, ``-statistic``, ``-format``, ``-test``,
        ``-option``, ``-population``, ``-arm``, ``-list``, ``-condition``, ``-footnote``,
        ``-groups``, ``-column``; ``spec.text-variable``, ``spec.same-name``,
        ``spec.two-statistics`` and others of ``build_grid``.
    """
    check = Check(display, study, datasets_metadata)
    check_words(check)
    if isinstance(display, TableSpec):
        _table(check, display)
    else:
        _loose(check, display)
    return name_user(check.findings, display.source)


def _table(check: Check, table: TableSpec) -> None:
    """Look at each column and row on its own, then at all together."""
    known = table.population is None or table.population in check.study.populations
    plain = table if known else table.model_copy(update={"population": None})
    before = len(check.findings)
    for column in plain.columns:
        narrowed = plain.model_copy(update={"columns": (column,), "rows": (), "within_arm": ()})
        check.trying(lambda one=narrowed: build_grid(one, check.study))  # type: ignore[misc]  # bound at once
    for row in plain.rows:
        if not isinstance(row, CmhRow):
            _row(check, plain.model_copy(update={"rows": (row,)}))
    for name, model in plain.models.items():
        for finding in check_model(name, model):
            check.add(finding)
    _coding(check, plain)
    if len(check.findings) == before:
        check.trying(lambda: build_grid(plain, check.study).units())


def _coding(check: Check, table: TableSpec) -> None:
    """Look whether a table of coded terms has the footnote that names their dictionary."""
    for row in table.rows:
        if not isinstance(row, NestRow):
            continue
        for prefix, dictionary in check.study.dictionaries.items():
            is_coded = any(name in {f"{prefix}DECOD", f"{prefix}BODSYS"} for name in row.nest)
            notes = [str(note) for note in table.footnotes]
            texts = [check.study.footnotes.get(note.removeprefix("$"), note) for note in notes]
            named = f"${prefix.lower()}_coding" in notes
            if is_coded and not named and not any(dictionary.name in text for text in texts):
                what = f"The table shows coded {prefix} terms without naming their dictionary."
                hint = f"add ${prefix.lower()}_coding to its footnotes"
                check.add(Finding("spec.no-coding-footnote", what, row.source, hint=hint))


def _row(check: Check, table: TableSpec) -> None:
    try:
        grid = build_grid(table, check.study)
        units = grid.units()
    except SpecError as error:
        for finding in error.findings:
            check.add(finding)
        return
    _columns_named(check, grid)
    for unit in units:
        reads = Reads(check.study)
        unit_reads(reads, unit, table)
        _variables(check, reads, unit.spec)
        _kinds(check, unit)
        if isinstance(unit.spec, ModelRow):
            _terms(check, table.models[model_name(unit.spec)], unit.data)


def _variables(check: Check, reads: Reads, spec: SpecNode | None) -> None:
    """Look whether the datasets have what is read."""
    for dataset, names in reads.wanted.items():
        known = _variables_of(check, dataset)
        if known is None:
            continue
        for name, place in names.items():
            if name not in known:
                at = source_of(place) or (spec.source if spec else None) or check.display.source
                check.unknown("variable", f"{dataset}.{name}", _full(dataset, known), at)


def _variables_of(check: Check, dataset: str) -> set[str] | None:
    found = check.metadata.get(dataset) or check.metadata.get(dataset.rpartition(".")[2])
    return None if found is None else {one.name for one in found}


def _full(dataset: str, names: set[str]) -> list[str]:
    return [f"{dataset}.{name}" for name in sorted(names)]


def _kinds(check: Check, unit: Unit) -> None:
    """Look whether means are taken of numbers."""
    if unit.kind not in {"numbers", "within"} or unit.variable is None:
        return
    if unit.comparison is not None and COMPARISONS[unit.comparison.test].on in _LEVELS:
        return
    found = {one.name: one.kind for one in check.metadata.get(unit.data) or ()}
    if found.get(unit.variable) == "text":
        what = f"{unit.data}.{unit.variable} is text; its mean cannot be taken."
        hint = "write stats: n_pct to count its levels"
        place = unit.spec.source if unit.spec else None
        check.add(Finding("spec.text-variable", what, place, hint=hint))


def _terms(check: Check, model: ModelSpec, dataset: str) -> None:
    """Look whether the terms of a model are variables, and numbers where they are no classes."""
    own = check.metadata.get(dataset) or check.metadata.get(dataset.rpartition(".")[2])
    if own is None:
        return
    subjects = check.study.subjects.data
    kinds = {one.name: one.kind for one in (*(check.metadata.get(subjects) or ()), *own)}
    factors = [name for term in model.terms for name in factors_of(term)]
    codes = [model.response, *model.strata, model.censor, model.cluster, model.group, model.visit]
    is_coded_response = bool(model.levels or (model.event and not model.censor))
    is_coded = set(filter(None, codes[int(not is_coded_response) :]))
    named = (*factors, *filter(None, codes), *model.variables)
    for name in dict.fromkeys(named):
        short = name.rpartition(".")[2]
        place = source_of(name) or model.source
        if name == ARM:
            continue
        if short not in kinds:
            check.unknown("variable", f"{dataset}.{name}", _full(dataset, set(kinds)), place)
        elif kinds[short] == "text" and name not in {*model.class_terms, *is_coded}:
            what = f"{dataset}.{name} is text; a model takes it as a class or not at all."
            hint = f"write class: [{name}]" if name in factors else "name a variable of numbers"
            check.add(Finding("spec.text-variable", what, place, hint=hint))


def _columns_named(check: Check, grid: Grid) -> None:
    """Look whether sorts and limits name a column."""
    names: set[str] = {"any"}
    for node in _axis(grid.columns):
        for member in node.dimension.members if node.dimension else ():
            names |= {member.name, " ".join(member.label.split())}
    folded = {name.casefold() for name in names}
    asked: list[tuple[str | None, Source | None]] = []
    for row in grid.table.rows:
        if isinstance(row, NestRow):
            asked += [(one.column, one.source) for one in row.sort if _sorts_by_count(one)]
    if grid.table.keep is not None:
        asked.append((grid.table.keep.column, grid.table.keep.source))
    for word, place in asked:
        if word is not None and word.casefold() not in folded:
            finding = SpecError.unknown("column", word, names, source_of(word) or place)
            check.add(finding.findings[0])


def _sorts_by_count(sort: SortSpec) -> bool:
    return sort.by not in _COUNT_COLUMNS


def _axis(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _axis(node.children)


def _loose(check: Check, display: ListingSpec | FigureSpec) -> None:
    """Look at the variables of a listing, which may be those of the subject."""
    subjects = check.study.subjects.data
    data = display.data or subjects
    known = _variables_of(check, data)
    theirs = _variables_of(check, subjects) or set()
    if known is None or isinstance(display, FigureSpec):
        check.trying(lambda: display_reads(display, check.study))
        return
    for node in spec_nodes(display):
        for name in ("var", "stack"):
            given = getattr(node, name, None) or ()
            for word in (given,) if isinstance(given, str) else given:
                source, _, short = word.rpartition(".")
                allowed = theirs if source == subjects else known | theirs
                if short not in allowed and short.isupper():
                    place = source_of(word) or node.source
                    check.unknown(
                        "variable", f"{source or data}.{short}", _full(data, known), place
                    )
