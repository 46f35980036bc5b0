"""What differs from build to build by nature: user, command, times, cache hits."""

from __future__ import annotations

import getpass
import itertools
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tlfgen.core.errors import TlfgenError
from tlfgen.run.execute import Outcome
from tlfgen.run.task import Task

__all__ = ["Record", "recorded"]

_INTERRUPTED = 130
_FAULT = 4


@dataclass(slots=True)
class Record:
    """
    What is known of a build while it runs.

    Parameters
    ----------
    tasks : list of mapping
        One a task, in task order: ``task``, ``stage``, ``state`` (``found``, ``run``, ``failed``,
        ``skipped``), and ``seconds`` and ``memory_mb`` of those that ran.
    """

    tasks: list[Mapping[str, Any]] = field(default_factory=list)

    def take(self, tasks: Iterable[Task], outcome: Outcome) -> None:
        """Take in how each task ended."""
        for task in tasks:
            entry: dict[str, Any] = {"task": task.name, "stage": task.stage}
            artifact = outcome.artifacts.get(task.name)
            if artifact is None:
                entry["state"] = "failed" if task.name in outcome.errors else "skipped"
            elif artifact.fresh or artifact.seconds:
                seconds, memory = round(artifact.seconds, 3), round(artifact.memory_mb)
                entry |= {"state": "run", "seconds": seconds, "memory_mb": memory}
            else:
                entry["state"] = "found"
            self.tasks.append(entry)


@contextmanager
def recorded(target: Path) -> Iterator[Record]:
    """
    Write ``.runs/<n>.jsonl`` beside an output folder when the build in the block ends.

    The first line holds the build, each further line a task. These files are no outputs: they hold
    the clock, and where they cannot be written the build is as good as before.
    """
    record = Record()
    start, clock = datetime.now(UTC), time.perf_counter()
    exit_code = 0
    try:
        yield record
    except TlfgenError as error:
        exit_code = error.exit_code
        raise
    except KeyboardInterrupt:
        exit_code = _INTERRUPTED
        raise
    except BaseException:
        exit_code = _FAULT
        raise
    finally:
        head = {
            "outputs": target.name,
            "user": _user(),
            "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
            "started": start.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - clock, 3),
            "exit_code": exit_code,
        }
        with suppress(OSError):  # a record of the run is no output: the build stands without it
            _write(target.parent / ".runs", [head, *record.tasks])


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _write(folder: Path, lines: list[Mapping[str, Any]]) -> None:
    """Write the lines under the first free number."""
    folder.mkdir(exist_ok=True)
    taken = [int(path.stem) for path in folder.glob("*.jsonl") if path.stem.isdigit()]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    for number in itertools.count(max(taken, default=0) + 1):
        with suppress(FileExistsError):
            with (folder / f"{number}.jsonl").open("x", encoding="utf-8") as stream:
                stream.write(text)
            return
