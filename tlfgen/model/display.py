"""A display: text in its place, each cell with the results it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Align",
    "Cell",
    "Column",
    "Display",
    "Frame",
    "HeaderCell",
    "Listing",
    "MastLine",
    "PageRules",
    "Row",
    "RowKind",
    "Table",
    "page_header_text",
]

Align = Literal["left", "center", "right"]
RowKind = Literal["body", "group", "blank", "rule", "note"]


@dataclass(frozen=True, slots=True)
class MastLine:
    """One line above or below the body; only ``{page}`` and ``{pages}`` are still open in it."""

    left: str = ""
    center: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    r"""
    One printed cell.

    Parameters
    ----------
    text : str
        Final text, decimal-aligned by padding with blanks within its column; may hold ``\n``.
    results : tuple of str
        Ids of the results it shows, left to right.
    align : {'left', 'center', 'right'} or None
        None takes the column's.
    span : int
        Columns it covers.
    """

    text: str
    results: tuple[str, ...] = ()
    align: Align | None = None
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """
    One printed body row.

    Parameters
    ----------
    path : tuple of str
        Its groups down to its label: the row's address.
    cells : tuple of Cell
        One a column of the display (stub columns first), fewer where a cell spans.
    kind : {'body', 'group', 'blank', 'rule', 'note'}
        ``group`` is a heading without numbers; ``blank`` a spacer, dropped at a page top;
        ``rule`` a line across the page.
    indent : int
        Character cells before the first stub text; continuation lines are indented alike.
    keep_with_next : bool
        The page must not end after this row.
    groups : tuple of int
        Indexes (into the display's rows) of the group rows it belongs to, outermost first;
        a page that starts inside repeats them, marked ``(cont.)`` by the page rules.
    page_key : tuple of str
        Rows with another key start another page (page by parameter, by arm).
    records : tuple of int
        Rows of the dataset a listing row shows.
    related : tuple of (str, tuple of int)
        Rows of other datasets a listing row shows, by dataset.
    """

    path: tuple[str, ...]
    cells: tuple[Cell, ...]
    kind: RowKind = "body"
    indent: int = 0
    keep_with_next: bool = False
    groups: tuple[int, ...] = ()
    page_key: tuple[str, ...] = ()
    records: tuple[int, ...] = ()
    related: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    r"""
    One column of a table or listing.

    Parameters
    ----------
    name : str
        Unique in the display.
    path : tuple of str
        Spanning headers down to the label.
    label : str
        Last line of the path; may hold ``\n``.
    width : int or None
        Character cells; None lets paging fit it to its content.
    align : {'left', 'center', 'right'}
        Of the body cells.
    header_align : {'left', 'center', 'right'}
    is_stub : bool
        Stub and key columns repeat when columns are split over pages.
    n : int or None
        Header N.
    min_width : int
        The least width paging may give it.
    """

    name: str
    path: tuple[str, ...]
    label: str
    width: int | None = None
    align: Align = "left"
    header_align: Align = "center"
    is_stub: bool = False
    n: int | None = None
    min_width: int = 4


@dataclass(frozen=True, slots=True)
class HeaderCell:
    r"""
    One cell of the column header.

    Parameters
    ----------
    text : str
        May hold ``\n``.
    first, span : int
        Columns it covers.
    underline : bool
        A spanning header has a rule below it, as wide as its columns.
    """

    text: str
    first: int
    span: int = 1
    align: Align = "center"
    underline: bool = False


@dataclass(frozen=True, slots=True)
class PageRules:
    """
    What a shell asks of paging.

    Parameters
    ----------
    repeat_groups : str or None
        Pattern of a repeated group heading, ``"{label} (cont.)"``; None repeats nothing.
    min_rows : int
        Body rows of a group that must stand with its heading at a page end.
    split_label : str
        Text shown when columns are split, with ``{part}`` and ``{parts}``.
    page_header : str or None
        Line above the column header of each page, such as the parameter, filled from
        the rows' ``page_key`` with ``{0}``, ``{1}`` ...
    max_width : {'fit', 'split'}
    orient, size_pt
        Overrides of the study's page, or None.
    """

    repeat_groups: str | None = "{label} (cont.)"
    min_rows: int = 2
    split_label: str = "(columns {part} of {parts})"
    page_header: str | None = None
    max_width: Literal["fit", "split"] = "split"
    orient: Literal["landscape", "portrait"] | None = None
    size_pt: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """
    What every display has around its body.

    Parameters
    ----------
    id : str
        ``t_``, ``l_`` or ``f_`` and the number: spec file, golden file and output.
    number : str
        As printed, such as ``14.1.2.1``.
    titles : tuple of str
        Printed centred below the number line.
    title_prefix : str
        ``Table``, ``Listing`` or ``Figure``.
    population : str
        Label of the analysis set; "" where none is named.
    mast, foot : tuple of MastLine
        Lines at the very top and bottom of each page.
    footnotes : tuple of str
        Below the body on every page.
    notice : str
        Such as "Simulated data, not study data"; on every page, sheet and file.
    watermark : str
        Such as DRAFT; "" for none.
    program : str
        Path of the spec, and its hash.
    datasets : tuple of str
        Datasets it was made from.
    tags : tuple of str
        For the sections of the appendix.
    empty : str
        The no-data sentence when there is nothing to show; "" otherwise.
    rules : PageRules
    """

    id: str
    number: str
    titles: tuple[str, ...]
    title_prefix: str = "Table"
    population: str = ""
    mast: tuple[MastLine, ...] = ()
    foot: tuple[MastLine, ...] = ()
    footnotes: tuple[str, ...] = ()
    notice: str = ""
    watermark: str = ""
    program: str = ""
    datasets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    empty: str = ""
    rules: PageRules = field(default_factory=PageRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Frame):
    """A table: stub and data columns, header cells by row, body rows."""

    columns: tuple[Column, ...]
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Frame):
    """
    A listing: like a table, one row a record.

    ``blank_repeats`` names the key columns whose value prints only where it changes and on
    top of each page; the rows hold the value every time.
    """

    columns: tuple[Column, ...]
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[Row, ...]
    blank_repeats: tuple[str, ...] = ()


Display = Table | Listing


def page_header_text(display: Display, row: int) -> str:
    """Give the text above the column header of a page that starts at a row, or an empty one."""
    text = display.rules.page_header or ""
    if not text or not display.rows:
        return ""
    for place, value in enumerate(display.rows[row].page_key):
        text = text.replace("{" + str(place) + "}", value)
    return text if text.strip() else ""
