"""The largest memory a worker had while it did one task."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

__all__ = ["forget_peak", "peak_memory"]

_OWN = Path("/proc/self")


def forget_peak() -> None:
    """Start the measurement anew, where the system can; else it counts from the process's start."""
    with suppress(OSError):
        (_OWN / "clear_refs").write_text("5", encoding="ascii")


def peak_memory() -> float:
    """Give the largest resident memory since ``forget_peak``, in MB."""
    with suppress(OSError):
        for line in (_OWN / "status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
