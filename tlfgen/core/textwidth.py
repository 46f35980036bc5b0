"""Text in character cells: what the page font can print, how wide it is, where it wraps."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from tlfgen.core.glyphs import GLYPH_RANGES

__all__ = [
    "has_glyph",
    "missing_glyphs",
    "pad_text",
    "printable_text",
    "text_width",
    "wrap_text",
]

_STARTS = tuple(low for low, _ in GLYPH_RANGES)
_PLAIN = re.compile(r"[\n\x20-\x7e]*\Z")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")
_THIN = "\t\v\f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f"
_BLANKS = {**dict.fromkeys(_THIN, " "), "\u202f": "\u00a0", "\u2011": "-"}
_BREAK_AFTER = "/-,;_)]|"


def has_glyph(character: str) -> bool:
    r"""
    Say whether the page font has a character.

    Examples
    --------
    >>> has_glyph("\u2265"), has_glyph("\U0001f600")
    (True, False)
    """
    code = ord(character)
    place = bisect_right(_STARTS, code) - 1
    return place >= 0 and code <= GLYPH_RANGES[place][1]


@lru_cache(maxsize=65536)
def printable_text(text: str) -> str:
    r"""
    Give a text in the form every format prints: NFC, and only characters of the page font.

    A character the font lacks prints decomposed where the font has its parts, else as
    ``[U+1F600]``. Tabs, thin blanks and the like become blanks; invisible characters (soft
    hyphen, zero-width joiners, byte order mark) go; line ends become ``\n``. Applying the rule
    twice changes nothing.

    Returns
    -------
    str

    Examples
    --------
    >>> printable_text("a\u0308 \U0001f600")
    'ä [U+1F600]'
    """
    if _PLAIN.match(text):
        return text
    return "".join(_printable(character) for character in _normal(text))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _printable(character: str) -> str:
    if character == "\n" or has_glyph(character):
        return character
    if character in _INVISIBLE:
        return ""
    if character in _BLANKS:
        return _BLANKS[character]
    if character in "\u2028\u2029\x85":
        return "\n"
    parts = unicodedata.normalize("NFD", character)
    if len(parts) > 1 and all(map(has_glyph, parts)):
        return parts
    return f"[U+{ord(character):04X}]"


def missing_glyphs(text: str) -> tuple[str, ...]:
    r"""
    Give the characters of a text that print as ``[U+...]``, each once, in order.

    Each one is worth a warning ``layout.no-glyph``.

    Examples
    --------
    >>> missing_glyphs("5 \u00b5g")
    ()
    """
    if _PLAIN.match(text):
        return ()
    return tuple(dict.fromkeys(c for c in _normal(text) if _printable(c).startswith("[U+")))


def text_width(text: str) -> int:
    r"""
    Count the character cells of one line.

    Combining marks take no cell, East Asian wide characters two.

    Returns
    -------
    int
        Unit: character cells.

    Examples
    --------
    >>> text_width("n (%)"), text_width("x\u0302")
    (5, 1)
    """
    return len(text) if text.isascii() else sum(map(_cell_width, text))


@lru_cache(maxsize=4096)
def _cell_width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def pad_text(text: str, width: int, align: str = "left") -> str:
    """
    Fill one line with blanks to a width.

    A centred text whose blanks do not divide evenly stands one half cell to the left.

    Returns
    -------
    str
        Exactly ``width`` cells, or the text itself where it is wider.

    Examples
    --------
    >>> pad_text("Mean", 7, "center")
    ' Mean  '
    """
    room = width - text_width(text)
    if room <= 0:
        return text
    if align == "right":
        return " " * room + text
    if align == "center":
        return " " * (room // 2) + text + " " * (room - room // 2)
    return text + " " * room


@lru_cache(maxsize=262144)
def wrap_text(text: str, width: int) -> tuple[str, ...]:
    r"""
    Wrap a text into lines of at most ``width`` cells.

    ``\n`` ends a line. A line that fits is never touched, so padding with blanks survives.
    A longer one breaks at blanks, which are dropped; a word that is wider than a line breaks
    after ``/ - , ; _ ) ] |`` where it can, else between characters, never before a combining
    mark.

    Parameters
    ----------
    text : str
    width : int
        At least 1.

    Returns
    -------
    tuple of str
        At least one line; no line ends with a blank that the text did not end with.

    Examples
    --------
    >>> wrap_text("Injury, poisoning and procedural complications", 20)
    ('Injury, poisoning', 'and procedural', 'complications')
    """
    if text_width(text) <= width and "\n" not in text:
        return (text,)
    lines: list[str] = []
    for line in text.split("\n"):
        if text_width(line) <= width:
            lines.append(line)
        else:
            lines.extend(_wrap_line(line, width) or [""])
    return tuple(lines)


def _wrap_line(line: str, width: int) -> list[str]:
    """Wrap one line that is too wide."""
    out: list[str] = []
    current = ""
    for piece in re.findall(r" *[^ ]+", line):
        if text_width(current + piece) <= width:
            current += piece
            continue
        if current.strip(" "):
            out.append(current)
            current = ""
            piece = piece.lstrip(" ")  # noqa: PLW2901 - the blanks at a break are dropped
        current += piece
        while text_width(current) > width:
            head = _break_word(current, width)
            out.append(head)
            current = current[len(head) :].lstrip(" ")
    if current:
        out.append(current)
    return out


def _break_word(word: str, width: int) -> str:
    """Give the first part of a word that is wider than a line."""
    end, used = 0, 0
    for place, character in enumerate(word):
        used += _cell_width(character)
        if used > width:
            break
        end = place + 1
    end = max(end, 1)
    least = max(width // 3, 1)
    for cut in range(end, least, -1):
        if word[cut - 1] in _BREAK_AFTER:
            return word[:cut]
    return word[:end]
