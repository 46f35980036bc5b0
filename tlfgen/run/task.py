"""A task of a build: what it does, what it needs, what its key covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Artifact", "Task"]


@dataclass(frozen=True, slots=True)
class Task:
    """
    One unit of work.

    Parameters
    ----------
    name : str
        Unique in a build, such as ``adam.ADSL`` or ``display.t_14_1_1_1.pdf``.
    stage : str
        Shown in the progress: read, map, transport, results, layout, render, appendix.
    function : str
        ``module:function`` of ``tlfgen.run``; called with (payload, inputs, folder) in a worker,
        it writes its files into the folder and returns its findings.
    payload : object
        Everything else it needs; small, picklable, no frames.
    needs : mapping of role to task name
        Artifacts handed over as folders.
    key : tuple of str
        Hashes of what decides its outcome besides its inputs: spec fragments, code, versions.
    label : str
        What a person reads in the progress and the log.
    """

    name: str
    stage: str
    function: str
    payload: Any
    needs: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Artifact:
    """
    What a task left in the cache.

    ``files`` maps each file name to its SHA-256; ``findings`` are warnings and notes.
    """

    folder: str
    digest: str
    files: Mapping[str, str]
    findings: tuple[Any, ...] = ()
    fresh: bool = False
    seconds: float = 0.0
    memory_mb: float = 0.0
