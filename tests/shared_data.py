"""Where reference data outside the project lie, when they are there."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def shared_folder(name: str) -> Path | None:
    """Give the folder ``name`` of the shared data, or None where it is absent."""
    root = Path(os.environ.get("TLFGEN_SHARED", _BESIDE))
    folder = root / name
    return folder if folder.is_dir() else None


def require_shared(name: str) -> Path:
    """Give the folder ``name`` of the shared data, or skip the test."""
    folder = shared_folder(name)
    if folder is None:
        pytest.skip(f"shared data '{name}' are not on this machine")
    return folder
