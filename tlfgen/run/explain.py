"""Where a number, a value or a line of a spec comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlfgen.run.explain_cell import explain_cell
from tlfgen.run.explain_spec import explain_spec
from tlfgen.run.explain_value import explain_variable
from tlfgen.run.publish import mend
from tlfgen.spec.load import load_study

__all__ = ["explain_address"]

_SPEC = "spec:"


def explain_address(
    study: Path,
    what: str,
    keys: Sequence[str] = (),
    out: Path | None = None,
    data: Path | None = None,
) -> list[str]:
    """
    Say where something comes from, as lines of text.

    Parameters
    ----------
    study : Path
        The study folder.
    what : str
        ``spec:ID`` of a dataset, a display or ``study``; ``DATASET.VARIABLE``; or
        ``ID:ROW:COLUMN`` of a display, each a number from 1 or the texts of its path with ``/``.
    keys : sequence of ``NAME=VALUE``
        The record whose value is followed.
    out : Path or None
        The outputs of the study; default ``outputs/<study id>``.
    data : Path or None
        The folder of the input data; raw records are shown from it.

    Raises
    ------
    SpecError
        The problems of the specs, or ``spec.unknown-spec``.
    DataError
        ``data.unknown-dataset``, ``data.unknown-variable``, ``data.no-record``,
        ``data.many-records``, ``data.unknown-row``, ``data.unknown-column``, ``data.ambiguous``.
    OutputError
        ``output.not-built``.
    """
    spec = load_study(study)
    if what.startswith(_SPEC):
        return explain_spec(spec, what.removeprefix(_SPEC))
    target = (out or Path("outputs") / spec.study.id).resolve()
    mend(target)
    if ":" in what:
        return explain_cell(target, what)
    return explain_variable(spec, target, what, keys, data)
