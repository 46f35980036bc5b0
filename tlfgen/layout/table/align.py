"""Decimal alignment by padding: units under units within a column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tlfgen.core.textwidth import text_width

__all__ = ["align_numbers"]

_FIRST_NUMBER = re.compile(r"(?=\.[\dx])|[\dx]+|[A-Z]{2,}")


def align_numbers(texts: Sequence[str]) -> tuple[str, ...]:
    """
    Pad the texts of a column so that the units of their first numbers stand below each other.

    A word such as NE counts as a number; a number that begins with its point has its units before
    it; a text without either ends on the units. Blank texts stay blank; all others get the same
    width, so that the column may be centred as a whole.

    Examples
    --------
    >>> align_numbers(["12 (34.5%)", "0", "75.25", "NE", ""])
    ('12 (34.5%)', ' 0        ', '75.25     ', 'NE        ', '')
    >>> align_numbers(["<.0001", "0.3281"])
    ('<.0001', '0.3281')
    """
    ends = [_units(text) for text in texts]
    widest = max((end for text, end in zip(texts, ends, strict=True) if text), default=0)
    shifted = [
        " " * (widest - end) + text if text else "" for text, end in zip(texts, ends, strict=True)
    ]
    width = max((text_width(text) for text in shifted), default=0)
    return tuple(text + " " * (width - text_width(text)) if text else "" for text in shifted)


def _units(text: str) -> int:
    found = _FIRST_NUMBER.search(text)
    return text_width(text if found is None else text[: found.end()])
