"""Patterns of number formats, such as ``{n:xx} ({pct:xxx}%)``, parsed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tlfgen.core.errors import SpecError

__all__ = ["Pattern", "Slot", "parse_pattern"]

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}|[{}]")
_FIXED = re.compile(r"(x*)(?:\.(x+))?")
_RELATIVE = re.compile(r"(?:(x+)\.)?a(?:\+(\d+))?")
_SIGNIFICANT = re.compile(r"sig(\d+)")
_WORDS = ("x", "xx.x", ".xxx", "a", "a+1", "xx.a+1", "sig3")


@dataclass(frozen=True, slots=True)
class Slot:
    """
    One placeholder of a pattern.

    Parameters
    ----------
    name : str
        The statistic that fills it.
    width : int
        Fewest characters before the point.
    decimals : int or None
        Digits after the point; added to the data decimals where ``is_relative``; None prints a
        number as it is.
    is_relative : bool
    figures : int or None
        Significant figures instead of decimals.
    """

    name: str
    width: int = 0
    decimals: int | None = None
    is_relative: bool = False
    figures: int | None = None

    def digits(self, data_decimals: int) -> int | None:
        """Give the digits after the point for a parameter with ``data_decimals``."""
        if self.decimals is None or not self.is_relative:
            return self.decimals
        return self.decimals + data_decimals


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    A parsed pattern: fixed text between placeholders.

    Parameters
    ----------
    text : str
        As written.
    parts : tuple of str or Slot
    """

    text: str
    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The placeholders, left to right."""
        return tuple(part for part in self.parts if isinstance(part, Slot))

    @property
    def names(self) -> tuple[str, ...]:
        """The statistics that the placeholders name, left to right."""
        return tuple(slot.name for slot in self.slots)


def _slot(name: str, spec: str | None, text: str) -> Slot:
    """Read one placeholder."""
    if not name.strip():
        raise SpecError.of("spec.bad-format", f"a placeholder of '{text}' names no statistic.")
    if not spec:
        return Slot(name)
    if fixed := _FIXED.fullmatch(spec):
        return Slot(name, len(fixed[1]), len(fixed[2] or ""))
    if relative := _RELATIVE.fullmatch(spec):
        return Slot(name, len(relative[1] or ""), int(relative[2] or 0), is_relative=True)
    if (figures := _SIGNIFICANT.fullmatch(spec)) and int(figures[1]):
        return Slot(name, figures=int(figures[1]))
    what = f"'{spec}' is not a number format, in '{text}'."
    raise SpecError.of("spec.bad-format", what, allowed=_WORDS)


@lru_cache(maxsize=1024)
def parse_pattern(text: str) -> Pattern:
    """
    Read a pattern: ``x`` before the point is minimum width, after it decimals.

    ``a`` stands for the data decimals of the parameter, ``a+1`` for one more, ``xx.a+1`` gives the
    width as well, ``sig3`` three significant figures; ``{name}`` alone writes the value as it is.
    ``{{`` and ``}}`` are braces.

    Returns
    -------
    Pattern

    Raises
    ------
    SpecError
        ``spec.bad-format`` for an unknown format word or a brace without its fellow.

    Examples
    --------
    >>> parse_pattern("{n:xx} ({pct:xxx}%)").names
    ('n', 'pct')
    """
    parts: list[str | Slot] = []
    end = 0
    for piece in _PIECE.finditer(text):
        parts.append(text[end : piece.start()])
        end = piece.end()
        if piece[0] in {"{{", "}}"}:
            parts.append(piece[0][0])
        elif piece[0] in {"{", "}"}:
            raise SpecError.of("spec.bad-format", f"'{text}' has a brace without its fellow.")
        else:
            parts.append(_slot(piece[1], piece[2], text))
    parts.append(text[end:])
    return Pattern(text, tuple(part for part in parts if part))
