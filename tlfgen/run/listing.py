"""What a study holds, and whether its outputs are what its specs and data give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from tlfgen.core.errors import SpecError, TlfgenError
from tlfgen.io.files import file_hash
from tlfgen.run.cache import Cache
from tlfgen.run.execute import task_key
from tlfgen.run.plan import Plan, make_plan
from tlfgen.run.publish import mend
from tlfgen.run.request import DEFAULT_FORMATS, Request
from tlfgen.run.task import Artifact
from tlfgen.spec.display import DisplaySpec, TableSpec
from tlfgen.spec.grid import build_grid
from tlfgen.spec.layers import SpecStore
from tlfgen.spec.load import StudySpec, load_study

__all__ = ["list_contents", "list_library"]

_NEVER, _OLD, _NEW = "not built", "out of date", "up to date"


def list_contents(study: Path, data: Path | None = None, out: Path | None = None) -> list[str]:
    """
    Give the datasets and displays of a study, one line each.

    An output is up to date if building it now would give the bytes that are there: the outcome of
    each of its tasks is known for the specs, data, templates and program of today, and the file in
    the output folder is that outcome. Where the data are not there, nothing is said.

    Parameters
    ----------
    study, data, out : Path
        As for a build.

    Returns
    -------
    list of str
        Datasets with label; displays with number, title, population, and what percentages are
        of where the display does not say.

    Raises
    ------
    SpecError
        Every problem of the specs.
    """
    spec = load_study(study)
    target = (out or Path("outputs") / spec.study.id).resolve()
    mend(target)
    states = _states(spec, data, target)
    lines = [f"{spec.study.id}  {spec.study.title}", "", "datasets"]
    for ref, dataset in spec.datasets.items():
        stage, _, name = ref.partition(".")
        state = states.of(f"{stage}/{name.lower()}.xpt")
        lines.append(f"  {ref:<14} {dataset.label:<48} {state}".rstrip())
    lines += ["", "displays"]
    for name, display in spec.displays.items():
        files = [f"displays/{name}.{word}" for word in (*states.formats, "json")]
        title = f"{display.printed_number} {' '.join(display.title)}"
        lines.append(f"  {name:<14} {title}")
        lines.append(f"  {'':<14} {_about(display, spec)}; {states.of(*files)}".rstrip("; "))
    return lines


def list_library(study: Path) -> list[str]:
    """
    Give the displays of lower layers, which a display of the study may extend, a line each.

    Returns
    -------
    list of str
        Name, kind and title; below it the displays of the study that extend it.

    Raises
    ------
    SpecError
        Every problem of the specs.
    """
    spec = load_study(study)
    store = SpecStore(spec.layers)
    top = len(spec.layers) - 1
    users: dict[str, list[str]] = {}
    for name, entry in store.entries(top, "displays").items():
        if "extends" in entry:
            users.setdefault(str(entry["extends"]).lower(), []).append(name)
    lines: list[str] = []
    for level in range(top):
        names = store.names(level, "displays")
        lines += [f"displays of the layer {spec.layers[level].name}"] if names else []
        for name in names:
            whole = store.resolve("displays", name, level)
            title = whole.get("title") or ""
            words = title if isinstance(title, str) else " ".join(title)
            lines.append(f"  {name:<26} {whole.get('kind', ''):<11} {words}".rstrip())
            if users.get(name):
                lines.append(f"  {'':<26} extended by {', '.join(users[name])}")
    return lines


def _about(display: DisplaySpec, spec: StudySpec) -> str:
    """Give the population of a display, and what its percentages are of."""
    words = [f"population {display.population}" if display.population else "all records"]
    if isinstance(display, TableSpec):
        try:
            base = build_grid(display, spec.study).defaults.denominator
            rule = "subjects of a condition" if base.where is not None else base.rule or "subset"
            words.append(f"percentages of {rule.replace('_', ' ')}")
        except SpecError:
            words.append("not readable; see tlfgen check")
    return ", ".join(words)


@dataclass(frozen=True, slots=True)
class _States:
    """The state of each output: what is there, and what a build would give."""

    there: Mapping[str, str] = field(default_factory=dict)
    wanted: Mapping[str, str | None] = field(default_factory=dict)
    formats: tuple[str, ...] = DEFAULT_FORMATS

    def of(self, *names: str) -> str:
        """Give the state of some files taken together."""
        asked = [name for name in names if name in self.wanted]
        if not asked:
            return ""
        if not any(name in self.there for name in asked):
            return _NEVER
        same = all(self.there.get(name, "") == self.wanted[name] for name in asked)
        return _NEW if same else _OLD


def _states(spec: StudySpec, data: Path | None, target: Path) -> _States:
    manifest = _manifest(target)
    there = {
        path.relative_to(target).as_posix(): file_hash(path)
        for folder in ("sdtm", "adam", "displays")
        for path in sorted((target / folder).glob("*.*"))
    }
    endings = {name.rpartition(".")[2] for name in there if name.startswith("displays/")}
    formats = tuple(word for word in DEFAULT_FORMATS if word in endings) or DEFAULT_FORMATS
    moment = datetime.fromisoformat(manifest["run_date"]) if "run_date" in manifest else None
    request = Request(study=spec.folder, data=data, formats=formats, run_date=moment)
    try:
        plan = make_plan(spec, request)
    except TlfgenError:
        return _States(there, {}, formats)
    known = _known(plan, Cache(target.parent / ".cache"))
    wanted = {
        output.name: known[output.task].files.get(output.file) if output.task in known else None
        for output in plan.outputs
    }
    return _States(there, wanted, formats)


def _manifest(target: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _known(plan: Plan, cache: Cache) -> dict[str, Artifact]:
    """Give the tasks whose outcome is known, with everything they need."""
    known: dict[str, Artifact] = {}
    for name in _order(plan):
        task = plan.tasks[name]
        if all(need in known for need in task.needs.values()):
            found = cache.find(task_key(task, known))
            if found is not None:
                known[name] = found
    return known


def _order(plan: Plan) -> Iterator[str]:
    graph = {name: set(task.needs.values()) for name, task in plan.tasks.items()}
    yield from TopologicalSorter(graph).static_order()
