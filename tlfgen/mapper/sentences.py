"""What the lineage of a dataset says of each of its variables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tlfgen.mapper.inputs import Inputs
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.setting import Setting
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.model.lineage import ColumnLineage
from tlfgen.spec.dataset import ColumnSpec, DatasetSpec
from tlfgen.spec.derived_records import DerivedBlock
from tlfgen.spec.event_words import describe_event_variable
from tlfgen.spec.record_words import describe_block, describe_made, describe_set
from tlfgen.spec.records import RecordBlock
from tlfgen.spec.slots import Formula, VariableName
from tlfgen.spec.time_to_event import TimeToEvent
from tlfgen.spec.verbs.canonical import derivation_hash
from tlfgen.spec.verbs.declaration import Reading, readings
from tlfgen.spec.verbs.derivation import Derivation
from tlfgen.spec.verbs.expr import Expr
from tlfgen.spec.words import Words

__all__ = ["describe_columns", "words_of"]

_EVENT_STEP = frozenset({"ADT", "CNSR", "SRCDOM", "SRCVAR", "SRCSEQ"})
_AS_COLLECTED = frozenset({"assign", "codelist", "iso_datetime"})
"""Verbs that keep what was collected, in another notation at most."""


def words_of(spec: DatasetSpec, inputs: Inputs) -> Words:
    """
    Give the words of a recipe: dataset names, named conditions, and what names are shown as.

    A name that only one source has, and this recipe does not make, is shown with its dataset.
    """
    owners: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for alias, dataset in inputs.datasets.items():
        for name in dataset.names:
            owners.setdefault(name, []).append(dataset.name)
            if alias != dataset.name:
                labels[f"{alias}.{name}"] = f"{dataset.name}.{name}"
    made = {*spec.variables, *spec.derivations}
    made |= {name for stage in spec.steps for block in stage.records for name in block.made}
    made |= {name for stage in spec.steps for p in stage.time_to_event for name in p.made}
    sources = {str(b.origin) for stage in spec.steps for b in stage.records}
    sources |= {alias for stage in spec.steps for alias in stage.merge}
    shown = {inputs.names[alias] for alias in sources if alias in inputs.names}
    labels |= {
        name: f"{datasets[0]}.{name}"
        for name, datasets in owners.items()
        if len(datasets) == 1 and name not in made and datasets[0] in shown
    }
    plain = Words(
        datasets=dict(inputs.names),
        conditions={name: c.tree for name, c in spec.define.items() if isinstance(c, Formula)},
        labels=labels,
    )
    verbs = {name: c for name, c in spec.define.items() if isinstance(c, Derivation)}
    said = {name: verb.sentence((name,), plain).rstrip(".") for name, verb in verbs.items()}
    return replace(plain, meanings=said)


def describe_columns(
    spec: DatasetSpec, dataset: Dataset, inputs: Inputs, setting: Setting
) -> tuple[ColumnLineage, ...]:
    """Give for each variable its verb, its method text, what it reads and its origin."""
    return _Describer(spec, inputs, setting).of(dataset.variables)


class _Describer:
    """The lineage of the variables of one recipe."""

    def __init__(self, spec: DatasetSpec, inputs: Inputs, setting: Setting) -> None:
        self._spec = spec
        self._inputs = inputs
        self._words = words_of(spec, inputs)
        self._columns = {
            alias: frozenset(map(str, data.frame.columns))
            for alias, data in inputs.subjects.sources.items()
        }
        self._needs = Needs(spec, self._columns)
        self._blocks = [block for stage in spec.steps for block in stage.derived_records]
        self._setting = setting

    def of(self, variables: Iterable[Variable]) -> tuple[ColumnLineage, ...]:
        return tuple(self._one(variable) for variable in variables)

    def _one(self, variable: Variable) -> ColumnLineage:
        name = variable.name
        step = self._spec.derivations.get(name)
        if step is not None:
            return self._derived(variable, step)
        for finder in (self._of_events, self._of_merge, self._of_records):
            found = finder(variable)
            if found is not None:
                return found
        sets = [block for block in self._blocks if describe_set(block, name, self._words)]
        return self._entry(
            variable, "derived_records", self._added(name, sets), (), sets, variable.origin
        )

    def _derived(self, variable: Variable, step: ColumnSpec) -> ColumnLineage:
        derivation = step.derivation
        sentence = derivation.sentence_of(variable.name, step.targets, self._words)
        if derivation.text is None:
            sentence = " ".join(
                [sentence, *filter(None, [self._added(variable.name, self._blocks)])]
            )
        verbs = derivation.every_verb
        return ColumnLineage(
            variable.name,
            derivation.step.verb,
            sentence[:1].upper() + sentence[1:],
            self._reads(step),
            derivation_hash(derivation),
            derivation.source,
            step.name if any(verb.selects for verb in verbs) else None,
            derivation.origin or variable.origin or self._origin(step),
            self._datasets(step) if any(verb.selects for verb in verbs) else (),
        )

    def _datasets(self, step: ColumnSpec) -> tuple[str, ...]:
        """Give the dataset a step chooses from, branch by branch."""
        derivation = step.derivation
        aliases = derivation.step.chooses_from()
        if derivation.fallback:
            others = [other.step.chooses_from()[0] for other in derivation.fallback]
            aliases = (aliases[0], *others)
        return tuple(self._inputs.names.get(alias, self._spec.dataset) for alias in aliases)

    def _origin(self, step: ColumnSpec) -> str:
        verb = step.derivation.step
        is_copy = isinstance(verb, Expr) and verb.predecessor and not step.derivation.fallback
        if is_copy and self._spec.data_stage == "adam":
            return "Predecessor"
        if verb.verb == "hardcode":
            return "Assigned"
        if not is_copy and verb.verb not in _AS_COLLECTED:
            return "Derived"
        stages = {self._stage(reading) for reading in step.derivation.reads()}
        return {frozenset({"raw"}): "Collected", frozenset({"ref"}): "Protocol"}.get(
            frozenset(stages), "Derived"
        )

    def _stage(self, reading: Reading) -> str:
        """Say from which stage a variable that is read comes; empty for one of this recipe."""
        alias = reading.source or self._owner(reading.name, reading.inside)
        return self._spec.sources[alias].stage if alias in self._spec.sources else ""

    def _reads(self, step: ColumnSpec) -> tuple[str, ...]:
        found: set[str] = set()
        waiting = list(step.derivation.reads())
        seen: set[str] = set()
        while waiting:
            reading = waiting.pop()
            found.add(self._address(reading))
            if reading.kind == "condition" and reading.name not in seen:
                seen.add(reading.name)
                waiting += readings(self._spec.define.get(reading.name), reading.inside)
        return tuple(sorted(found - {""}))

    def _address(self, reading: Reading) -> str:
        if reading.kind != "variable":
            return ""
        alias = reading.source or self._owner(reading.name, reading.inside)
        return f"{self._inputs.names.get(alias, self._spec.dataset)}.{reading.name}"

    def _owner(self, name: str, inside: str) -> str:
        if inside and name in self._columns.get(inside, frozenset()):
            return inside
        if name in self._needs.steps:
            return ""
        merged = [
            alias
            for stage in self._spec.steps
            for alias, merge in stage.merge.items()
            if name in map(str, merge.take)
        ]
        records = [str(b.origin) for stage in self._spec.steps for b in stage.records]
        inner = [alias for alias in records if name in self._columns.get(alias, frozenset())]
        return next(iter([*merged, *inner]), "")

    def _of_merge(self, variable: Variable) -> ColumnLineage | None:
        for stage in self._spec.steps:
            for alias, merge in stage.merge.items():
                taken = {str(new): str(old) for new, old in merge.take.items()}
                if variable.name in taken:
                    address = f"{self._inputs.names[alias]}.{taken[variable.name]}"
                    origin = variable.origin or "Predecessor"
                    text = f"Copied from {address}."
                    return self._entry(variable, "merge", text, (address,), merge, origin)
        return None

    def _of_records(self, variable: Variable) -> ColumnLineage | None:
        name = variable.name
        blocks = [b for stage in self._spec.steps for b in stage.records if name in b.made]
        if not blocks:
            return None
        text = " ".join(describe_made(block, name, self._words) for block in blocks)
        reads = {read for block in blocks for read in self._record_reads(block, name)}
        results = any(block.stack is not None and name == block.stack.result for block in blocks)
        pivots = any(block.pivot is not None for block in blocks)
        doses = any(block.doses is not None and name in block.doses.made for block in blocks)
        made = "Collected" if results or pivots else "Derived" if doses else "Assigned"
        origin = variable.origin or made
        return self._entry(variable, "records", text, tuple(sorted(reads)), blocks, origin)

    def _record_reads(self, block: RecordBlock, name: str) -> set[str]:
        """Give the collected columns that a variable of a block begins with."""
        dataset = self._inputs.names.get(str(block.origin), "")
        if block.stack is not None and name == block.stack.result:
            return {f"{dataset}.{column}" for column in block.stack.columns}
        given: dict[str, object] = {str(one): value for one, value in block.set.items()}
        given |= dict.fromkeys(map(str, block.doses.made if block.doses else ()), block.doses)
        found = {
            f"{dataset}.{reading.name}"
            for reading in readings(given.get(name))
            if reading.kind == "variable" and not reading.source
        }
        if block.pivot is not None:
            patterns = {str(v): pattern for v, pattern in block.pivot.columns.items()}
            known = self._columns.get(str(block.origin), frozenset())
            start, _, end = patterns.get(name, "#").partition("#")
            found |= {
                f"{dataset}.{column}"
                for column in known
                if name in patterns and column.startswith(start) and column.endswith(end)
            }
        return found

    def _of_events(self, variable: Variable) -> ColumnLineage | None:
        name = variable.name
        parameters = [p for stage in self._spec.steps for p in stage.time_to_event]
        mine = [p for p in parameters if name in p.made]
        if parameters and name in self._setting.study.subjects.key:
            dataset = self._inputs.names.get(str(parameters[0].population.origin), "")
            text, address = f"Copied from {dataset}.{name}.", f"{dataset}.{name}"
            origin = variable.origin or "Predecessor"
            return self._entry(variable, "time_to_event", text, (address,), parameters, origin)
        if not mine:
            return None
        text = describe_event_variable(mine, name, self._words)
        reads = tuple(sorted({read for p in mine for read in self._event_reads(p, name)}))
        entry = self._entry(variable, "time_to_event", text, reads, mine, variable.origin)
        if name not in _EVENT_STEP:
            return entry
        sources = [source for p in mine[:1] for source in (*p.events, *p.censor)]
        names = tuple(self._inputs.names.get(str(one.origin), "") for one in sources)
        return replace(entry, step="ADT", step_datasets=names)

    def _event_reads(self, parameter: TimeToEvent, name: str) -> set[str]:
        """Give what a variable of event records is read from."""
        derived = {str(variable): value for variable, value in parameter.value.items()}
        if name in derived:
            given: object = derived[name]
        elif name == "STARTDT":
            given = parameter.start
        elif name in _EVENT_STEP:
            given = (parameter.events, parameter.censor)
        else:
            return {
                self._address(reading)
                for source in (*parameter.events, *parameter.censor)
                for reading in readings(source.set.get(VariableName(name)), str(source.origin))
            } - {""}
        return {self._address(reading) for reading in readings(given)} - {""}

    def _added(self, name: str, blocks: Iterable[DerivedBlock]) -> str:
        texts = []
        for block in blocks:
            text = describe_set(block, name, self._words)
            if text:
                texts.append(
                    f"{describe_block(block, self._words)} {text}" if name == "DTYPE" else text
                )
        return " ".join(texts)

    def _entry(
        self,
        variable: Variable,
        verb: str,
        sentence: str,
        reads: tuple[str, ...],
        given: object,
        origin: str | None,
    ) -> ColumnLineage:
        return ColumnLineage(
            variable.name,
            verb,
            sentence[:1].upper() + sentence[1:],
            reads,
            derivation_hash(given),
            getattr(given, "source", None) or variable.source,
            None,
            origin or "Derived",
        )
