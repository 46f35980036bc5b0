"""A recipe with its sources, run part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from tlfgen.core.errors import Finding
from tlfgen.frame.table import Table
from tlfgen.mapper.across import across_columns, derive_across
from tlfgen.mapper.checks import breaches
from tlfgen.mapper.counts import Count, count_notes
from tlfgen.mapper.draft import Draft
from tlfgen.mapper.finish import finish
from tlfgen.mapper.inputs import Inputs, gather_inputs
from tlfgen.mapper.joint import Joint, Part, Sink
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.parts import Cut
from tlfgen.mapper.schedule import Schedule, schedule_stages
from tlfgen.mapper.sdtm.supp import qualifiers_of
from tlfgen.mapper.sentences import describe_columns
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.stages import run_stages
from tlfgen.mapper.tally import Tally, added_up
from tlfgen.mapper.whole import lightened, own_steps, whole_of
from tlfgen.model.dataset import Dataset
from tlfgen.model.lineage import ColumnLineage
from tlfgen.model.step import StepResult
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.slots import Formula
from tlfgen.spec.stale_text import check_texts
from tlfgen.spec.study import StudyFile
from tlfgen.spec.verbs.derivation import Derivation

__all__ = ["Derived", "Recipe"]


@dataclass(frozen=True, slots=True)
class Derived:
    """
    What is known of a dataset when its parts are done.

    Parameters
    ----------
    columns : tuple of ColumnLineage
    record_source : tuple of (str, str)
        As in ``Lineage``.
    telling : frozenset of str
        The columns of the trace that say something.
    findings : tuple of Finding
    """

    columns: tuple[ColumnLineage, ...]
    record_source: tuple[tuple[str, str], ...]
    telling: frozenset[str]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Recipe:
    """
    A recipe with its sources.

    Parameters
    ----------
    spec : DatasetSpec
    tables : mapping of ``stage.NAME`` to Table
    study : StudyFile
    only : frozenset of str or None
    plugins : mapping of name to function
    qualifiers : mapping of ``sdtm.SUPP--`` to its qualifiers with their labels
    needs : Needs
    schedules : tuple of Schedule
    findings, closing : list of Finding
        Met while columns were derived, and at the end of parts.
    """

    spec: DatasetSpec
    tables: Mapping[str, Table]
    study: StudyFile
    only: frozenset[str] | None
    plugins: Mapping[str, Callable[..., Any]]
    qualifiers: Mapping[str, Mapping[str, str]]
    needs: Needs
    schedules: tuple[Schedule, ...]
    findings: list[Finding] = field(default_factory=list)
    closing: list[Finding] = field(default_factory=list)
    _kept: dict[str, Dataset] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        spec: DatasetSpec,
        tables: Mapping[str, Table],
        study: StudyFile,
        only: frozenset[str] | None,
        plugins: Mapping[str, Callable[..., Any]],
    ) -> Self:
        """Give a recipe with the run order of its stages."""
        beside = {f"sdtm.SUPP{ref.name}" for ref in spec.sources.values() if ref.stage == "sdtm"}
        qualifiers = {ref: qualifiers_of(tables[ref]) for ref in sorted(beside & set(tables))}
        heads = {ref: table.head for ref, table in tables.items()}
        inputs = gather_inputs(spec, heads, study, lambda _: None, qualifiers)
        columns = {
            alias: frozenset(map(str, data.frame.columns))
            for alias, data in inputs.subjects.sources.items()
        }
        needs = Needs(spec, columns, inputs.subjects.others)
        schedules = schedule_stages(spec, needs)
        if only is not None:
            wanted = needs.closure(only)
            schedules = tuple(schedule.limited(wanted) for schedule in schedules)
        return cls(spec, tables, study, only, plugins, qualifiers, needs, schedules)

    def run(self, cuts: Sequence[Cut], sink: Sink) -> Derived:
        """Derive every part and hand it on; gives what is known of all of them."""
        sink.begin()
        self.findings = list(check_texts(self.spec)) if self.only is None else []
        self.closing = []
        joint = Joint(own_steps(self.needs))
        prepared: list[dict[str, StepResult]] = [{} for _ in cuts]
        if len(cuts) > 1 and across_columns(self.schedules):
            prepared = derive_across(
                self.schedules,
                self.needs,
                len(cuts),
                lambda number, schedules, ready: self._draft(
                    schedules, self._inputs(cuts[number], []), ready
                ),
            )
        tallies: list[Tally] = []
        counts: list[Count] = []
        columns: tuple[ColumnLineage, ...] = ()
        record_source: tuple[tuple[str, str], ...] = ()
        for cut, ready in zip(cuts, prepared, strict=True):
            inputs = self._inputs(cut, tallies)
            part = self._part(inputs, ready)
            sink.add(joint.placed(part))
            tallies += part.tallies
            counts += part.counts
            columns = columns or describe_columns(
                self.spec, part.dataset, inputs, self._setting(inputs, {})
            )
            record_source = _record_sources(self.spec, inputs)
        if self.only is None:
            self.findings += count_notes(self.spec.dataset, counts)
        findings = _once([*self.findings, *self.closing, *added_up(tallies)])
        return Derived(columns, record_source, frozenset(joint.telling), tuple(findings))

    def _inputs(self, cut: Cut, tallies: list[Tally]) -> Inputs:
        sources = {}
        for ref, table in self.tables.items():
            if ref in cut:
                sources[ref] = table.take(cut[ref])
            else:
                self._kept[ref] = sources[ref] = self._kept.get(ref) or table.take()
        return gather_inputs(self.spec, sources, self.study, tallies.append, self.qualifiers)

    def _draft(
        self, schedules: Sequence[Schedule], inputs: Inputs, ready: Mapping[str, StepResult]
    ) -> Draft:
        return run_stages(schedules, self._setting(inputs, ready), inputs.subjects.others)

    def _part(self, inputs: Inputs, ready: Mapping[str, StepResult]) -> Part:
        draft = self._draft(self.schedules, inputs, ready)
        if self.only is None:
            draft = draft.with_rows(draft.rows.with_columns(breaches(self.spec, draft.rows)))
        draft = lightened(self.spec, draft)
        done = finish(
            self.spec,
            whole_of(draft, self.needs),
            self._setting(inputs, {}),
            inputs,
            is_partial=self.only is not None,
        )
        self.closing += done.findings
        tallies, counts = done.tallies, draft.counts
        return Part(done.dataset, done.trace, done.parents, done.supplement, tallies, counts)

    def _setting(self, inputs: Inputs, ready: Mapping[str, StepResult]) -> Setting:
        spec = self.spec
        return Setting(
            dataset=spec.dataset,
            study=self.study,
            sources=inputs.subjects.sources,
            tables=inputs.tables,
            conditions={name: c for name, c in spec.define.items() if isinstance(c, Formula)},
            tests={name: c for name, c in spec.define.items() if isinstance(c, Derivation)},
            variables={variable.name: variable for variable in spec.metadata},
            codelists=self.study.codelists,
            plugins=dict(self.plugins),
            prepared=ready,
            warn=self.findings.append,
        )


def _record_sources(spec: DatasetSpec, inputs: Inputs) -> tuple[tuple[str, str], ...]:
    found = []
    for stage in spec.steps:
        found += [(b.name, inputs.names.get(str(b.origin), "")) for b in stage.records]
        for parameter in stage.time_to_event:
            alias = str(parameter.population.origin)
            found.append((alias.lower(), inputs.names.get(alias, "")))
    return tuple(dict.fromkeys(found))


def _once(findings: list[Finding]) -> list[Finding]:
    """Give findings without repeats: of parts, the first speaks for all."""
    seen: set[object] = set()
    kept = []
    for finding in findings:
        mark = (finding.code, finding.source) if finding.source else finding
        if mark not in seen:
            seen.add(mark)
            kept.append(finding)
    return kept
