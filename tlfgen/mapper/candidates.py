"""The records of a source among which a verb chooses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from tlfgen.core.errors import MappingError
from tlfgen.core.source import Source
from tlfgen.mapper.choice import Choice
from tlfgen.mapper.pairs import paired, split_conditions
from tlfgen.mapper.ranking import MissingOrder, extreme_of_groups
from tlfgen.mapper.rows import Rows
from tlfgen.model.expression import And, Expression, OrderKey
from tlfgen.spec.slots import Formula

if TYPE_CHECKING:
    from tlfgen.mapper.setting import SourceData

__all__ = ["Candidates", "MissingOrder"]

Positions: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """
    Records of a source, each belonging to the rows of the same subject.

    Parameters
    ----------
    asking : Rows
        The rows that look for a record.
    records : Rows
        The candidates. A condition that reads the asking rows too makes them pairs: then every
        record stands once for each row it may serve.
    group : int64 array, shape (len(records),)
        The group of each record.
    wanted : int64 array, shape (len(asking),)
        The group each asking row chooses from, -1 none.
    """

    asking: Rows
    records: Rows
    group: Positions
    wanted: Positions

    @classmethod
    def of(cls, asking: Rows, alias: str, data: SourceData) -> Candidates:
        """Give all records of a source of the subjects asked for."""
        size = len(data.frame)
        nobody = np.zeros(size, dtype=np.int64)
        group = nobody if data.subjects is None else data.subjects
        wanted = np.zeros(len(asking), dtype=np.int64) if data.subjects is None else asking.subjects
        records = Rows(data.frame, asking.setting, group, alias)
        return cls(asking, records, group, wanted)

    def where(self, condition: Formula | Expression | None) -> Candidates:
        """Give the candidates that meet a condition, pairing them with the rows if it needs to."""
        if condition is None:
            return self
        tree = condition.tree if isinstance(condition, Formula) else condition
        inside, across = split_conditions(tree, self.records)
        found = self
        if inside:
            found = found.kept(found.records.mask(_all(inside)).to_numpy(dtype=bool))
        if across:
            found = paired(found, across)
        return found

    def counts(self) -> npt.NDArray[np.int32]:
        """Give the number of candidates of each asking row."""
        groups, sizes = np.unique(self.group, return_counts=True)
        at = np.searchsorted(groups, self.wanted)
        at = np.minimum(at, max(len(groups) - 1, 0))
        if len(groups) == 0:
            return np.zeros(len(self.wanted), dtype=np.int32)
        known = (groups[at] == self.wanted) & (self.wanted >= 0)
        return np.where(known, sizes[at], 0).astype(np.int32)

    def single(self, source: Source | None = None) -> Choice:
        """
        Choose the one record there may be.

        Raises
        ------
        MappingError
            ``mapping.many-records`` where a row has several.
        """
        counts = self.counts()
        if (counts > 1).any():
            rows = np.flatnonzero(counts > 1)
            what = (
                f"{self.records.name} has several records for {len(rows)} of "
                f"{len(counts)} rows of {self.asking.name}; one is expected."
            )
            hint = "say which: if_many, an order with first_record or last_record, or a where"
            details = self.asking.shown(rows)
            raise MappingError.of("mapping.many-records", what, source, hint=hint, details=details)
        return self.spread(np.arange(len(self.records), dtype=np.int64))

    def pick(
        self,
        order: tuple[OrderKey, ...],
        *,
        takes_last: bool = False,
        missing: MissingOrder | None = None,
        source: Source | None = None,
    ) -> Choice:
        """
        Choose the first or last record of each row by an order that must be total.

        Parameters
        ----------
        order : tuple of OrderKey
            Missing sorts first, as PROC SORT does.
        missing : {'first', 'last', 'exclude'} or None
            What happens to a candidate of which an order value is missing; None is an error.

        Raises
        ------
        MappingError
            ``mapping.tie`` where two records come first; ``mapping.missing-order``.
        """
        found = self
        if missing == "exclude":
            known = np.ones(len(self.records), dtype=bool)
            for key in order:
                known &= ~self.records.column(key.variable, source).isna().to_numpy(dtype=bool)
            found = self.kept(known)
        positions = extreme_of_groups(
            found.records, found.group, order, takes_last=takes_last, missing=missing, source=source
        )
        return found.spread(positions)

    def spread(self, positions: Positions) -> Choice:
        """Spread one record a group (``positions``) over the asking rows."""
        groups = self.group[positions]
        by_group = np.argsort(groups, kind="stable")
        groups, positions = groups[by_group], positions[by_group]
        at = np.full(len(self.wanted), -1, dtype=np.int64)
        if len(groups):
            slot = np.minimum(np.searchsorted(groups, self.wanted), len(groups) - 1)
            known = (groups[slot] == self.wanted) & (self.wanted >= 0)
            at[known] = positions[slot[known]]
        return Choice(self.asking, self.records, at, self.counts())

    def kept(self, mask: npt.NDArray[np.bool_]) -> Candidates:
        """Give the candidates where ``mask`` is true."""
        return replace(self, records=self.records.keep(mask), group=self.group[mask])


def _all(trees: tuple[Expression, ...]) -> Expression:
    return trees[0] if len(trees) == 1 else And(trees)
