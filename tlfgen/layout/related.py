"""Related records: found for each listed record, put in order, written out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.core.errors import SpecError
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.frame.order import sort_positions
from tlfgen.layout.listed_records import ListedRecords, subject_rows
from tlfgen.layout.record_text import RecordTexts
from tlfgen.layout.records import date_names
from tlfgen.layout.related_texts import RelatedTexts
from tlfgen.model.dataset import Dataset
from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.related import RelatedRecords

__all__ = ["related_numbers", "related_texts"]


def related_texts(
    spec: ListingSpec, records: ListedRecords, data: Mapping[str, Dataset]
) -> dict[str, RelatedTexts]:
    """
    Give the related records of each listed record, by the names of ``related:``.

    Records of the same subject that meet ``where``, in the order of ``order``, else of date.

    Raises
    ------
    SpecError
        ``spec.unknown-dataset``, ``spec.unknown-variable``, ``spec.bad-format``.
    """
    return {name: _related(one, spec, records, data) for name, one in spec.related.items()}


def related_numbers(
    texts: RecordTexts, listed: Sequence[int], names: Collection[str] | None = None
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """
    Give the related records of some listed ones: each dataset with its record numbers.

    ``names`` keeps some of ``related:`` only.
    """
    found: dict[str, dict[int, None]] = {}
    for name, one in texts.related.items():
        if names is not None and name not in names:
            continue
        known = found.setdefault(one.dataset, {})
        for place in listed:
            known |= dict.fromkeys(one.numbers[place])
    return tuple((name, tuple(sorted(known))) for name, known in found.items() if known)


def _related(
    one: RelatedRecords, spec: ListingSpec, records: ListedRecords, data: Mapping[str, Dataset]
) -> RelatedTexts:
    if one.data not in data:
        raise SpecError.unknown("dataset", str(one.data), data, source_of(one.data) or one.source)
    dataset = data[one.data]
    subject = subject_rows(spec, dataset, records.subjects, records.study)
    inner = ListedRecords(
        dataset, records.subjects, records.study, subject, np.arange(len(dataset.frame))
    )
    outer_at, inner_at = _pairs(one, records, inner)
    if one.where is not None:
        kept = _mask(one, records.at(outer_at), inner.at(inner_at))
        outer_at, inner_at = outer_at[kept], inner_at[kept]
    order = _order(one, inner.at(inner_at), outer_at)
    outer_at, inner_at = outer_at[order], inner_at[order]
    chosen = inner.at(inner_at)
    texts = RecordTexts(chosen).pattern(str(one.text), one)
    numbers = chosen.numbers().tolist()
    said: list[list[str]] = [[] for _ in range(len(records))]
    kept_numbers: list[list[int]] = [[] for _ in range(len(records))]
    for place, text, number in zip(outer_at.tolist(), texts, numbers, strict=True):
        if text and text not in said[place]:
            said[place].append(text)
        kept_numbers[place].append(number)
    return RelatedTexts(
        dataset.name,
        tuple(map(tuple, said)),
        tuple(map(tuple, kept_numbers)),
        one.join,
        one.last,
        one.none,
        one.most,
    )


def _pairs(
    one: RelatedRecords, records: ListedRecords, inner: ListedRecords
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Give the places of listed and related records that share the tying variables."""
    names = one.by or tuple(
        name for name in records.study.subjects.key if records.has(name) and inner.has(name)
    )
    left = pd.DataFrame({str(name): records.column(str(name), one) for name in names})
    right = pd.DataFrame({str(name): inner.column(str(name), one) for name in names})
    left["_outer"], right["_inner"] = np.arange(len(left)), np.arange(len(right))
    found = left.merge(right, on=[str(name) for name in names], how="inner")
    return found["_outer"].to_numpy(np.int64), found["_inner"].to_numpy(np.int64)


def _mask(
    one: RelatedRecords, listed: ListedRecords, related: ListedRecords
) -> np.ndarray[Any, Any]:
    """Give the pairs that meet the condition; the listed record answers to its dataset's name."""
    formula = one.where
    if formula is None:
        return np.ones(len(related), dtype=bool)
    own = listed.dataset.name

    def resolve(reference: Reference) -> pd.Series:
        if reference.source == own:
            return listed.column(reference.variable, formula)
        return related.column(str(reference), formula)

    study = listed.study
    scope = Scope(
        resolve=resolve,
        index=pd.RangeIndex(len(related)),
        conditions={
            name: parse_filter(known.where, known.source)
            for name, known in study.conditions.items()
        },
        lists=study.lists,
        source=formula.source,
    )
    return evaluate_mask(formula.tree, scope).to_numpy(bool)


def _order(
    one: RelatedRecords, related: ListedRecords, outer_at: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Give the pairs by listed record, then in the order asked for, else by date."""
    keys = list(one.order)
    if not keys:
        named = [name for name in date_names(related.dataset.frame) if related.has(name)]
        keys = [OrderKey(Reference(None, name)) for name in named[:1]]
    columns = {"K": pd.Series(outer_at)}
    orders = [OrderKey(Reference(None, "K"))]
    for number, key in enumerate(keys):
        name = f"K{number}"
        columns[name] = related.column(str(key.variable), one)
        orders.append(OrderKey(Reference(None, name), key.descending, key.absolute))
    return sort_positions(pd.DataFrame(columns, index=range(len(related))), orders)
