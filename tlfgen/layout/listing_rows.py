"""Rows of a listing: one a record, or one for several records that share their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError
from tlfgen.layout.listing_columns import aligned_texts, column_texts
from tlfgen.layout.record_text import RecordTexts
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.shell.listing import ListingColumn

__all__ = ["ListingRows", "column_cells", "listing_rows"]

_QUOTED = 3


@dataclass(frozen=True, slots=True)
class ListingRows:
    """The listed records of each row, in print order; ``row`` names the row of each record."""

    members: tuple[tuple[int, ...], ...]
    row: tuple[int, ...] | None = None

    def first(self, texts: Sequence[str]) -> list[str]:
        """Give the text of the first record of each row."""
        if self.row is None:
            return list(texts)
        return [texts[found[0]] for found in self.members]

    def joined(self, texts: Sequence[str], kept: Sequence[bool] | None = None) -> list[str]:
        """Give the distinct texts of the records of each row, one below the other."""
        if self.row is None and kept is None:
            return list(texts)
        shown = []
        for found in self.members:
            said = dict.fromkeys(
                texts[place] for place in found if texts[place] and (kept is None or kept[place])
            )
            shown.append("\n".join(said))
        return shown


def listing_rows(spec: ListingSpec, texts: RecordTexts) -> ListingRows:
    """Give the rows of the listed records, in the order of their first records."""
    size = len(texts.records)
    if not spec.one_row:
        return ListingRows(tuple((place,) for place in range(size)))
    keys = pd.DataFrame({str(name): texts.records.column(str(name), spec) for name in spec.one_row})
    codes = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup()
    row = tuple(codes.to_numpy(np.int64).tolist())
    members: list[list[int]] = [[] for _ in range(max(row, default=-1) + 1)]
    for place, number in enumerate(row):
        members[number].append(place)
    return ListingRows(tuple(map(tuple, members)), row)


def column_cells(spec: ListingSpec, texts: RecordTexts, rows: ListingRows) -> list[list[str]]:
    """
    Give the texts of each printed column, one a row.

    Raises
    ------
    DataError
        ``data.unlisted-level`` for a value of ``across`` that has no column.
    """
    made: list[list[str]] = []
    for column in spec.columns:
        if column.across is None:
            cells = [rows.joined(column_texts(texts, column))]
        else:
            cells = _across(column, texts, rows)
        made += [aligned_texts(one) for one in cells] if column.align == "decimal" else cells
    return made


def _across(column: ListingColumn, texts: RecordTexts, rows: ListingRows) -> list[list[str]]:
    known = column.values or {}  # noqa: PD011 - levels of a column, not a frame
    levels = texts.variable(str(column.across), None, column)
    unlisted = sorted(set(levels) - set(known))
    if unlisted and column.others == "error":
        shown = ", ".join(map(repr, unlisted[:_QUOTED]))
        what = f"{column.across} has levels that no column shows: {shown}."
        hint = "list them under values:, or write others: drop"
        raise DataError.of(
            "data.unlisted-level", what, column.source, allowed=list(known), hint=hint
        )
    plain = column.model_copy(update={"values": None})
    said = column_texts(texts, plain)
    return [rows.joined(said, [one == level for one in levels]) for level in known]
