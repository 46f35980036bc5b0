"""Files as wholes: atomic writing and content hashes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tlfgen.core.errors import OutputError
from tlfgen.core.source import Source

__all__ = ["file_hash", "text_hash", "write_atomically"]

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
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        what = f"The file cannot be written: {error.strerror}."
        hint = "check the free space and the rights of the folder"
        raise OutputError.of(
            "output.cannot-write", what, Source(path.as_posix()), hint=hint
        ) from None


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
