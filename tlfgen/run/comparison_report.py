"""Writes the report of a comparison, with the reasons of its differences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.io.files import write_atomically
from tlfgen.run.comparison import report_places
from tlfgen.spec.yaml_file import Entry, load_yaml

__all__ = ["read_reasons", "write_report"]


def read_reasons(path: Path) -> dict[str, str]:
    """
    Read why values differ: a YAML mapping of ``DATASET.VARIABLE`` to a sentence.

    Raises
    ------
    SpecError
        ``spec.wrong-value`` where it is no mapping of texts, those of ``load_yaml``.
    """
    found = load_yaml(path)
    if not isinstance(found, Entry) or not all(isinstance(one, str) for one in found.values()):
        what = "Reasons are a mapping of DATASET.VARIABLE to a sentence each."
        raise SpecError.of("spec.wrong-value", what, Source(path.as_posix()))
    return {name: str(text) for name, text in found.items()}


def write_report(
    path: Path,
    left: Path,
    right: Path,
    keys: Sequence[str] = (),
    tolerance: float = 0.0,
    reasons: Path | None = None,
) -> tuple[tuple[str, ...], bool]:
    """
    Compare two places and write the report of their datasets as Markdown.

    Parameters
    ----------
    path : Path
        The file to write; the same data give the same bytes.
    left, right, keys, tolerance
        As ``compare_places``.
    reasons : Path or None
        A YAML file: why values differ, by ``DATASET.VARIABLE``.

    Returns
    -------
    (tuple of str, bool)
        The lines of the comparison, differences without a reason and reasons without a difference
        behind them; whether anything differs.

    Raises
    ------
    OutputError, DataError
        As ``compare_places`` and ``write_atomically``.
    SpecError
        As ``read_reasons``.
    """
    known = {} if reasons is None else read_reasons(reasons)
    lines, differ, report = report_places(left, right, keys, tolerance, known)
    write_atomically(path, report.text.encode("utf-8"))
    told = list(lines)
    if reasons is not None and report.unexplained:
        told.append(f"differences without a reason: {', '.join(report.unexplained)}")
    if report.unused:
        told.append(f"reasons without a difference: {', '.join(report.unused)}")
    told.append(f"report in {path.name}")
    return tuple(told), differ
