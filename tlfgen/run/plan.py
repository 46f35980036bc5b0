"""Turns specs into tasks: read, derive, transport, display, draw, compile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tlfgen.core.source import Source
from tlfgen.io.files import file_hash, text_hash
from tlfgen.mapper.plan import Pass, plan_passes
from tlfgen.run.columns import given_columns
from tlfgen.run.displays import display_tasks
from tlfgen.run.keys import code_hash, library_versions, spec_hash
from tlfgen.run.needed import Needed, find_needed
from tlfgen.run.payloads import DATASET, LINEAGE, PARENTS, SUPPLEMENT, TRACE, Derive, Transport
from tlfgen.run.portable import layer_words, portable, spec_files
from tlfgen.run.request import Request
from tlfgen.run.sources import Inputs
from tlfgen.run.task import Task
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.load import StudySpec

__all__ = ["Output", "Plan", "make_plan"]

_DERIVE = "tlfgen.run.stages.derive:derive_dataset"
_LENGTHS = "tlfgen.run.stages.transport:find_lengths"
_TRANSPORT = "tlfgen.run.stages.transport:write_transport"
_NO_PAGES: dict[str, Any] = {
    "formats": {},
    "footnotes": {},
    "header": (),
    "footer": (),
    "appendix": None,
}
_MAPPING_ROOMS = ("core", "model", "spec", "frame", "mapper", "io")


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the output folder: the task that makes it, and its name in the artifact."""

    name: str
    task: str
    file: str
    optional: bool = False


@dataclass(slots=True)
class Plan:
    """
    All tasks of a build, with the files they put into the output folder.

    Parameters
    ----------
    tasks : dict of name to Task
    outputs : list of Output
    inputs : Inputs
    finals : dict of ``stage.NAME`` to task name
        The task that gives each dataset, finished.
    hashes : dict of str to str
        What ``once`` has computed.
    """

    inputs: Inputs
    tasks: dict[str, Task] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    finals: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, task: Task) -> str:
        """Add a task once, and give its name."""
        self.tasks.setdefault(task.name, task)
        return task.name

    def text(self, name: str, spec: StudySpec) -> str:
        """
        Give the hash of the files a merged spec is written in.

        Lineage and messages name lines of these files, so that they decide outcomes too.
        """

        def compute() -> str:
            word = portable(layer_words(spec))
            places = {word(Source(file)): Path(file) for file in spec_files(spec.merged[name])}
            told = sorted((str(key), file_hash(path)) for key, path in places.items())
            return text_hash(*(part for pair in told for part in pair))

        return self.once(f"text of {name}", compute)

    def once(self, name: str, compute: Callable[[], str]) -> str:
        """Give a hash that many tasks share, computed once."""
        if name not in self.hashes:
            self.hashes[name] = compute()
        return self.hashes[name]

    def dataset(self, ref: str, spec: StudySpec) -> str:
        """Give the task of a dataset, adding the reading of a given one."""
        if ref not in self.finals:
            place = spec.datasets[ref].source if ref in spec.datasets else None
            self.finals[ref] = self.add(self.inputs.task(ref, place))
        return self.finals[ref]


def make_plan(spec: StudySpec, request: Request, needed: Needed | None = None) -> Plan:
    """
    Give the tasks of a build; what it needs is looked for where it is not given.

    Raises
    ------
    SpecError
        ``spec.dataset-cycle``, ``spec.no-recipe``, ``spec.unknown-dataset-or-display``.
    OutputError
        ``output.no-data-folder``, ``output.no-file``.
    """
    plan = Plan(Inputs(spec, request.data))
    needed = needed or find_needed(spec, request)
    derived = _derived(spec, request, needed)
    passes = plan_passes(derived.values(), given_columns(derived.values(), plan.inputs))
    stages = needed.stages
    for one in passes:
        _add_pass(plan, spec, one, derived, shown=one.dataset.partition(".")[0] in stages)
    for stage in stages:
        built = [ref for ref in dict.fromkeys(p.dataset for p in passes) if ref.startswith(stage)]
        _add_transport(plan, stage, built, _made(spec, request))
    display_tasks(plan, spec, request, needed.displays)
    return plan


def _derived(spec: StudySpec, request: Request, needed: Needed) -> dict[str, DatasetSpec]:
    """Give the needed datasets with a recipe, or none before displays of given ADaM."""
    if request.start == "adam":
        return {}
    every = {ref: one for ref, one in spec.datasets.items() if one.has_recipe}
    return {ref: one for ref, one in every.items() if ref in needed.datasets}


def _add_pass(
    plan: Plan, spec: StudySpec, one: Pass, derived: Mapping[str, DatasetSpec], *, shown: bool
) -> None:
    """Add the task of a pass; the lineage of a dataset is written where the dataset is."""
    recipe = derived[one.dataset]
    needs: dict[str, str] = {}
    for ref in dict.fromkeys(source.ref for source in recipe.sources.values()):
        if ref.startswith("study.") or ref == one.dataset:
            continue
        if ref in derived and ref not in plan.finals:
            continue  # a partial pass runs before this source is there
        needs[ref] = plan.dataset(ref, spec)
        supplement = f"sdtm.SUPP{ref.partition('.')[2]}"
        if ref.startswith("sdtm.") and ref not in derived and plan.inputs.has(supplement):
            needs[supplement] = plan.dataset(supplement, spec)
    places = layer_words(spec)
    plugins = tuple(spec.folder / name for name in spec.study.plugins)
    payload = Derive(recipe, spec.study, one.only, plugins, places)
    study = spec.study.model_copy(update=_NO_PAGES)
    key = (
        spec_hash(recipe, sorted(one.only or ())),
        plan.text(one.dataset, spec),
        plan.once("study of data", lambda: spec_hash(study)),
        *(text_hash(path.read_text(encoding="utf-8")) for path in plugins),
        code_hash(*_MAPPING_ROOMS),
        *library_versions("data"),
    )
    label = one.dataset if one.only is None else f"{one.name} (part)"
    task = Task(f"derive.{one.name}", "derive", _DERIVE, payload, needs, key, label)
    plan.finals[one.dataset] = plan.add(task)
    if one.only is None and shown:
        _add_lineage(plan, one.dataset, task.name)


def _add_lineage(plan: Plan, ref: str, task: str) -> None:
    name = ref.partition(".")[2].lower()
    plan.outputs += [
        Output(f"lineage/{name}.json", task, LINEAGE),
        Output(f"lineage/{name}.parquet", task, TRACE),
        Output(f"lineage/{name}.parents.parquet", task, PARENTS, optional=True),
    ]


def _made(spec: StudySpec, request: Request) -> datetime:
    return request.run_date or spec.study.run_date


def _add_transport(plan: Plan, stage: str, refs: Sequence[str], made: datetime) -> None:
    """Add the transport files of a stage, after the lengths over all of its datasets."""
    if not refs:
        return
    code = (code_hash("core", "model", "io"), *library_versions("data"))
    sources = {f"{ref}/main": plan.finals[ref] for ref in refs}
    sources |= {f"{ref}/supp": plan.finals[ref] for ref in refs}
    files = {role: SUPPLEMENT if role.endswith("/supp") else DATASET for role in sources}
    lengths = plan.add(
        Task(
            f"lengths.{stage}",
            "transport",
            _LENGTHS,
            files,
            sources,
            (stage, *code),
            f"{stage} lengths",
        )
    )
    for ref in refs:
        name = ref.partition(".")[2]
        for prefix, file in (("", DATASET), ("SUPP", SUPPLEMENT)):
            short = f"{prefix}{name}"
            if prefix and stage == "adam":
                continue
            payload = Transport(short, f"{short.lower()}.xpt", made, file)
            needs = {"dataset": plan.finals[ref], "lengths": lengths}
            key = (short, made.isoformat(), *code)
            label = f"{stage}/{payload.file}"
            task = Task(
                f"transport.{stage}.{short}", "transport", _TRANSPORT, payload, needs, key, label
            )
            plan.add(task)
            plan.outputs.append(
                Output(f"{stage}/{payload.file}", task.name, payload.file, optional=bool(prefix))
            )
