"""Escaping of text for RTF."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Undefined

__all__ = ["RtfText", "escape_rtf", "finalize_rtf"]

_RUN = re.compile(" {2,}")
_LAST_PLAIN = 0x7E
_BMP = 0xFFFF
_SPECIAL = {"\\": "\\\\", "{": "\\{", "}": "\\}", "\n": "\\line ", "\t": "\\tab ", "\u00a0": "\\~"}


class RtfText(str):
    """Text that is RTF already and is not escaped again."""

    __slots__ = ()


def escape_rtf(text: str) -> RtfText:
    r"""
    Give a text as RTF: braces and backslashes escaped, other characters as ``\uN?``.

    Characters beyond the basic plane become two ``\u`` words, as RTF asks. Runs of blanks become
    unbreakable ones, because word processors shrink or widen them otherwise.

    Examples
    --------
    >>> print(escape_rtf("{5 \u2265 4}"))
    \{5 \u8805? 4\}
    """
    if text.isascii() and not any(mark in text for mark in (*_SPECIAL, "  ")):
        return RtfText(text)
    steady = _RUN.sub(lambda run: "\u00a0" * len(run.group()), text)
    return RtfText("".join(map(_escape, steady)))


def _escape(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    code = ord(character)
    if " " <= character <= chr(_LAST_PLAIN):
        return character
    if code > _BMP:
        code -= 0x10000
        return _unit(0xD800 + (code >> 10)) + _unit(0xDC00 + (code & 0x3FF))
    return _unit(code)


def _unit(code: int) -> str:
    return f"\\u{code - 0x10000 if code > 0x7FFF else code}?"  # noqa: PLR2004 - signed 16 bits


def finalize_rtf(value: Any) -> Any:
    """Escape what a template prints, unless it is RTF already."""
    if isinstance(value, (RtfText, Undefined)):
        return value
    return escape_rtf(str(value))
