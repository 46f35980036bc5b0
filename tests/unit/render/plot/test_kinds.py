"""Every kind of plot drawn."""

import re
from collections import Counter

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure import test_dots as dots
from tests.unit.analysis.figure import test_flow as flow
from tests.unit.analysis.figure import test_forest as forest
from tests.unit.analysis.figure import test_people as people
from tests.unit.analysis.figure.test_places import data
from tests.unit.render.plot.test_draw import texts
from tlfgen.model.figure import Figure
from tlfgen.model.page import PageSetup
from tlfgen.render.plot import draw_figure

SETUP = PageSetup.of()
KINDS = {
    "profiles": (people.PROFILES, data),
    "box": (people.BOX, data),
    "scatter": (people.SCATTER, people.labs),
    "forest": (forest.FOREST, data),
    "dots": (dots.DOTS, dots.data),
    "flow": (flow.FLOW, lambda: (make.subjects("HHLP   "),)),
}


def figure(kind: str) -> Figure:
    """Give a figure of a kind."""
    text, given = KINDS[kind]
    return make.figure(text, *given())


@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes(kind):
    """Two drawings are equal to the byte."""
    assert draw_figure(figure(kind), SETUP) == draw_figure(figure(kind), SETUP)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_do_not_overlap(kind):
    """No two texts of a figure touch, by the cells of the font."""
    boxes = []
    for text, x, y, style in texts(draw_figure(figure(kind), SETUP)):
        if "rotate" in style:
            continue
        width = len(text) * 5.4
        left = x - {"middle": width / 2, "end": width}.get(
            next(iter(re.findall(r"text-anchor: (\w+)", style)), "start"), 0.0
        )
        boxes.append((left, y, left + width, text))
    upright = [box for box in boxes if box[3] != "AVAL"]
    for number, (left, y, right, text) in enumerate(upright):
        for other_left, other_y, other_right, other in upright[number + 1 :]:
            is_beside = right <= other_left + 0.1 or other_right <= left + 0.1
            assert is_beside or abs(y - other_y) >= 8, (text, other)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_stay_on_the_sheet(kind):
    """No text begins or ends outside the picture."""
    drawing = draw_figure(figure(kind), SETUP, (9.0, 4.0))
    for text, x, y, style in texts(drawing):
        anchor = next(iter(re.findall(r"text-anchor: (\w+)", style)), "start")
        width = 0 if text == "AVAL" else len(text) * 5.4
        left = x - {"middle": width / 2, "end": width}.get(anchor, 0.0)
        assert -0.5 <= left <= left + width <= 9 * 72 + 0.5, text
        assert 0 <= y <= 4 * 72 + 0.5, text


def test_rows_of_a_dot_plot_are_level():
    """The two rates of a term, its difference and both limits stand at one height."""
    drawing = draw_figure(figure("dots"), SETUP)
    heights = Counter(re.findall(r'<use [^>]*y="([\d.]+)"', drawing.svg.decode()))
    assert 3 == sum(count == 5 for count in heights.values())


def test_names_of_points():
    """A chosen point has its subject beside it."""
    assert "S1" in {text for text, *_ in texts(draw_figure(figure("scatter"), SETUP))}
