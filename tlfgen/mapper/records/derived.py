"""Records derived from records of the dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tlfgen.mapper.derivation import run_derivation
from tlfgen.mapper.draft import Draft
from tlfgen.mapper.records.added import Added, alike, missing_like
from tlfgen.mapper.records.carried import carry_forward
from tlfgen.mapper.records.copied import copy_records, take_extreme
from tlfgen.mapper.records.grouped import combine_params, expect_records, summarize_groups
from tlfgen.mapper.records.made import evaluated_values
from tlfgen.mapper.rows import Rows
from tlfgen.model.dataset import ROW
from tlfgen.spec.dataset import ColumnSpec
from tlfgen.spec.derived_records import DerivedBlock

__all__ = ["add_records", "settled"]

_KINDS = {
    "from_params": combine_params,
    "carry_forward": carry_forward,
    "copy_records": copy_records,
    "summary": summarize_groups,
    "expected": expect_records,
    "extreme": take_extreme,
}


def add_records(
    block: DerivedBlock, draft: Draft, done: Sequence[ColumnSpec], merged: frozenset[str]
) -> Draft:
    """
    Give the draft with the records of one block at its end.

    A record made from one other begins as its copy. A record made from several holds the keys of
    its group, what was merged, and what ``copy`` names; all columns derived so far that look at one
    row are derived again. Then ``set`` overrides, ``recompute`` derives again, ``leave_missing``
    empties.

    Parameters
    ----------
    done : sequence of ColumnSpec
        The steps carried out so far, in run order.
    merged : frozenset of str
        The columns that merges made.

    Raises
    ------
    MappingError
        What a kind of block or a derivation raises.
    """
    added = _KINDS[block.kind](block, draft.rows)
    rows = _begun(block, draft.rows, added, merged)
    again = _again(block, done, rows)
    for step in done:
        wanted = [name for name in step.makes if name in again]
        if wanted and len(rows):
            made = run_derivation(step.derivation, step.targets, rows).columns
            rows = rows.with_columns({name: made[name] for name in wanted})
    rows = rows.with_columns(
        {name: missing_like(rows, name) for name in block.leave_missing if name in rows.own}
    )
    return draft.appended(rows, block.id, added.parents, added.traced)


def settled(
    draft: Draft, name: str, blocks: Sequence[DerivedBlock], column: pd.Series
) -> pd.Series:
    """Give a column derived on all rows, with what the blocks state of it on theirs."""
    for block in blocks:
        stated = name in set(block.names_set()) or name in block.copied
        emptied = name in block.leave_missing
        if not (stated or emptied) or name in block.recompute:
            continue
        mask = draft.made_by[block.id]
        if emptied or name not in draft.rows.own:
            column = column.mask(mask)
        else:
            column = column.where(~mask, draft.rows.own[name].astype(column.dtype))
    return column


def _begun(block: DerivedBlock, rows: Rows, added: Added, merged: frozenset[str]) -> Rows:
    """Give the new rows with what is copied and what is set."""
    source = rows.at(added.like)
    if added.copies:
        begun = source
    else:
        keys = [reference.variable for reference in block.keys]
        keys += [*rows.study.subjects.key, *merged, *block.copied]
        names = [name for name in dict.fromkeys(keys) if source.find(name) is not None]
        own = pd.DataFrame({name: source.column(name) for name in names}, index=source.own.index)
        own[ROW] = np.arange(len(source), dtype=np.int64)
        nowhere = np.full(len(source), -1, dtype=np.int64)
        begun = replace(source, own=own, origins=dict.fromkeys(source.origins, nowhere))
    given = {**added.given, **evaluated_values(block.stated, added.scope)}
    if block.dtype_text is not None:
        texts = [block.dtype_text] * len(begun)
        given["DTYPE"] = pd.Series(texts, dtype="string[pyarrow]")
    elif added.copies and "DTYPE" in begun.own and "DTYPE" not in given:
        given["DTYPE"] = missing_like(begun, "DTYPE")
    for name, values in given.items():
        if name in rows.own:
            given[name] = alike(values, rows.own[name], name)
    return begun.with_columns(given) if given else begun


def _again(block: DerivedBlock, done: Sequence[ColumnSpec], rows: Rows) -> frozenset[str]:
    """Give the columns that are derived on the new rows by their own derivation."""
    known = {name for step in done for name in step.makes}
    if block.has_one_parent:
        return frozenset(name for name in block.recompute if name in known)
    settled_names = {*block.names_set(), *block.leave_missing, *block.copied}
    settled_names |= {reference.variable for reference in block.keys}
    settled_names |= set(rows.study.subjects.key)
    across = {
        name
        for step in done
        if any(verb.across_rows for verb in step.derivation.verbs)
        for name in step.makes
    }
    return frozenset(known - settled_names - across | (set(block.recompute) & known))
