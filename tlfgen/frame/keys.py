"""Whole numbers that stand for the values of key columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate.operand import Kind, Operand, Words, as_operand

if TYPE_CHECKING:
    from tlfgen.core.source import Source

__all__ = ["Codes", "column_codes", "group_codes", "shared_codes"]

Codes: TypeAlias = npt.NDArray[np.int64]


def column_codes(values: pd.Series) -> Codes:
    """
    Give a whole number a row that sorts like the values; missing is -1.

    Text sorts by its characters, trailing blanks not counted, blank being missing; an ordered
    categorical sorts by its categories.

    Examples
    --------
    >>> column_codes(pd.Series(["b", "a ", None, "a"])).tolist()
    [1, 0, -1, 0]
    """
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        categories: Codes = values.cat.codes.to_numpy().astype(np.int64)
        return categories
    operand = as_operand(values)
    if operand is None:
        raise TypeError(values.dtype)
    return _codes(operand, len(values))


def group_codes(frame: pd.DataFrame, by: Sequence[str]) -> tuple[Codes, int]:
    """
    Give the group of each row, rows agreeing in the ``by`` columns, counted by their values.

    Returns
    -------
    (int64 array of shape (n,), int)
        The number of each row's group, counted from 0, with the count of groups. Missing values
        form a group of their own; without columns all rows are one group.

    Examples
    --------
    >>> codes, count = group_codes(pd.DataFrame({"A": ["y", "x", "y"]}), ["A"])
    >>> codes.tolist(), count
    ([1, 0, 1], 2)
    """
    return _dense([column_codes(frame[name]) + 1 for name in by], len(frame))


def shared_codes(
    left: pd.DataFrame,
    right: pd.DataFrame,
    by: Sequence[tuple[str, str]],
    source: Source | None = None,
) -> tuple[Codes, Codes]:
    """
    Give the keys of two frames as numbers: equal numbers mean equal keys.

    Blank text equals blank text; a missing number or date equals nothing and has -1.

    Raises
    ------
    SpecError
        ``spec.type-mismatch`` where text meets a number or a date.
    """
    cut, size = len(left), len(left) + len(right)
    never = np.zeros(size, dtype=bool)
    columns = []
    for one, other in by:
        operands = (as_operand(left[one]), as_operand(right[other]))
        both = _joined(operands, (cut, len(right)), (one, other), source)
        columns.append(_codes(both, size) + 1)
        if both.kind != "text":
            never |= np.asarray(both.missing())
    codes, _ = _dense(columns, size)
    codes = np.where(never, -1, codes)
    return codes[:cut], codes[cut:]


def _codes(operand: Operand, length: int) -> Codes:
    if operand.kind == "empty":
        return np.full(length, -1, dtype=np.int64)
    data = operand.data
    if isinstance(data, Words):
        stripped = [word.rstrip(" ") for word in data.words]
        place = {word: number for number, word in enumerate(sorted(set(stripped) - {""}))}
        result: Codes = data.take([place.get(word, -1) for word in stripped], np.int64)
        return result
    ranks: Codes = pd.factorize(data, sort=True)[0].astype(np.int64)
    return ranks


def _joined(
    operands: tuple[Operand | None, Operand | None],
    lengths: tuple[int, int],
    names: tuple[str, str],
    source: Source | None,
) -> Operand:
    left, right = operands
    if left is None or right is None:
        raise TypeError(names)
    kinds: set[Kind] = {operand.kind for operand in (left, right)} - {"empty"}
    if len(kinds) > 1:
        what = f"{names[0]} is {left.kind}, {names[1]} is {right.kind}: they cannot be equal."
        raise SpecError.of("spec.type-mismatch", what, source)
    kind: Kind = next(iter(kinds), "text")
    data = [
        _filled(side.filled(kind), size) for side, size in zip((left, right), lengths, strict=True)
    ]
    if kind == "text":
        first, second = data
        codes = np.concatenate([first.codes, second.codes + len(first.words)])
        return Operand("text", Words(codes, (*first.words, *second.words)))
    return Operand(kind, np.concatenate(data))


def _filled(operand: Operand, length: int) -> Any:
    if not operand.is_constant:
        return operand.data
    if operand.kind == "text":
        return Words(np.zeros(length, dtype=np.intp), (operand.data,))
    return np.full(length, operand.data)


def _dense(columns: list[Codes], length: int) -> tuple[Codes, int]:
    codes = np.zeros(length, dtype=np.int64)
    for column in columns:
        codes = codes * (int(column.max(initial=0)) + 1) + column
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return codes, int(codes.max(initial=-1)) + 1
