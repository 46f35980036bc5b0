"""Properties of paging: nothing lost, nothing over-full, nothing stranded, nothing random."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import display_factories as make
from tlfgen.core.textwidth import text_width
from tlfgen.model.display import Cell, Column, HeaderCell, Listing, PageRules, Row, Table
from tlfgen.model.page import PageSetup
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.lines import page_lines

WORDS = st.text("abc-/\u00e9\u2265 ", max_size=60)
SETUPS = st.sampled_from(
    [
        make.SETUP,
        PageSetup.of("a4", "portrait", 9),
        PageSetup.of("letter", "landscape", 8, (1, 0.5, 0.5, 0.75)),
    ]
)


@st.composite
def tables(draw) -> Table:
    """Give a table of groups, spacers and rows of any length, perhaps with page keys."""
    count = draw(st.integers(1, 4))
    names = [f"c{i}" for i in range(count)]
    columns = tuple(
        Column(n, (n,), n, align="left" if i == 0 else "center", is_stub=i == 0)
        for i, n in enumerate(names)
    )
    rows: list[Row] = []
    keyed = draw(st.booleans())
    for group in range(draw(st.integers(0, 6))):
        key = (f"key {group // 2}",) if keyed else ()
        if rows and draw(st.booleans()):
            rows.append(Row((), (), kind="blank", page_key=key))
        at = len(rows)
        heading = Cell(draw(WORDS) or "heading")
        rows.append(Row((f"g{group}",), (heading,), kind="group", page_key=key))
        for k in range(draw(st.integers(1, 30))):
            texts = [draw(WORDS)] + [str(k)] * (count - 1)
            rows.append(
                Row(
                    (f"g{group}", str(k)),
                    tuple(map(Cell, texts)),
                    indent=2,
                    groups=(at,),
                    page_key=key,
                    keep_with_next=draw(st.integers(0, 9)) == 0,
                )
            )
    rules = PageRules(
        repeat_groups=draw(st.sampled_from([None, "{label} (cont.)"])),
        min_rows=draw(st.integers(1, 3)),
        page_header="{0}" if keyed else None,
    )
    header = (tuple(HeaderCell(n, i) for i, n in enumerate(names)),)
    return replace(
        make.demographics(), columns=columns, header=header, rows=tuple(rows), rules=rules
    )


@settings(max_examples=60, deadline=None)
@given(tables(), SETUPS)
def test_every_row_stands_once_and_in_order(table, setup):
    """Every row but a dropped spacer stands on one page, in order."""
    spans = paginate_display(table, setup).spans
    shown = [index for span in spans for index in range(span.first, span.last)]
    wanted = [i for i, row in enumerate(table.rows) if row.kind != "blank"]
    assert wanted == [index for index in shown if table.rows[index].kind != "blank"]
    assert shown == sorted(set(shown))


@settings(max_examples=60, deadline=None)
@given(tables(), SETUPS)
def test_no_page_is_over_full(table, setup):
    """Every page has exactly the lines of the setup, and no line is too wide."""
    document = build_document(table, setup, paginate_display(table, setup))
    for page in document.pages:
        lines = page_lines(page, document.setup)
        assert setup.lines == len(lines)
        assert setup.chars >= max(text_width(line.text) for line in lines)


@settings(max_examples=60, deadline=None)
@given(tables(), SETUPS)
def test_no_page_is_empty_or_ends_stranded(table, setup):
    """A page shows a row with text, starts and ends with one, and never ends with a heading."""
    for span in paginate_display(table, setup).spans:
        if not table.rows:
            continue
        assert span.first < span.last
        assert table.rows[span.first].kind != "blank"
        assert table.rows[span.last - 1].kind not in {"blank", "group"}


@settings(max_examples=60, deadline=None)
@given(tables(), SETUPS)
def test_a_page_inside_a_group_repeats_its_heading(table, setup):
    """A page that starts inside a group shows its heading again, where the rules ask for it."""
    for span in paginate_display(table, setup).spans:
        if span.first == span.last or table.rules.repeat_groups is None:
            assert () == span.repeated
        else:
            assert table.rows[span.first].groups == span.repeated


@settings(max_examples=40, deadline=None)
@given(tables(), SETUPS)
def test_page_keys_never_share_a_page(table, setup):
    """All rows of a page have one page key."""
    for span in paginate_display(table, setup).spans:
        keys = {row.page_key for row in table.rows[span.first : span.last]}
        assert len(keys) <= 1


@settings(max_examples=30, deadline=None)
@given(tables(), SETUPS, st.integers(1, 4))
def test_batches_make_the_same_pages(table, setup, size):
    """Pages made in batches equal the pages made at once, on every call."""
    breaks = paginate_display(table, setup)
    assert breaks == paginate_display(table, setup)
    whole = build_document(table, setup, breaks).pages
    parts = [
        page
        for first in range(1, breaks.pages + 1, size)
        for page in build_document(table, setup, breaks, first, first + size - 1).pages
    ]
    assert list(whole) == parts


@st.composite
def listings(draw) -> Listing:
    """Give a listing whose columns may need several parts, with repeating keys."""
    count = draw(st.integers(2, 12))
    columns = tuple(
        Column(f"V{i}", (f"V{i}",), f"V{i}", width=draw(st.integers(6, 30)), is_stub=i < 2)
        for i in range(count)
    )
    rows = tuple(
        Row(
            (str(k),),
            (Cell(f"arm {k // 9}"), Cell(f"s{k // 4}"), *(Cell(draw(WORDS)) for _ in columns[2:])),
            records=(k,),
        )
        for k in range(draw(st.integers(0, 40)))
    )
    header = (tuple(HeaderCell(c.label, i) for i, c in enumerate(columns)),)
    return replace(
        make.listing(), columns=columns, header=header, rows=rows, blank_repeats=("V0", "V1")
    )


@settings(max_examples=60, deadline=None)
@given(listings())
def test_split_columns_show_every_cell_once(listing):
    """Each part repeats the keys; every other column stands in one part, on the same rows."""
    breaks = paginate_display(listing, make.SETUP)
    parts = breaks.plan.parts
    assert all([0, 1] == [c.index for c in part][:2] for part in parts)
    data = [c.index for part in parts for c in part if not c.is_stub]
    assert list(range(2, len(listing.columns))) == data
    for number in range(0, breaks.pages, len(parts)):
        together = breaks.spans[number : number + len(parts)]
        assert 1 == len({(span.first, span.last) for span in together})
        assert list(range(len(parts))) == [span.part for span in together]


@settings(max_examples=60, deadline=None)
@given(listings())
def test_keys_show_again_at_each_page_top(listing):
    """The first row of each page shows all its keys, though they repeat the row above."""
    document = build_document(listing, make.SETUP, paginate_display(listing, make.SETUP))
    for page in document.pages:
        if page.rows:
            row = listing.rows[page.rows[0].row]
            assert [row.cells[0].text, row.cells[1].text] == [
                cell.text for cell in page.rows[0].cells[:2]
            ]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 200), st.integers(0, 3), st.integers(0, 3))
def test_a_row_taller_than_a_page_goes_on(lines, before, after):
    """Its lines stand once, in order, on pages of their own, its key on top of each."""
    text = "\n".join(f"line {k}" for k in range(lines))
    rows = [
        Row(("s",), (Cell("arm"), Cell("s1"), *(Cell(one) for _ in range(5))), records=(k,))
        for k, one in enumerate([*["short"] * before, text, *["short"] * after])
    ]
    listing = replace(make.listing(), rows=tuple(rows))
    document = build_document(listing, make.SETUP, paginate_display(listing, make.SETUP))
    shown = [row for page in document.pages for row in page.rows if row.row == before]
    assert text.split("\n") == [line for row in shown for line in row.cells[2].lines]
    assert [False, *[True] * (len(shown) - 1)] == [row.repeated for row in shown]
    assert all("s1" == row.cells[1].text for row in shown[1:])
    used = [page.fixed_lines() + sum(row.height for row in page.rows) for page in document.pages]
    assert max(used) <= make.SETUP.lines
