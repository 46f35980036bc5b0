"""The order in which the columns of a dataset are derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tlfgen.core.errors import SpecError
from tlfgen.model.expression import conditions, references
from tlfgen.spec.dataset import ColumnSpec, DatasetSpec, StageSpec
from tlfgen.spec.derived_records import DerivedBlock
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.declaration import Reading, readings
from tlfgen.spec.verbs.derivation import Derivation

__all__ = ["Action", "Needs", "Schedule", "schedule_stages"]

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


class Needs:
    """
    Which own columns a derivation needs.

    Parameters
    ----------
    spec : DatasetSpec
    columns : mapping of alias to the names of its variables
        An alias that is absent counts as having every name asked of it.
    linking : mapping of alias to str
        Sources whose subjects are only known by an own variable.
    """

    def __init__(
        self,
        spec: DatasetSpec,
        columns: Mapping[str, frozenset[str]],
        linking: Mapping[str, str] | None = None,
    ) -> None:
        self._spec = spec
        self._columns = columns
        self._linking = dict(linking or {})
        self._own = self_names(spec)
        self._record_aliases = {
            str(block.origin) for stage in spec.steps for block in stage.records
        }

    @property
    def steps(self) -> Mapping[str, ColumnSpec]:
        """Which step makes which own name, named conditions that are verbs included."""
        return self._own

    def of(self, readings_of: Iterable[Reading]) -> frozenset[str]:
        """Give the own names among what is read, those of named conditions included."""
        found: set[str] = set()
        for reading in readings_of:
            if reading.kind == "variable":
                self._variable(reading, found)
            elif reading.kind == "condition":
                self._condition(reading.name, reading.inside, found, set())
            elif reading.kind == "source":
                self._link(reading.name, found)
        return frozenset(found)

    def of_column(self, column: ColumnSpec) -> frozenset[str]:
        """Give the own names a step needs, those it makes left out."""
        needed = self.of(column.derivation.reads()) | {
            name for name in column.derivation.after if name in self._own
        }
        return frozenset(needed - set(column.makes))

    def of_block(self, block: DerivedBlock) -> frozenset[str]:
        """Give the own names a block of derived records needs."""
        aliases = set((block.from_params or {}).values())
        found = set()
        for reading in readings(block):
            own = reading.source in aliases
            plain = Reading(reading.kind, reading.name, "" if own else reading.source)
            found |= self.of([plain])
        found |= {ref.variable for ref in block.keys if ref.variable in self._own}
        found |= self._implied(block)
        return frozenset(found)

    def _implied(self, block: DerivedBlock) -> set[str]:
        """Give what a kind of block reads without naming it."""
        names: set[str] = set()
        if block.from_params is not None:
            names.add("PARAMCD")
        if block.carry_forward is not None:
            names |= set(map(str, block.carry_forward.take))
            if block.carry_forward.expected is not None:
                names |= set(block.carry_forward.expected.take)
            if block.carry_forward.origin.baseline != "always":
                names.add("ABLFL")
        if block.expected is not None:
            names |= set(block.expected.take)
        if block.summary is not None:
            names |= set(map(str, block.summary.values))
        return names & set(self._own)

    def _variable(self, reading: Reading, found: set[str]) -> None:
        name, source, inside = reading.name, reading.source, reading.inside
        if source and source not in {self._spec.dataset, inside}:
            if source not in self._record_aliases:
                self._link(source, found)
            return
        if inside and (source == inside or self._has(inside, name)):
            return
        if name in self._own:
            found.add(name)

    def _has(self, alias: str, name: str) -> bool:
        known = self._columns.get(alias)
        return known is None or name in known

    def _link(self, alias: str, found: set[str]) -> None:
        variable = self._linking.get(alias)
        if variable is not None and variable in self._own:
            found.add(variable)

    def _condition(self, name: str, inside: str, found: set[str], seen: set[str]) -> None:
        if name in self._own:
            found.add(name)
            return
        given = self._spec.define.get(name)
        if not isinstance(given, Formula) or name in seen:
            return
        seen.add(name)
        for inner in conditions(given.tree):
            self._condition(inner, inside, found, seen)
        for reference in references(given.tree):
            self._variable(
                Reading("variable", reference.variable, reference.source or "", inside), found
            )


def self_names(spec: DatasetSpec) -> dict[str, ColumnSpec]:
    """Give the step of every own name: columns, work columns, conditions that are verbs."""
    own = dict(spec.derivations)
    for name, given in spec.define.items():
        if isinstance(given, Derivation):
            own[name] = ColumnSpec.model_construct(targets=(name,), derivation=given)
    return own


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
        reads a column that looks across rows, which is not settled on the new ones.
    """
    done: set[str] = set()
    schedules = []
    last = len(spec.steps) - 1
    free = [step for name, step in needs.steps.items() if step not in _stage_columns(spec)]
    for number, stage in enumerate(spec.steps):
        order = _Order(needs, done, {n: s for n, s in needs.steps.items()}, _later(spec, number))
        keys = [ref.variable for merge in stage.merge.values() for ref in merge.by]
        keys += [needs_link for needs_link in ("USUBJID", "STUDYID") if stage.merge]
        before = order.run(name for name in keys if name in needs.steps)
        actions: list[Action] = []
        for block in stage.derived_records:
            wanted = sorted(needs.of_block(block), key=list(needs.steps).index)
            actions += order.run(wanted)
            _require_settled(block, actions, needs)
            actions.append(block)
        actions += order.run(name for column in stage.columns for name in column.targets)
        if number == last:
            actions += order.run(step.name for step in free)
        done = order.done
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
