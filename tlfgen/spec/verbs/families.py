"""The list of verb families, imported when a verb is first looked up."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

__all__ = ["load"]

_MACHINERY = {"canonical", "declaration", "derivation", "families"}


@cache
def load() -> None:
    """Import every module of this package that declares verbs, in order of name."""
    package = importlib.import_module("tlfgen.spec.verbs")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        if module not in _MACHINERY:
            importlib.import_module(f"tlfgen.spec.verbs.{module}")
