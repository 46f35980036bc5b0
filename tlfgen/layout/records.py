"""The records of a listing: chosen by population or condition, joined to subjects, put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.core.errors import SpecError
from tlfgen.frame.order import sort_positions
from tlfgen.layout.listed_records import Ints, ListedRecords, subject_rows
from tlfgen.model.dataset import Dataset
from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["choose_records", "date_names"]

_TWINS = {"PARAMCD": "PARAMN", "AVISIT": "AVISITN", "VISIT": "VISITNUM", "ATPT": "ATPTN"}
_DATES = ("ASTDTM", "ASTDT", "ADTM", "ADT")
_COLLECTED = ("STDTC", "DTC")
_DOMAIN = 2


def choose_records(
    spec: ListingSpec, data: Mapping[str, Dataset], study: StudyFile
) -> ListedRecords:
    """
    Give the records that a listing shows, in its order.

    All records of the population that meet ``subset``, ``where`` and ``where_add``. Without
    ``sort`` the order is that of the keys, then arm, subject, date, sequence, the keys of the
    dataset. A text is ordered by ``values``, by the arms of the study, by its numeric twin, by its
    codelist, else by its characters; missing comes first.

    Raises
    ------
    SpecError
        ``spec.unknown-dataset``, ``spec.unknown-variable``, ``spec.unknown-population`` and the
        codes of the conditions.
    DataError
        ``data.unknown-subject`` for records of subjects that the subject dataset lacks, unless the
        shell says ``not_in_adsl: drop``.
    """
    name = str(spec.data or study.subjects.data)
    for wanted, place in ((name, spec.data), (study.subjects.data, study.subjects)):
        if wanted not in data:
            raise SpecError.unknown("dataset", str(wanted), data, source_of(place) or spec.source)
    dataset, subjects = data[name], data[study.subjects.data]
    subject = subject_rows(spec, dataset, subjects, study)
    every = np.arange(len(dataset.frame), dtype=np.int64)
    records = ListedRecords(dataset, subjects, study, subject, every)
    kept = subject >= 0
    for formula in _subject_conditions(spec, study):
        kept &= records.subject_mask(formula)
    for where in (spec.where, spec.where_add):
        if where is not None:
            kept &= records.whole_mask(where)
    chosen = replace(records, rows=every[kept])
    return replace(chosen, rows=chosen.rows[_positions(spec, chosen)])


def _subject_conditions(spec: ListingSpec, study: StudyFile) -> Iterator[Formula]:
    if spec.population is not None:
        known = study.populations
        if spec.population not in known:
            place = source_of(spec.population)
            raise SpecError.unknown("population", spec.population, known, place)
        where = known[spec.population].where
        if where is not None:
            source = known[spec.population].source
            yield Formula(parse_filter(where, source), source)
    if spec.subset is not None:
        yield spec.subset


def _positions(spec: ListingSpec, records: ListedRecords) -> Ints:
    """Give the print order of the listed rows, as positions among them."""
    order = spec.sort or tuple(_usual_order(spec, records))
    columns: dict[str, pd.Series] = {}
    keys: list[OrderKey] = []
    listed = {str(key.var): tuple(key.values or ()) for key in spec.keys}  # noqa: PD011 - levels of a key, not a frame
    for number, key in enumerate(order):
        name = str(key.variable)
        columns[f"K{number}"] = _ranked(records, name, listed.get(name, ()), spec)
        keys.append(OrderKey(Reference(None, f"K{number}"), key.descending, key.absolute))
    return sort_positions(pd.DataFrame(columns, index=range(len(records))), keys)


def _usual_order(spec: ListingSpec, records: ListedRecords) -> Iterator[OrderKey]:
    study, frame = records.study, records.dataset.frame
    names = [*map(str, spec.page.by), *(str(key.var) for key in spec.keys)]
    if study.arms is not None:
        kind = spec.arms or _arm_kind(spec, study)
        names.append(f"{records.subjects.name}.{study.arms.kind(kind).var}")
    names += [f"{records.subjects.name}.{name}" for name in study.subjects.key]
    names += [name for name in date_names(frame) if name in frame.columns][:1]
    names += [name for name in ("ASEQ", *_sequences(frame)) if name in frame.columns][:1]
    names += records.dataset.keys
    known = set(frame.columns) | {
        f"{records.subjects.name}.{name}" for name in records.subjects.frame.columns
    }
    for name in dict.fromkeys(names):
        if name in known:
            source, _, variable = name.rpartition(".")
            yield OrderKey(Reference(source or None, variable))


def _arm_kind(spec: ListingSpec, study: StudyFile) -> str:
    return study.populations[spec.population].arm if spec.population is not None else "planned"


def date_names(frame: pd.DataFrame) -> list[str]:
    """Give the names that the date of a record may have, the first choice first."""
    ends = [str(n) for end in _COLLECTED for n in frame.columns if n[_DOMAIN:] == end]
    return [*_DATES, *ends, "VISITNUM"]


def _sequences(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name[_DOMAIN:] == "SEQ"]


def _ranked(records: ListedRecords, name: str, listed: tuple[str, ...], place: Any) -> pd.Series:
    """Give a column whose values sort as the listing wants them."""
    column = records.column(name, place)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("string")
    if not pd.api.types.is_string_dtype(column.dtype):
        return column
    levels = listed or _arm_values(records.study, name) or ()
    if not levels:
        source, _, variable = name.rpartition(".")
        frame = records.subjects.frame if source == records.subjects.name else records.dataset.frame
        for twin in (f"{variable}N", _TWINS.get(variable, "")):
            if twin in frame.columns and pd.api.types.is_numeric_dtype(frame[twin].dtype):
                return records.column(f"{source}.{twin}" if source else twin, place)
        levels = _codelist(records, variable)
    texts = column.fillna("").str.rstrip()
    if not levels or not set(texts.unique()) - {""} <= set(levels):
        return column
    places = {level: number for number, level in enumerate(levels)}
    return texts.map(lambda text: places.get(text, -1)).astype("int64")


def _arm_values(study: StudyFile, name: str) -> tuple[str, ...]:
    arms = study.arms
    if arms is None:
        return ()
    kinds = [arms.planned, *([arms.actual] if arms.actual else [])]
    variables = {variable for kind in kinds for variable in (kind.var, kind.record)}
    if name.rpartition(".")[2] not in variables:
        return ()
    return tuple(level.value for level in arms.levels.values())


def _codelist(records: ListedRecords, name: str) -> tuple[str, ...]:
    for one in records.dataset.variables:
        if one.name == name and one.codelist in records.study.codelists:
            return tuple(term.value for term in records.study.codelists[one.codelist].terms)
    return ()
