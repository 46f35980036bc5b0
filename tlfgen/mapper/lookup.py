"""Verbs that look values up in a table of the study, carried out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError, SpecError
from tlfgen.frame.match import match_one, take_matched
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.ranking import order_codes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.mapper.selection import with_value
from tlfgen.mapper.take import take
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.lookup import Lookup, Summary, VisitOf

__all__ = ["lookup_columns", "place_visit", "summarize_records"]

_SHOWN = 3


@executes(Lookup)
def lookup_columns(verb: Lookup, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the columns of the table row that has the keys of each row.

    Raises
    ------
    SpecError
        ``spec.unknown-column`` for a column the table does not have.
    MappingError
        ``mapping.unmatched``, ``mapping.many-records``.
    """
    table = rows.table(verb.table, verb.source)
    wanted = [verb.take.get(target, target) for target in targets]
    for column in (*verb.by, *wanted):
        if column not in table.columns:
            raise SpecError.unknown("column", column, map(str, table.columns), verb.source)
    keys = pd.DataFrame({name: rows.evaluate(value) for name, value in verb.by.items()})
    match = match_one(keys, table, list(verb.by), source=verb.source)
    lost = match.unmatched
    if len(lost) and verb.unmatched == "error":
        raise _unmatched(verb, keys, lost, rows)
    columns = {}
    for target, column in zip(targets, wanted, strict=True):
        values = take_matched(table[column], match)
        if verb.unmatched == "keep" and len(lost):
            first = text_of(keys[next(iter(verb.by))])
            values = text_of(values).where(match.positions >= 0, first)
        columns[target] = values
    return StepResult(columns)


def _unmatched(
    verb: Lookup, keys: pd.DataFrame, lost: npt.NDArray[np.int64], rows: Rows
) -> MappingError:
    sizes = keys.take(lost).groupby(list(keys.columns), dropna=False, sort=True).size()
    details = []
    for key, count in sizes.head(_SHOWN).items():
        parts = key if isinstance(key, tuple) else (key,)
        shown = ", ".join(
            f"{name} {value}" for name, value in zip(keys.columns, parts, strict=True)
        )
        details.append(f"{shown} ({count} records)")
    what = f"Table {verb.table} does not hold {len(sizes)} keys of {rows.name}."
    hint = "add rows to the table, or state unmatched: null or keep"
    return MappingError.of("mapping.unmatched", what, verb.source, hint=hint, details=details)


@executes(VisitOf)
def place_visit(verb: VisitOf, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give name, number or day of the planned visit each row means.

    Raises
    ------
    SpecError
        ``spec.unknown-visit`` for a name under ``also_known_as`` that the study does not have.
    MappingError
        ``mapping.unmatched``.
    """
    visits = rows.study.visits
    known: dict[str, int] = {}
    for position, visit in enumerate(visits):
        known.setdefault(visit.name.casefold(), position)
        known.setdefault(f"{visit.number:g}", position)
    for word, name in verb.also_known_as.items():
        if name.casefold() not in known:
            names = [visit.name for visit in visits]
            raise SpecError.unknown("visit", name, names, verb.source)
        known[word.casefold()] = known[name.casefold()]
    collected = text_of(rows.evaluate(verb.start))
    codes, distinct = pd.factorize(collected, use_na_sentinel=True)
    found = [known.get(text.strip().casefold(), -1) for text in distinct]
    at = np.array([*found, -1], dtype=np.int64)[codes]
    lost = np.flatnonzero((at < 0) & ~is_missing(collected))
    if len(lost) and verb.unmatched == "error":
        words = sorted(set(collected.iloc[lost]))
        what = f"{len(words)} visits of {rows.name} are not planned: {', '.join(words[:_SHOWN])}."
        hint = "add them to visits or also_known_as, or state unmatched: keep or null"
        raise MappingError.of(
            "mapping.unmatched", what, verb.source, hint=hint, details=rows.shown(lost)
        )
    kept = collected.mask(is_missing(collected) | (verb.unmatched != "keep"))
    return StepResult({one: _visit_part(one, rows, at, kept) for one in targets})


def _visit_part(target: str, rows: Rows, at: npt.NDArray[np.int64], kept: pd.Series) -> pd.Series:
    visits = rows.study.visits
    if target.endswith("VISITNUM"):
        return take(pd.Series([one.number for one in visits], dtype="float64"), at)
    if target.endswith("VISITDY"):
        return take(pd.Series([one.day for one in visits], dtype="Int64"), at)
    names = take(pd.Series([one.name for one in visits], dtype="string[pyarrow]"), at)
    return names.where(at >= 0, kept)


@executes(Summary)
def summarize_records(verb: Summary, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give one value of all records that belong to each row.

    Raises
    ------
    SpecError
        ``spec.missing-key`` where a summary other than a count has nothing to summarise.
    """
    found = rows.source(verb.alias, verb.source).where(verb.where)
    counts = found.counts()
    if verb.of is None:
        if verb.stat != "count":
            what = f"stat: {verb.stat} needs 'of', the value to summarise."
            raise SpecError.of("spec.missing-key", what, verb.source, hint="add of: VARIABLE")
        values = pd.Series(counts, dtype="Int64")
    else:
        given = found.records.evaluate(verb.of)
        present = ~is_missing(given) & (found.group >= 0)
        frame = pd.DataFrame({"group": found.group[present], "value": given[present]})
        if verb.stat == "concat" and verb.order:
            codes = order_codes(found.records, verb.order, None, verb.source)
            at = np.lexsort([code[present] for code in reversed(codes)])
            frame = frame.take(at)
        made = _grouped(frame, verb)
        slot = pd.Index(made.index).get_indexer(pd.Index(found.wanted))
        values = take(made.reset_index(drop=True), slot.astype(np.int64))
        if verb.stat == "count":
            values = values.astype("Int64").fillna(0)
    if verb.no_records is not None:
        values = with_value(values, verb.no_records, counts == 0, rows, targets)
    return StepResult({targets[0]: values}, candidates=counts)


def _grouped(frame: pd.DataFrame, verb: Summary) -> pd.Series:
    if verb.distinct:
        frame = frame.drop_duplicates()
    if verb.stat == "concat":
        frame = frame.assign(value=text_of(frame["value"]))
        if not verb.order:
            frame = frame.sort_values(["group", "value"], kind="stable")
        return _joined(frame, verb.separator)
    grouped = frame.groupby("group", sort=True)["value"]
    if verb.stat == "count":
        return grouped.size()
    made: pd.Series = getattr(grouped, verb.stat)()
    return made


def _joined(frame: pd.DataFrame, separator: str) -> pd.Series:
    """Give the texts of each group joined, in their order."""
    if frame.empty:
        return pd.Series([], index=pd.Index([], dtype="int64"), dtype="string[pyarrow]")
    frame = frame.sort_values("group", kind="stable")
    groups = frame["group"].to_numpy(dtype=np.int64)
    texts = frame["value"].tolist()
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    ends = [*starts[1:].tolist(), len(texts)]
    joined = [separator.join(texts[a:b]) for a, b in zip(starts.tolist(), ends, strict=True)]
    return pd.Series(joined, index=pd.Index(groups[starts]), dtype="string[pyarrow]")
