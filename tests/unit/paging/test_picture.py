"""Tests of the pages of figures."""

import pytest

from tests.display_factories import FRAME, SETUP
from tlfgen.model.figure import Axis, Figure, Panel
from tlfgen.model.page import Drawing
from tlfgen.paging import build_figure, figure_pages, picture_room
from tlfgen.render.lines import page_lines


def figure(panels=1, **changes):
    """Give a figure of panels without series."""
    panel = Panel(kind="km", x=Axis(label="x"), y=Axis(label="y"), series=())
    given = {
        "id": "f_1",
        "number": "1",
        "title_prefix": "Figure",
        "titles": ("Curves",),
        "panels": (panel,) * panels,
        "footnotes": ("note",),
        "mast": FRAME["mast"],
        "foot": FRAME["foot"],
        "notice": FRAME["notice"],
        **changes,
    }
    return Figure(**given)


def test_the_room_is_what_titles_and_notes_leave():
    """Width is the page's; height the lines left over."""
    width, height = picture_room(figure(), SETUP)
    assert pytest.approx(9.0) == width
    assert pytest.approx((43 - 10 - 1) * 10.8 / 72) == height


def test_a_large_picture_is_scaled_down_and_keeps_its_shape():
    """A picture that is too high shrinks; a small one keeps its size."""
    document = build_figure(figure(), SETUP, [Drawing(b"", b"", 9.0, 9.0)])
    drawing = document.drawings[0]
    assert drawing.width_in == drawing.height_in < 9.0
    small = build_figure(figure(), SETUP, [Drawing(b"", b"", 4.0, 2.0)]).drawings[0]
    assert (4.0, 2.0) == (small.width_in, small.height_in)


@pytest.mark.parametrize("inset", [(), (("", "A"), ("n", "5"))])
def test_pages_are_full(inset):
    """The page of a figure has exactly the lines of the setup."""
    document = build_figure(figure(inset=inset), SETUP, [Drawing(b"", b"", 9.0, 9.0)])
    assert [43] == [len(page_lines(page, SETUP)) for page in document.pages]


def test_panels_go_to_pages_by_the_grid():
    """Five panels on a grid of two by one need three pages."""
    assert [2, 2, 1] == [len(one.panels) for one in figure_pages(figure(5, grid=(2, 1)))]


def test_an_empty_figure_has_one_page_with_its_sentence():
    """Without a drawing the no-data sentence stands on the page."""
    document = build_figure(figure(empty="No data"), SETUP)
    assert [("No data",)] == [page.message for page in document.pages]
