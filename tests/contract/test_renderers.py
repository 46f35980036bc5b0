"""One suite for every renderer: the same words on the same pages."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pikepdf
import pypdfium2
import pytest

from tests import display_factories as make
from tests.rtf_text import rtf_pages
from tlfgen.core.textwidth import printable_text
from tlfgen.model.display import Cell, Row
from tlfgen.model.page import Document, Outline, RunStamp
from tlfgen.model.ports import Renderer
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.display_json import JsonRenderer
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.html import HtmlRenderer
from tlfgen.render.painter import PainterRenderer
from tlfgen.render.pdf import PdfRenderer
from tlfgen.render.rtf import RtfRenderer
from tlfgen.render.txt import TxtRenderer
from tlfgen.render.xlsx import XlsxRenderer

TEMPLATES = TemplateFolders()
STAMP = RunStamp(produced_at="2016-06-01T09:00")
BOX = re.compile("\u2500+")

DISPLAYS = {
    "table": make.demographics(),
    "several pages": make.adverse_events(),
    "listing": make.listing(),
    "split columns": make.wide_listing(),
    "empty": make.empty_display(),
    "one row": replace(make.demographics(), rows=make.demographics().rows[2:3]),
    "1,000 rows": make.by_parameter(4, 250),
    "nasty": make.nasty_display(),
    "six header levels": make.deep_headers(),
    "pages by parameter": make.by_parameter(),
}
DRAWN = [pytest.param(n, marks=[pytest.mark.slow] if n == "1,000 rows" else []) for n in DISPLAYS]


def draw(renderer: Renderer, name: str) -> bytes:
    """Give the file of a display, drawn in batches where the renderer takes batches."""
    display = DISPLAYS[name]
    breaks = paginate_display(display, make.SETUP)
    size = min(renderer.batch_pages or breaks.pages, 3)
    if renderer.batch_pages is None:
        size = breaks.pages
    parts = [
        renderer.render(batch(name, first, first + size - 1), TEMPLATES)
        for first in range(1, breaks.pages + 1, size)
    ]
    return renderer.join(parts, Outline("Title", (), STAMP))


def batch(name: str, first: int = 1, last: int | None = None) -> Document:
    """Give pages of a display."""
    display = DISPLAYS[name]
    breaks = paginate_display(display, make.SETUP)
    return build_document(display, make.SETUP, breaks, first, last, stamp=STAMP)


def words(text: str) -> Counter:
    """Count the words of a text; rules are not words."""
    return Counter(printable_text(BOX.sub(" ", text)).split())


@pytest.fixture(scope="module")
def expected() -> dict[str, list[Counter]]:
    """Count the words of each page of each display as text."""
    found = {}
    for name in DISPLAYS:
        pages = draw(TxtRenderer(), name).decode().split("\f")
        found[name] = [words(page) for page in pages]
    return found


class _Pages(HTMLParser):
    """Collects the text of each page section."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    def handle_starttag(self, tag, attrs):
        del attrs
        if tag == "section":
            self.pages.append("")
        elif self.pages:
            self.pages[-1] += "\n"

    def handle_endtag(self, tag):
        del tag
        if self.pages:
            self.pages[-1] += "\n"

    def handle_data(self, data):
        if self.pages:
            self.pages[-1] += data


@pytest.mark.parametrize("name", DISPLAYS)
def test_html_has_the_words_of_each_page(name, expected):
    """HTML shows on each page what the text shows."""
    parser = _Pages()
    parser.feed(draw(HtmlRenderer(), name).decode().partition("</main>")[0])
    assert expected[name] == [words(page) for page in parser.pages]


@pytest.mark.parametrize("name", DISPLAYS)
def test_rtf_has_the_words_of_each_page(name, expected):
    """RTF shows on each page what the text shows."""
    assert expected[name] == [words(page) for page in rtf_pages(draw(RtfRenderer(), name))]


@pytest.mark.parametrize("renderer", [PdfRenderer(), PainterRenderer()], ids=["weasy", "painter"])
@pytest.mark.parametrize("name", DRAWN)
def test_pdf_has_the_words_of_each_page(name, renderer, expected):
    """Both PDF engines show on each page what the text shows."""
    book = pypdfium2.PdfDocument(draw(renderer, name))
    pages = [page.get_textpage().get_text_range() for page in book]
    assert expected[name] == [words(page) for page in pages]


@pytest.mark.parametrize("renderer", [PdfRenderer(), PainterRenderer()], ids=["weasy", "painter"])
def test_pdf_pages_have_the_size_of_the_setup(renderer):
    """A landscape Letter page is stored as landscape."""
    with pikepdf.open(io.BytesIO(draw(renderer, "table"))) as book:
        assert [0, 0, 792, 612] == [int(side) for side in book.pages[0].mediabox]


@pytest.mark.parametrize("name", DISPLAYS)
def test_json_has_each_row_once(name):
    """JSON holds the printed rows once each, in order, with a page and one text a column."""
    display = DISPLAYS[name]
    read = json.loads(draw(JsonRenderer(), name))
    printed = [row for row in display.rows if row.kind in {"body", "note"}]
    paths = [[" ".join(part.split()) for part in row.path] for row in printed]
    assert paths == [row["path"] for row in read["rows"]]
    assert {len(read["columns"])} >= {len(row["cells"]) for row in read["rows"]}
    pages = [row["page"] for row in read["rows"]]
    assert pages == sorted(pages)


@pytest.mark.parametrize("name", DISPLAYS)
def test_xlsx_has_the_texts_of_each_row(name):
    """The sheet shows the text of every cell of every row, as text."""
    display = DISPLAYS[name]
    book = openpyxl.load_workbook(io.BytesIO(draw(XlsxRenderer(), name)))
    shown = Counter(
        cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value
    )
    wanted = Counter(cell.text for row in display.rows for cell in row.cells if cell.text)
    assert Counter() == wanted - shown
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value}
    assert kinds <= {"s", "inlineStr"}


@pytest.mark.parametrize(
    "renderer",
    [TxtRenderer(), JsonRenderer(), HtmlRenderer(), RtfRenderer(), XlsxRenderer(), PdfRenderer()],
    ids=lambda renderer: renderer.suffix,
)
def test_the_notice_is_in_every_format(renderer):
    """Every file says that its data are simulated, and that it is a draft."""
    content = draw(renderer, "several pages")
    if renderer.suffix == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        text = "\n".join(str(c.value) for row in book.worksheets[0].iter_rows() for c in row)
    elif renderer.suffix == "pdf":
        text = TxtRenderer().render(batch("several pages"), TEMPLATES).decode()
    else:
        text = content.decode()
    assert "Simulated data, not study data" in text
    assert "DRAFT" in text


@pytest.mark.parametrize(
    "renderer",
    [
        TxtRenderer(),
        JsonRenderer(),
        HtmlRenderer(),
        RtfRenderer(),
        XlsxRenderer(),
        PdfRenderer(),
        PainterRenderer(),
    ],
    ids=lambda renderer: type(renderer).__name__,
)
def test_the_same_display_gives_the_same_bytes(renderer):
    """Drawing twice gives equal files."""
    assert draw(renderer, "listing") == draw(renderer, "listing")


def test_formula_texts_stay_texts():
    """A cell that starts like a formula is written as text."""
    display = replace(
        make.demographics(), rows=(Row(("x",), (Cell("=1+1"), *(Cell("") for _ in range(5)))),)
    )
    breaks = paginate_display(display, make.SETUP)
    content = XlsxRenderer().render(build_document(display, make.SETUP, breaks), TEMPLATES)
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [c for row in book.worksheets[0].iter_rows() for c in row if c.value == "=1+1"]
    assert [False] == [cell.data_type == "f" for cell in found]
