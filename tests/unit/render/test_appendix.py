"""Tests of the compiled appendix."""

import io
from itertools import pairwise

import openpyxl
import pikepdf
import pytest

from tests import display_factories as make
from tlfgen.layout.contents import ContentsItem, layout_contents, place_items
from tlfgen.model.page import Outline, OutlineEntry, RunStamp
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.appendix import contents_links, join_appendix, render_contents, render_cover
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.painter import PainterRenderer
from tlfgen.render.rtf import RtfRenderer, join_sections
from tlfgen.render.workbook import render_workbook

TEMPLATES = TemplateFolders()
STAMP = RunStamp(produced_at="2016-06-01T09:00")
DISPLAYS = (make.demographics(), make.adverse_events(), make.listing(20))


def documents():
    """Give the pages of the displays."""
    return [
        build_document(one, make.SETUP, paginate_display(one, make.SETUP), stamp=STAMP)
        for one in DISPLAYS
    ]


def contents(entries):
    """Give the contents list as pages."""
    table = layout_contents(entries, chars=make.SETUP.chars)
    return build_document(table, make.SETUP, paginate_display(table, make.SETUP))


def compile_book():
    """Give the entries and the bytes of an appendix of three displays."""
    made = documents()
    items = [ContentsItem("14", "Tables"), ContentsItem("14.1", "First", 1)]
    for document in made:
        display = document.display
        items.append(ContentsItem(display.number, display.titles[0], 2, document.of))
    entries = place_items(items, 3)
    list_pages = contents(entries)
    parts = [
        render_cover("Appendix", ["line"], make.SETUP, TEMPLATES, notice="notice"),
        render_contents(list_pages, TEMPLATES),
        *(PainterRenderer().render(document, TEMPLATES) for document in made),
    ]
    outline = Outline(
        "Appendix", tuple(OutlineEntry(e.text, e.page, e.depth) for e in entries), STAMP
    )
    links = contents_links(list_pages, [entry.page for entry in entries], 2)
    return entries, join_appendix(parts, outline, links=links)


@pytest.fixture(scope="module")
def book():
    """Give the entries and the open appendix."""
    entries, content = compile_book()
    with pikepdf.open(io.BytesIO(content)) as opened:
        yield entries, opened


def test_pages_add_up(book):
    """Cover, contents and all pages of all displays are there."""
    _, opened = book
    assert 2 + sum(document.of for document in documents()) == len(opened.pages)


def test_bookmarks_open_their_pages_three_levels_deep(book):
    """Each bookmark opens the page of its entry."""
    entries, opened = book
    found = []

    def walk(items, depth):
        for item in items:
            page = opened.pages.index(pikepdf.Page(item.destination[0])) + 1
            found.append((str(item.title), page, depth))
            walk(item.children, depth + 1)

    with opened.open_outline() as outline:
        walk(outline.root, 0)
    assert [(e.text, e.page, e.depth) for e in entries] == found


def test_links_of_the_contents_open_their_pages(book):
    """Each line of the contents is a link to the page it names."""
    entries, opened = book
    targets = [
        opened.pages.index(pikepdf.Page(note.Dest[0])) + 1 for note in opened.pages[1].Annots
    ]
    assert [entry.page for entry in entries] == targets


def test_links_do_not_overlap(book):
    """Boxes of links follow each other down the page."""
    _, opened = book
    boxes = [[float(side) for side in note.Rect] for note in opened.pages[1].Annots]
    assert all(low[3] <= high[1] + 0.01 for high, low in pairwise(boxes))


def test_the_appendix_opens_with_its_bookmarks(book):
    """The panel of bookmarks shows when the file opens; dates are those of the run."""
    _, opened = book
    assert "/UseOutlines" == str(opened.Root.PageMode)
    assert "D:20160601090000" == str(opened.docinfo["/CreationDate"])


def test_equal_fonts_are_kept_once(book):
    """Each face of the page font is embedded once, however many parts there are."""
    _, opened = book
    files = {
        inner.FontDescriptor.FontFile2.objgen
        for page in opened.pages
        for font in dict(page.resources.Font).values()
        for inner in font.DescendantFonts
    }
    assert 2 == len(files)


def test_every_page_is_stamped(book):
    """The stamp stands on each page in the bottom margin, after the page's own text."""
    _, opened = book
    assert all("/TlfStamp" in page.resources.Font for page in opened.pages)


def test_the_same_parts_give_the_same_bytes():
    """Compiling twice gives equal files."""
    assert compile_book()[1] == compile_book()[1]


def test_the_workbook_has_an_index_with_links():
    """The first sheet lists every display and links to its sheet."""
    content = render_workbook("Appendix", documents(), TEMPLATES, STAMP, notice="Simulated")
    read = openpyxl.load_workbook(io.BytesIO(content))
    assert ["Index", "14-2.01", "14-5.01", "16.2.7.2"] == read.sheetnames
    links = [row[0].hyperlink for row in read["Index"].iter_rows(min_row=4)]
    assert ["#'14-2.01'!A1", "#'14-5.01'!A1", "#'16.2.7.2'!A1"] == [
        "#" + (link.location or link.target.removeprefix("#")) for link in links
    ]


def test_a_combined_rtf_keeps_sections():
    """Each display is a section of its own that counts its own pages."""
    one = join_sections([RtfRenderer().render(document, TEMPLATES) for document in documents()])
    assert 3 == one.count(b"\\sectd")
    assert 2 == one.count(b"\\sect\n")
    assert one.count(b"{") - one.count(b"\\{") == one.count(b"}") - one.count(b"\\}")
