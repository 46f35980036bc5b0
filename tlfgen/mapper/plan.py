"""The passes in which the datasets of a study are built."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.mapper.needs import Needs
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.verbs.declaration import Reading, readings

__all__ = ["Pass", "plan_passes"]

Pair: TypeAlias = tuple[str, str]
_RECORDS = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """
    One run of one recipe.

    Parameters
    ----------
    dataset : str
        ``stage.NAME``.
    number : int
        1 for the first run of a dataset.
    only : frozenset of str or None
        The columns of a partial run; None where the dataset is finished.
    needs : tuple of str
        The datasets with a recipe that it reads, as ``stage.NAME``.
    """

    dataset: str
    number: int
    only: frozenset[str] | None
    needs: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name in a listing: ``EX#1``, or ``DM`` where there is one run."""
        return f"{self.dataset}#{self.number}"


def plan_passes(
    specs: Iterable[DatasetSpec], columns: Mapping[str, Collection[str]] | None = None
) -> tuple[Pass, ...]:
    """
    Give the runs in order, as few as the dependencies of single columns allow.

    EX.EXSTDTC needs no DM, EX.EXDY does, DM.RFSTDTC needs EX.EXSTDTC: then EX is run in part,
    DM whole, EX whole.

    Parameters
    ----------
    specs : iterable of DatasetSpec
        Those with a recipe are planned; SDTM before ADaM, then as given.
    columns : mapping of ``stage.NAME`` to variable names, optional
        The variables of the data that are given, so that names are resolved as the build will.

    Raises
    ------
    SpecError
        ``spec.dataset-cycle`` with the whole loop.
    """
    planned = {spec.id: spec for spec in specs if spec.has_recipe}
    ordered = sorted(planned, key=lambda name: (planned[name].data_stage != "sdtm",))
    graph = {name: _Graph(planned[name], planned, columns or {}) for name in ordered}
    done: set[Pair] = set()
    passes: list[Pass] = []
    counts = dict.fromkeys(ordered, 0)
    open_names = list(ordered)
    while open_names:
        whole = next((name for name in open_names if graph[name].outside_all <= done), None)
        if whole is not None:
            counts[whole] += 1
            done |= graph[whole].pairs
            passes.append(Pass(whole, counts[whole], None, graph[whole].datasets))
            open_names.remove(whole)
            continue
        part = _partial(open_names, graph, done)
        if part is None:
            raise _cycle(open_names, graph, done)
        name, only = part
        counts[name] += 1
        done |= {(name, column) for column in only}
        passes.append(Pass(name, counts[name], only - {_RECORDS}, graph[name].datasets))
    return tuple(passes)


class _Graph:
    """The columns of one recipe, with what each needs of other datasets."""

    def __init__(
        self,
        spec: DatasetSpec,
        planned: Mapping[str, DatasetSpec],
        columns: Mapping[str, Collection[str]],
    ) -> None:
        self.id = spec.id
        self._spec = spec
        self._planned = planned
        known = {
            alias: frozenset(found)
            for alias, ref in spec.sources.items()
            if (found := _names(ref.ref, planned, columns)) is not None
        }
        self._needs = Needs(spec, known)
        self._known = known
        self._records = self._base()
        self.outside: dict[str, frozenset[Pair]] = {}
        for name in self._needs.steps:
            self._reach(name, ())
        self.pairs = frozenset(
            {(self.id, name) for name in (*self._needs.steps, *spec.variables, _RECORDS)}
        )
        others = [*self._late(), *self.outside.values(), self._records]
        self.outside_all = frozenset(pair for part in others for pair in part)
        self.datasets = tuple(sorted({pair[0] for pair in self.outside_all}))

    @property
    def source(self) -> Source | None:
        """The place of the recipe."""
        return self._spec.source

    def runnable(self, done: set[Pair]) -> frozenset[str]:
        """Give the columns of the first stage that need nothing that is not done."""
        if not self._records <= done:
            return frozenset()
        first = {name for column in self._spec.steps[0].columns for name in column.makes}
        first |= {name for column in self._spec.work for name in column.makes}
        return frozenset(
            {name for name, pairs in self.outside.items() if name in first and pairs <= done}
            | {_RECORDS}
        )

    def blocked(self, done: set[Pair]) -> Pair | None:
        """Give one pair that is waited for."""
        return next(iter(sorted(self.outside_all - done)), None)

    def _reach(self, name: str, path: tuple[str, ...]) -> frozenset[Pair]:
        """Give what a column needs of other datasets, directly or through own columns."""
        if name in self.outside:
            return self.outside[name]
        if name in path:
            return frozenset()
        step = self._needs.steps[name]
        found = set(self._records)
        for reading in step.derivation.reads():
            found |= self._pairs(reading)
        for needed in self._needs.of_column(step):
            found |= self._reach(needed, (*path, name))
        self.outside[name] = frozenset(found)
        return self.outside[name]

    def _base(self) -> frozenset[Pair]:
        """Give what the records and merges of the first stage need of other datasets."""
        stage = self._spec.steps[0]
        found: set[Pair] = set()
        for reading in self._with_conditions((stage.records, stage.time_to_event)):
            found |= self._pairs(reading)
        for alias, merge in stage.merge.items():
            for name in merge.take.values():
                found |= self._pairs(Reading("variable", str(name), alias))
        return frozenset(found)

    def _late(self) -> list[set[Pair]]:
        """Give what later stages, derived records and queries need of other datasets."""
        parts: list[set[Pair]] = []
        for stage in self._spec.steps:
            given = (stage.records, stage.time_to_event, stage.derived_records)
            parts += [self._pairs(reading) for reading in self._with_conditions(given)]
            for alias, merge in stage.merge.items():
                parts += [
                    self._pairs(Reading("variable", str(name), alias))
                    for name in merge.take.values()
                ]
        return parts

    def _with_conditions(self, given: object) -> Iterator[Reading]:
        """Give what a part of the recipe reads, named conditions followed."""
        waiting, seen = list(readings(given)), set()
        while waiting:
            reading = waiting.pop()
            yield reading
            if reading.kind == "condition" and reading.name not in seen:
                seen.add(reading.name)
                waiting += readings(self._spec.define.get(reading.name), reading.inside)

    def _pairs(self, reading: Reading) -> set[Pair]:
        if reading.kind == "source":
            return self._pair(reading.name, _RECORDS)
        if reading.kind != "variable":
            return set()
        if reading.source:
            return self._pair(reading.source, reading.name)
        if reading.inside:
            names = self._known.get(reading.inside)
            if names is None or reading.name in names:
                return self._pair(reading.inside, reading.name)
            return set()
        if reading.name in self._needs.steps:
            return set()
        return {
            pair
            for alias, names in self._known.items()
            if reading.name in names and alias in self._record_aliases()
            for pair in self._pair(alias, reading.name)
        }

    def _record_aliases(self) -> set[str]:
        return {str(block.origin) for stage in self._spec.steps for block in stage.records}

    def _pair(self, alias: str, name: str) -> set[Pair]:
        ref = self._spec.sources.get(alias)
        if ref is None or ref.ref not in self._planned or ref.ref == self.id:
            return set()
        return {(ref.ref, name), (ref.ref, _RECORDS)}


def _names(
    ref: str, planned: Mapping[str, DatasetSpec], columns: Mapping[str, Collection[str]]
) -> Collection[str] | None:
    spec = planned.get(ref)
    if spec is None:
        return columns.get(ref)
    made = [name for stage in spec.steps for block in stage.records for name in block.made]
    made += [name for stage in spec.steps for p in stage.time_to_event for name in p.made]
    return {*spec.variables, *spec.derivations, *made}


def _partial(
    names: list[str], graph: Mapping[str, _Graph], done: set[Pair]
) -> tuple[str, frozenset[str]] | None:
    """
    Give a dataset to be run in part, with the columns that can be run of it.

    One that lets another dataset be finished at once comes before one that another waits for.
    """
    waited = {pair for name in names for pair in graph[name].outside_all - done}
    useful: tuple[str, frozenset[str]] | None = None
    for name in names:
        only = graph[name].runnable(done)
        new = {(name, column) for column in only} - done
        if not new & waited:
            continue
        if any(graph[other].outside_all <= done | new for other in names if other != name):
            return name, only
        useful = useful or (name, only)
    return useful


def _cycle(names: list[str], graph: Mapping[str, _Graph], done: set[Pair]) -> SpecError:
    """Build the error that prints the whole loop."""
    path: list[str] = []
    shown: list[str] = []
    name = names[0]
    while name not in path:
        path.append(name)
        pair = graph[name].blocked(done)
        if pair is None:
            break
        shown.append(f"{name} needs {pair[0]}" + (f".{pair[1]}" if pair[1] else ""))
        name = pair[0]
    start = path.index(name) if name in path else 0
    loop = " -> ".join([*path[start:], name])
    what = f"The datasets need each other: {loop}."
    hint = "derive one of the columns from another source"
    place = graph[name].source
    return SpecError.of("spec.dataset-cycle", what, place, hint=hint, details=shown[start:])
