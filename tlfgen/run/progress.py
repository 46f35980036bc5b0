"""Tells a person how far a build is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self

from tlfgen.run.task import Task

__all__ = ["Progress"]

_DONE = frozenset({"found", "done", "failed", "skipped"})


class Progress:
    """
    Counts tasks as they end.

    Parameters
    ----------
    total : int
        Number of tasks.
    quiet : bool
        Print nothing.
    """

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self.total = total
        self.quiet = quiet
        self.finished = 0
        self.found = 0
        self._bar: Any = None
        self._row: Any = None

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                TextColumn,
                TimeRemainingColumn,
            )
            from rich.progress import Progress as Bar

            parts = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn())
            self._bar = Bar(*parts, TimeRemainingColumn(), console=Console(stderr=True))
            self._bar.start()
            self._row = self._bar.add_task("starting", total=self.total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, event: str, task: Task) -> None:
        """Take note of what happened to a task."""
        if event in _DONE:
            self.finished += 1
        self.found += event == "found"
        if self.quiet:
            return
        word = f"{task.stage} {task.label or task.name}"
        if self._bar is not None:
            self._bar.update(self._row, completed=self.finished, description=word[:34])
        elif event in {"done", "failed"}:
            mark = "" if event == "done" else "  FAILED"
            sys.stderr.write(f"[{self.finished}/{self.total}] {word}{mark}\n")
        elif event == "lost":
            sys.stderr.write(f"[{self.finished}/{self.total}] {word}  worker lost, tried again\n")
