"""A printed cell, with the results it shows and the records they count."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tlfgen.core.errors import DataError, OutputError
from tlfgen.core.source import Source
from tlfgen.io.tabular import read_frame

__all__ = ["explain_cell"]

_SHOWN = 12


def explain_cell(target: Path, address: str) -> list[str]:
    """
    Give the text of a cell, its results with method, denominator, filter and counts.

    Parameters
    ----------
    target : Path
        The output folder.
    address : str
        ``ID:ROW:COLUMN``.

    Raises
    ------
    DataError
        ``data.unknown-row``, ``data.unknown-column``, ``data.ambiguous``, ``data.no-cell``.
    OutputError
        ``output.not-built``.
    """
    name, _, rest = address.partition(":")
    display = _display(target, name)
    if display["kind"] == "figure":
        what = f"{name} is a figure; it has no rows and columns."
        hint = f"its series stand in displays/{name}.json"
        raise DataError.of("data.no-cell", what, hint=hint)
    row, column = _place(display, rest)
    entry = display["rows"][row]
    heads = display["columns"]
    row_path, column_path = "/".join(entry["path"]), "/".join(heads[column]["path"])
    lines = [
        f"{name}: {display['number']} {' '.join(display['titles'])}",
        f"row {row + 1} '{row_path}', column {column + 1} '{column_path}'",
        f"text '{entry['cells'][column]}'".replace("\n", " / "),
    ]
    if "records" in entry:
        shown = {display["datasets"][0]: entry["records"], **entry.get("related", {})}
        return [*lines, *(_records(name, numbers) for name, numbers in shown.items())]
    asked = entry["results"][column]
    if not asked:
        return [*lines, "no result: the page leaves this cell blank"]
    return [*lines, *_results(target, name, asked)]


def _display(target: Path, name: str) -> Any:
    path = target / "displays" / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        known = sorted(one.stem for one in path.parent.glob("*.json"))
        found = DataError.unknown("display", name, known).findings[0]
        what = f"The outputs hold no display '{name}'."
        place = Source(target.as_posix())
        raise OutputError.of(
            "output.not-built", what, place, allowed=known, hint=found.hint or "build the study"
        ) from None


def _place(display: Any, rest: str) -> tuple[int, int]:
    """Give the row and the column of an address; a text may itself hold a colon."""
    rows = ["/".join(row["path"]) for row in display["rows"]]
    columns = ["/".join(column["path"]) for column in display["columns"]]
    error = DataError.of(
        "data.unknown-column", "The address names no column.", hint="write ID:ROW:COLUMN"
    )
    for at in [place for place, letter in enumerate(rest) if letter == ":"]:
        try:
            row = _index(rest[:at], rows, "row")
            return row, _index(rest[at + 1 :], columns, "column")
        except DataError as one:
            error = one
    raise error


def _index(asked: str, paths: Sequence[str], kind: str) -> int:
    """Give the place of a row or column by number, whole path, its end, or how its parts begin."""
    text = asked.strip().strip('"').strip()
    if text.isdigit() and 1 <= int(text) <= len(paths):
        return int(text) - 1
    tests = (
        lambda path: path == text,
        lambda path: path.casefold() == text.casefold(),
        lambda path: path.casefold().endswith(f"/{text.casefold()}"),
        lambda path: _begins(path, text),
    )
    for test in tests:
        found = [place for place, path in enumerate(paths) if test(path)]
        if len(found) == 1:
            return found[0]
        if found:
            what = f"{len(found)} {kind}s are called '{text}'."
            details = tuple(f"{place + 1}: {paths[place]}" for place in found[:_SHOWN])
            hint = "name one of them by its number, or by more of its path"
            raise DataError.of("data.ambiguous", what, hint=hint, details=details)
    raise DataError.unknown(kind, text, paths)


def _begins(path: str, text: str) -> bool:
    """Say whether the last parts of a path begin with the parts asked for."""
    parts, asked = path.casefold().split("/"), text.casefold().split("/")
    last = parts[-len(asked) :]
    pairs = zip(last, asked, strict=False)
    return len(last) == len(asked) and all(one.startswith(other) for one, other in pairs)


def _records(dataset: str, numbers: Sequence[int]) -> str:
    """Say which records of a dataset a row of a listing shows."""
    word = "record" if len(numbers) == 1 else "records"
    return f"{word} {', '.join(str(number + 1) for number in numbers)} of {dataset}"


def _results(target: Path, name: str, asked: Sequence[str]) -> Iterator[str]:
    frame = read_frame(target / "results" / f"{name}.parquet")
    for key in asked:
        found = frame[frame["result_id"] == key]
        if found.empty:
            yield f"result {key} is not among the results"
            continue
        yield from _result({name: found.iloc[0][name] for name in map(str, frame.columns)})


def _result(one: dict[str, Any]) -> Iterator[str]:
    value = next((one[key] for key in ("number", "text") if not pd.isna(one[key])), None)
    shown = f"none: {one['reason']}" if value is None else str(value)
    yield f"result {one['result_id']}"
    yield f"  {one['stat']} = {shown}" + (f" {one['unit']}" if one["unit"] else "")
    yield f"  method {one['method']}, options {one['options']}"
    yield f"  dataset {one['dataset']}, population {one['population'] or 'all records'}"
    if one["variable"]:
        level = f" = '{one['level']}'" if one["level"] else ""
        yield f"  variable {one['variable']}{level}"
    if not pd.isna(one["denominator"]):
        yield f"  denominator {one['denominator']:g} ({one['denominator_rule']})"
    yield f"  records where {one['record_filter'] or 'all'}"
    records = "" if pd.isna(one["n_records"]) else f", {one['n_records']} records"
    yield f"  {one['n_subjects']} subjects{records}"
    if one["warnings"]:
        yield f"  warning {one['warnings']}"
