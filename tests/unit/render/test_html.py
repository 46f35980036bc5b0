"""Tests of HTML."""

import re
from base64 import b64decode

from tests import display_factories as make
from tlfgen.model.output import Drawing
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.html import HtmlRenderer, _header_cells, _picture


def html(display):
    """Give the HTML of a display."""
    document = build_document(display, make.SETUP, paginate_display(display, make.SETUP))
    return HtmlRenderer().render(document, TemplateFolders()).decode()


def test_headers_have_a_scope():
    """Column headers, spanning headers and row labels say what they head."""
    text = html(make.adverse_events())
    assert {"col", "colgroup", "row"} == set(re.findall(r'<th scope="(\w+)"', text))


def test_anchors_are_unique():
    """Every anchor names one place."""
    for display in (make.adverse_events(), make.wide_listing(), make.listing()):
        anchors = re.findall(r' id="([^"]+)"', html(display))
        assert len(anchors) == len(set(anchors))


def test_cells_lead_to_their_results():
    """A number links to the display's JSON at its result, and names all its results."""
    text = html(make.demographics())
    assert 'data-results="t_14_2_01/Age (y)/n/0"' in text
    assert 'href="t_14_2_01.json#t_14_2_01/Age%20%28y%29/n/0"' in text


def test_listings_can_be_filtered():
    """A listing has a filter field; a table has none. Repeated keys are found though not shown."""
    text = html(make.listing())
    assert 'id="filter"' in text
    assert 'data-search="Placebo 01-701-1015"' in text
    assert '<input type="search"' not in html(make.demographics())


def test_nothing_is_fetched():
    """No script, style, font or picture comes from elsewhere."""
    assert [] == re.findall(r"(?:src|href)=\"(?:https?:)?//", html(make.nasty_display()))


def test_markup_in_texts_is_text():
    """A cell that looks like markup is shown, not obeyed."""
    assert "&lt;b&gt;" in html(make.nasty_display())


def test_a_header_row_covers_every_column() -> None:
    """Spans of each header row add up to the number of columns, whatever the row leaves out."""
    table = make.adverse_events()
    page = build_document(table, make.SETUP, paginate_display(table, make.SETUP)).pages[0]
    whole = len(page.columns)
    spans = [sum(one["span"] for one in _header_cells(row, whole)) for row in page.header]
    assert [whole] * len(page.header) == spans


def test_letters_of_a_picture_have_a_font_that_readers_have() -> None:
    """A picture sees no font of its page: after the page font it names common ones."""
    drawing = Drawing(b"<text style=\"font-family: 'TLF Mono'\">", b"", 6.0, 4.0)
    svg = b64decode(_picture(drawing)["src"].partition(",")[2])
    assert b"'TLF Mono', 'Liberation Mono'" in svg
    assert b"monospace" in svg
