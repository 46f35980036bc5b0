"""The rows a verb works on, with everything it may look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.frame.dtypes import coerce_column
from tlfgen.frame.evaluate import Scope, evaluate, evaluate_mask
from tlfgen.mapper.derivation import run_derivation
from tlfgen.mapper.scope import gather, tree_of, unknown_variable, used_conditions
from tlfgen.mapper.setting import Setting, SourceData
from tlfgen.mapper.take import take_rows
from tlfgen.model.dataset import ROW, Variable
from tlfgen.model.expression import Expression, Reference
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.derivation import Derivation, Fixed

if TYPE_CHECKING:
    from tlfgen.mapper.candidates import Candidates
    from tlfgen.spec.study import Codelist, StudyFile

__all__ = ["Rows"]

Positions: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """
    Some records of whole subjects, and the scope in which names are found.

    An unqualified name is looked for in the own columns (derived, work, merged; of the candidates
    where these are candidates), then in the record a row was made from, then in the rows that
    asked for the candidates. ``SOURCE.VARIABLE`` names a source; one that is neither the record
    source nor the candidates must have at most one record a subject.

    Parameters
    ----------
    own : pd.DataFrame
        RangeIndex; never changed in place.
    setting : Setting
    subjects : int64 array, shape (n,)
        Number of the subject of each row, -1 unknown.
    name : str
        The dataset being made, or the alias of the candidates.
    origins : mapping of alias to int64 array
        For each record source, the position of the record each row was made from, -1 none.
    outer : Rows or None
        For candidates: the rows that asked.
    owners : int64 array or None
        For candidates paired with the rows that asked: the position of that row.
    """

    own: pd.DataFrame
    setting: Setting
    subjects: Positions
    name: str
    origins: Mapping[str, Positions] = field(default_factory=dict)
    outer: Rows | None = None
    owners: Positions | None = None

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.own)

    @property
    def study(self) -> StudyFile:
        """Arms, visits, lists and the cut-off date."""
        return self.setting.study

    @property
    def records(self) -> npt.NDArray[np.int32]:
        """The record number (``_row``) of each row; for candidates that of the source."""
        return self.own[ROW].to_numpy(dtype=np.int32)

    def column(self, reference: Reference | str, source: Source | None = None) -> pd.Series:
        """
        Give the values of a variable, one a row.

        Raises
        ------
        MappingError
            ``mapping.unknown-variable``, ``mapping.unknown-source``, or
            ``mapping.many-records`` where a qualified source has several records a subject.
        """
        wanted = Reference(None, reference) if isinstance(reference, str) else reference
        found = self._qualified(wanted, source) if wanted.source else self.find(wanted.variable)
        if found is None:
            raise self._unknown(wanted, source)
        return found

    def has(self, name: str) -> bool:
        """Say whether an unqualified name is found."""
        return self.find(name) is not None

    def condition(self, name: str) -> pd.Series:
        """Give a named condition, as plain bool."""
        if name in self.own.columns:
            return self.own[name].astype(bool)
        if name in self.setting.conditions:
            return self.mask(self.setting.conditions[name])
        if self.outer is None and name in self.setting.tests:  # records before their columns
            return self.derive(self.setting.tests[name], (name,)).columns[name].astype(bool)
        if self.outer is not None and self.owners is not None:
            return self.outer.condition(name).take(self.owners).reset_index(drop=True)
        verbs = {column for column in self.own.columns if column.islower()} - {ROW}
        raise MappingError.unknown("condition", name, {*self.setting.conditions, *verbs})

    def evaluate(
        self,
        what: Formula | Expression,
        *,
        active: npt.NDArray[np.bool_] | None = None,
        source: Source | None = None,
    ) -> pd.Series:
        """
        Give the value of an expression, one a row, RangeIndex.

        ``active`` says whose value is wanted: data errors of other rows do not matter.
        """
        tree, place = tree_of(what, source)
        return evaluate(tree, self._scope(tree, place), active=active)

    def mask(
        self,
        what: Formula | Expression | None,
        *,
        active: npt.NDArray[np.bool_] | None = None,
        source: Source | None = None,
    ) -> pd.Series:
        """Give a condition as plain bool; True everywhere where there is none."""
        if what is None:
            return pd.Series(True, index=self.own.index)
        tree, place = tree_of(what, source)
        return evaluate_mask(tree, self._scope(tree, place), active=active)

    def source(self, alias: str, source: Source | None = None) -> Candidates:
        """
        Give the records of a source that belong to the same subjects, as candidates.

        Raises
        ------
        MappingError
            ``mapping.unknown-source``.
        """
        from tlfgen.mapper.candidates import Candidates

        return Candidates.of(self, alias, self._data(alias, source))

    def derive(
        self, derivation: Derivation | Fixed, targets: tuple[str, ...] = ("VALUE",)
    ) -> StepResult:
        """Carry out a nested derivation, or give a fixed value, on these rows."""
        if isinstance(derivation, Fixed):
            return StepResult({name: self._fixed(derivation, name) for name in targets})
        return run_derivation(derivation, targets, self)

    def table(self, alias: str, source: Source | None = None) -> pd.DataFrame:
        """Give a reference table, whole."""
        if alias not in self.setting.tables:
            raise MappingError.unknown("table", alias, self.setting.tables, source)
        return self.setting.tables[alias]

    def codelist(self, name: str, source: Source | None = None) -> Codelist:
        """Give a codelist by name."""
        if name not in self.setting.codelists:
            raise MappingError.unknown("codelist", name, self.setting.codelists, source)
        return self.setting.codelists[name]

    def variable(self, name: str) -> Variable | None:
        """Give the metadata of a variable of the dataset being made, if any."""
        return self.setting.variables.get(name)

    def with_columns(self, columns: Mapping[str, pd.Series]) -> Rows:
        """Give the same rows with columns added or replaced."""
        every = {str(name): self.own[name] for name in self.own.columns}
        every.update({str(name): values for name, values in columns.items()})
        return self._like(pd.DataFrame(every, index=self.own.index, copy=False))

    def at(self, positions: Positions) -> Rows:
        """Give the rows at the positions, in that order."""
        return Rows(
            take_rows(self.own, positions),
            self.setting,
            self.subjects[positions],
            self.name,
            {alias: found[positions] for alias, found in self.origins.items()},
            self.outer,
            None if self.owners is None else self.owners[positions],
        )

    def keep(self, mask: pd.Series | npt.NDArray[np.bool_]) -> Rows:
        """Give the rows where ``mask`` is true, in order."""
        return self.at(np.flatnonzero(np.asarray(mask)))

    def shown(self, positions: Iterable[int], columns: Iterable[str] = ()) -> tuple[str, ...]:
        """Give at most three rows as text for an error: subject, record number, some values."""
        lines = []
        for position in list(positions)[:3]:
            parts = []
            for name in (*self.study.subjects.key, *columns):
                values = self.find(name)
                if values is not None:
                    parts.append(f"{name}={values.iloc[position]}")
            lines.append(" ".join(dict.fromkeys(parts)) or f"record {position + 1}")
        return tuple(lines)

    def _fixed(self, given: Fixed, target: str) -> pd.Series:
        """Give a fixed value in the kind of the variable it is for."""
        values = pd.Series([given.value] * len(self), dtype="string[pyarrow]")
        variable = self.setting.variables.get(target)
        if variable is None:
            return values
        return coerce_column(values, variable.kind, target, given.source)

    def _like(self, own: pd.DataFrame) -> Rows:
        return Rows(
            own, self.setting, self.subjects, self.name, self.origins, self.outer, self.owners
        )

    def find(self, name: str) -> pd.Series | None:
        """Give the values of an unqualified name, or None where it is not found."""
        if name in self.own.columns:
            return self.own[name]
        from_record = [
            (alias, positions)
            for alias, positions in self.origins.items()
            if name in self.setting.sources[alias].frame.columns
        ]
        if from_record:
            return gather(self.setting, from_record, name)
        if self.outer is not None and self.owners is not None:
            outside = self.outer.find(name)
            return None if outside is None else outside.take(self.owners).reset_index(drop=True)
        return None

    def _scope(self, tree: Expression, source: Source | None) -> Scope:
        trees = {name: formula.tree for name, formula in self.setting.conditions.items()}
        known = {
            name: self.condition(name) for name in used_conditions(tree, trees) if name not in trees
        }
        return Scope(
            lambda reference: self.column(reference, source),
            self.own.index,
            trees,
            known,
            self.study.lists,
            self.setting.warn,
            source,
            lambda position: self.shown([position])[0],
        )

    def _qualified(self, wanted: Reference, source: Source | None) -> pd.Series | None:
        alias, name = str(wanted.source), wanted.variable
        if alias == self.name:
            if name in self.own.columns:
                return self.own[name]
            return self.find(name) if self.outer is None else None
        if alias in self.origins and name in self.setting.sources[alias].frame.columns:
            return gather(self.setting, [(alias, self.origins[alias])], name)
        if self.outer is not None and self.owners is not None:
            return self.outer.column(wanted, source).take(self.owners).reset_index(drop=True)
        data = self._data(alias, source)
        if name not in data.frame.columns:
            raise unknown_variable(alias, name, data.frame, source)
        return self.source(alias, source).single(source).take(data.frame[name])

    def _data(self, alias: str, source: Source | None) -> SourceData:
        if alias not in self.setting.sources:
            raise MappingError.unknown("source", alias, self.setting.sources, source)
        return self.setting.sources[alias]

    def _unknown(self, wanted: Reference, source: Source | None) -> MappingError:
        name = wanted.variable
        elsewhere = [
            f"{alias}.{name}"
            for alias, data in self.setting.sources.items()
            if name in data.frame.columns
        ]
        if elsewhere and wanted.source is None:
            what = f"variable '{name}' is not among the columns or the record of {self.name}."
            hint = f"say where it comes from: {' or '.join(elsewhere)}"
            return MappingError.of("mapping.unknown-variable", what, source, hint=hint)
        known = {c for c in self.own.columns if c != ROW}
        for alias in self.origins:
            known |= set(self.setting.sources[alias].frame.columns)
        return MappingError.unknown("variable", str(wanted), known, source)
