"""Variables taken from another dataset by equal keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.frame.match import match_one
from tlfgen.mapper.counts import Count
from tlfgen.mapper.draft import Draft
from tlfgen.mapper.scope import unknown_variable
from tlfgen.mapper.take import take
from tlfgen.spec.records import Merge

__all__ = ["merge_sources"]


def merge_sources(draft: Draft, merges: Mapping[str, Merge]) -> Draft:
    """
    Give the rows with the variables of every merge, in the order written.

    Raises
    ------
    MappingError
        ``mapping.many-records`` where the other dataset has several records of a key;
        ``mapping.unmatched`` where a row has none and that is an error.
    """
    for alias, merge in merges.items():
        draft = _merged(draft, alias, merge)
    return draft


def _merged(draft: Draft, alias: str, merge: Merge) -> Draft:
    rows = draft.rows
    if alias not in rows.setting.sources:
        raise MappingError.unknown("source", alias, rows.setting.sources, merge.source)
    right = rows.setting.sources[alias].frame
    keys = [ref.variable for ref in merge.by] or [
        name
        for name in rows.study.subjects.key
        if name in right.columns and rows.find(name) is not None
    ]
    for name in (*keys, *merge.take.values()):
        if name not in right.columns:
            raise unknown_variable(alias, name, right, merge.source)
    left = pd.DataFrame({name: rows.column(name, merge.source) for name in keys})
    match = match_one(left, right, keys, source=merge.source)
    missing = match.positions < 0
    if missing.any() and merge.if_missing == "error":
        at = np.flatnonzero(missing)
        what = f"{len(at)} rows of {rows.name} have no record in {alias} by {', '.join(keys)}."
        hint = "state if_missing: drop or keep, or correct the data"
        details = rows.shown(at, keys)
        raise MappingError.of("mapping.unmatched", what, merge.source, hint=hint, details=details)
    columns = {str(new): take(right[old], match.positions) for new, old in merge.take.items()}
    draft = draft.with_rows(rows.with_columns(columns))
    if merge.if_missing != "drop":
        return draft
    what = f"rows have a record in {alias} by {', '.join(keys)}"
    count = Count(what, len(missing), int((~missing).sum()), merge.source)
    draft = replace(draft, counts=(*draft.counts, count))
    return draft.keep(~missing) if missing.any() else draft
