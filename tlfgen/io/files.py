"""Files as wholes: atomic writing and content hashes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tlfgen.core.errors import OutputError
from tlfgen.core.source import Source

__all__ = ["file_hash", "keep", "text_hash", "unwritable", "write_atomically"]

_CHUNK = 1 << 20


def write_atomically(path: Path, data: bytes) -> None:
    """
    Write a file so that it is there whole or not at all.

    Raises
    ------
    OutputError
        ``output.cannot-write`` with the system's reason.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        keep(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(path, error) from None


def keep(part: Path, path: Path) -> None:
    """Give a finished file its name, once every byte is on the disk."""
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(path)


def unwritable(path: Path, error: OSError) -> OutputError:
    """Give the error for a file that the system does not let be written."""
    what = f"The file cannot be written: {error.strerror}."
    hint = "check the free space and the rights of the folder"
    return OutputError.of("output.cannot-write", what, Source(path.as_posix()), hint=hint)


def file_hash(path: Path) -> str:
    """
    Give the SHA-256 of a file's bytes, hexadecimal.

    Raises
    ------
    OutputError
        ``output.cannot-read``.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        what = f"The file cannot be read: {error.strerror}."
        raise OutputError.of("output.cannot-read", what, Source(path.as_posix())) from None
    return digest.hexdigest()


def text_hash(*parts: str) -> str:
    """
    Give the SHA-256 of texts, each kept apart from the next, hexadecimal.

    Examples
    --------
    >>> text_hash("a", "b") == text_hash("ab")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
