"""How plots look: font, ink, line styles that stay apart in grey."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = [
    "FAINT",
    "FONT",
    "GRID",
    "INK",
    "LINE_PT",
    "RULE_PT",
    "SOFT",
    "Style",
    "plot_settings",
    "register_fonts",
    "series_style",
]

FONT = "TLF Mono"
"""Family name of the page font, the one under which the PDF pages know it."""

INK = "#000000"
FAINT = "#8C8C8C"
SOFT = "#4D4D4D"
GRID = "#DADADA"
LINE_PT = 1.3
RULE_PT = 0.6
_FONTS = Path(__file__).resolve().parents[1] / "fonts"
_SALT = "tlfgen"


@dataclass(frozen=True, slots=True)
class Style:
    """
    How one series is drawn.

    ``dash`` are lengths of strokes and gaps in line widths, () for a solid line; ``marker`` is a
    matplotlib marker.
    """

    colour: str
    dash: tuple[float, ...]
    marker: str

    @property
    def line(self) -> Any:
        """The line style as matplotlib takes it."""
        return (0, self.dash) if self.dash else "-"


_STYLES = (
    Style("#1F4E8C", (), "o"),
    Style("#C2571A", (5.0, 2.0), "^"),
    Style("#3A3A3A", (1.4, 1.6), "s"),
    Style("#2F7D4F", (7.0, 2.0, 1.4, 2.0), "D"),
    Style("#7A3E9D", (10.0, 3.0), "v"),
    Style("#A11D33", (3.0, 1.5, 1.0, 1.5, 1.0, 1.5), "P"),
    Style("#0F7C8A", (2.5, 1.2), "X"),
    Style("#8A6D0F", (12.0, 2.0, 3.0, 2.0), "*"),
)


def series_style(number: int, *, has_dash: bool = True, has_marker: bool = True) -> Style:
    """
    Give the style of a series; the same number looks the same in every figure.

    Examples
    --------
    >>> series_style(0).marker, series_style(8) == series_style(0)
    ('o', True)
    """
    style = _STYLES[number % len(_STYLES)]
    dash = style.dash if has_dash else ()
    return Style(style.colour, dash, style.marker if has_marker else "o")


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Make the shipped fonts known to the plot library, under the family name of the pages."""
    from matplotlib import font_manager

    for face in ("Regular", "Bold"):
        font_manager.fontManager.addfont(str(_FONTS / f"{FONT.replace(' ', '')}-{face}.ttf"))


def plot_settings(size_pt: float) -> dict[str, Any]:
    """Give the settings of the plot library: the page font, text kept as text, fixed ids."""
    return {
        "font.family": [FONT],
        "font.size": size_pt,
        "text.color": INK,
        "text.parse_math": False,
        "text.hinting": "none",
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "axes.linewidth": RULE_PT,
        "axes.unicode_minus": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "path.simplify": False,
        "svg.fonttype": "none",
        "svg.hashsalt": _SALT,
        "figure.dpi": 72.0,
        "savefig.dpi": 72.0,
    }
