"""Which of its own columns a derivation needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tlfgen.model.expression import conditions, references
from tlfgen.spec.dataset import ColumnSpec, DatasetSpec
from tlfgen.spec.derived_records import DerivedBlock
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.declaration import Reading, readings
from tlfgen.spec.verbs.derivation import Derivation

__all__ = ["Needs"]


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
    def record_names(self) -> frozenset[str]:
        """The variables of the record sources, as far as they are known."""
        known = [self._columns.get(alias, frozenset()) for alias in self._record_aliases]
        return frozenset().union(*known)

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

    @property
    def formulas(self) -> Mapping[str, Formula]:
        """The named conditions that are expressions."""
        return {name: one for name, one in self._spec.define.items() if isinstance(one, Formula)}

    def closure(self, names: Iterable[str]) -> frozenset[str]:
        """Give the names with the own names that they need, and those need."""
        wanted, waiting = set(names), list(names)
        while waiting:
            step = self.steps.get(waiting.pop())
            more = self.of_column(step) - wanted if step is not None else frozenset()
            wanted |= more
            waiting += sorted(more)
        return frozenset(wanted)

    def of_block(self, block: DerivedBlock) -> frozenset[str]:
        """Give the own names a block of derived records needs."""
        aliases = set((block.from_params or {}).values())
        found: set[str] = set()
        for reading in readings(block):
            own = reading.source in aliases
            plain = Reading(reading.kind, reading.name, "" if own else reading.source)
            found |= self.of([plain])
        named = (*(ref.variable for ref in block.keys), *block.copied)
        found |= {name for name in named if name in self._own}
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
            if "last_observed" in block.carry_forward.take.values():
                names |= {"ADT", "ADTM"}
        if block.expected is not None:
            names |= set(block.expected.take)
        if block.summary is not None:
            names |= set(map(str, block.summary.statistics))
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
