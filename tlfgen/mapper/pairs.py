"""Candidates paired with the rows they may serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.model.expression import (
    And,
    Compare,
    Expression,
    Reference,
    conditions,
    references,
)

if TYPE_CHECKING:
    from tlfgen.mapper.candidates import Candidates
    from tlfgen.mapper.rows import Rows
    from tlfgen.spec.verbs.derivation import Derivation

__all__ = ["derivation_reads_outside", "paired", "reads_outside", "split_conditions"]

Positions: TypeAlias = npt.NDArray[np.int64]
_PAIRS_AT_ONCE = 4_000_000


def reads_outside(tree: Expression, records: Rows) -> bool:
    """Say whether an expression reads anything beside the candidates themselves."""
    if any(not _inside(reference, records) for reference in references(tree)):
        return True
    for name in conditions(tree):
        formula = records.setting.conditions.get(name)
        if formula is None or reads_outside(formula.tree, records):
            return True
    return False


def derivation_reads_outside(derivation: Derivation, records: Rows) -> bool:
    """Say whether a derivation reads anything beside the candidates it is carried out on."""
    for reading in derivation.reads():
        if reading.kind == "condition":
            formula = records.setting.conditions.get(reading.name)
            if formula is None or reads_outside(formula.tree, records):
                return True
        elif reading.kind == "variable" and not reading.inside:
            if not _inside(Reference(reading.source or None, reading.name), records):
                return True
        elif reading.kind == "source":
            return True
    return False


def split_conditions(
    tree: Expression, records: Rows
) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
    """Give the parts of a condition that read the candidates alone, then the others."""
    parts = tuple(_conjuncts(tree))
    across = tuple(part for part in parts if reads_outside(part, records))
    return tuple(part for part in parts if part not in across), across


def paired(found: Candidates, across: tuple[Expression, ...]) -> Candidates:
    """
    Give the pairs of row and candidate of one subject that meet the conditions.

    Equalities of one variable each narrow the pairs before they are made; the rest is tested
    for at most four million pairs at a time.
    """
    equal = [part for part in across if _equality(part, found.records)]
    rest = tuple(part for part in across if part not in equal)
    wanted, group = _narrowed(found, equal)
    by_group = np.argsort(group, kind="stable")
    sorted_group = group[by_group]
    start = np.searchsorted(sorted_group, wanted, side="left")
    count = np.searchsorted(sorted_group, wanted, side="right") - start
    count[found.wanted < 0] = 0
    kept_owner: list[Positions] = []
    kept_record: list[Positions] = []
    for low, high in _chunks(count):
        repeats = count[low:high]
        owner = np.repeat(np.arange(low, high, dtype=np.int64), repeats)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        record = by_group[np.repeat(start[low:high], repeats) + within]
        if rest:
            rows = _pair_rows(found, record, owner)
            tree = rest[0] if len(rest) == 1 else And(rest)
            met = rows.mask(tree).to_numpy(dtype=bool)
            owner, record = owner[met], record[met]
        kept_owner.append(owner)
        kept_record.append(record)
    owner = np.concatenate(kept_owner) if kept_owner else np.empty(0, dtype=np.int64)
    record = np.concatenate(kept_record) if kept_record else np.empty(0, dtype=np.int64)
    return replace(
        found,
        records=_pair_rows(found, record, owner),
        group=owner,
        wanted=np.arange(len(found.asking), dtype=np.int64),
    )


def _pair_rows(found: Candidates, record: Positions, owner: Positions) -> Rows:
    return replace(found.records.at(record), outer=found.asking, owners=owner)


def _chunks(count: Positions) -> Iterator[tuple[int, int]]:
    """Cut the rows so that no part makes too many pairs."""
    total = np.cumsum(count)
    low = 0
    while low < len(count):
        done = total[low - 1] if low else 0
        high = int(np.searchsorted(total, done + _PAIRS_AT_ONCE, side="right"))
        high = max(high, low + 1)
        yield low, high
        low = high


def _narrowed(found: Candidates, equal: list[Expression]) -> tuple[Positions, Positions]:
    """Give finer groups of rows and candidates, by the variables that must be equal."""
    wanted, group = found.wanted, found.group
    for part in equal:
        inner, outer = _sides(part, found.records)
        one = _comparable(found.records.column(inner))
        other = _comparable(found.asking.column(outer))
        codes, _ = pd.factorize(pd.concat([one, other], ignore_index=True))
        codes = codes.astype(np.int64)
        width = int(codes.max(initial=0)) + 2
        one_code, other_code = codes[: len(one)], codes[len(one) :]
        group = np.where(one_code < 0, -1, group * width + one_code)
        wanted = np.where((other_code < 0) | (wanted < 0), -2, wanted * width + other_code)
        _, dense = np.unique(np.concatenate([group, wanted]), return_inverse=True)
        gaps = np.concatenate([group < 0, wanted < 0])
        dense = np.where(gaps, -1, dense)
        group, wanted = dense[: len(group)], dense[len(group) :]
        wanted = np.where(wanted < 0, -2, wanted)
    return wanted, group


def _equality(tree: Expression, records: Rows) -> bool:
    if not (
        isinstance(tree, Compare)
        and tree.op == "="
        and isinstance(tree.left, Reference)
        and isinstance(tree.right, Reference)
    ):
        return False
    return _inside(tree.left, records) != _inside(tree.right, records)


def _comparable(values: pd.Series) -> pd.Series:
    """Give text without trailing blanks and numbers as float, as a comparison sees them."""
    if isinstance(values.dtype, (pd.StringDtype, pd.CategoricalDtype)):
        return values.astype("string[pyarrow]").fillna("").str.rstrip()
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype("Float64").astype("float64")
    return values


def _sides(tree: Expression, records: Rows) -> tuple[Reference, Reference]:
    if isinstance(tree, Compare):
        left, right = tree.left, tree.right
        if isinstance(left, Reference) and isinstance(right, Reference):
            return (left, right) if _inside(left, records) else (right, left)
    raise TypeError(tree)


def _inside(reference: Reference, records: Rows) -> bool:
    if reference.source is not None:
        return reference.source == records.name
    return reference.variable in records.own.columns


def _conjuncts(tree: Expression) -> Iterator[Expression]:
    if isinstance(tree, And):
        for part in tree.operands:
            yield from _conjuncts(part)
    else:
        yield tree
