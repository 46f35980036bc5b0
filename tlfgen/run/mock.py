"""Every display of a study with marks in place of numbers, before there are data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlfgen.core.errors import Finding, SpecError, TlfgenError
from tlfgen.layout.mock import mock_display
from tlfgen.model.page import PageSetup
from tlfgen.run.displays import program_of, run_stamp, template_layers
from tlfgen.run.payloads import Draw
from tlfgen.run.publish import locked, publish, recover
from tlfgen.run.request import Request
from tlfgen.run.stages.display import LaidOut
from tlfgen.run.stages.render import draw_bytes
from tlfgen.spec.display import DisplaySpec, FigureSpec, TableSpec
from tlfgen.spec.figure_table import inherit_shell
from tlfgen.spec.load import StudySpec, load_study

__all__ = ["mock_study"]


def mock_study(
    study: Path, out: Path | None = None, formats: Sequence[str] = ("pdf", "rtf", "html", "txt")
) -> tuple[Path, int]:
    """
    Draw every display without data, and replace the folder of mocks as one.

    Parameters
    ----------
    study : Path
        The study folder.
    out : Path or None
        Default ``outputs/<study id>-mock``.
    formats : sequence of str

    Returns
    -------
    tuple of Path and int
        The folder, and the number of files in it.

    Raises
    ------
    SpecError
        Every problem of the specs, or of all displays that cannot be laid out.
    OutputError
        ``output.unknown-format``, ``output.locked``, ``output.cannot-write``.
    """
    request = Request(study=study, formats=tuple(formats))
    spec = load_study(study)
    target = (out or Path("outputs") / f"{spec.study.id}-mock").resolve()
    files: dict[str, Path | bytes] = {}
    problems: list[Finding] = []
    for display in spec.displays.values():
        try:
            files |= _drawn(display, spec, request)
        except TlfgenError as error:
            problems += error.findings
    if problems:
        raise SpecError(*dict.fromkeys(problems))
    with locked(target):
        recover(target)
        publish(target, files)
    return target, len(files)


def _drawn(display: DisplaySpec, spec: StudySpec, request: Request) -> dict[str, Path | bytes]:
    """Give the files of one display."""
    stamp = run_stamp(spec, request)
    shell = display
    if isinstance(display, FigureSpec):
        table = spec.displays.get(str(display.from_display))
        shell = inherit_shell(display, table if isinstance(table, TableSpec) else None)
    mocked = mock_display(shell, spec.study, stamp, program_of(display, spec))
    page = spec.study.page
    setup = PageSetup.of(page.size, page.orient, page.size_pt, page.margins_in)
    laid_out = LaidOut.of(mocked, setup, stamp)
    layers = template_layers(spec)
    return {
        f"{display.id}.{word}": draw_bytes(Draw(f"{display.id}.{word}", word, layers), laid_out)
        for word in request.formats
    }
