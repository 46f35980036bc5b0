"""Runs tasks in order of need over any executor, asking the cache first."""

from __future__ import annotations

import importlib
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from tlfgen.core.errors import Finding, TlfgenError
from tlfgen.core.source import Source
from tlfgen.io.files import text_hash
from tlfgen.run.cache import Cache
from tlfgen.run.memory import forget_peak, peak_memory
from tlfgen.run.task import Artifact, Task
from tlfgen.run.workers import Workers

__all__ = ["Outcome", "run_tasks", "system_finding", "task_key"]

Watcher = Callable[[str, Task], None]


@dataclass(slots=True)
class Outcome:
    """
    What a run of tasks left.

    Parameters
    ----------
    artifacts : dict of task name to Artifact
    errors : dict of task name to the findings that stopped it
        ``fault`` holds the text of a fault of the program itself, if there was one.
    skipped : list of task names
        They needed a task that failed.
    """

    artifacts: dict[str, Artifact] = field(default_factory=dict)
    errors: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    exit_codes: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def task_key(task: Task, artifacts: Mapping[str, Artifact]) -> str:
    """Give the content key of a task, from its own key and the digests of its inputs."""
    inputs = [f"{role}={artifacts[name].digest}" for role, name in sorted(task.needs.items())]
    return text_hash(task.function, *task.key, *inputs)


def work_on(
    task: Task, inputs: Mapping[str, str], folder: str
) -> tuple[str, list[Finding], float, float]:
    """
    Run one task in a worker.

    Returns
    -------
    (str, list of Finding, float, float)
        Where it wrote, inside ``folder``; its findings, seconds and peak memory in MB. Every
        attempt writes to a place of its own, so that a lost one leaves nothing behind.
    """
    module, function = task.function.split(":")
    start = time.perf_counter()
    forget_peak()
    call = getattr(importlib.import_module(module), function)
    place = Path(tempfile.mkdtemp(dir=folder))
    findings = call(task.payload, {role: Path(path) for role, path in inputs.items()}, place)
    return place.name, list(findings or ()), time.perf_counter() - start, peak_memory()


def run_tasks(tasks: Sequence[Task], cache: Cache, workers: Workers, watch: Watcher) -> Outcome:
    """
    Run every task whose outcome the cache does not hold, and everything it needs first.

    A failed task stops only what needs it. A task whose worker was lost is tried once more, with
    no other beside it. The workers are asked for only when something is to be done.

    Parameters
    ----------
    tasks : sequence of Task
    cache : Cache
    workers : Workers
    watch : callable
        Told ``('found' | 'started' | 'done' | 'failed' | 'skipped' | 'lost', task)``.

    Returns
    -------
    Outcome
    """
    by_name = {task.name: task for task in tasks}
    order = TopologicalSorter({task.name: set(task.needs.values()) for task in tasks})
    order.prepare()
    state = _State(cache, workers, watch)
    ready: list[str] = []
    while order.is_active():
        ready += [*order.get_ready(), *state.taken_back()]
        if state.lost:
            if not state.running:
                state.again(state.lost.pop(0))
        else:
            for name in ready:
                if state.begin(by_name[name]):
                    order.done(name)
            ready = []
        if state.running:
            for name in state.collect():
                order.done(name)
    return state.outcome


@dataclass(slots=True)
class _State:
    cache: Cache
    workers: Workers
    watch: Watcher
    outcome: Outcome = field(default_factory=Outcome)
    running: dict[Future[Any], tuple[Task, str, Path]] = field(default_factory=dict)
    lost: list[tuple[Task, str]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    retried: set[str] = field(default_factory=set)

    def begin(self, task: Task) -> bool:
        """Start a task; True if it needs no waiting."""
        out = self.outcome
        if any(name not in out.artifacts for name in task.needs.values()):
            out.skipped.append(task.name)
            self.watch("skipped", task)
            return True
        key = task_key(task, out.artifacts)
        known = self.cache.find(key)
        if known is not None:
            out.artifacts[task.name] = known
            self.watch("found", task)
            return True
        self._submit(task, key)
        self.watch("started", task)
        return False

    def again(self, one: tuple[Task, str]) -> None:
        """Start a task whose worker was lost, alone, so that a second loss is its own."""
        self.retried.add(one[0].name)
        self._submit(*one)

    def _submit(self, task: Task, key: str) -> None:
        work = self.cache.begin()
        inputs = {role: self.outcome.artifacts[name].folder for role, name in task.needs.items()}
        try:
            future = self.workers.executor().submit(work_on, task, inputs, str(work))
        except BrokenExecutor:
            future = self.workers.renewed().submit(work_on, task, inputs, str(work))
        self.running[future] = (task, key, work)

    def collect(self) -> list[str]:
        """Wait for at least one running task; gives the names of those that are over."""
        finished, _ = wait(self.running, return_when=FIRST_COMPLETED)
        names = []
        for future in finished:
            task, key, work = self.running.pop(future)
            names.append(task.name)
            try:
                place, findings, seconds, memory = future.result()
            except TlfgenError as error:
                self._fail(task, work, error.findings, error.exit_code)
            except OSError as error:
                self._fail(task, work, (system_finding(error),), 3)
            except Exception as error:  # noqa: BLE001 - a fault must not hide other problems
                was_begun = any(work.iterdir())
                if not is_loss(error):
                    self._fail(task, work, (_fault(task, error),), 4)
                elif was_begun and task.name in self.retried:
                    self._fail(task, work, (_lost(task),), 3)
                else:
                    shutil.rmtree(work, ignore_errors=True)
                    names.remove(task.name)
                    self._keep_lost(task, key, was_begun=was_begun)
            else:
                kept = self.cache.finish(key, work / place, findings)
                kept = replace(kept, fresh=True, seconds=seconds, memory_mb=memory)
                self.outcome.artifacts[task.name] = kept
                self.watch("done", task)
        return names

    def _keep_lost(self, task: Task, key: str, *, was_begun: bool) -> None:
        """Keep a task that was lost for another time; one that only waited is not tried alone."""
        if was_begun:
            self.lost.append((task, key))
            self.watch("lost", task)
        else:
            self.waiting.append(task.name)

    def taken_back(self) -> list[str]:
        """Give the tasks that waited for workers that were lost, to begin them anew."""
        names, self.waiting = self.waiting, []
        return names

    def _fail(self, task: Task, work: Path, findings: tuple[Finding, ...], code: int) -> None:
        shutil.rmtree(work, ignore_errors=True)
        self.outcome.errors[task.name] = findings
        self.outcome.exit_codes[task.name] = code
        self.watch("failed", task)


def is_loss(error: Exception) -> bool:
    """Say whether an error means that a worker ended, not that its task went wrong."""
    return isinstance(error, BrokenExecutor) or type(error).__module__.startswith("distributed")


def _lost(task: Task) -> Finding:
    what = f"The worker of '{task.label or task.name}' ended twice before its work was done."
    hint = (
        "it was killed, most often because memory ran out; give the machine more, or build with "
        "--jobs 1: what is done is kept"
    )
    return Finding("run.worker-lost", what, hint=hint)


def system_finding(error: OSError) -> Finding:
    """Give what the system refused, as a person reads it."""
    place = Source(str(error.filename)) if error.filename else None
    what = f"The system refuses to read or write: {error.strerror or error}."
    hint = "check that the place exists, its rights, and the free space"
    return Finding("output.system", what, place, hint=hint)


def _fault(task: Task, error: Exception) -> Finding:
    what = f"The task '{task.name}' met a fault of tlfgen: {type(error).__name__}: {error}."
    cause = getattr(error, "__cause__", None)
    details = tuple(str(cause).splitlines()[-12:]) if cause is not None else ()
    hint = "report it with this text; the outputs are as before"
    return Finding("run.fault", what, hint=hint, details=details)
