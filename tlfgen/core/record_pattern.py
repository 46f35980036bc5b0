"""Patterns of record texts, such as ``{SEX:F=woman|M=man}``, parsed once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source

__all__ = [
    "CASE_WORDS",
    "Hole",
    "OptionalPart",
    "RecordPattern",
    "Words",
    "parse_record_pattern",
    "with_case",
]

_PIECE = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{([^{}:]*)(?::([^{}]*))?\}|[{}]")

CASE_WORDS = ("lower", "upper", "sentence", "title")
"""Words that change the case of a text: ``{AEDECOD:lower}``."""


_CASES = {"upper": str.upper, "title": str.title}


def with_case(text: str, word: str) -> str:
    """
    Give a text in another case; abbreviations in a text of mixed case keep theirs.

    Examples
    --------
    >>> with_case("POSSIBLY RELATED", "lower"), with_case("ALT increased", "lower")
    ('possibly related', 'ALT increased')
    >>> with_case("NOT RELATED", "sentence")
    'Not related'
    """
    if word in _CASES:
        return _CASES[word](text)
    if text.isupper():
        lowered = text.lower()
    else:
        lowered = " ".join(
            one if len(one) > 1 and one[:2].isupper() else one.lower() for one in text.split(" ")
        )
    return lowered[:1].upper() + lowered[1:] if word == "sentence" else lowered


@dataclass(frozen=True, slots=True)
class Words:
    """
    The words a placeholder prints for its values.

    ``other`` stands for values that are not named (None prints them as they are), ``missing`` for
    no value at all (None prints nothing, or what the text says for missing values).
    """

    known: tuple[tuple[str, str], ...]
    other: str | None = None
    missing: str | None = None

    def text(self, value: str) -> str:
        """
        Give the words for a value.

        Examples
        --------
        >>> Words((("F", "woman"), ("M", "man"))).text("F")
        'woman'
        """
        if not value:
            return self.missing or ""
        found = dict(self.known)
        return found.get(value, value if self.other is None else self.other)


@dataclass(frozen=True, slots=True)
class Hole:
    """One placeholder: a name, with a date word, number pattern, case word or words of values."""

    name: str
    word: str | None = None
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """A part between ``[[`` and ``]]``, left out where one of its placeholders is missing."""

    parts: tuple[str | Hole, ...]


RecordPattern = tuple["str | Hole | OptionalPart", ...]
"""The parts of one line, left to right."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> RecordPattern | str:
    outer: list[str | Hole | OptionalPart] = []
    inner: list[str | Hole] | None = None
    for piece in _pieces(text):
        if piece == "[[":
            if inner is not None:
                return f"'{text}' opens an optional part within another."
            inner = []
        elif piece == "]]":
            if inner is None:
                return f"'{text}' closes an optional part that is not open."
            if not any(isinstance(part, Hole) for part in inner):
                return f"'{text}' has an optional part without a placeholder."
            outer.append(OptionalPart(tuple(inner)))
            inner = None
        elif isinstance(piece, _Fault):
            return f"'{text}' has a brace without its fellow, or one that names no variable."
        else:
            (outer if inner is None else inner).append(piece)
    return f"'{text}' leaves an optional part open." if inner is not None else tuple(outer)


class _Fault(str):
    """A brace that stands alone."""

    __slots__ = ()


def _pieces(text: str) -> Iterator[str | Hole]:
    end = 0
    for found in _PIECE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        end = found.end()
        if found[0] in {"{{", "}}"}:
            yield found[0][0]
        elif found[0] in {"[[", "]]"}:
            yield found[0]
        elif found[1] is None or not found[1].strip():
            yield _Fault(found[0])
        else:
            yield _hole(found[1].strip(), found[2])
    if end < len(text):
        yield text[end:]


def _hole(name: str, word: str | None) -> Hole:
    if word is None or not word.strip():
        return Hole(name)
    if "=" not in word:
        return Hole(name, word.strip())
    pairs = dict(pair.partition("=")[::2] for pair in word.split("|"))
    other = pairs.pop("*", None)
    missing = pairs.pop("", None)
    return Hole(name, None, Words(tuple(pairs.items()), other, missing))


def parse_record_pattern(text: str, source: Source | None = None) -> RecordPattern:
    """
    Give the parts of one line of a record text.

    ``{NAME}`` is a variable; ``{NAME:word}`` writes it by a date word, a number pattern or a case
    word; ``{NAME:A=text|B=text|*=text|=text}`` writes words for its values, ``*`` for any other,
    nothing for a missing one. ``[[...]]`` is left out where a placeholder in it is missing.
    ``{{`` and ``}}`` are braces.

    Raises
    ------
    SpecError
        ``spec.bad-format``.

    Examples
    --------
    >>> parse_record_pattern("{AGE} years[[, {SEX:F=female}]]")[:2]
    (Hole(name='AGE', word=None, words=None), ' years')
    """
    found = _parsed(text)
    if isinstance(found, str):
        raise SpecError.of("spec.bad-format", found, source)
    return found
