"""Imports the Python files a study declares."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source

__all__ = ["load_plugins"]


def load_plugins(paths: Iterable[Path]) -> dict[str, Callable[..., Any]]:
    """
    Give the public functions of a study's Python files as ``file.function``.

    Raises
    ------
    SpecError
        ``spec.no-plugin`` if a file is missing, ``spec.broken-plugin`` if it cannot be imported.
    """
    functions: dict[str, Callable[..., Any]] = {}
    for path in paths:
        place = Source(path.as_posix())
        if not path.is_file():
            what = "The plug-in named in study.yaml is not there."
            raise SpecError.of("spec.no-plugin", what, place)
        spec = importlib.util.spec_from_file_location(f"tlfgen_plugin_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise SpecError.of("spec.broken-plugin", "The plug-in is not a Python file.", place)
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except (SyntaxError, ImportError, NameError, TypeError, AttributeError) as error:
            what = f"The plug-in cannot be imported: {error}."
            raise SpecError.of("spec.broken-plugin", what, place) from None
        for name, thing in vars(module).items():
            if callable(thing) and not name.startswith("_"):
                functions[f"{path.stem}.{name}"] = thing
    return functions
