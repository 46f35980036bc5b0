"""Plain text: the lines of every page, pages parted by form feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tlfgen.core.textwidth import pad_text
from tlfgen.model.page import Document, Outline
from tlfgen.model.ports import Templates
from tlfgen.render.lines import Line, page_lines

__all__ = ["TxtRenderer"]

_RULE = "\u2500"
_FEED = "\f"


class TxtRenderer:
    """Draws UTF-8 text: rules as box characters, the picture of a figure as a note."""

    suffix: ClassVar[str] = "txt"
    batch_pages: ClassVar[int | None] = 500

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the text of a batch of pages."""
        pages = [
            [_text(line) for line in _with_picture_note(page_lines(page, batch.setup))]
            for page in batch.pages
        ]
        return templates.fill("txt/display.txt.j2", {"pages": pages}).encode()

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one text of all batches."""
        del outline
        return _FEED.encode().join(parts)


def _text(line: Line) -> str:
    text = line.text
    for first, last in line.rules:
        text = pad_text(text, first) + _RULE * (last - first)
    return text


def _with_picture_note(lines: Sequence[Line]) -> list[Line]:
    """Put a note into the middle of the room of a picture."""
    places = [i for i, line in enumerate(lines) if line.kind == "picture"]
    noted = list(lines)
    if places:
        noted[places[len(places) // 2]] = Line("[picture]")
    return noted
