"""Every problem of a study's specs, templates and data in one list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tlfgen.check.conformance import check_specs, known_variables, once
from tlfgen.core.errors import Finding, SpecError, TlfgenError
from tlfgen.io.raw import read_raw
from tlfgen.io.tabular import read_dataset
from tlfgen.layout.mock import mock_display
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.plan import plan_passes
from tlfgen.mapper.schedule import schedule_stages
from tlfgen.model.output import RunStamp
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.template_check import check_templates
from tlfgen.run.displays import display_datasets, template_layers
from tlfgen.run.given import find_given
from tlfgen.run.payloads import FileInput, RawInput
from tlfgen.run.plugins import load_plugins
from tlfgen.run.sources import Inputs
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.load import StudySpec, read_study
from tlfgen.spec.stale_text import check_texts
from tlfgen.spec.verbs.plugin import Plugin

__all__ = ["check_study", "find_spec_problems"]


def check_study(study: Path, data: Path | None = None) -> list[Finding]:
    """
    Give every problem of a study: errors, warnings and notes.

    Parameters
    ----------
    study : Path
        The study folder.
    data : Path or None
        Where the input data lie, instead of what ``study.yaml`` says. Without data the specs
        alone are checked, and a note says so.

    Returns
    -------
    list of Finding
        Problems of a file that cannot be read hide those that follow from them, so that one
        mistake is one finding.
    """
    spec, findings = read_study(study)
    if spec is None:
        return findings
    inputs = Inputs(spec, data)
    findings += find_spec_problems(spec, inputs)
    for dataset in spec.datasets.values():
        findings += check_texts(dataset)
    findings += _data_problems(inputs)
    return once(findings)


def find_spec_problems(spec: StudySpec, inputs: Inputs) -> list[Finding]:
    """
    Give the problems of specs, plug-ins and templates, and the data that lack.

    Nothing is derived: names are looked up in recipes, headers and the data dictionary.
    """
    shown: set[str] = set()
    for display in spec.displays.values():
        with suppress(SpecError):  # told below, with all that is wrong with the display
            shown |= set(display_datasets(display, spec))
    given = find_given(spec, inputs, sorted(shown))
    known = known_variables(spec, given.variables)
    findings = [*spec.remarks, *given.findings, *check_specs(spec, known, given.codelists)]
    wrong = any(one.severity == "error" for one in findings)
    names = {ref: frozenset(one) for ref, one in known.items() if one is not None}
    if not wrong:
        findings += _orders(spec, names)
        findings += _mocks(spec)
    findings += _plugins(spec)
    findings += check_templates(TemplateFolders(template_layers(spec)))
    return once(findings)


def _kept(action: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        action()
    except TlfgenError as error:
        return error.findings
    return ()


def _orders(spec: StudySpec, names: Mapping[str, Collection[str]]) -> list[Finding]:
    """Give the loops among datasets, and among the derivations of each."""
    findings = list(_kept(lambda: plan_passes(spec.datasets.values(), names)))
    for dataset in spec.datasets.values():
        findings += _kept(lambda one=dataset: _schedule(one, names))  # type: ignore[misc]  # bound at once
    return findings


def _schedule(dataset: DatasetSpec, names: Mapping[str, Collection[str]]) -> None:
    columns = {
        alias: frozenset(names[ref.ref])
        for alias, ref in dataset.sources.items()
        if ref.ref in names
    }
    schedule_stages(dataset, Needs(dataset, columns))


def _mocks(spec: StudySpec) -> list[Finding]:
    """Lay every display out without data: titles, placeholders and formats are met there."""
    stamp = RunStamp(study=spec.study.id)
    findings: list[Finding] = []
    for display in spec.displays.values():
        findings += _kept(lambda one=display: mock_display(one, spec.study, stamp))  # type: ignore[misc]  # bound at once
    return findings


def _plugins(spec: StudySpec) -> list[Finding]:
    """Give the plug-ins that cannot be imported, or lack a function a recipe calls."""
    functions: dict[str, Callable[..., Any]] = {}
    findings: list[Finding] = []
    for name in spec.study.plugins:
        try:
            functions |= load_plugins([spec.folder / name])
        except SpecError as error:
            findings += error.findings
    if findings:
        return findings
    for verb in _plugin_verbs(spec.datasets.values()):
        if verb.function not in functions:
            place = verb.place_of("function")
            findings += SpecError.unknown("plugin", verb.function, functions, place).findings
    return findings


def _plugin_verbs(datasets: Iterable[DatasetSpec]) -> list[Plugin]:
    return [
        verb
        for dataset in datasets
        for column in dataset.derivations.values()
        for verb in column.derivation.every_verb
        if isinstance(verb, Plugin)
    ]


def _data_problems(inputs: Inputs) -> list[Finding]:
    """Read every input the recipes ask for, as far as its own file can be wrong."""
    findings: list[Finding] = []
    for task in inputs.tasks.values():
        payload = task.payload
        if isinstance(payload, RawInput):
            findings += _kept(lambda one=payload: _read_form(one))  # type: ignore[misc]  # bound at once
        elif isinstance(payload, FileInput):
            findings += _kept(lambda one=payload: read_dataset(one.path, stage=one.stage))  # type: ignore[misc]  # bound at once
    return findings


def _read_form(form: RawInput) -> None:
    read_raw(form.path, form.form, name=form.name, encoding=form.encoding, missing=form.missing)
