"""Cases of the shared truth folder: data with the numbers another program gives."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.reference.agreement import note_number, open_case
from tests.shared_data import require_shared, shared_folder


def case_names(*patterns: str) -> list[str]:
    """Give the names of the cases that match, in order; one placeholder where there are none."""
    folder = shared_folder("truth")
    if folder is None:
        return ["absent"]
    return sorted({path.stem for pattern in patterns for path in folder.glob(f"{pattern}.json")})


def case_parts(pattern: str, parts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Give each case that matches with each of these parts that it expects numbers of."""
    folder = shared_folder("truth")
    if folder is None:
        return [("absent", parts[0])]
    return [
        (path.stem, part)
        for path in sorted(folder.glob(f"{pattern}.json"))
        for part in parts
        if part in json.loads(path.read_text(encoding="utf-8"))["expected"]
    ]


class Case:
    """One case: its call, data columns as arrays, expected numbers."""

    def __init__(self, name: str) -> None:
        folder = require_shared("truth")
        text = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        self.name, self.call = name, text["call"]
        self.expected: dict[str, Any] = text["expected"]
        self.rtol = float(text.get("rtol", 1e-8))
        self.levels: dict[str, list[str]] = text["data"].get("levels", {})
        open_case(name, self.expected)
        self.columns = _read_columns(folder, text["data"])

    def numbers(self, column: str) -> np.ndarray:
        """Give a column as floats, NaN where blank."""
        return np.array(
            [float(cell) if cell not in {"", None} else np.nan for cell in self.columns[column]]
        )

    def words(self, column: str) -> np.ndarray:
        """Give a column as text."""
        return np.array([str(cell) for cell in self.columns[column]], dtype=object)


def _read_columns(folder: Path, data: dict[str, Any]) -> dict[str, list[Any]]:
    if "inline" in data:
        return data["inline"] if isinstance(data["inline"], dict) else {}
    with (folder / data["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def as_number(value: Any) -> float:
    """Give a stored number: null and 'NaN' are NaN, 'Inf' is infinite."""
    return float("nan") if value is None else float(value)


def as_array(values: Any) -> np.ndarray:
    """Give stored numbers as an array; a matrix by its values."""
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values, dict) and "values" in values:
        values = values["values"]
    if isinstance(values, dict):
        values = list(values.values())
    if not isinstance(values, list):
        values = [values]
    if values and isinstance(values[0], list):
        return np.array([[as_number(cell) for cell in row] for row in values])
    return np.array([as_number(cell) for cell in values])


def assert_close(expected: Any, got: Any, rtol: float = 1e-6, atol: float = 1e-12) -> None:
    """Compare stored numbers with ours, NaN equal to NaN."""
    np.testing.assert_allclose(
        np.asarray(got, dtype=float), as_array(expected), rtol=rtol, atol=atol, equal_nan=True
    )


def near(expected: Any, rtol: float = 1e-9, atol: float = 1e-12) -> Any:
    """Give what a stored number, or a list of them, is compared with by ==; null is None."""
    if isinstance(expected, list | tuple):
        return [near(one, rtol, atol) for one in expected]
    if expected is None:
        return None
    return _Near(as_number(expected), rtol, atol)


class _Near:
    """A stored number that is equal to what lies near it."""

    def __init__(self, expected: float, rtol: float, atol: float) -> None:
        self.expected, self.rtol = expected, rtol
        self.approx = pytest.approx(expected, rel=rtol, abs=atol, nan_ok=True)

    def __eq__(self, got: object) -> bool:
        note_number(self.expected, got, self.rtol)
        return bool(self.approx == got)

    def __hash__(self) -> int:
        return hash(self.expected)

    def __repr__(self) -> str:
        return repr(self.approx)
