"""Compares two data files, two folders of them, or the outputs of two builds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tlfgen.check.compare import Comparison, compare_datasets
from tlfgen.check.compare_displays import display_differences
from tlfgen.check.compare_lines import comparison_lines
from tlfgen.check.compare_report import ComparisonReport, report_comparisons
from tlfgen.check.record_keys import identifying_keys
from tlfgen.core.errors import DataError, Finding, OutputError
from tlfgen.core.source import Source
from tlfgen.io.tabular import read_dataset

__all__ = ["compare_places", "report_places"]

_ENDINGS = (".xpt", ".xpt.gz", ".sas7bdat", ".sas7bdat.gz", ".parquet")
_STAGES = ("sdtm", "adam")
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class _Told:
    """What a comparison says: its lines, whether anything differs, the datasets compared."""

    lines: tuple[str, ...]
    differ: bool
    datasets: tuple[Comparison, ...] = ()
    alone: tuple[str, ...] = ()


def compare_places(
    left: Path, right: Path, keys: Sequence[str] = (), tolerance: float = 0.0
) -> tuple[tuple[str, ...], bool]:
    """
    Compare two places, and say in lines what differs.

    Parameters
    ----------
    left, right : Path
        Two data files; two folders of data files, matched by name; or two output folders, of
        which the datasets (``sdtm/``, ``adam/``) and the texts of the displays are compared.
    keys : sequence of str
        Variables by which records are matched; without them those that identify records. In a
        folder a dataset without one of them is compared by its own.
    tolerance : float
        Largest absolute difference of numbers that counts as none.

    Returns
    -------
    (tuple of str, bool)
        The lines, and whether anything differs.

    Raises
    ------
    OutputError
        ``output.no-file`` where a place is missing, ``compare.file-and-folder``,
        ``compare.nothing-to-compare``.
    DataError
        The codes of ``compare_datasets`` and ``identifying_keys``, all datasets together.
    """
    told = _compared(left, right, keys, tolerance)
    return told.lines, told.differ


def report_places(
    left: Path,
    right: Path,
    keys: Sequence[str] = (),
    tolerance: float = 0.0,
    reasons: Mapping[str, str] | None = None,
) -> tuple[tuple[str, ...], bool, ComparisonReport]:
    """
    Compare two places as `compare_places` does, and report the datasets of both as Markdown.

    Parameters
    ----------
    left, right, keys, tolerance
        As `compare_places`.
    reasons : mapping of str to str, optional
        Why values differ, by ``DATASET.VARIABLE``.

    Returns
    -------
    (tuple of str, bool, ComparisonReport)
        The lines, whether anything differs, the report.

    Raises
    ------
    OutputError, DataError
        As `compare_places`.
    """
    told = _compared(left, right, keys, tolerance)
    report = report_comparisons(told.datasets, told.alone, reasons or {}, tolerance)
    return told.lines, told.differ, report


def _compared(left: Path, right: Path, keys: Sequence[str], tolerance: float) -> _Told:
    for place in (left, right):
        if not place.exists():
            what = "There is no such file or folder to compare."
            raise OutputError.of("output.no-file", what, Source(place.as_posix()))
    if left.is_dir() != right.is_dir():
        hint = "give two files, or two folders"
        what = "A file cannot be compared with a folder."
        raise OutputError.of("compare.file-and-folder", what, hint=hint)
    if left.is_file():
        return _files(left, right, keys, tolerance, required=True)
    if _is_outputs(left) and _is_outputs(right):
        return _outputs(left, right, keys, tolerance)
    return _folders(left, right, keys, tolerance)


def _is_outputs(folder: Path) -> bool:
    return (folder / "manifest.json").is_file()


def _files(
    left: Path, right: Path, keys: Sequence[str], tolerance: float, *, required: bool = False
) -> _Told:
    if left.suffix == ".json" and right.suffix == ".json":
        return _displays(left, right, tolerance)
    one, other = read_dataset(left), read_dataset(right)
    usable = required or all(name in one.names and name in other.names for name in keys)
    chosen = keys if usable else ()
    found = compare_datasets(
        one, other, chosen or identifying_keys(one, other), tolerance=tolerance
    )
    return _Told(comparison_lines(found), not found.is_equal, (found,))


def _folders(left: Path, right: Path, keys: Sequence[str], tolerance: float) -> _Told:
    sides = [_datasets(folder) for folder in (left, right)]
    if not sides[0] and not sides[1]:
        what = "Neither folder holds a data file."
        raise OutputError.of("compare.nothing-to-compare", what, allowed=_ENDINGS)

    def compare(one: Path, other: Path) -> _Told:
        return _files(one, other, keys, tolerance)

    return _each(sides[0], sides[1], compare)


def _outputs(left: Path, right: Path, keys: Sequence[str], tolerance: float) -> _Told:
    parts: list[_Told] = []
    for stage in _STAGES:
        if (left / stage).is_dir() or (right / stage).is_dir():
            sides = [_datasets(folder / stage) for folder in (left, right)]
            parts.append(
                _each(sides[0], sides[1], lambda one, other: _files(one, other, keys, tolerance))
            )
    shown = [
        {path.stem: path for path in sorted((folder / "displays").glob("*.json"))}
        for folder in (left, right)
    ]
    parts.append(_each(shown[0], shown[1], lambda one, other: _displays(one, other, tolerance)))
    return _joined(parts)


def _joined(parts: Sequence[_Told]) -> _Told:
    return _Told(
        tuple(line for part in parts for line in part.lines),
        any(part.differ for part in parts),
        tuple(one for part in parts for one in part.datasets),
        tuple(sentence for part in parts for sentence in part.alone),
    )


def _each(
    left: dict[str, Path], right: dict[str, Path], compare: Callable[[Path, Path], _Told]
) -> _Told:
    """Compare what both sides hold; name what one side holds alone."""
    parts: list[_Told] = []
    problems: list[Finding] = []
    for name in sorted({*left, *right}):
        if name not in left or name not in right:
            line = f"{name}: only on the {'left' if name in left else 'right'}"
            parts.append(_Told((line,), differ=True, alone=(f"{line}.",)))
            continue
        try:
            parts.append(compare(left[name], right[name]))
        except DataError as error:
            problems += error.findings
    if problems:
        raise DataError(*problems)
    return _joined(parts)


def _datasets(folder: Path) -> dict[str, Path]:
    """Give the data files of a folder by dataset name."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ending = next((end for end in _ENDINGS if path.name.lower().endswith(end)), None)
        if ending is not None and path.is_file():
            found.setdefault(path.name[: -len(ending)].lower(), path)
    return found


def _displays(left: Path, right: Path, tolerance: float) -> _Told:
    sides: list[Any] = [json.loads(path.read_text(encoding="utf-8")) for path in (left, right)]
    differences = display_differences(sides[0], sides[1], tolerance)
    if not differences:
        return _Told((f"{left.stem}: equal",), differ=False)
    count = "1 text differs" if len(differences) == 1 else f"{len(differences)} texts differ"
    head = f"{left.stem}: {count}"
    return _Told((head, *(f"  {line}" for line in differences[:_EXAMPLES])), differ=True)
