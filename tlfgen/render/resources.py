"""Files that ship with the package: templates, fonts."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from tlfgen.core.errors import RenderError

__all__ = ["builtin_templates", "file_hash", "font_bytes", "read_template"]

_PACKAGE = Path(__file__).resolve().parents[1]
_FONTS = _PACKAGE / "render" / "fonts"


def builtin_templates() -> Path:
    """
    Give the folder of the built-in templates: in the package, else in the checkout around it.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    RenderError
        ``render.no-templates`` where both are absent; a third place is never guessed.
    """
    shipped = _PACKAGE / "_builtin" / "templates"
    checkout = _PACKAGE.parent / "templates"
    if shipped.is_dir():
        return shipped
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    raise RenderError.of(
        "render.no-templates",
        "the built-in templates are not in the package.",
        hint="install tlfgen again; its wheel holds them in tlfgen/_builtin/templates.",
    )


def read_template(path: Path) -> str:
    """Give the text of a template file, line ends as they stand."""
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def font_bytes(face: str) -> bytes:
    """Give the shipped page font: ``Regular`` or ``Bold``."""
    return (_FONTS / f"TLFMono-{face}.ttf").read_bytes()


def file_hash(path: Path) -> str:
    """Give SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()
