"""The list of executor families, imported when a verb is first carried out."""

from __future__ import annotations

import importlib
import pkgutil

__all__ = ["load"]


def load() -> None:
    """Import every module of the mapper, in order of name."""
    package = importlib.import_module("tlfgen.mapper")
    for info in sorted(
        pkgutil.walk_packages(package.__path__, "tlfgen.mapper."), key=lambda info: info.name
    ):
        importlib.import_module(info.name)
