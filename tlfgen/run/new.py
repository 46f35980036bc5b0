"""A small working study, copied from the files that ship with the package."""

from __future__ import annotations

import re
from pathlib import Path

from tlfgen.core.errors import OutputError
from tlfgen.core.source import Source

__all__ = ["new_study", "starter_folder"]

_STUDY_ID = re.compile(r"[a-z][a-z0-9_-]*")
_ID_LINE = re.compile(r"\Aid: .*$", re.MULTILINE)


def starter_folder() -> Path:
    """
    Give the folder of the small study: in the package, else in the checkout around it.

    Raises
    ------
    OutputError
        ``output.no-starter`` where both are absent.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_builtin" / "starter", package.parent / "specs" / "starter"):
        if folder.is_dir():
            return folder
    what = "The small study is not in the package."
    raise OutputError.of("output.no-starter", what, hint="install tlfgen again")


def new_study(folder: Path) -> tuple[str, ...]:
    """
    Write a small working study into a folder, and give the names of its files.

    The study is called like the folder where that is a possible id.

    Raises
    ------
    OutputError
        ``output.not-empty`` if the folder holds anything, ``output.cannot-write``.
    """
    place = Source(folder.as_posix())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "There is something of this name already."
        hint = "give the name of a new or empty folder; nothing is written over"
        raise OutputError.of("output.not-empty", what, place, hint=hint)
    source = starter_folder()
    names = sorted(p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file())
    try:
        for name in names:
            content = (source / name).read_bytes()
            if name == "study.yaml":
                content = _renamed(content, folder.resolve().name)
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        what = f"The study cannot be written: {error.strerror}."
        raise OutputError.of("output.cannot-write", what, place) from None
    return tuple((folder / name).as_posix() for name in names)


def _renamed(content: bytes, name: str) -> bytes:
    word = name.lower()
    if not _STUDY_ID.fullmatch(word):
        return content
    return _ID_LINE.sub(f"id: {word}", content.decode(), count=1).encode()
