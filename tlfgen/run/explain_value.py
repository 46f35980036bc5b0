"""A variable, or its value in one record, followed down to the raw records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError
from tlfgen.model.dataset import Dataset
from tlfgen.run.portable import layer_words, portable
from tlfgen.run.stored import Stored
from tlfgen.spec.load import StudySpec
from tlfgen.spec.words import Words

__all__ = ["explain_variable"]

_QUOTED = 3


def explain_variable(
    spec: StudySpec,
    target: Path,
    what: str,
    keys: Sequence[str] = (),
    data: Path | None = None,
) -> list[str]:
    """
    Give the label, method, place and reads of a variable, and of all it is made from.

    Parameters
    ----------
    spec : StudySpec
    target : Path
        The output folder.
    what : str
        ``DATASET.VARIABLE``.
    keys : sequence of ``NAME=VALUE``
        With them the value of that record is shown, the records that were chosen for it, and the
        values these give, down to the number of the raw record.
    data : Path or None
        The folder of the input data, where the study does not hold its raw forms itself.

    Raises
    ------
    DataError
        ``data.unknown-dataset``, ``data.unknown-variable``, ``data.no-record``,
        ``data.many-records``, ``data.wrong-key``.
    OutputError
        ``output.not-built``.
    """
    name, dot, variable = what.rpartition(".")
    name = name.rpartition(".")[2].upper()
    if not dot:
        hint = "write DATASET.VARIABLE, ID:ROW:COLUMN or spec:ID"
        raise DataError.of("data.no-address", f"'{what}' is no address.", hint=hint)
    stored = Stored(spec, target, data)
    dataset = stored.require(name)
    variable = variable.upper()
    if variable not in dataset.names and stored.supplement(name, variable) is None:
        raise DataError.unknown("variable", f"{name}.{variable}", _full(dataset))
    row = _row(dataset, keys) if keys else None
    return list(_Trail(stored).follow(name, variable, row, 0))


def _full(dataset: Dataset) -> list[str]:
    return [f"{dataset.name}.{one}" for one in dataset.names]


def _row(dataset: Dataset, keys: Sequence[str]) -> int:
    """Give the position of the one record the keys name."""
    mask = np.ones(len(dataset.frame), dtype=bool)
    for key in keys:
        name, sign, value = key.partition("=")
        if not sign:
            raise DataError.of("data.wrong-key", f"'{key}' is no key.", hint="write NAME=VALUE")
        if name.upper() not in dataset.names:
            raise DataError.unknown("variable", f"{dataset.name}.{name.upper()}", _full(dataset))
        column = dataset.frame[name.upper()]
        mask &= column.map(_shown).to_numpy() == value.strip()
    found = np.flatnonzero(mask)
    if len(found) == 1:
        return int(found[0])
    if not len(found):
        what = f"{dataset.name} has no record with {' and '.join(keys)}."
        raise DataError.of("data.no-record", what)
    what = f"{len(found)} records of {dataset.name} have {' and '.join(keys)}."
    details = tuple(_record(dataset, int(row)) for row in found[:_QUOTED])
    raise DataError.of("data.many-records", what, hint="add more keys", details=details)


def _shown(value: Any) -> str:
    """Give a value as a reader writes it."""
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, float):
        return f"{value:g}" if value.is_integer() else repr(float(value))
    return str(value).rstrip()


def _record(dataset: Dataset, row: int) -> str:
    """Name a record by its keys."""
    frame = dataset.frame
    pairs = [f"{key}={_shown(frame[key].iloc[row])}" for key in dataset.keys if key in frame]
    if not pairs:
        wanted = ("USUBJID", "SUBJID", *(one for one in dataset.names if one.endswith("SEQ")))
        pairs = [f"{key}={_shown(frame[key].iloc[row])}" for key in wanted if key in frame]
    return f"record {row + 1} of {dataset.name}" + (f" ({', '.join(pairs)})" if pairs else "")


@dataclass
class _Trail:
    """What was followed already."""

    stored: Stored
    seen: set[tuple[str, str, int | None]] = field(default_factory=set)

    def follow(self, name: str, variable: str, row: int | None, depth: int) -> Iterator[str]:
        """Give the lines of a variable, then those of what it reads, one step further in."""
        pad = "  " * depth
        dataset = self.stored.dataset(name)
        head = f"{pad}{name}.{variable}{self._about(dataset, variable)}"
        head += self._value(name, dataset, variable, row)
        if (name, variable, row) in self.seen:
            yield f"{head}  (above)"
            return
        self.seen.add((name, variable, row))
        yield head
        entry = self._entry(name, variable) or self._supplemental(name, variable)
        if entry is None:
            return
        yield f"{pad}    {entry['sentence']}"
        if entry["source"]:
            yield f"{pad}    at {entry['source']}"
        chosen = self._chosen(name, entry, row)
        for other, at in chosen.items():
            yield f"{pad}    {self._choice(name, entry, other, at, row)}"
        for parent, at in self.stored.parents(name, row) if row is not None else ():
            found = self.stored.dataset(parent)
            yield f"{pad}    made from " + (_record(found, at) if found else f"record {at + 1}")
        for read in entry["reads"]:
            other, _, short = read.partition(".")
            at = self._at(name, other, chosen, row)
            yield from self.follow(other, short, at, depth + 1)

    def _entry(self, name: str, variable: str) -> Mapping[str, Any] | None:
        lineage = self.stored.lineage(name)
        columns = lineage["columns"] if lineage is not None else ()
        return next((one for one in columns if one["variable"] == variable), None)

    def _supplemental(self, name: str, variable: str) -> Mapping[str, Any] | None:
        """Give what the recipe says of a supplemental variable, of which no lineage is kept."""
        recipes = self.stored.spec.datasets.values()
        recipe = next((one for one in recipes if one.dataset == name), None)
        column = recipe.supplemental.get(variable) if recipe is not None else None
        if recipe is None or column is None:
            return None
        names = {alias: ref.name for alias, ref in recipe.sources.items()}
        read = [one for one in column.derivation.reads() if one.kind == "variable"]
        sources = [one.source or one.inside or name for one in read]
        reads = [f"{names.get(s, s)}.{one.name}" for s, one in zip(sources, read, strict=True)]
        place = portable(layer_words(self.stored.spec))(column.derivation.source)
        said = column.derivation.sentence(column.targets, Words(names)).strip()
        return {"sentence": said, "source": place, "step": None, "reads": sorted(set(reads))}

    def _about(self, dataset: Dataset | None, variable: str) -> str:
        if dataset is None:
            return "  (given)"
        if variable in dataset.names:
            label = dataset.variable(variable).label
            kind = "  (raw)" if dataset.stage == "raw" else ""
            return f"{kind}  {label}"
        found = self.stored.supplement(dataset.name, variable)
        if found is not None:
            return f"  (SUPP{dataset.name})  {found['QLABEL'].iloc[0]}"
        return "  (not kept)"

    def _value(self, name: str, dataset: Dataset | None, variable: str, row: int | None) -> str:
        """Give the value of a record, as an equation."""
        if row is None or dataset is None:
            return ""
        if variable in dataset.names:
            shown = f" = '{_shown(dataset.frame[variable].iloc[row])}'"
            return f"{shown}, {_record(dataset, row)}" if dataset.stage == "raw" else shown
        found = self.stored.supplement(name, variable)
        if found is None:
            return ""
        subject = _shown(dataset.frame["USUBJID"].iloc[row])
        values = found.loc[found["USUBJID"] == subject, "QVAL"].map(_shown).tolist()
        return f" = '{values[0]}'" if len(values) == 1 else ""

    def _chosen(
        self, name: str, entry: Mapping[str, Any], row: int | None
    ) -> dict[str, int | None]:
        """Give the record that the step chose, by its dataset."""
        datasets = entry.get("step_datasets") or []
        if row is None or entry["step"] is None or not datasets:
            return {}
        branch = self.stored.traced(name, f"{entry['step']}.branch", row) or 0
        at = self.stored.traced(name, f"{entry['step']}.row", row)
        if at is None:
            return {}
        other = datasets[max(branch, 0)] if branch < len(datasets) else datasets[0]
        return {other: self._position(other, at)} if other else {}

    def _position(self, name: str, number: int) -> int | None:
        """Give the position of a record number: raw records are counted from 1."""
        if number < 0:
            return None
        return number - 1 if self.stored.is_raw(name) else number

    def _choice(
        self, name: str, entry: Mapping[str, Any], other: str, at: int | None, row: int | None
    ) -> str:
        if at is None:
            return f"no record of {other} was chosen"
        count = self.stored.traced(name, f"{entry['step']}.n", row) if row is not None else None
        dataset = self.stored.dataset(other)
        shown = _record(dataset, at) if dataset is not None else f"record {at + 1} of {other}"
        return f"chosen {shown}" + (f", of {count} candidates" if count is not None else "")

    def _at(
        self, name: str, other: str, chosen: Mapping[str, int | None], row: int | None
    ) -> int | None:
        """Give the record of another dataset that belongs to a record, if it is one."""
        if row is None:
            return None
        if other == name:
            return row
        if other in chosen:
            return chosen[other]
        lineage = self.stored.lineage(name) or {}
        sources = lineage.get("record_sources") or []
        branch = self.stored.traced(name, "record.branch", row) or 0
        number = self.stored.traced(name, "record.row", row)
        if branch < len(sources) and sources[branch][1] == other and number is not None:
            return self._position(other, number)
        return self._by_subject(name, other, row)

    def _by_subject(self, name: str, other: str, row: int) -> int | None:
        own, found = self.stored.dataset(name), self.stored.dataset(other)
        for key in ("USUBJID", "SUBJID"):
            if own is None or found is None or key not in own.names or key not in found.names:
                continue
            subject = _shown(own.frame[key].iloc[row])
            at = np.flatnonzero(found.frame[key].map(_shown).to_numpy() == subject)
            if len(at) == 1:
                return int(at[0])
        return None
