"""Computes and lays out one display."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from tlfgen.analysis.engine import compute_with_notes
from tlfgen.analysis.frame import results_to_frame
from tlfgen.core.errors import Finding, TlfgenError
from tlfgen.io.files import write_atomically
from tlfgen.io.tabular import frame_bytes, read_parquet
from tlfgen.layout.engine import layout_display
from tlfgen.mapper.sdtm.supp import join_supplement
from tlfgen.model.dataset import Dataset
from tlfgen.model.display import Display
from tlfgen.model.figure import Figure
from tlfgen.model.output import Drawing, RunStamp
from tlfgen.model.page import PageBreaks, PageSetup
from tlfgen.model.result import Result
from tlfgen.paging.picture import figure_pages, picture_room
from tlfgen.paging.rows import paginate_display
from tlfgen.run.dummy import permute_arms
from tlfgen.run.payloads import (
    DATASET,
    DISPLAY,
    DUMMY_WATERMARK,
    RESULTS,
    SUPPLEMENT,
    MakeDisplay,
)
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.figure_table import inherit_shell
from tlfgen.spec.inherited import name_user

__all__ = ["LaidOut", "load_laid_out", "make_display"]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """
    A display ready for any format, with its results, its page setup and its pictures.

    ``breaks`` are its pages, decided once; None for a figure.
    """

    display: Display | Figure
    setup: PageSetup
    stamp: RunStamp
    results: tuple[Result, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    breaks: PageBreaks | None = None

    @classmethod
    def of(
        cls,
        display: Display | Figure,
        setup: PageSetup,
        stamp: RunStamp,
        results: tuple[Result, ...] = (),
        drawings: tuple[Drawing, ...] = (),
    ) -> Self:
        """Give the display with its pages decided."""
        breaks = None if isinstance(display, Figure) else paginate_display(display, setup)
        return cls(display, setup, stamp, results, drawings, breaks)


def make_display(payload: MakeDisplay, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """
    Compute the results of a display, lay it out, draw its pictures, and keep all of it.

    ``inputs`` maps dataset names to their artifacts.
    """
    data = _datasets(payload, inputs)
    if payload.dummy is not None:
        data = permute_arms(data, payload.study, payload.dummy)
    spec = payload.spec
    try:
        results, notes = compute_with_notes(spec, data, payload.study, payload.shells)
        if isinstance(spec, FigureSpec):
            spec = inherit_shell(spec, payload.shells.get(spec.from_display or ""))
        display = layout_display(
            spec, results, data, payload.study, payload.stamp, program=payload.program
        )
    except TlfgenError as error:
        raise type(error)(*name_user(error.findings, payload.spec.source)) from None
    if payload.dummy is not None:
        display = replace(display, watermark=DUMMY_WATERMARK)
    page = payload.study.page
    setup = PageSetup.of(page.size, page.orient, page.size_pt, page.margins_in)
    drawings = _drawings(display, setup) if isinstance(display, Figure) else ()
    laid_out = LaidOut.of(display, setup, payload.stamp, results.results, drawings)
    write_atomically(folder / RESULTS, frame_bytes(results_to_frame(results)))
    write_atomically(folder / DISPLAY, pickle.dumps(laid_out, protocol=5))
    return list(notes)


def _datasets(payload: MakeDisplay, inputs: Mapping[str, Path]) -> dict[str, Dataset]:
    """Give the datasets by name, each domain with the qualifiers of its SUPP-- dataset."""
    data = {name: read_parquet(place / DATASET) for name, place in sorted(inputs.items())}
    for name, place in sorted(inputs.items()):
        if (place / SUPPLEMENT).is_file():
            data[f"SUPP{name}"] = read_parquet(place / SUPPLEMENT)
    for name in sorted(data):
        supplement = data.pop(f"SUPP{name}", None)
        if supplement is not None:
            data[name], _ = join_supplement(data[name], supplement, payload.study.subjects.key)
    return data


def _drawings(figure: Figure, setup: PageSetup) -> tuple[Drawing, ...]:
    from tlfgen.render.plot import draw_figure

    if figure.empty:
        return ()
    room = picture_room(figure, setup)
    wanted = setup.override(figure.rules.orient, figure.rules.size_pt)
    return tuple(draw_figure(page, wanted, room) for page in figure_pages(figure))


def load_laid_out(folder: Path) -> LaidOut:
    """Give what ``make_display`` kept; the file is our own, from the cache."""
    with (folder / DISPLAY).open("rb") as stream:
        laid_out: LaidOut = pickle.load(stream)  # noqa: S301 - written by this build's own cache
    return laid_out
