"""The stages of a recipe, run on one block of subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tlfgen.core.errors import MappingError
from tlfgen.frame.dtypes import coerce_column
from tlfgen.mapper.derivation import run_derivation
from tlfgen.mapper.draft import Draft
from tlfgen.mapper.kinds import is_of_kind
from tlfgen.mapper.merge import merge_sources
from tlfgen.mapper.records.derived import add_records, settled
from tlfgen.mapper.records.events import make_event_records
from tlfgen.mapper.records.made import make_records
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.schedule import Schedule
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.subjects import linked
from tlfgen.model.step import StepResult
from tlfgen.spec.dataset import ColumnSpec
from tlfgen.spec.derived_records import DerivedBlock

__all__ = ["run_stages"]


def run_stages(schedules: Sequence[Schedule], setting: Setting, others: Mapping[str, str]) -> Draft:
    """
    Give the rows of one block with every column derived.

    Parameters
    ----------
    schedules : sequence of Schedule
    setting : Setting
        Its sources are cut to the subjects of the block.
    others : mapping of alias to str
        Sources whose subjects are known once the rows have that variable.
    """
    draft: Draft | None = None
    done: list[ColumnSpec] = []
    merged: set[str] = set()
    blocks: list[DerivedBlock] = []
    for schedule in schedules:
        draft = _begun(schedule, draft, setting)
        draft = draft.with_rows(_linked(draft.rows, others))
        for column in schedule.before_merge:
            draft = _derived(draft, column, others, ())
            done.append(column)
        draft = merge_sources(draft, schedule.stage.merge)
        merged |= {str(name) for merge in schedule.stage.merge.values() for name in merge.take}
        for action in schedule.actions:
            if isinstance(action, ColumnSpec):
                draft = _derived(draft, action, others, blocks)
                done.append(action)
            else:
                draft = add_records(action, draft, done, frozenset(merged))
                blocks.append(action)
    if draft is None:
        raise MappingError.of("mapping.no-records", f"{setting.dataset} has no records: block.")
    return draft


def _begun(schedule: Schedule, draft: Draft | None, setting: Setting) -> Draft:
    """Give the records of a stage below those of the stages before."""
    parts = [] if draft is None else [draft]
    if schedule.stage.records:
        parts.append(make_records(schedule.stage.records, setting))
    if schedule.stage.time_to_event:
        parts.append(make_event_records(schedule.stage.time_to_event, setting))
    if not parts:
        raise MappingError.of("mapping.no-records", f"{setting.dataset} has no records: block.")
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.below(part)
    return whole


def _derived(
    draft: Draft, column: ColumnSpec, others: Mapping[str, str], blocks: Sequence[DerivedBlock]
) -> Draft:
    """Give the draft with the columns of one step, in the kinds of their variables."""
    result = draft.rows.setting.prepared.get(column.name)
    if result is None:
        result = run_derivation(column.derivation, column.targets, draft.rows)
    columns = {}
    for name, values in result.columns.items():
        variable = draft.rows.setting.variables.get(name)
        kept = values
        if variable is not None and not is_of_kind(values, variable.kind):
            kept = coerce_column(values, variable.kind, name, column.derivation.source)
        columns[name] = settled(draft, name, blocks, kept)
    keeps_trace = result.chosen is not None or bool(column.derivation.fallback)
    traced = StepResult(
        columns,
        result.chosen,
        result.branch if keeps_trace else None,
        result.candidates if keeps_trace else None,
        result.imputed,
    )
    draft = draft.with_result(column.name, traced)
    if any(variable in column.makes for variable in others.values()):
        draft = draft.with_rows(_linked(draft.rows, others))
    return draft


def _linked(rows: Rows, others: Mapping[str, str]) -> Rows:
    """Give the rows with the subjects of other sources known, as far as the rows tell."""
    sources = rows.setting.sources
    for variable in dict.fromkeys(others.values()):
        keys = rows.find(variable)
        if keys is not None:
            aliases = {alias: name for alias, name in others.items() if name == variable}
            sources = linked(sources, aliases, keys, rows.subjects)
    return (
        rows
        if sources is rows.setting.sources
        else replace(rows, setting=replace(rows.setting, sources=sources))
    )
