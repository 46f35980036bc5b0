"""Protocols that let rooms meet without knowing each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from tlfgen.model.page import Document, Outline

__all__ = ["Renderer", "Templates"]


class Templates(Protocol):
    """Templates by name, from the study, the sponsor or the package."""

    def fill(self, name: str, values: Mapping[str, Any]) -> str:
        """Give the text of a template filled with values."""

    def settings(self, name: str) -> Mapping[str, Any]:
        """Give a YAML template, such as a workbook's layout, as plain values."""

    def is_builtin(self, name: str) -> bool:
        """Say whether a template comes from the package alone, through all it extends."""


class Renderer(Protocol):
    """
    One file format.

    ``batch_pages`` is the number of pages a batch holds; None takes the whole display at once.
    """

    suffix: ClassVar[str]
    batch_pages: ClassVar[int | None]

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the file of a batch of pages: same document and templates, same bytes."""

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one file from the batches of a display, in order."""
