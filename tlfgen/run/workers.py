"""Worker processes: a pool by default, a Dask cluster where one is named."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager

from tlfgen.core.errors import OutputError

__all__ = ["start_workers"]

_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "ARROW")
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in _LIBRARIES}
_FIXED = {"SOURCE_DATE_EPOCH": "0", "MPLBACKEND": "agg"}


def _prepare() -> None:
    """Hold numeric libraries of a worker to one thread, and keep clocks out of files."""
    os.environ.update(_ONE_THREAD | _FIXED)


def _prepare_process() -> None:
    """Prepare a worker of the pool: it leaves Ctrl-C to the build, and ends when the build ends."""
    _prepare()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the build's process, then end this one at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def start_workers(jobs: int | None, cluster: str | None) -> Iterator[Callable[[], Executor]]:
    """
    Give a function that starts the workers when first asked for them.

    Parameters
    ----------
    jobs : int or None
        Processes of the pool; default the number of processors.
    cluster : str or None
        Address of a Dask scheduler, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    OutputError
        ``output.no-dask`` if a cluster is named and Dask is not installed.
    """
    started: list[Executor] = []
    with ExitStack() as stack:

        def executor() -> Executor:
            if not started:
                started.append(
                    stack.enter_context(_pool(jobs) if cluster is None else _dask(cluster))
                )
            return started[0]

        yield executor


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


def _dask(address: str) -> Executor:
    try:
        from distributed import Client
    except ImportError:
        what = "A cluster is named, but Dask is not installed."
        hint = "install it with: pip install 'tlfgen[dask]'"
        raise OutputError.of("output.no-dask", what, hint=hint) from None
    client = Client(address)
    client.run(_prepare)
    executor: Executor = client.get_executor()
    return executor
