"""The order in which the columns of a dataset are derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from tlfgen.core.errors import SpecError
from tlfgen.mapper.needs import Needs
from tlfgen.spec.dataset import ColumnSpec, DatasetSpec, StageSpec
from tlfgen.spec.derived_records import DerivedBlock

__all__ = ["Action", "Schedule", "schedule_stages"]

Action: TypeAlias = ColumnSpec | DerivedBlock


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    What is done in one stage.

    Parameters
    ----------
    stage : StageSpec
    before_merge : tuple of ColumnSpec
        Columns that a merge of the stage takes as its key.
    actions : tuple of ColumnSpec or DerivedBlock
        In run order.
    """

    stage: StageSpec
    before_merge: tuple[ColumnSpec, ...]
    actions: tuple[Action, ...]

    @property
    def columns(self) -> tuple[ColumnSpec, ...]:
        """The derivations of the stage, in run order."""
        every = (*self.before_merge, *self.actions)
        return tuple(one for one in every if isinstance(one, ColumnSpec))

    def limited(self, names: frozenset[str]) -> Schedule:
        """Give the schedule with only the derivations that make one of the names."""
        kept = [
            tuple(one for one in part if not isinstance(one, ColumnSpec) or names & set(one.makes))
            for part in (self.before_merge, self.actions)
        ]
        before = tuple(one for one in kept[0] if isinstance(one, ColumnSpec))
        return Schedule(self.stage, before, kept[1])

    def with_actions(self, actions: tuple[Action, ...]) -> Schedule:
        """Give the schedule with other actions."""
        return replace(self, actions=actions)

    def lines(self) -> tuple[str, ...]:
        """Give the steps as a reviewer reads them: targets, verb, spec line."""
        lines = [f"records    {block.name}" for block in self.stage.records]
        lines += [f"merge      {alias}" for alias in self.stage.merge]
        for action in self.actions:
            if isinstance(action, ColumnSpec):
                place = action.derivation.source
                verb = action.derivation.step.verb
                lines.append(
                    f"column     {', '.join(action.targets)}  {verb}  {place or ''}".rstrip()
                )
            else:
                lines.append(
                    f"rows       {action.id}  {action.kind}  {action.source or ''}".rstrip()
                )
        return tuple(lines)


def schedule_stages(spec: DatasetSpec, needs: Needs) -> tuple[Schedule, ...]:
    """
    Give the run order of every stage.

    A block of derived records follows the columns it reads; every other column follows the last
    block, so that it sees all rows. Work columns and conditions that are verbs are derived in the
    first stage that needs them.

    Raises
    ------
    SpecError
        ``spec.derivation-cycle`` with the whole loop; ``spec.unset-on-derived`` where a block
        reads a column that looks across rows, which is not settled on the new ones;
        ``spec.read-before-made``; ``spec.unknown-variable`` for a name that a block settles.
    """
    done: set[str] = set()
    schedules = []
    last = len(spec.steps) - 1
    staged = {name for column in _stage_columns(spec) for name in column.makes}
    free = [step for name, step in needs.steps.items() if name not in staged]
    for number, stage in enumerate(spec.steps):
        order = _Order(needs, done, needs.steps, _later(spec, number))
        keys = [ref.variable for merge in stage.merge.values() for ref in merge.by]
        keys += ["STUDYID", "USUBJID"] if stage.merge else []
        before = order.run(name for name in dict.fromkeys(keys) if name in needs.steps)
        actions: list[Action] = []
        for block in stage.derived_records:
            _require_known_names(spec, block, needs)
            wanted = sorted(needs.of_block(block), key=list(needs.steps).index)
            actions += order.run(wanted)
            _require_settled(block, actions, needs)
            actions.append(block)
        actions += order.run(name for column in stage.columns for name in column.targets)
        if number == last:
            actions += order.run(step.name for step in free)
        done = order.done
        _refuse_early(spec, stage, needs, _later(spec, number))
        schedules.append(Schedule(stage, tuple(before), tuple(actions)))
    return tuple(schedules)


class _Order:
    """The run order of one stage, grown by what is asked for."""

    def __init__(
        self,
        needs: Needs,
        done: set[str],
        steps: Mapping[str, ColumnSpec],
        later: frozenset[str],
    ) -> None:
        self._needs = needs
        self._steps = steps
        self._later = later
        self.done = set(done)

    def run(self, names: Iterable[str]) -> list[ColumnSpec]:
        """Give the steps that make the names, each after what it needs; none twice."""
        order: list[ColumnSpec] = []
        for name in names:
            self._visit(name, order, [])
        return order

    def _visit(self, name: str, order: list[ColumnSpec], path: list[str]) -> None:
        if name in self.done or name in self._later:
            return
        step = self._steps[name]
        if step.name in path:
            loop = " -> ".join([*path[path.index(step.name) :], step.name])
            what = f"The derivations need each other: {loop}."
            hint = "derive one of them in an earlier stage, or from another variable"
            raise SpecError.of("spec.derivation-cycle", what, step.derivation.source, hint=hint)
        for needed in sorted(self._needs.of_column(step)):
            self._visit(needed, order, [*path, step.name])
        if name not in self.done:
            order.append(step)
            self.done |= set(step.makes)


def _stage_columns(spec: DatasetSpec) -> list[ColumnSpec]:
    return [column for stage in spec.steps for column in stage.columns]


def _later(spec: DatasetSpec, number: int) -> frozenset[str]:
    """Give the names that a later stage makes."""
    return frozenset(
        name
        for stage in spec.steps[number + 1 :]
        for column in stage.columns
        for name in column.makes
    )


def _refuse_early(spec: DatasetSpec, stage: StageSpec, needs: Needs, later: frozenset[str]) -> None:
    """Refuse a column that reads one of a later stage which nothing else offers."""
    merged = {
        str(name) for one in spec.steps for merge in one.merge.values() for name in merge.take
    }
    missing = later - merged - needs.record_names
    for column in stage.columns:
        early = sorted(needs.of_column(column) & missing)
        if early:
            what = f"{spec.dataset}.{column.name} reads {early[0]}, which a later stage makes."
            hint = f"move {column.name} to that stage, or {early[0]} to this one"
            raise SpecError.of("spec.read-before-made", what, column.derivation.source, hint=hint)


def _require_known_names(spec: DatasetSpec, block: DerivedBlock, needs: Needs) -> None:
    """Refuse a name in ``copy``, ``recompute`` or ``leave_missing`` that no column has."""
    merges = [merge for stage in spec.steps for merge in stage.merge.values()]
    known = {*needs.steps, *spec.variables, *needs.record_names}
    known |= {str(name) for merge in merges for name in merge.take}
    known |= {name for stage in spec.steps for one in stage.records for name in one.made}
    for name in (*block.copied, *block.recompute, *block.leave_missing):
        if name not in known:
            raise SpecError.unknown("variable", name, known, block.source)


def _require_settled(block: DerivedBlock, actions: list[Action], needs: Needs) -> None:
    """Refuse a block that reads a column across rows without saying its value on the new rows."""
    stated = {*block.names_set(), *block.leave_missing, *block.copied, *block.recompute}
    stated |= {reference.variable for reference in block.keys}
    wanted = needs.of_block(block)
    for action in actions:
        if not isinstance(action, ColumnSpec):
            continue
        across = any(verb.across_rows for verb in action.derivation.verbs)
        unstated = [name for name in action.makes if name in wanted and name not in stated]
        if across and unstated:
            what = (
                f"The records '{block.id}' read {unstated[0]}, which looks across rows "
                f"('{action.derivation.step.verb}') and has no stated value on the new records."
            )
            hint = f"add {unstated[0]} to set:, copy: or leave_missing: of '{block.id}'"
            raise SpecError.of("spec.unset-on-derived", what, block.source, hint=hint)
