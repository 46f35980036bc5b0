"""Tests of column widths."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests import display_factories as make
from tlfgen.core.errors import LayoutError
from tlfgen.model.display import Cell, Column, HeaderCell, PageRules, Row
from tlfgen.paging.cells import place_row
from tlfgen.paging.columns import plan_columns


def table(widths, texts, **rules):
    """Give a table of one row; a width of None is fitted."""
    columns = tuple(
        Column(f"c{i}", (f"c{i}",), f"c{i}", width=w, is_stub=i == 0) for i, w in enumerate(widths)
    )
    row = Row(("r",), tuple(map(Cell, texts)))
    header = (tuple(HeaderCell(c.label, i) for i, c in enumerate(columns)),)
    return replace(
        make.demographics(), columns=columns, header=header, rows=(row,), rules=PageRules(**rules)
    )


def test_given_widths_are_kept():
    """A width the shell gives is never changed."""
    (part,) = plan_columns(table([30, 20, 10], ["a", "b", "c"]), make.SETUP).parts
    assert [30, 20, 10] == [column.width for column in part]


def test_columns_fill_the_page_and_never_leave_it():
    """Fitted columns spread over the page; the last one ends inside it."""
    (part,) = plan_columns(make.demographics(), make.SETUP).parts
    assert 110 <= part[-1].right <= make.SETUP.chars


def test_columns_do_not_touch():
    """At least one blank cell stands between two columns."""
    for display in (make.demographics(), make.adverse_events(), make.listing()):
        for part in plan_columns(display, make.SETUP).parts:
            assert all(a.right < b.left for a, b in pairwise(part))


def test_text_wraps_before_numbers_do():
    """A long text column gives way; a centred column keeps its widest line."""
    long = table([None, None], ["word " * 60, "12 ( 34%)"])
    columns = (long.columns[0], replace(long.columns[1], align="center"))
    (part,) = plan_columns(replace(long, columns=columns), make.SETUP).parts
    assert part[1].width >= len("12 ( 34%)")
    assert part[0].width < len("word " * 60)


def test_columns_split_with_the_stub_in_each_part():
    """What does not fit goes to further parts, each with the stub."""
    parts = plan_columns(table([20, 50, 50, 40], list("abcd")), make.SETUP).parts
    assert [[0, 1], [0, 2, 3]] == [[column.index for column in part] for part in parts]


def test_a_part_starts_where_a_spanning_header_starts():
    """Columns under one spanning header stay on one part where they fit."""
    wide = table([20, 30, 30, 30, 30], list("abcde"))
    spans = (HeaderCell("one", 1, 2), HeaderCell("two", 3, 2))
    parts = plan_columns(replace(wide, header=(spans, *wide.header)), make.SETUP).parts
    assert [[0, 1, 2], [0, 3, 4]] == [[column.index for column in part] for part in parts]


def test_too_wide_is_an_error_that_names_columns():
    """Columns that no split makes fit are named, widest first."""
    with pytest.raises(LayoutError) as caught:
        plan_columns(table([20, 130], ["a", "b"]), make.SETUP)
    assert "layout.too-wide" == caught.value.code
    assert "c1" in str(caught.value)


def test_fit_never_splits():
    """Under ``fit`` text columns shrink as far as they may, else it is an error."""
    texts = ["x" * 90, "y" * 90, "z" * 90]
    assert 1 == len(plan_columns(table([None] * 3, texts, max_width="fit"), make.SETUP).parts)
    with pytest.raises(LayoutError):
        plan_columns(table([50, 50, 50], texts, max_width="fit"), make.SETUP)


def test_a_display_without_columns_has_one_empty_part():
    """Nothing to place gives one part without columns."""
    assert ((),) == plan_columns(
        replace(make.demographics(), columns=(), header=(), rows=()), make.SETUP
    ).parts


def spanned(stub, cells):
    """Give a table of arms, each with a count and a number of events below a spanning header."""
    columns = [Column("s", ("",), "", is_stub=True)]
    header = []
    for arm in range(len(cells) // 2):
        for label in ("n (%)", "E"):
            name = f"{label}{arm}"
            columns.append(Column(name, ("Arm", label), label, align="center", min_width=1))
        header.append(HeaderCell("Arm\n(N=24)", 1 + 2 * arm, 2, underline=True))
    bottom = tuple(HeaderCell(one.label, place) for place, one in enumerate(columns))
    row = Row(("r",), (Cell(stub), *map(Cell, cells)))
    return replace(
        make.demographics(),
        columns=tuple(columns),
        header=(tuple(header), bottom),
        rows=(row,),
        rules=PageRules(),
    )


def test_numbers_move_close_before_the_stub_wraps():
    """Below spanning headers one blank parts the numbers of an arm, two part the arms."""
    room = make.SETUP.chars - 5 * len("15 ( 62.5%)25") - 5 * (2 + 1)
    display = spanned("x" * room, ["15 ( 62.5%)", "25"] * 5)
    (part,) = plan_columns(display, make.SETUP).parts
    assert room == part[0].width
    gaps = [b.left - a.right for a, b in pairwise(part)]
    assert [2, 1] * 5 == gaps


def test_columns_of_one_label_have_one_width():
    """An arm without numbers is as wide as the others."""
    display = spanned("Any", ["15 ( 62.5%)", "25", "0", "0", "9 ( 37.5%)", "9"])
    (part,) = plan_columns(display, make.SETUP).parts
    assert 1 == len({column.width for column in part[1::2]})


def test_a_text_longer_than_its_column_is_wrapped_whole():
    """A long term takes several lines below its own indent; no letter is lost."""
    term = "Secondary haemophagocytic lymphohistiocytosis after " + "x" * 90
    display = spanned("Any", ["15 ( 62.5%)", "25"] * 5)
    long = Row(("t",), (Cell(term), *display.rows[0].cells[1:]), indent=4)
    display = replace(display, rows=(*display.rows, long))
    (part,) = plan_columns(display, make.SETUP).parts
    (cell, *numbers) = place_row(display, 1, part).cells
    assert 4 == cell.indent
    assert all(len(line) <= part[0].width - 4 for line in cell.lines)
    assert term.replace(" ", "") == "".join(cell.lines).replace(" ", "")
    assert all(1 == len(one.lines) for one in numbers)


def test_an_empty_wide_display_is_split_too():
    """Headers too wide for one page are split even where there are no rows, the stub in each."""
    cells = ["15 ( 62.5%)", "25"] * 12
    display = replace(spanned("Any", cells), rows=(), empty="No subject met the criteria")
    parts = plan_columns(replace(display, columns=display.columns), make.SETUP).parts
    assert all(part[0].is_stub for part in parts)
    assert 24 == sum(len(part) - 1 for part in parts)
