"""The variable names of a transport file, from its header alone."""

from __future__ import annotations

import gzip
from pathlib import Path

__all__ = ["xpt_names"]

_RECORD = 80
_NAMESTR = 140
_COUNT = slice(54, 58)
_NAME = slice(8, 16)
_HEADERS = 8


def xpt_names(path: Path) -> frozenset[str] | None:
    """
    Give the variable names of a version 5 transport file, packed or not.

    Returns
    -------
    frozenset of str or None
        None where the header cannot be read; reading the file says why.
    """
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as stream:
            head = stream.read(_RECORD * _HEADERS)
            count = int(head[_RECORD * (_HEADERS - 1) :][_COUNT])
            namestrs = stream.read(_NAMESTR * count)
    except (OSError, EOFError, ValueError):
        return None
    if len(namestrs) < _NAMESTR * count:
        return None
    parts = (namestrs[start : start + _NAMESTR] for start in range(0, len(namestrs), _NAMESTR))
    return frozenset(part[_NAME].decode("ascii", "replace").strip() for part in parts)
