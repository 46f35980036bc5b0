"""Figures drawn: the same bytes, live text, counts under their ticks."""

import re
import xml.etree.ElementTree as ET

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure import test_curves as curves
from tests.unit.analysis.figure import test_places as places
from tlfgen.model.page import PageSetup
from tlfgen.render.plot import draw_figure

SETUP = PageSetup.of()
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def survival():
    """Give a survival figure with counts below its axis."""
    text = curves.KM.replace("  boxes", "  risk_table: {rows: [at_risk]}\n  boxes")
    return make.figure(text, *curves.data())


@pytest.fixture(scope="module")
def means():
    """Give a figure of means with counts below its axis."""
    text = places.LINES.replace("over: visit", "over: visit, n_table: true")
    return make.figure(text, *places.data())


def texts(drawing):
    """Give each text of an SVG with its x, y."""
    root = ET.fromstring(drawing.svg.decode())  # noqa: S314 - our own drawing
    found = []
    for node in root.iter(f"{SVG}text"):
        turned = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
        x, y = turned.groups() if turned else (node.get("x"), node.get("y"))
        found.append((node.text, float(x), float(y), node.get("style")))
    return found


@pytest.mark.parametrize("name", ["survival", "means"])
def test_same_bytes(name, request):
    """Two drawings of a figure are equal to the byte."""
    figure = request.getfixturevalue(name)
    first, second = (draw_figure(figure, SETUP, (9.0, 4.0)) for _ in range(2))
    assert first == second


def test_no_clock_in_the_drawing(survival):
    """Neither date nor program stands in the files."""
    drawing = draw_figure(survival, SETUP)
    assert b"dc:date" not in drawing.svg
    assert b"matplotlib" not in drawing.svg.lower().replace(b"matplotlib.axis", b"")
    assert b"Software" not in drawing.png


def test_text_is_text_in_the_page_font(survival):
    """Every text is live, in the family of the pages, at the size of the page."""
    shown = texts(draw_figure(survival, SETUP))
    assert {"High dose", "Placebo", "Number at risk"} <= {text for text, *_ in shown}
    assert all("'TLF Mono'" in style and "9px" in style for *_, style in shown)


@pytest.mark.parametrize("name", ["survival", "means"])
def test_counts_stand_under_their_ticks(name, request):
    """Each count has the x of the tick it belongs to."""
    figure = request.getfixturevalue(name)
    panel = figure.panels[0]
    shown = texts(draw_figure(figure, SETUP))
    ticks = [x for text, x, _, _ in shown if text in panel.x.tick_labels][: len(panel.x.ticks)]
    counts = panel.risk_table.rows[0][2]
    lowest = sorted({round(y, 3) for *_, y, _ in shown})
    rows = [[(x, text) for text, x, y, _ in shown if round(y, 3) == level] for level in lowest]
    (row,) = [one for one in rows if any(text == "High dose" for _, text in one) and len(one) > 2]
    assert list(counts) == [text for _, text in row[1:]]
    assert ticks == pytest.approx([x for x, _ in row[1:]], abs=0.01)


def test_never_larger_than_its_room(survival):
    """The picture keeps to the room the page has."""
    drawing = draw_figure(survival, SETUP, (6.0, 3.0))
    assert (6.0, 3.0) == (drawing.width_in, drawing.height_in)


def test_png_has_300_dots_an_inch(survival):
    """The PNG is as large as its inches say."""
    drawing = draw_figure(survival, SETUP, (6.0, 3.0))
    width, height = (int.from_bytes(drawing.png[at : at + 4], "big") for at in (16, 20))
    assert (1800, 900) == (width, height)


def test_steps_are_drawn_at_the_numbers(survival):
    """The path of a curve goes through its points, to the right before down."""
    panel = survival.panels[0]
    drawing = draw_figure(survival, SETUP)
    series = panel.series[0]
    shown = texts(drawing)
    left, right = (next(x for t, x, _, _ in shown if t == label) for label in ("0", "12"))
    scale = (right - left) / 12
    wanted = [left + scale * x for x in series.x]
    paths = re.findall(r'd="(M [^"]+)"', drawing.svg.decode())
    corners = [[float(x) for x in re.findall(r"[ML] ([\d.]+) [\d.]+", path)] for path in paths]
    expected = [wanted[0]] + [x for x in wanted[1:] for _ in range(2)]
    assert any(one == pytest.approx(expected, abs=0.01) for one in corners)
