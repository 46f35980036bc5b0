"""What a run hands to its files beside pages: dates, pictures, bookmarks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Drawing", "Outline", "OutlineEntry", "RunStamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStamp:
    """
    What a run tells its files; passed in, never asked for.

    ``produced_at`` is the run date as ``2016-06-01T09:00``.
    """

    produced_at: str = "1970-01-01T00:00"
    run_id: str = ""
    data_cut: str = ""
    study: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of one page of a figure, as SVG and PNG bytes, with its size."""

    svg: bytes
    png: bytes
    width_in: float
    height_in: float


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its text, the 1-based page it opens, its depth (0 for the outermost)."""

    text: str
    page: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """What a joined file carries beside its pages."""

    title: str
    entries: tuple[OutlineEntry, ...] = ()
    stamp: RunStamp = RunStamp()

    @classmethod
    def of(cls, title: str, entries: Iterable[OutlineEntry], stamp: RunStamp) -> Outline:
        """Give an outline of any entries."""
        return cls(title, tuple(entries), stamp)
