"""Workers of a Dask cluster, reached through its scheduler."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tlfgen.core.errors import OutputError
from tlfgen.run.keys import code_hash, library_versions
from tlfgen.run.workers import prepare_worker

__all__ = ["connect", "look_at", "require_fit"]

_PATIENCE = 30
_SHOWN = 3


@contextmanager
def connect(address: str, cache: Path) -> Iterator[Executor]:
    """
    Give an executor over the workers of a cluster.

    A task whose worker is lost is given to another one by the scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://127.0.0.1:8786``.
    cache : Path
        The folder tasks read from and write to.

    Raises
    ------
    OutputError
        ``output.no-dask``, ``output.no-cluster``, ``output.cluster-no-cache``,
        ``output.cluster-differs``, ``output.cluster-threads``.
    """
    try:
        from distributed import Client
    except ImportError:
        what = "A cluster is named, but Dask is not installed."
        hint = "install it with: pip install 'tlfgen[dask]'"
        raise OutputError.of("output.no-dask", what, hint=hint) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        what = f"The cluster '{address}' does not answer, or has no workers."
        hint = "start it with 'dask scheduler' and 'dask worker ADDRESS --nthreads 1'"
        reason = str(error).splitlines()[:1]
        raise OutputError.of("output.no-cluster", what, hint=hint, details=reason) from None
    with client:
        require_fit(client, cache)
        executor: Executor = client.get_executor(pure=False)
        yield executor


def require_fit(client: Any, cache: Path) -> None:
    """Refuse workers that cannot do the tasks, or would do them otherwise."""
    threads = {
        name: one["nthreads"]
        for name, one in client.scheduler_info(n_workers=-1)["workers"].items()
    }
    several = [name for name, count in threads.items() if count > 1]
    if several:
        what = f"{len(several)} of {len(threads)} workers run several tasks in one process."
        hint = "start them with 'dask worker ADDRESS --nthreads 1', one for each processor"
        raise OutputError.of("output.cluster-threads", what, hint=hint, details=_shown(several))
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache, prefix=".seen-") as mark:
        seen: Mapping[str, Any] = client.run(look_at, mark.name, on_error="return")
    own = look_at(None)
    blind = [name for name, one in seen.items() if one == ""]
    if blind:
        what = f"{len(blind)} of {len(seen)} workers do not see the cache of the build."
        hint = "put --out on a file system that all workers share, under one path"
        details = (cache.as_posix(), *_shown(blind))
        raise OutputError.of("output.cluster-no-cache", what, hint=hint, details=details)
    others = [name for name, one in seen.items() if one != own]
    if others:
        what = f"{len(others)} of {len(seen)} workers have another tlfgen, or other libraries."
        hint = "install the same versions on every machine: scripts/setup, requirements.lock"
        details = _shown(f"{name} {seen[name]!r}"[:200] for name in others)
        raise OutputError.of("output.cluster-differs", what, hint=hint, details=details)


def look_at(path: str | None) -> str:
    """Prepare a worker; gives what it runs, or nothing where it does not see a file."""
    prepare_worker()
    if path is not None and not Path(path).is_file():
        return ""
    rooms = ("core", "model", "spec", "frame", "mapper", "analysis", "layout", "paging", "render")
    return " ".join((code_hash(*rooms, "io")[:12], *library_versions()))


def _shown(names: Any) -> tuple[str, ...]:
    return tuple(sorted(map(str, names))[:_SHOWN])
