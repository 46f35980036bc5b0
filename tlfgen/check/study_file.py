"""The names in a study file looked up in its datasets and displays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from tlfgen.check.names import Names
from tlfgen.check.patterns import unknown_results
from tlfgen.check.sections import check_sections
from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import Condition, In, ListReference, references, walk
from tlfgen.spec.appendix import COVER_WORDS
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.load import StudySpec
from tlfgen.spec.node import source_of
from tlfgen.spec.study import StudyFile

__all__ = ["check_study_file"]

_HOLE = re.compile(r"\{([\w.:]+)\}")
Lookup = Callable[[str], Names | None]


def check_study_file(spec: StudySpec, variables: Lookup, datasets: Sequence[str]) -> list[Finding]:
    """
    Give every problem of populations, conditions, arms and appendix.

    Parameters
    ----------
    spec : StudySpec
    variables : callable
        Gives the variables of a dataset by its name, None where they are not known.
    datasets : sequence of str
        Every dataset there is.
    """
    study = spec.study
    findings: list[Finding] = []
    subjects = study.subjects.data
    if study.populations and subjects not in datasets:
        place = source_of(subjects) or study.subjects.source
        findings += SpecError.unknown("dataset", subjects, datasets, place).findings
    for name in study.subjects.key:
        findings += _variable(subjects, str(name), variables, study.subjects.place_of("key"))
    for population in study.populations.values():
        if population.where is not None:
            place = source_of(population.where) or population.source
            findings += _filter(study, subjects, str(population.where), place, variables)
    for condition in study.conditions.values():
        place = source_of(condition.data) or condition.source
        if condition.data.rpartition(".")[2] not in datasets:
            findings += SpecError.unknown("dataset", condition.data, datasets, place).findings
            continue
        place = source_of(condition.where) or condition.source
        findings += _filter(study, condition.data, str(condition.where), place, variables)
    findings += _arms(study, variables)
    for pattern in study.formats.values():
        for text in (pattern.text, pattern.zero or "", pattern.no_denominator):
            findings += unknown_results(text, source_of(text) or pattern.source)
    if study.appendix is not None and study.appendix.cover is not None:
        cover = study.appendix.cover
        for line in (cover.title, *cover.lines):
            findings += _placeholders(line, source_of(line) or cover.source)
    if study.appendix is not None and not spec.failed:
        findings += check_sections(study.appendix.sections, spec)
    return list(dict.fromkeys(findings))


def _filter(
    study: StudyFile, dataset: str, text: str, place: Source | None, variables: Lookup
) -> Iterator[Finding]:
    try:
        tree = parse_filter(text, place)
    except SpecError as error:
        yield from error.findings
        return
    for reference in sorted(references(tree), key=str):
        yield from _variable(reference.source or dataset, reference.variable, variables, place)
    for node in walk(tree):
        if isinstance(node, Condition) and node.name not in study.conditions:
            yield from SpecError.unknown("condition", node.name, study.conditions, place).findings
        if isinstance(node, In) and isinstance(node.items, ListReference):
            name = node.items.name
            yield from _list(name, study, place)


def _list(name: str, study: StudyFile, place: Source | None) -> Iterator[Finding]:
    if name not in study.lists:
        yield from SpecError.unknown("list", name, study.lists, place).findings


def _variable(
    dataset: str, name: str, variables: Lookup, place: Source | None
) -> Iterator[Finding]:
    known = variables(dataset)
    if known is not None and name not in known:
        allowed = [f"{dataset}.{one}" for one in known]
        yield from SpecError.unknown("variable", f"{dataset}.{name}", allowed, place).findings


def _arms(study: StudyFile, variables: Lookup) -> Iterator[Finding]:
    if study.arms is None:
        return
    subjects = study.subjects.data
    for arm in (study.arms.planned, study.arms.actual):
        if arm is None:
            continue
        for name in (arm.var, arm.order):
            if name is not None:
                place = source_of(name) or arm.source
                yield from _variable(subjects, str(name), variables, place)


def _placeholders(text: str, place: Source | None) -> Iterator[Finding]:
    """Give the placeholders of a cover text that nothing fills."""
    known = [word.strip("{}") for word in COVER_WORDS]
    for word in _HOLE.findall(text):
        if word not in known:
            yield from SpecError.unknown("placeholder", word, known, place).findings
