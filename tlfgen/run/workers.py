"""Worker processes: a pool by default, a Dask cluster where one is named."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["Workers", "prepare_worker", "start_workers"]

_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "ARROW")
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in _LIBRARIES}
_FIXED = {"SOURCE_DATE_EPOCH": "0", "MPLBACKEND": "agg"}


def prepare_worker() -> None:
    """Hold numeric libraries of a worker to one thread, and keep clocks out of files."""
    os.environ.update(_ONE_THREAD | _FIXED)


def _prepare_process() -> None:
    """Prepare a worker of the pool: it leaves Ctrl-C to the build, and ends when the build ends."""
    prepare_worker()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the build's process, then end this one at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Workers(Protocol):
    """Whoever runs tasks."""

    def executor(self) -> Executor:
        """Give the executor, started when it is first asked for."""

    def renewed(self) -> Executor:
        """Give a new executor, after the old one broke."""


@contextmanager
def start_workers(
    jobs: int | None, cluster: str | None, cache: Path, ready: Callable[[], object]
) -> Iterator[Workers]:
    """
    Give the workers of a build, which start when first asked for.

    Parameters
    ----------
    jobs : int or None
        Processes of the pool; default the number of processors.
    cluster : str or None
        Address of a Dask scheduler, such as ``tcp://127.0.0.1:8786``.
    cache : Path
        Every worker of a cluster must reach it.
    ready : callable
        Called once, before the workers start.

    Raises
    ------
    OutputError
        For a cluster, the codes of ``connect``.
    """
    with ExitStack() as stack:
        yield _Started(stack, jobs, cluster, cache, ready)


@dataclass(slots=True)
class _Started:
    """Starts the executor when it is first asked for."""

    stack: ExitStack
    jobs: int | None
    cluster: str | None
    cache: Path
    ready: Callable[[], object]
    _executor: Executor | None = None

    def executor(self) -> Executor:
        """Give the executor."""
        if self._executor is None:
            self.ready()
            self._executor = self._new()
        return self._executor

    def renewed(self) -> Executor:
        """Give a new executor; what is left of the old one ends."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._new()
        return self._executor

    def _new(self) -> Executor:
        if self.cluster is None:
            return self.stack.enter_context(_pool(self.jobs))
        from tlfgen.run.cluster import connect

        return self.stack.enter_context(connect(self.cluster, self.cache))


@contextmanager
def _pool(jobs: int | None) -> Iterator[ProcessPoolExecutor]:
    """Give the pool; an interruption drops what waits and ends the workers at once."""
    os.environ.update(_ONE_THREAD | _FIXED)  # a spawned worker inherits them before its imports
    pool = ProcessPoolExecutor(
        max_workers=jobs or os.cpu_count() or 1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare_process,
    )
    try:
        yield pool
    except BaseException:
        for worker in multiprocessing.active_children():
            worker.terminate()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
