"""Pages: every line of a display in its place, before any format draws it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tlfgen.model.display import Align, Display, MastLine, RowKind
from tlfgen.model.figure import Figure
from tlfgen.model.output import Drawing, Outline, OutlineEntry, RunStamp
from tlfgen.model.page_setup import CELL_EM, LINE_EM, PAPER_IN, POINTS, PageSetup
from tlfgen.model.result import Result

__all__ = [
    "CELL_EM",
    "LINE_EM",
    "PAPER_IN",
    "POINTS",
    "ColumnPlan",
    "Document",
    "Drawing",
    "Outline",
    "OutlineEntry",
    "Page",
    "PageBreaks",
    "PageCell",
    "PageColumn",
    "PageRow",
    "PageSetup",
    "PageSpan",
    "RunStamp",
]


@dataclass(frozen=True, slots=True)
class PageColumn:
    """
    One column on one page.

    ``index`` is its place in the display; ``left`` the first cell and ``width`` the number of
    cells it fills. Columns do not touch: blank cells stand between them. The texts of a centred
    column stand in a block of ``block`` cells, the widest of them, so that padding alone keeps
    their decimals under each other; the block is centred.
    """

    index: int
    left: int
    width: int
    align: Align
    is_stub: bool = False
    block: int = 0

    @property
    def right(self) -> int:
        """The cell after its last one."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class PageCell:
    """
    One cell of the header or body on one page, already wrapped.

    Parameters
    ----------
    lines : tuple of str
        Without the blanks that alignment adds; no line is wider than ``width``.
    first, span : int
        Place and number of the page's columns it covers.
    left, width : int
        Cells of the page it fills.
    column : int
        Index of its first column in the display.
    underline : bool
        A rule as wide as the cell stands below it (spanning headers).
    indent : int
        Cells before each line, within ``width``.
    text : str
        The same text before it was wrapped.
    """

    lines: tuple[str, ...]
    first: int
    span: int
    left: int
    width: int
    align: Align = "left"
    results: tuple[str, ...] = ()
    column: int = 0
    underline: bool = False
    indent: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageRow:
    """
    One row on one page.

    ``row`` is its place in the display, ``repeated`` marks a group heading shown again at a page
    top, or a row that goes on from the page before; ``height`` counts its lines.
    """

    row: int
    kind: RowKind
    cells: tuple[PageCell, ...]
    height: int
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    One page, complete.

    Parameters
    ----------
    number, of : int
        1-based, and the number of pages of the display.
    mast, foot : tuple of MastLine
        With page numbers filled in.
    titles : tuple of str
        Number line, then titles; wrapped.
    part_label : str
        Where columns are split, which part this is.
    page_header : tuple of str
        Lines above the column header, such as the parameter.
    columns : tuple of PageColumn
    header : tuple of tuple of PageCell
        Rows of the column header.
    rows : tuple of PageRow
    message : tuple of str
        The no-data sentence, where there is nothing to show.
    footnotes : tuple of str
        Wrapped lines.
    stamp : MastLine
        Watermark left and notice centred, as the last line of the page.
    picture_lines : int
        Lines kept free for the picture of a figure.
    inset : tuple of str
        Lines below the picture.
    """

    number: int
    of: int
    mast: tuple[MastLine, ...]
    titles: tuple[str, ...]
    foot: tuple[MastLine, ...]
    part_label: str = ""
    footnotes: tuple[str, ...] = ()
    page_header: tuple[str, ...] = ()
    columns: tuple[PageColumn, ...] = ()
    header: tuple[tuple[PageCell, ...], ...] = ()
    rows: tuple[PageRow, ...] = ()
    message: tuple[str, ...] = ()
    stamp: MastLine = field(default_factory=MastLine)
    picture_lines: int = 0
    inset: tuple[str, ...] = ()

    def fixed_lines(self) -> int:
        """
        Count the lines of everything but page header, column header, rules and body.

        A blank line stands below the mast, below the titles and above the foot.
        """
        stamp = int(self.has_stamp)
        foot = len(self.foot) + stamp
        return (
            len(self.mast)
            + bool(self.mast)
            + len(self.titles)
            + bool(self.part_label)
            + 1
            + len(self.footnotes)
            + foot
            + bool(foot)
        )

    @property
    def has_stamp(self) -> bool:
        """Whether a watermark or notice is printed on the last line."""
        return bool(self.stamp.left or self.stamp.center or self.stamp.right)


@dataclass(frozen=True, slots=True)
class PageSpan:
    """
    What one page holds: rows ``first`` to before ``last``, of column part ``part``.

    ``repeated`` are the group rows shown again above them. ``lines`` are the first and the line
    after the last of its only row, where that is taller than a page.
    """

    first: int
    last: int
    part: int = 0
    repeated: tuple[int, ...] = ()
    lines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """
    Widths of all columns, and which columns stand together on a page.

    ``parts`` holds one tuple of page columns a part; one part where all columns fit.
    """

    parts: tuple[tuple[PageColumn, ...], ...]


@dataclass(frozen=True, slots=True)
class PageBreaks:
    """All pages of a display as line counts decided them, before any is made."""

    display_id: str
    plan: ColumnPlan
    spans: tuple[PageSpan, ...]

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    A batch of pages of one display, ready for any renderer.

    ``first_page`` and ``of`` count in the whole display. ``mast`` and ``foot`` are the lines of
    every page with ``{page}`` still open, for formats that count pages themselves. ``results``
    are the typed numbers for a workbook, ``drawings`` the pictures of a figure, one a page of the
    batch.
    """

    display: Display | Figure
    setup: PageSetup
    pages: tuple[Page, ...]
    of: int
    stamp: RunStamp = field(default_factory=RunStamp)
    mast: tuple[MastLine, ...] = ()
    foot: tuple[MastLine, ...] = ()
    results: tuple[Result, ...] = ()
    drawings: tuple[Drawing, ...] = ()

    @property
    def first_page(self) -> int:
        """Number of its first page."""
        return self.pages[0].number
