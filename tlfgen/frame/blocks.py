"""Blocks of whole subjects, the same however many workers there are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError

__all__ = ["Block", "block_slices", "cut_blocks", "slice_block"]

_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Block:
    """
    A run of subjects in the order of their keys.

    Parameters
    ----------
    number : int
        Counted from 0.
    first : str
        Its first subject. The first block also takes every key before this one.
    after : str or None
        The first subject of the next block; None in the last block, which has no upper end.
    subjects : int
        How many subjects it was cut from.
    """

    number: int
    first: str
    after: str | None
    subjects: int


def cut_blocks(subject_keys: pd.Series, target_rows: int) -> tuple[Block, ...]:
    """
    Cut the subjects into runs that hold about a number of rows each.

    A block is closed with the subject that brings it to ``target_rows`` or beyond. The bounds
    depend on the subjects and their rows, not on the order of the rows or the number of workers.

    Parameters
    ----------
    subject_keys : pd.Series of text, shape (n,)
        One key a row, of the dataset (or of all datasets together) that decides the size.
    target_rows : int
        At least 1.

    Returns
    -------
    tuple of Block
        Together they take every possible key exactly once. Empty where there are no rows.

    Examples
    --------
    >>> [block.first for block in cut_blocks(pd.Series(["3", "1", "1", "2"]), 2)]
    ['1', '2']
    """
    codes, distinct = pd.factorize(subject_keys.astype(object).fillna(""))
    sizes = np.bincount(codes, minlength=len(distinct)).tolist()
    counted = sorted(zip(map(str, distinct), sizes, strict=True))
    keys, rows = [key for key, _ in counted], [count for _, count in counted]
    starts, held = [], max(target_rows, 1)
    for place, count in enumerate(rows):
        if held >= target_rows:
            starts.append(place)
            held = 0
        held += count
    ends = [*starts[1:], len(keys)][: len(starts)]
    return tuple(
        Block(number, keys[start], keys[end] if end < len(keys) else None, end - start)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def block_slices(subject_keys: pd.Series, blocks: Sequence[Block]) -> list[slice]:
    """
    Give the rows of each block in a column sorted by subject.

    Raises
    ------
    DataError
        ``data.not-sorted`` where a subject follows a greater one.

    Examples
    --------
    >>> keys = pd.Series(["1", "1", "2", "3"])
    >>> block_slices(keys, cut_blocks(keys, 2))
    [slice(0, 2, None), slice(2, 4, None)]
    """
    keys = subject_keys.astype(object).fillna("")
    falls = np.flatnonzero((keys < keys.shift(fill_value="")).to_numpy(dtype=bool))
    if len(falls):
        shown = [f"{keys.iloc[place - 1]} before {keys.iloc[place]}" for place in falls[:_QUOTED]]
        what = f"The rows are not sorted by {subject_keys.name}."
        raise DataError.of("data.not-sorted", what, details=shown)
    return [_rows(subject_keys, block) for block in blocks]


def slice_block(frame: pd.DataFrame, subject: str, block: Block) -> pd.DataFrame:
    """
    Give the rows of one block of a frame sorted by subject; RangeIndex.

    Parameters
    ----------
    frame : pd.DataFrame
        Sorted by the column ``subject``.
    subject : str
    block : Block

    Examples
    --------
    >>> frame = pd.DataFrame({"USUBJID": ["1", "1", "2"], "AVAL": [4, 5, 6]})
    >>> slice_block(frame, "USUBJID", cut_blocks(frame["USUBJID"], 2)[1])["AVAL"].tolist()
    [6]
    """
    return frame.iloc[_rows(frame[subject], block)].reset_index(drop=True)


def _rows(keys: pd.Series, block: Block) -> slice:
    def key_at(position: int) -> str:
        value = keys.iloc[position]
        return "" if pd.isna(value) else str(value)

    rows = range(len(keys))
    start = 0 if block.number == 0 else bisect_left(rows, block.first, key=key_at)
    end = len(keys) if block.after is None else bisect_left(rows, block.after, key=key_at)
    return slice(start, end)
