"""The variables of the data a study is given, from headers and dictionaries."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tlfgen.check.names import Names
from tlfgen.core.errors import Finding, TlfgenError
from tlfgen.core.source import Source
from tlfgen.io.package import read_package
from tlfgen.io.raw_cells import is_text_file, read_cells
from tlfgen.io.tabular import read_dataset
from tlfgen.io.xpt.names import xpt_names
from tlfgen.model.dataset import Variable
from tlfgen.run.payloads import FileInput, PackageInput, RawInput, TableInput
from tlfgen.run.sources import Inputs
from tlfgen.spec.load import StudySpec
from tlfgen.spec.study import Codelist

__all__ = ["Given", "find_given"]

_ABSENT = "output.no-data-folder"
_VISITS: tuple[str, ...] = (
    "VISITNUM",
    "VISIT",
    "VISITDY",
    "AVISITN",
    "AVISIT",
    "AWLO",
    "AWHI",
    "AWTARGET",
)
_VISITS += ("WEEK", "PLANNED")


@dataclass(slots=True)
class Given:
    """
    What is known of the given data.

    Parameters
    ----------
    variables : dict of ``stage.NAME`` to variables, or None where only the name is known
    findings : list of Finding
        Forms, tables and files that are not there.
    codelists : dict of name to Codelist
        The answers that columns of raw forms can hold; their variables name them.
    """

    variables: dict[str, Names | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    codelists: dict[str, Codelist] = field(default_factory=dict)


def find_given(spec: StudySpec, inputs: Inputs, displayed: Iterable[str] = ()) -> Given:
    """
    Give the variables of every given source of the recipes, and of the datasets displays read.

    A data folder that is absent is one note: the specs can be checked without data.

    Parameters
    ----------
    spec : StudySpec
    inputs : Inputs
    displayed : iterable of ``stage.NAME``
        Datasets of displays; one that is not there is left to whoever checks the display.
    """
    given = Given()
    derived = {ref for ref, one in spec.datasets.items() if one.has_recipe}
    known = derived | {ref for ref in spec.failed if "." in ref}
    for dataset in spec.datasets.values():
        for source in dataset.sources.values():
            if source.ref not in known:
                _look(given, inputs, source.ref, source.source, is_told=True)
    for ref in displayed:
        if ref not in known:
            _look(given, inputs, ref, None, is_told=False)
    given.findings = list(dict.fromkeys(given.findings))
    return given


def _look(given: Given, inputs: Inputs, ref: str, place: Source | None, *, is_told: bool) -> None:
    if ref in given.variables:
        return
    if ref == "study.visits":
        given.variables[ref] = {name: Variable(name) for name in _VISITS}
        return
    try:
        payload = inputs.task(ref, place).payload
    except TlfgenError as error:
        given.findings += [
            _note(one) if one.code == _ABSENT else one
            for one in error.findings
            if is_told or one.code == _ABSENT
        ]
        if any(one.code in {_ABSENT, "output.no-file"} for one in error.findings):
            given.variables[ref] = _promised(inputs, ref)
        return
    given.variables[ref] = _variables(payload)
    if isinstance(payload, RawInput):
        _answers(given, ref, payload.form)
    supplement = f"sdtm.SUPP{ref.partition('.')[2]}"
    if ref.startswith("sdtm.") and inputs.has(supplement):
        given.variables[ref] = None


def _answers(given: Given, ref: str, form: Mapping[str, Any]) -> None:
    """Keep the answers that are listed for a column as a codelist that may be extended."""
    names = dict(given.variables[ref] or {})
    for name, entry in (form.get("fields") or {}).items():
        values = entry.get("values") if isinstance(entry, dict) else None
        if values:
            word = f"answers of {ref}.{name}"
            terms = [{"value": str(value)} for value in values]
            given.codelists[word] = Codelist.model_validate({"extensible": True, "terms": terms})
            names[str(name)] = replace(names[str(name)], codelist=word)
    given.variables[ref] = names


def _note(found: Finding) -> Finding:
    what = f"{found.what} The specs are checked without them."
    return Finding(found.code, what, found.source, (), found.hint, "note", found.details)


def _promised(inputs: Inputs, ref: str) -> Names | None:
    """Give the columns the data dictionary promises of a form."""
    stage, _, name = ref.partition(".")
    form = inputs.form(name) if stage == "raw" else None
    return None if form is None else {str(one): Variable(str(one)) for one in form["fields"]}


def _variables(payload: object) -> Names | None:
    match payload:
        case RawInput():
            names = [*map(str, payload.form.get("fields") or ())]
            names += _raw_header(payload)
        case TableInput(path=Path() as path):
            names = _header(path, "utf-8")
        case TableInput():
            names = [str(key) for row in payload.rows for key in row]
        case FileInput():
            return _file_variables(payload)
        case PackageInput():
            found = read_package(payload.package, payload.stage, payload.name)
            return {one.name: one for one in found.variables}
        case _:
            return None
    return {name: Variable(name) for name in names}


def _raw_header(payload: RawInput) -> list[str]:
    """Give the headings of a raw form; what is wrong with it is told where it is read."""
    if is_text_file(payload.path):
        return _header(payload.path, payload.encoding)
    try:
        return list(read_cells(payload.path, payload.form.get("sheet")).column_names)
    except (TlfgenError, OSError):
        return []


def _header(path: Path, encoding: str) -> list[str]:
    """Give the names of the first line; what is wrong with it is told where it is read."""
    try:
        with path.open(encoding=encoding, newline="") as stream:
            return [name.strip().removeprefix("\ufeff") for name in next(csv.reader(stream), [])]
    except (OSError, ValueError, LookupError, csv.Error):
        return []


def _file_variables(payload: FileInput) -> Names | None:
    if payload.path.suffix == ".parquet" or ".sas7bdat" in payload.path.name:
        try:
            found = read_dataset(payload.path, stage=payload.stage)
        except TlfgenError:
            return None
        return {one.name: one for one in found.variables}
    names = xpt_names(payload.path)
    return None if names is None else {name: Variable(name) for name in sorted(names)}
