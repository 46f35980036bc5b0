"""The watermark of a page: outlines of its letters, set along the diagonal."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import atan2, cos, hypot, sin

from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from tlfgen.model.page import CELL_EM, POINTS, PageSetup
from tlfgen.render.resources import font_bytes

__all__ = ["watermark_pdf", "watermark_svg"]

_CAP_EM = 0.66
_LARGEST_PT = 150.0

_Segment = tuple[str, tuple[tuple[float, float], ...]]


@lru_cache(maxsize=8)
def _segments(text: str, width_pt: float, height_pt: float, share: float) -> tuple[_Segment, ...]:
    """Give the outline in points from the lower left corner of the page."""
    font = TTFont(BytesIO(font_bytes("Bold")), recalcTimestamp=False)
    units = font["head"].unitsPerEm
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    size = min(hypot(width_pt, height_pt) * share / (CELL_EM * len(text)), _LARGEST_PT)
    angle = atan2(height_pt, width_pt)
    turn_x, turn_y = cos(angle) * size / units, sin(angle) * size / units
    recording = RecordingPen()
    for place, character in enumerate(text):
        along = (place - len(text) / 2) * CELL_EM * units
        down = -_CAP_EM * units / 2
        shift_x = width_pt / 2 + along * turn_x - down * turn_y
        shift_y = height_pt / 2 + along * turn_y + down * turn_x
        matrix = (turn_x, turn_y, -turn_y, turn_x, shift_x, shift_y)
        pen = Qu2CuPen(TransformPen(recording, matrix), 1.0, all_cubic=True)
        glyphs[cmap.get(ord(character), ".notdef")].draw(pen)
    return tuple((name, tuple(points)) for name, points in recording.value)


def watermark_svg(text: str, setup: PageSetup, share: float) -> str:
    """Give the outline as an SVG path in points from the upper left corner of the page."""
    width, height = setup.width_in * POINTS, setup.height_in * POINTS
    words = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "closePath": "Z"}
    parts = []
    for name, points in _segments(text, width, height, share):
        places = " ".join(f"{x:.1f} {height - y:.1f}" for x, y in points)
        parts.append(words[name] + places)
    return "".join(parts)


def watermark_pdf(text: str, setup: PageSetup, share: float) -> bytes:
    """Give the outline as PDF path operators, filled."""
    width, height = setup.width_in * POINTS, setup.height_in * POINTS
    words = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h"}
    lines = []
    for name, points in _segments(text, width, height, share):
        places = " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        lines.append(f"{places} {words[name]}".strip())
    return "\n".join([*lines, "f"]).encode()
