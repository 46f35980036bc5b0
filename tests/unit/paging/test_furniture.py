"""Tests of what stands around the body."""

from dataclasses import replace

import pytest

from tests import display_factories as make
from tlfgen.core.errors import LayoutError
from tlfgen.model.display import MastLine
from tlfgen.paging.furniture import fill_mast, fit_mast, make_furniture, page_header_lines


def test_page_numbers_fill_the_mast():
    """Both placeholders are filled; a page left open stays open."""
    line = MastLine(right="Page {page} of {pages}")
    assert "Page 2 of 9" == fill_mast([line], 2, 9)[0].right
    assert "Page {page} of 9" == fill_mast([line], None, 9)[0].right


def test_a_mast_that_is_too_full_becomes_several_lines():
    """Left and right texts that would touch stand on lines of their own."""
    line = MastLine(left="x" * 80, right="y" * 50)
    assert (MastLine(left="x" * 80), MastLine(right="y" * 50)) == fit_mast([line], 120)


def test_a_mast_that_fits_is_kept():
    """Texts that do not touch stay on one line."""
    line = MastLine(left="left", center="mid", right="right")
    assert (line,) == fit_mast([line], 120)


def test_footnotes_hang_behind_their_mark():
    """Further lines of a footnote stand under its text."""
    display = replace(make.demographics(), footnotes=("[1] " + "word " * 40,))
    lines = make_furniture(display, make.SETUP).footnotes
    assert lines[1].startswith("    word")


def test_footnotes_that_fill_the_page_are_an_error():
    """The error says how many lines are left."""
    display = replace(make.demographics(), footnotes=("note",) * 60)
    with pytest.raises(LayoutError) as caught:
        make_furniture(display, make.SETUP)
    assert "layout.no-room" == caught.value.code


def test_the_page_header_is_filled_from_the_page_key():
    """The line above the column header names the parameter of the page."""
    lines = page_header_lines(make.by_parameter(), 8, make.SETUP)
    assert ("Parameter: Parameter 2 (U/L)",) == lines
