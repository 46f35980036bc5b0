"""The layout of figures: results to panels with every text made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil

from tlfgen.core.errors import SpecError
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.box import layout_box
from tlfgen.layout.figure.dots import layout_dots
from tlfgen.layout.figure.flow import layout_flow
from tlfgen.layout.figure.forest import layout_forest
from tlfgen.layout.figure.km import layout_km
from tlfgen.layout.figure.lines import layout_lines
from tlfgen.layout.figure.notes import layout_boxes, layout_inset
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey
from tlfgen.layout.figure.profiles import layout_profiles
from tlfgen.layout.figure.scatter import layout_scatter
from tlfgen.layout.frame import frame_values
from tlfgen.model.dataset import Dataset
from tlfgen.model.figure import Figure, Panel
from tlfgen.model.output import RunStamp
from tlfgen.model.result import ResultSet
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.study import StudyFile

__all__ = ["layout_figure"]

_LEGENDS = ("upper left", "upper right", "lower left", "lower right", "top", "none")
_KINDS: dict[str, Callable[[FigureNumbers, PageKey], tuple[Panel, ...]]] = {
    "km": layout_km,
    "lines": layout_lines,
    "profiles": layout_profiles,
    "scatter": layout_scatter,
    "box": layout_box,
    "forest": layout_forest,
    "dots": layout_dots,
    "flow": layout_flow,
}


def layout_figure(
    spec: FigureSpec,
    results: ResultSet,
    data: Mapping[str, Dataset],
    study: StudyFile,
    stamp: RunStamp,
    *,
    program: str | None = None,
) -> Figure:
    """
    Give a figure: series, axes, notes, tables, with every text made.

    Parameters
    ----------
    spec : FigureSpec
        With what it takes from a table filled in (``inherit_shell``).
    results : ResultSet
        Of the figure, those it borrows from tables included.
    data : mapping of str to Dataset
        For the labels of datasets.
    study : StudyFile
    stamp : RunStamp
    program : str or None
        Path and hash of the spec, for the foot.

    Returns
    -------
    Figure
        One panel a page of ``page: by``; without anything to draw it has no panel and the
        no-data sentence.

    Raises
    ------
    SpecError
        ``spec.unknown-...`` for names that study or results lack, ``spec.unknown-legend``.
    """
    del data
    numbers = FigureNumbers(spec, results, study)
    kind = next(name for name in _KINDS if getattr(spec.plot, name) is not None)
    _require_legend(getattr(getattr(spec.plot, kind), "legend", "none"), spec)
    panels = []
    inset: tuple[tuple[str, ...], ...] = ()
    for page in numbers.pages:
        for panel in _KINDS[kind](numbers, page):
            title = [spec.plot.style.title or "", *page, panel.title]
            shown = printable_text("\n".join(text for text in title if text))
            panels.append(replace(panel, title=shown, boxes=layout_boxes(numbers, page)))
            inset = inset or layout_inset(numbers, page)
    datasets = (str(spec.data or study.subjects.data),)
    frame = frame_values(
        spec, study, stamp, datasets=datasets, program=program, is_empty=not panels
    )
    return Figure(
        panels=tuple(panels),
        grid=_grid(spec, len(panels)),
        inset=inset,
        width_in=spec.plot.style.width_in,
        height_in=spec.plot.style.height_in,
        has_dashes=spec.plot.style.dash,
        has_markers=spec.plot.style.mono_safe,
        **frame,
    )


def _require_legend(word: str, spec: FigureSpec) -> None:
    if word not in _LEGENDS:
        raise SpecError.unknown("legend", word, _LEGENDS, spec.plot.source)


def _grid(spec: FigureSpec, count: int) -> tuple[int, int]:
    """Give rows and columns of panels on a page, no more than there are panels."""
    if spec.plot.dots is not None:
        return (1, 2)
    if spec.plot.profiles is None:
        return (1, 1)
    rows, columns = spec.plot.profiles.grid
    return (min(rows, ceil(count / columns)) or 1, min(columns, count) or 1)
