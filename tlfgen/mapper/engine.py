"""The running of a recipe: sources in, a dataset with its lineage out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tlfgen.core.errors import Finding
from tlfgen.mapper.checks import breaches
from tlfgen.mapper.counts import count_notes
from tlfgen.mapper.finish import finish
from tlfgen.mapper.inputs import Inputs, gather_inputs
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.schedule import Schedule, schedule_stages
from tlfgen.mapper.sentences import describe_columns
from tlfgen.mapper.setting import Setting, SourceData
from tlfgen.mapper.stages import run_stages
from tlfgen.mapper.subjects import cut
from tlfgen.mapper.whole import Whole, lightened, whole_of
from tlfgen.model.dataset import Dataset
from tlfgen.model.lineage import Lineage
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.slots import Formula
from tlfgen.spec.stale_text import check_texts
from tlfgen.spec.study import StudyFile

__all__ = ["Mapped", "build_dataset", "listing_of"]


@dataclass(frozen=True, slots=True)
class Mapped:
    """
    A dataset that was derived.

    Parameters
    ----------
    dataset : Dataset
    lineage : Lineage
    supplement : Dataset or None
        Its SUPP-- dataset, where columns go there.
    findings : tuple of Finding
        Warnings, notes and breaches of checks.
    """

    dataset: Dataset
    lineage: Lineage
    supplement: Dataset | None
    findings: tuple[Finding, ...]


def build_dataset(
    spec: DatasetSpec,
    sources: Mapping[str, Dataset],
    study: StudyFile,
    *,
    only: frozenset[str] | None = None,
    plugins: Mapping[str, Callable[..., Any]] | None = None,
) -> Mapped:
    """
    Derive a dataset from its sources.

    The stages of the recipe run in order, each by blocks of whole subjects unless one of its verbs
    looks across subjects.

    Parameters
    ----------
    spec : DatasetSpec
    sources : mapping of ``stage.NAME`` to Dataset
        Every source the recipe names. ``sdtm.SUPPAE`` beside ``sdtm.AE`` is joined on.
    study : StudyFile
    only : frozenset of str, optional
        The columns of a partial pass: what another dataset needs before this one can be finished.
        Nothing is checked then.
    plugins : mapping of name to function, optional
        What the study's own Python files offer.

    Returns
    -------
    Mapped
        The dataset in key order, its variables in the order of the specification.

    Raises
    ------
    SpecError, MappingError, DataError
        All problems of a step together.
    """
    findings: list[Finding] = list(check_texts(spec)) if only is None else []
    inputs = gather_inputs(spec, sources, study, findings.append)
    columns = {
        alias: frozenset(map(str, data.frame.columns))
        for alias, data in inputs.subjects.sources.items()
    }
    needs = Needs(spec, columns, inputs.subjects.others)
    schedules = _limited(schedule_stages(spec, needs), needs, only)
    setting = _setting(spec, inputs, study, findings, plugins)
    blocks: Iterable[Mapping[str, SourceData]] = [inputs.subjects.sources]
    if not _looks_across_subjects(schedules):
        blocks = cut(inputs.subjects)
    drafts = []
    for block in blocks:
        draft = run_stages(schedules, _within(setting, block), inputs.subjects.others)
        if only is None:
            draft = draft.with_rows(draft.rows.with_columns(breaches(spec, draft.rows)))
        drafts.append(lightened(spec, draft))
    whole = whole_of(drafts, needs)
    findings += count_notes(spec.dataset, whole.counts) if only is None else []
    return _finished(spec, whole, setting, inputs, findings, only)


def listing_of(spec: DatasetSpec, sources: Mapping[str, Dataset], study: StudyFile) -> str:
    """Give the derivations in run order, one line each, for reviewers."""
    inputs = gather_inputs(spec, sources, study, lambda _: None)
    columns = {
        alias: frozenset(map(str, data.frame.columns))
        for alias, data in inputs.subjects.sources.items()
    }
    schedules = schedule_stages(spec, Needs(spec, columns, inputs.subjects.others))
    return "\n".join(line for one in schedules for line in one.lines()) + "\n"


def _setting(
    spec: DatasetSpec,
    inputs: Inputs,
    study: StudyFile,
    findings: list[Finding],
    plugins: Mapping[str, Callable[..., Any]] | None,
) -> Setting:
    return Setting(
        dataset=spec.dataset,
        study=study,
        sources=inputs.subjects.sources,
        tables=inputs.tables,
        conditions={name: c for name, c in spec.define.items() if isinstance(c, Formula)},
        variables={variable.name: variable for variable in spec.metadata},
        codelists=study.codelists,
        plugins=dict(plugins or {}),
        warn=findings.append,
    )


def _within(setting: Setting, block: Mapping[str, SourceData]) -> Setting:
    return replace(setting, sources=block)


def _looks_across_subjects(schedules: tuple[Schedule, ...]) -> bool:
    return any(
        verb.scope == "table"
        for schedule in schedules
        for column in schedule.columns
        for verb in column.derivation.every_verb
    )


def _limited(
    schedules: tuple[Schedule, ...], needs: Needs, only: frozenset[str] | None
) -> tuple[Schedule, ...]:
    """Give the schedules of a partial pass: the columns asked for, with what they need."""
    if only is None:
        return schedules
    wanted = set(only)
    waiting = list(only)
    while waiting:
        step = needs.steps.get(waiting.pop())
        more = needs.of_column(step) - wanted if step is not None else frozenset()
        wanted |= more
        waiting += sorted(more)
    return tuple(schedule.limited(frozenset(wanted)) for schedule in schedules)


def _finished(
    spec: DatasetSpec,
    whole: Whole,
    setting: Setting,
    inputs: Inputs,
    findings: list[Finding],
    only: frozenset[str] | None,
) -> Mapped:
    done = finish(spec, whole, setting, inputs, is_partial=only is not None)
    columns = describe_columns(spec, done.dataset, inputs, setting)
    lineage = Lineage(
        spec.dataset, columns, done.trace, _record_sources(spec, inputs), done.parents
    )
    return Mapped(done.dataset, lineage, done.supplement, tuple(_once([*findings, *done.findings])))


def _record_sources(spec: DatasetSpec, inputs: Inputs) -> tuple[tuple[str, str], ...]:
    found = []
    for stage in spec.steps:
        found += [(b.name, inputs.names.get(str(b.origin), "")) for b in stage.records]
        for parameter in stage.time_to_event:
            alias = str(parameter.population.origin)
            found.append((alias.lower(), inputs.names.get(alias, "")))
    return tuple(dict.fromkeys(found))


def _once(findings: list[Finding]) -> list[Finding]:
    """Give findings without repeats: of blocks, the first speaks for all."""
    seen: set[object] = set()
    kept = []
    for finding in findings:
        mark = (finding.code, finding.source) if finding.source else finding
        if mark not in seen:
            seen.add(mark)
            kept.append(finding)
    return kept
