"""Documents: the pages of a display made in batches from breaks decided before."""

from __future__ import annotations

from tlfgen.model.display import Display
from tlfgen.model.page import Document, Page, PageBreaks, PageRow, PageSetup, RunStamp
from tlfgen.paging.cells import cut_row, place_header, place_row
from tlfgen.paging.furniture import Furniture, fill_mast, make_furniture, page_header_lines
from tlfgen.paging.rows import hidden_keys, repeated_label

__all__ = ["build_document"]


def build_document(
    display: Display,
    setup: PageSetup,
    breaks: PageBreaks,
    first: int = 1,
    last: int | None = None,
    *,
    stamp: RunStamp | None = None,
) -> Document:
    """
    Make the pages ``first`` to ``last`` of a display.

    Only these pages exist at once, so that a listing of any length is made in batches.

    Parameters
    ----------
    display : Table or Listing
    setup : PageSetup
        The same as `paginate_display` was given.
    breaks : PageBreaks
    first, last : int
        1-based, both included; None for the last page of the display.
    stamp : RunStamp or None

    Returns
    -------
    Document
    """
    setup = setup.override(display.rules.orient, display.rules.size_pt)
    furniture = make_furniture(display, setup, breaks.plan.parts)
    builder = _Builder(display, setup, breaks, furniture)
    end = breaks.pages if last is None else min(last, breaks.pages)
    return Document(
        display=display,
        setup=setup,
        pages=tuple(builder.page(number) for number in range(first, end + 1)),
        of=breaks.pages,
        stamp=stamp or RunStamp(),
        mast=fill_mast(furniture.mast, None, breaks.pages),
        foot=fill_mast(furniture.foot, None, breaks.pages),
    )


class _Builder:
    """Makes single pages of one display."""

    def __init__(
        self,
        display: Display,
        setup: PageSetup,
        breaks: PageBreaks,
        furniture: Furniture,
    ) -> None:
        self.display, self.setup, self.breaks = display, setup, breaks
        self.furniture = furniture
        self.headers = [place_header(display.header, part) for part in breaks.plan.parts]

    def page(self, number: int) -> Page:
        """Make one page."""
        span = self.breaks.spans[number - 1]
        parts = self.breaks.plan.parts
        label = self.display.rules.split_label if len(parts) > 1 else ""
        label = label.replace("{part}", str(span.part + 1)).replace("{parts}", str(len(parts)))
        texts, pages = self.furniture, self.breaks.pages
        empty = span.first == span.last
        return Page(
            number=number,
            of=pages,
            mast=fill_mast(texts.mast, number, pages),
            titles=texts.titles,
            part_label=label,
            page_header=() if empty else page_header_lines(self.display, span.first, self.setup),
            columns=parts[span.part],
            header=self.headers[span.part],
            rows=self._rows(number),
            message=texts.message if empty else (),
            footnotes=texts.footnotes,
            foot=fill_mast(texts.foot, number, pages),
            stamp=texts.stamp,
        )

    def _rows(self, number: int) -> tuple[PageRow, ...]:
        """Make the rows of one page: repeated headings, then its own."""
        span = self.breaks.spans[number - 1]
        columns = self.breaks.plan.parts[span.part]
        rows = [
            place_row(self.display, index, columns, label=repeated_label(self.display, index))
            for index in span.repeated
        ]
        if span.lines is not None:
            whole = place_row(self.display, span.first, columns)
            return (*rows, cut_row(whole, columns, *span.lines))
        hidden = hidden_keys(self.display, span.first, span.last)
        rows += [
            place_row(self.display, index, columns, hidden=keys)
            for index, keys in enumerate(hidden, span.first)
        ]
        return tuple(rows)
