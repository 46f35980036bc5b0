"""Tests of the contents list."""

from tests.display_factories import SETUP
from tlfgen.layout.contents import ContentsItem, layout_contents, place_items
from tlfgen.paging import paginate_display

ITEMS = [
    ContentsItem("14.1", "Demographics"),
    ContentsItem("Table 14-2.01", "Summary of Demographic Characteristics", 1, 3),
    ContentsItem("Table 14-5.01", "Incidence of events " * 9, 1, 12),
]


def test_items_start_after_the_pages_before_them():
    """A section starts with its first display; displays follow each other."""
    assert [2, 2, 5] == [entry.page for entry in place_items(ITEMS, 2)]


def test_leaders_end_at_one_edge():
    """The last line of every entry is as wide as its column, its dots under each other."""
    table = layout_contents(place_items(ITEMS, 2), chars=SETUP.chars)
    last = [row.cells[0].text.split("\n")[-1] for row in table.rows]
    assert {113} == {len(line) for line in last}
    assert {111} == {line.rindex(".") for line in last}


def test_the_page_number_stands_on_the_last_line():
    """A wrapped entry has its page number beside its last line."""
    row = layout_contents(place_items(ITEMS, 2), chars=SETUP.chars).rows[2]
    assert row.cells[0].text.count("\n") == row.cells[1].text.count("\n") > 0


def test_pages_do_not_depend_on_the_numbers():
    """The list takes as many pages with any page numbers."""
    items = ITEMS * 40
    counts = {
        paginate_display(layout_contents(place_items(items, first), chars=SETUP.chars), SETUP).pages
        for first in (1, 9000)
    }
    assert 1 == len(counts)


def test_a_section_is_not_stranded():
    """A section stays with its first display."""
    rows = layout_contents(place_items(ITEMS, 2), chars=SETUP.chars).rows
    assert [True, False, False] == [row.keep_with_next for row in rows]
