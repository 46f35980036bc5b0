"""The rows of a dataset that are listed, beside their subjects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import DataError, SpecError
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.frame.match import match_one
from tlfgen.model.dataset import ROW, Dataset
from tlfgen.model.expression import Reference
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["ListedRecords", "subject_rows"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_QUOTED = 3


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

    def at(self, places: Ints) -> ListedRecords:
        """Give some of the listed rows, by their place among them; a row may stand twice."""
        return replace(self, rows=self.rows[places])

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


def subject_rows(spec: ListingSpec, dataset: Dataset, subjects: Dataset, study: StudyFile) -> Ints:
    """
    Give the row of the subject dataset that each record belongs to, -1 where there is none.

    Raises
    ------
    DataError
        ``data.unknown-subject``, unless the shell says ``not_in_adsl: drop``.
    """
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
