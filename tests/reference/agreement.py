"""How near our numbers come to those of another program, case by case."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_P = re.compile(r"(^|[._ ])p([._ ]|$)|p[._]?val|^Pr\(|^p_|_p$", re.IGNORECASE)
_ALL_P = frozenset({"padjust", "tern_test_proportion_diff"})
_NOISE, _TINY = 1e-14, 1e-300


@dataclass
class Agreement:
    """What was compared in one case: how much, the worst differences, the loosest tolerance."""

    p_values: frozenset[float] = frozenset()
    numbers: int = 0
    tests: int = 0
    worst: dict[str, float] = field(default_factory=lambda: {"estimate": 0.0, "p": 0.0})
    rtol: float = 0.0


AGREEMENTS: dict[str, Agreement] = {}
"""By the name of the case, in the order of the tests."""

_open: list[str] = []


def open_case(name: str, expected: Any) -> None:
    """Note whose numbers are compared from here on."""
    _open[:] = [name]
    if name not in AGREEMENTS:
        found = frozenset(_p_values(expected, is_p=name in _ALL_P))
        AGREEMENTS[name] = Agreement(found)


def note_array(expected: np.ndarray, got: np.ndarray, rtol: float) -> None:
    """Note the differences of arrays, one number at a time."""
    if expected.shape != got.shape:
        expected, got = np.broadcast_arrays(expected.squeeze(), got.squeeze())
    for one, other in zip(expected.ravel().tolist(), got.ravel().tolist(), strict=True):
        note_number(one, other, rtol)


def note_number(expected: float, got: Any, rtol: float) -> None:
    """Note the relative difference of one number; 1e-14 is noise, a p of 1e-300 is 0."""
    if not _open or got is None or not math.isfinite(expected) or not math.isfinite(float(got)):
        return
    agreement = AGREEMENTS[_open[0]]
    agreement.numbers += 1
    agreement.rtol = max(agreement.rtol, rtol)
    kind = "p" if expected in agreement.p_values else "estimate"
    difference = abs(float(got) - expected)
    if difference <= (_NOISE if kind == "estimate" else _TINY):
        return
    if difference:
        relative = difference / abs(expected) if expected else difference
        agreement.worst[kind] = max(agreement.worst[kind], relative)


def _p_values(stored: Any, *, is_p: bool) -> list[float]:
    if isinstance(stored, dict):
        if {"cols", "values"} <= set(stored):
            names = stored["cols"] or []
            marks = [bool(_P.search(str(name))) or is_p for name in names]
            return [
                cell
                for row in stored["values"]
                if isinstance(row, list)
                for cell, mark in zip(row, marks, strict=False)
                if mark and isinstance(cell, float)
            ]
        return [
            one
            for key, value in stored.items()
            for one in _p_values(value, is_p=is_p or bool(_P.search(key)))
        ]
    if isinstance(stored, list):
        return [one for value in stored for one in _p_values(value, is_p=is_p)]
    return [stored] if is_p and isinstance(stored, float) else []
