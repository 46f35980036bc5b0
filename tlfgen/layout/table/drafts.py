"""Rows of a table before alignment, with the free lines between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tlfgen.layout.table.numbers import Printed
from tlfgen.model.display import RowKind
from tlfgen.spec.grid import Node, Pick

__all__ = ["Body", "Draft", "Here"]


@dataclass(slots=True)
class Draft:
    """One row before alignment."""

    path: tuple[str, ...]
    stub: list[str]
    cells: list[Printed]
    kind: RowKind = "body"
    indent: int = 0
    keep_with_next: bool = False
    groups: tuple[int, ...] = ()
    page_key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Here:
    """Where the walk stands: nodes and members above, headings, the label still to be printed."""

    nodes: tuple[Node, ...] = ()
    picks: tuple[Pick, ...] = ()
    path: tuple[str, ...] = ()
    depth: int = 0
    groups: tuple[int, ...] = ()
    page_key: tuple[str, ...] = ()
    label: str | None = None


@dataclass
class Body:
    """
    The rows written so far.

    ``pending`` are stub texts for the next row; ``wants_gap`` asks for a free line before it.
    """

    stub_columns: int
    has_gaps: bool = True
    drafts: list[Draft] = field(default_factory=list)
    pending: dict[int, str] = field(default_factory=dict)
    wants_gap: bool = False

    def gap(self, here: Here) -> None:
        """Leave a line free before a heading or block that follows other rows."""
        drafts = self.drafts
        if not self.has_gaps or not drafts or here.depth > 0 or drafts[-1].kind == "group":
            return
        self.blank(here)

    def blank(self, here: Here) -> None:
        """Leave a line free, unless there is one or a rule stands above."""
        if self.drafts and self.drafts[-1].kind not in {"blank", "rule"}:
            blank = Draft((), [""] * self.stub_columns, [], "blank")
            blank.page_key = here.page_key
            blank.groups = here.groups
            self.drafts.append(blank)

    def append(self, draft: Draft, here: Here) -> None:
        """Write a row, with the stub texts that wait for it."""
        if self.wants_gap and draft.kind != "rule":
            self.blank(here)
        self.wants_gap = False
        if draft.kind == "body":
            for place, text in self.pending.items():
                draft.stub[place] = draft.stub[place] or text
            self.pending.clear()
        draft.groups = draft.groups or here.groups
        draft.page_key = here.page_key
        self.drafts.append(draft)
