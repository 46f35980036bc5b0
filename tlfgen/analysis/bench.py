"""The data of one display made ready: subjects, records joined to them, conditions evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.filters import Names, map_references, spell_out
from tlfgen.core.errors import DataError, Finding, SpecError
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.model.dataset import Dataset
from tlfgen.model.expression import Expression, Reference, canonical
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["Bench", "Bools", "Ints", "Records", "open_bench"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_QUOTED = 3
_BETWEEN = " "


@dataclass(frozen=True, slots=True)
class Records:
    """
    A dataset whose rows know their subject.

    ``subject`` is the row of the subject dataset, -1 where there is none.
    """

    dataset: Dataset
    subject: Ints

    @property
    def name(self) -> str:
        """Name of the dataset."""
        return self.dataset.name

    @property
    def frame(self) -> pd.DataFrame:
        """Its rows."""
        return self.dataset.frame

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(slots=True)
class Bench:
    """
    Data, study and display of one run of the engine.

    ``notes`` gathers what a reader of the log should know.
    """

    study: StudyFile
    data: Mapping[str, Dataset]
    subjects: Dataset
    names: Names
    drops_strangers: bool = False
    notes: list[Finding] = field(default_factory=list)
    _records: dict[str, Records] = field(default_factory=dict)
    _masks: dict[tuple[str, str], Bools] = field(default_factory=dict)

    @property
    def subject_count(self) -> int:
        """Rows of the subject dataset."""
        return len(self.subjects.frame)

    def records(self, name: str, place: Any = None) -> Records:
        """
        Give a dataset joined to the subjects by their key; ``sdtm.CM`` is CM.

        Raises
        ------
        SpecError
            ``spec.unknown-dataset``.
        DataError
            ``data.unknown-subject`` for records of subjects that the subject dataset lacks.
        """
        short = name.rpartition(".")[2]
        if short not in self._records:
            if short not in self.data:
                raise SpecError.unknown("dataset", name, self.data, source_of(place or name))
            self._records[short] = self._join(self.data[short])
        return self._records[short]

    def _join(self, dataset: Dataset) -> Records:
        if dataset.name == self.subjects.name:
            return Records(dataset, np.arange(self.subject_count, dtype=np.int64))
        key = [name for name in self.study.subjects.key if name in dataset.frame.columns]
        own = _keys(dataset.frame, key)
        theirs = pd.Index(_keys(self.subjects.frame, key))
        found = theirs.get_indexer(pd.Index(own)).astype(np.int64)
        strangers = found < 0
        if strangers.any():
            quoted = tuple(dict.fromkeys(own[strangers]))
            what = (
                f"{int(strangers.sum())} records of {dataset.name} belong to "
                f"{len(quoted)} subjects that {self.subjects.name} does not have."
            )
            shown = quoted[:_QUOTED]
            hint = "correct the data, or write not_in_adsl: drop in the display"
            finding = Finding("data.unknown-subject", what, hint=hint, details=shown)
            if not self.drops_strangers:
                raise DataError(finding)
            self.notes.append(replace(finding, severity="note", hint=None))
        return Records(dataset, found)

    def column(self, records: Records, variable: str, place: Any = None) -> pd.Series:
        """
        Give a variable of the records; ``ADSL.SEX`` takes it from the subject.

        Raises
        ------
        SpecError
            ``spec.unknown-variable``.
        """
        source, _, name = variable.rpartition(".")
        return self._resolve(records, Reference(source or None, name), place)

    def _resolve(self, records: Records, reference: Reference, place: Any = None) -> pd.Series:
        frame = records.frame
        if reference.source in {None, records.name}:
            if reference.variable in frame.columns:
                return frame[reference.variable]
            allowed = [one for one in frame.columns if not one.startswith("_")]
            name = f"{records.name}.{reference.variable}"
            error = SpecError.unknown("variable", name, allowed, source_of(place))
            if reference.variable in self.subjects.frame.columns:
                hint = f"write {self.subjects.name}.{reference.variable}"
                raise SpecError(replace(error.findings[0], hint=hint))
            raise error
        if reference.source != self.subjects.name:
            allowed = [records.name, self.subjects.name]
            raise SpecError.unknown("dataset", str(reference.source), allowed, source_of(place))
        theirs = self.subjects.frame
        if reference.variable not in theirs.columns:
            raise SpecError.unknown(
                "variable", str(reference), list(theirs.columns), source_of(place)
            )
        taken = theirs[reference.variable].reset_index(drop=True)
        return taken.reindex(records.subject).set_axis(frame.index)

    def mask(self, records: Records, formula: Formula | Expression) -> Bools:
        """Give the rows of the records for which a condition holds."""
        tree = self.spelt(formula)
        key = (records.name, canonical(tree))
        if key not in self._masks:
            source = formula.source if isinstance(formula, Formula) else None
            scope = Scope(
                resolve=lambda reference: self._resolve(records, reference, formula),
                index=records.frame.index,
                warn=self.notes.append,
                source=source,
            )
            self._masks[key] = evaluate_mask(tree, scope).to_numpy(bool)
        return self._masks[key]

    def subject_mask(self, formula: Formula | Expression) -> Bools:
        """Give the subjects for whom a condition holds."""
        return self.mask(self.records(self.subjects.name), formula)

    def spelt(self, formula: Formula | Expression) -> Expression:
        """Give the tree of a condition with the names of the study written out."""
        tree = formula.tree if isinstance(formula, Formula) else formula
        return spell_out(tree, self.names)

    def of_subject(self, formula: Formula | Expression, records: Records) -> Expression:
        """Give a condition on subjects as it is written for the records."""
        tree = self.spelt(formula)
        if records.name == self.subjects.name:
            return tree
        return map_references(tree, self._prefixed)

    def subject_reference(self, variable: str, records: Records) -> Reference:
        """Give a variable of the subject dataset as it is written for the records."""
        own = records.name == self.subjects.name
        return Reference(None if own else self.subjects.name, variable)

    def _prefixed(self, reference: Reference) -> Reference:
        if reference.source is None:
            return replace(reference, source=self.subjects.name)
        return reference

    def population(self, name: str | None) -> Formula | None:
        """
        Give the condition of an analysis set; None where it holds everybody.

        Raises
        ------
        SpecError
            ``spec.unknown-population``.
        """
        if name is None:
            return None
        known = self.study.populations
        if name not in known:
            raise SpecError.unknown("population", name, known, source_of(name))
        where = known[name].where
        return None if where is None else Formula(parse_filter(where, known[name].source))


def _keys(frame: pd.DataFrame, key: list[str]) -> npt.NDArray[np.object_]:
    """Give one text a row: the key variables, blanks at their ends left out."""
    columns = [
        frame[name].astype("string").fillna("").str.rstrip().to_numpy(object) for name in key
    ]
    keys = np.empty(len(frame), dtype=object)
    keys[:] = [_BETWEEN.join(parts) for parts in zip(*columns, strict=True)]
    return keys


def open_bench(
    data: Mapping[str, Dataset], study: StudyFile, *, drops_strangers: bool = False
) -> Bench:
    """
    Give the data of a study ready for the engine.

    Raises
    ------
    SpecError
        ``spec.unknown-dataset`` where the subject dataset is not among the data.
    DataError
        ``data.duplicate-subject`` where a subject has two rows in the subject dataset.
    """
    name = study.subjects.data
    if name not in data:
        raise SpecError.unknown("dataset", name, data, study.subjects.source)
    subjects = data[name]
    key = [one for one in study.subjects.key if one in subjects.frame.columns]
    doubled = pd.Series(_keys(subjects.frame, key)).duplicated().to_numpy()
    if doubled.any():
        shown = list(_keys(subjects.frame[doubled], key)[:_QUOTED])
        what = f"{int(doubled.sum())} subjects have more than one row in {name}."
        raise DataError.of("data.duplicate-subject", what, details=shown)
    conditions = {
        word: parse_filter(one.where, one.source) for word, one in study.conditions.items()
    }
    names = Names(conditions, study.lists)
    return Bench(study, data, subjects, names, drops_strangers)
