"""Runs tasks in order of need over any executor, asking the cache first."""

from __future__ import annotations

import importlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
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

__all__ = ["Outcome", "run_tasks", "system_finding", "task_key"]

Watcher = Callable[[str, Task], None]
_LOST = Finding(
    "run.worker-lost",
    "A worker process ended before its work was done.",
    hint="it was killed, or memory ran out; build again, with fewer --jobs if memory is short",
)


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
) -> tuple[list[Finding], float, float]:
    """Run one task in a worker; gives its findings, seconds and peak memory in MB."""
    module, function = task.function.split(":")
    start = time.perf_counter()
    forget_peak()
    call = getattr(importlib.import_module(module), function)
    findings = call(task.payload, {role: Path(path) for role, path in inputs.items()}, Path(folder))
    return list(findings or ()), time.perf_counter() - start, peak_memory()


def run_tasks(
    tasks: Sequence[Task], cache: Cache, executor: Callable[[], Executor], watch: Watcher
) -> Outcome:
    """
    Run every task whose outcome the cache does not hold, and everything it needs first.

    A failed task stops only what needs it. The executor is asked for only when something is
    to be done.

    Parameters
    ----------
    tasks : sequence of Task
    cache : Cache
    executor : callable giving a ``concurrent.futures.Executor``
    watch : callable
        Told ``('found' | 'started' | 'done' | 'failed' | 'skipped', task)``.

    Returns
    -------
    Outcome
    """
    by_name = {task.name: task for task in tasks}
    order = TopologicalSorter({task.name: set(task.needs.values()) for task in tasks})
    order.prepare()
    state = _State(by_name, cache, executor, watch, Outcome())
    while order.is_active():
        for name in order.get_ready():
            if state.begin(by_name[name]):
                order.done(name)
        if state.running:
            for name in state.collect():
                order.done(name)
    return state.outcome


@dataclass(slots=True)
class _State:
    tasks: Mapping[str, Task]
    cache: Cache
    executor: Callable[[], Executor]
    watch: Watcher
    outcome: Outcome
    running: dict[Future[Any], tuple[Task, str, Path]] = field(default_factory=dict)

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
        work = self.cache.begin()
        inputs = {role: out.artifacts[name].folder for role, name in task.needs.items()}
        try:
            future = self.executor().submit(work_on, task, inputs, str(work))
        except BrokenExecutor:
            self._fail(task, work, (_LOST,), 4)
            return True
        self.running[future] = (task, key, work)
        self.watch("started", task)
        return False

    def collect(self) -> list[str]:
        """Wait for at least one running task and take in what is finished."""
        finished, _ = wait(self.running, return_when=FIRST_COMPLETED)
        names = []
        for future in finished:
            task, key, work = self.running.pop(future)
            names.append(task.name)
            try:
                findings, seconds, memory = future.result()
            except TlfgenError as error:
                self._fail(task, work, error.findings, error.exit_code)
            except BrokenExecutor:
                self._fail(task, work, (_LOST,), 4)
            except OSError as error:
                self._fail(task, work, (system_finding(error),), 3)
            except Exception as error:  # noqa: BLE001 - a fault must not hide other problems
                self._fail(task, work, (_fault(task, error),), 4)
            else:
                kept = self.cache.finish(key, work, findings)
                kept = replace(kept, fresh=True, seconds=seconds, memory_mb=memory)
                self.outcome.artifacts[task.name] = kept
                self.watch("done", task)
        return names

    def _fail(self, task: Task, work: Path, findings: tuple[Finding, ...], code: int) -> None:
        shutil.rmtree(work, ignore_errors=True)
        self.outcome.errors[task.name] = findings
        self.outcome.exit_codes[task.name] = code
        self.watch("failed", task)


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
