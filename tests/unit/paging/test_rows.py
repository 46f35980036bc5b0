"""Tests of page breaks."""

from dataclasses import replace

from tests import display_factories as make
from tlfgen.model.display import Cell, PageRules, Row
from tlfgen.paging.rows import hidden_keys, paginate_display, repeated_label


def rows(*specs):
    """Give rows from (kind, groups) pairs."""
    return tuple(
        Row((str(i),), (Cell(f"row {i}"),) if kind != "blank" else (), kind=kind, groups=groups)
        for i, (kind, groups) in enumerate(specs)
    )


def pages(table):
    """Give (first, last) of each page."""
    return [(span.first, span.last) for span in paginate_display(table, make.SETUP).spans]


def plain(count):
    """Give body rows without groups."""
    return rows(*[("body", ())] * count)


def test_an_empty_display_has_one_page():
    """A display without rows has one page, for its no-data sentence."""
    assert [(0, 0)] == pages(make.empty_display())


def test_a_page_holds_what_fits():
    """A page ends at the first row that does not fit."""
    table = replace(make.demographics(), rows=plain(30), footnotes=())
    assert [(0, 28), (28, 30)] == pages(table)


def test_spacers_at_a_page_top_are_dropped():
    """A blank row between two pages stands on neither."""
    made = (*plain(28), *rows(("blank", ())), *plain(3))
    assert [(0, 28), (29, 32)] == pages(replace(make.demographics(), rows=made, footnotes=()))


def test_trailing_spacers_make_no_page():
    """Blank rows at the end give no page of their own."""
    made = (*plain(28), *rows(*[("blank", ())] * 9))
    assert [(0, 28)] == pages(replace(make.demographics(), rows=made, footnotes=()))


def test_a_heading_is_never_stranded():
    """A heading moves to the next page with the least number of its rows."""
    made = rows(*[("body", ())] * 27, ("group", ()), *[("body", (27,))] * 20)
    table = replace(make.demographics(), rows=made, footnotes=())
    assert [(0, 27), (27, 48)] == pages(table)


def test_min_rows_stand_with_their_heading():
    """One row below its heading is too few where two must stand there."""
    made = rows(*[("body", ())] * 25, ("group", ()), *[("body", (25,))] * 20)
    table = replace(make.demographics(), rows=made, footnotes=())
    assert (0, 28) == pages(replace(table, rules=PageRules(min_rows=2)))[0]
    assert (0, 25) == pages(replace(table, rules=PageRules(min_rows=3)))[0]


def test_a_short_group_stays_whole():
    """A group of few rows moves as a whole where the page stays well filled."""
    made = rows(*[("body", ())] * 24, ("group", ()), *[("body", (24,))] * 6)
    assert [(0, 24), (24, 31)] == pages(replace(make.demographics(), rows=made, footnotes=()))


def test_the_last_row_of_a_group_is_not_left_alone():
    """A page ends one row early so that two rows of the group start the next one."""
    made = rows(("group", ()), *[("body", (0,))] * 28)
    table = replace(make.demographics(), rows=made, footnotes=())
    assert [(0, 27), (27, 29)] == pages(table)


def test_nested_headings_repeat_outermost_first():
    """A page inside two groups shows both headings again."""
    made = rows(("group", ()), ("group", (0,)), *[("body", (0, 1))] * 60)
    breaks = paginate_display(replace(make.demographics(), rows=made), make.SETUP)
    assert (0, 1) == breaks.spans[1].repeated


def test_the_repeated_label_follows_the_rules():
    """The pattern of the page rules makes the repeated heading."""
    table = make.adverse_events()
    assert "CARDIAC DISORDERS (cont.)" == repeated_label(table, 0)


def test_page_keys_start_pages():
    """Rows of another parameter start another page."""
    assert [(0, 8), (8, 16), (16, 24)] == pages(make.by_parameter(3, 8))


def test_keys_hide_only_what_repeats():
    """A key is hidden only where it and all keys before it repeat the row above."""
    listing = make.listing(9)
    assert [0, 2, 2, 2, 0, 2, 2, 2, 1] == hidden_keys(listing)
