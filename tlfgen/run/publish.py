"""Replaces a study's output folder as one unit, and mends interrupted swaps."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tlfgen.core.errors import OutputError
from tlfgen.core.source import Source

__all__ = ["locked", "mend", "publish", "recover"]


def _places(target: Path) -> tuple[Path, Path, Path]:
    folder, name = target.parent, target.name
    return folder / f".{name}.next", folder / f".{name}.old", folder / f".{name}.journal"


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """
    Hold the one lock of an output folder.

    Raises
    ------
    OutputError
        ``output.locked`` if another build of the same folder is running.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    path = target.parent / f".{target.name}.lock"
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            what = "Another build is writing these outputs."
            hint = "wait for it, or choose another folder with --out"
            place = Source(target.as_posix())
            raise OutputError.of("output.locked", what, place, hint=hint) from None
        yield


def mend(target: Path) -> None:
    """Complete or undo an interrupted swap before outputs are read; leave a running build alone."""
    if target.parent.is_dir():
        with suppress(OutputError), locked(target):
            recover(target)


def recover(target: Path) -> None:
    """
    Complete an interrupted swap of an output folder, or undo an interrupted build.

    After it, the folder is what it was before the interrupted build, or what that build made.
    """
    following, old, journal = _places(target)
    if journal.exists():
        if following.exists():
            _swap(target)
        elif not target.exists() and old.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)
        journal.unlink(missing_ok=True)
        return
    if following.exists():
        shutil.rmtree(following)
    if old.exists() and target.exists():
        shutil.rmtree(old)


def _swap(target: Path) -> None:
    following, old, _ = _places(target)
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
    following.rename(target)


def publish(target: Path, files: Mapping[str, Path | bytes]) -> None:
    """
    Replace the output folder by exactly these files.

    Parameters
    ----------
    target : Path
        ``outputs/<study id>``.
    files : mapping of relative name to a file to copy, or bytes

    Raises
    ------
    OutputError
        ``output.cannot-write``; the old folder is then untouched.
    """
    following, old, journal = _places(target)
    try:
        shutil.rmtree(following, ignore_errors=True)
        for name, content in sorted(files.items()):
            place = following / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                place.write_bytes(content)
            else:
                shutil.copyfile(content, place)
        journal.write_text("swap\n", encoding="utf-8")
        _swap(target)
        shutil.rmtree(old, ignore_errors=True)
        journal.unlink()
    except OSError as error:
        what = f"The outputs cannot be written: {error.strerror}."
        hint = "check the free space and the rights of the folder"
        place_of = Source(target.as_posix())
        raise OutputError.of("output.cannot-write", what, place_of, hint=hint) from None
