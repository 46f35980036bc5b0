"""Hashes of what decides an outcome besides data: code, libraries, specs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tlfgen.core.source import Source
from tlfgen.io.files import text_hash

__all__ = ["code_hash", "library_versions", "spec_hash", "spec_text"]

_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = {
    "data": ("pandas", "numpy", "pyarrow", "pyreadstat"),
    "statistics": ("scipy", "statsmodels", "lifelines"),
    "render": ("jinja2", "weasyprint", "pikepdf", "fonttools", "openpyxl", "matplotlib"),
}


@cache
def code_hash(*rooms: str) -> str:
    """
    Give the hash of the package's rooms, of everything in their folders, and of ``run``.

    Parameters
    ----------
    *rooms : str
        Such as ``core`` or ``mapper``; ``templates`` are the built-in templates.
    """
    digest = hashlib.sha256()
    for room in sorted({*rooms, "run"}):
        folder = _templates() if room == "templates" else _PACKAGE / room
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _templates() -> Path:
    built = _PACKAGE / "_builtin" / "templates"
    return built if built.is_dir() else _PACKAGE.parent / "templates"


@cache
def library_versions(*groups: str) -> tuple[str, ...]:
    """
    Give ``name==version`` of the libraries of some groups.

    Parameters
    ----------
    *groups : {'data', 'statistics', 'render'}
        All of them where none is named.
    """
    names = sorted({name for group in groups or _LIBRARIES for name in _LIBRARIES[group]})
    return tuple(f"{name}=={metadata.version(name)}" for name in names)


def spec_hash(*parts: Any) -> str:
    """Give the hash of spec values: the same for the same meaning, wherever they stand."""
    return text_hash(*map(_text, parts))


def spec_text(*parts: Any) -> str:
    """Give spec values as text: what stands in them, without where it stands."""
    return "\n".join(map(_text, parts))


def _text(part: Any) -> str:
    return json.dumps(_plain(part), sort_keys=True, default=str, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Source):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return own | {"__is": type(value).__name__}
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in sorted(type(value).model_fields)} | {
            "__is": type(value).__name__
        }
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return sorted(str(inner) for inner in value)
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)
