"""The records of a listing: chosen by population or condition, joined to subjects, put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import DataError, SpecError
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.frame.match import match_one
from tlfgen.frame.order import sort_positions
from tlfgen.model.dataset import ROW, Dataset
from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["ListedRecords", "choose_records"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_QUOTED = 3
_TWINS = {"PARAMCD": "PARAMN", "AVISIT": "AVISITN", "VISIT": "VISITNUM", "ATPT": "ATPTN"}
_DATES = ("ASTDTM", "ASTDT", "ADTM", "ADT")
_COLLECTED = ("STDTC", "DTC")
_DOMAIN = 2


@dataclass(frozen=True, slots=True)
class ListedRecords:
    """
    A dataset beside the subjects, with the rows that are listed.

    Parameters
    ----------
    subject : int64 array, one a row of the dataset
        Row of the subject dataset, -1 where there is none.
    rows : int64 array
        Positions of the listed rows, in print order.
    """

    dataset: Dataset
    subjects: Dataset
    study: StudyFile
    subject: Ints
    rows: Ints

    def __len__(self) -> int:
        return len(self.rows)

    def whole_column(self, name: str, place: Any = None) -> pd.Series:
        """
        Give a variable for every row of the dataset; ``ADSL.SEX`` takes it from the subject.

        Raises
        ------
        SpecError
            ``spec.unknown-variable``, ``spec.unknown-dataset``.
        """
        source, _, variable = name.rpartition(".")
        return self._resolve(Reference(source or None, variable), place)

    def column(self, name: str, place: Any = None) -> pd.Series:
        """Give a variable for the listed rows, in print order, with a RangeIndex."""
        return self.whole_column(name, place).take(self.rows).reset_index(drop=True)

    def has(self, name: str) -> bool:
        """Say whether the dataset has a variable."""
        return name in self.dataset.frame.columns

    def numbers(self) -> Ints:
        """Give the record numbers of the listed rows."""
        frame = self.dataset.frame
        if ROW not in frame.columns:
            return self.rows
        return frame[ROW].to_numpy(np.int64)[self.rows]

    def mask(self, formula: Formula) -> Bools:
        """Give the listed rows for which a condition holds."""
        return self.whole_mask(formula)[self.rows]

    def whole_mask(self, formula: Formula) -> Bools:
        """Give the rows of the dataset for which a condition holds."""
        return self._evaluate(formula, self._resolve, self.dataset.frame.index)

    def subject_mask(self, formula: Formula) -> Bools:
        """Give the rows of the dataset for whose subject a condition holds."""
        frame = self.subjects.frame

        def resolve(reference: Reference, place: Any = None) -> pd.Series:
            del place
            if reference.source in {None, self.subjects.name} and reference.variable in frame:
                return frame[reference.variable]
            known = _names(frame)
            raise SpecError.unknown("variable", str(reference), known, formula.source)

        found = self._evaluate(formula, resolve, frame.index)
        return (self.subject >= 0) & found[self.subject] if len(found) else self.subject >= 0

    def _evaluate(self, formula: Formula, resolve: Any, index: pd.Index) -> Bools:
        scope = Scope(
            resolve=lambda reference: resolve(reference, formula),
            index=index,
            conditions={
                name: parse_filter(one.where, one.source)
                for name, one in self.study.conditions.items()
            },
            lists=self.study.lists,
            source=formula.source,
        )
        return evaluate_mask(formula.tree, scope).to_numpy(bool)

    def _resolve(self, reference: Reference, place: Any = None) -> pd.Series:
        frame, theirs = self.dataset.frame, self.subjects.frame
        if reference.source in {None, self.dataset.name}:
            if reference.variable in frame.columns:
                return frame[reference.variable]
            name = f"{self.dataset.name}.{reference.variable}"
            error = SpecError.unknown("variable", name, _names(frame), source_of(place))
            if reference.variable in theirs.columns:
                hint = f"write {self.subjects.name}.{reference.variable}"
                raise SpecError(replace(error.findings[0], hint=hint))
            raise error
        if reference.source != self.subjects.name:
            known = (self.dataset.name, self.subjects.name)
            raise SpecError.unknown("dataset", str(reference.source), known, source_of(place))
        if reference.variable not in theirs.columns:
            raise SpecError.unknown("variable", str(reference), _names(theirs), source_of(place))
        taken = theirs[reference.variable].reset_index(drop=True)
        return taken.reindex(self.subject).set_axis(frame.index)


def _names(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if not str(name).startswith("_")]


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
    subject = _subject_rows(spec, dataset, subjects, study)
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


def _subject_rows(spec: ListingSpec, dataset: Dataset, subjects: Dataset, study: StudyFile) -> Ints:
    if dataset.name == subjects.name:
        return np.arange(len(dataset.frame), dtype=np.int64)
    own, theirs = dataset.frame, subjects.frame
    by = [name for name in study.subjects.key if name in own.columns and name in theirs.columns]
    found = match_one(own, theirs, by, source=spec.source).positions
    if (found < 0).any() and spec.not_in_adsl == "error":
        strangers = own[found < 0][by].drop_duplicates()
        what = (
            f"{int((found < 0).sum())} records of {dataset.name} belong to "
            f"{len(strangers)} subjects that {subjects.name} does not have."
        )
        shown = [" ".join(map(str, row)) for row in strangers.head(_QUOTED).to_numpy().tolist()]
        hint = "correct the data, or write not_in_adsl: drop in the display"
        raise DataError.of("data.unknown-subject", what, spec.source, hint=hint, details=shown)
    return found.astype(np.int64)


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
    names += [name for name in _date_names(frame) if name in frame.columns][:1]
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


def _date_names(frame: pd.DataFrame) -> list[str]:
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
