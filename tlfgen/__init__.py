"""From specifications to SDTM, ADaM, results, displays and the CSR appendix."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tlfgen.core.errors import TlfgenError
    from tlfgen.io.tabular import read_dataset
    from tlfgen.mapper.engine import build_dataset
    from tlfgen.model.dataset import Dataset
    from tlfgen.run.api import build
    from tlfgen.spec.load import load_study

__all__ = ["Dataset", "TlfgenError", "build", "build_dataset", "load_study", "read_dataset"]

_HOMES = {
    "Dataset": "tlfgen.model.dataset",
    "TlfgenError": "tlfgen.core.errors",
    "build": "tlfgen.run.api",
    "build_dataset": "tlfgen.mapper.engine",
    "load_study": "tlfgen.spec.load",
    "read_dataset": "tlfgen.io.tabular",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the command line stays quick."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'tlfgen' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Give the public names."""
    return sorted(__all__)
