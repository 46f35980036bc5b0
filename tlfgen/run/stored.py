"""The datasets of an output folder with their lineage, and the raw records below them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tlfgen.core.errors import DataError, OutputError, TlfgenError
from tlfgen.core.source import Source
from tlfgen.io.raw import read_raw
from tlfgen.io.tabular import read_dataset, read_frame
from tlfgen.model.dataset import Dataset
from tlfgen.run.payloads import RawInput
from tlfgen.run.sources import Inputs
from tlfgen.spec.load import STAGES, StudySpec

__all__ = ["Stored"]


@dataclass(slots=True)
class Stored:
    """
    What an output folder holds, read when it is first asked for.

    Parameters
    ----------
    spec : StudySpec
    target : Path
        The output folder.
    data : Path or None
        The folder of the input data, where raw forms are found.
    """

    spec: StudySpec
    target: Path
    data: Path | None = None
    _datasets: dict[str, Dataset | None] = field(default_factory=dict)
    _lineage: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    _trace: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The datasets that were derived."""
        return sorted(
            path.stem.upper() for stage in STAGES for path in (self.target / stage).glob("*.xpt")
        )

    def require(self, name: str) -> Dataset:
        """
        Give a dataset that was derived.

        Raises
        ------
        OutputError
            ``output.not-built`` where nothing was.
        DataError
            ``data.unknown-dataset``.
        """
        found = self.dataset(name) if name in self.names else None
        if found is not None:
            return found
        if not self.names:
            place = Source(self.target.as_posix())
            what = "There are no outputs of this study."
            raise OutputError.of("output.not-built", what, place, hint="build the study first")
        raise DataError.unknown("dataset", name, self.names)

    def dataset(self, name: str) -> Dataset | None:
        """Give a dataset: derived, or a raw form; None where it cannot be read here."""
        if name not in self._datasets:
            self._datasets[name] = self._read(name)
        return self._datasets[name]

    def is_raw(self, name: str) -> bool:
        """Say whether a name is that of a raw form."""
        found = self.dataset(name)
        return found is not None and found.stage == "raw"

    def lineage(self, name: str) -> Mapping[str, Any] | None:
        """Give what is kept of how a dataset was made."""
        if name not in self._lineage:
            path = self.target / "lineage" / f"{name.lower()}.json"
            known = name.isupper() and path.is_file()
            self._lineage[name] = json.loads(path.read_text(encoding="utf-8")) if known else None
        return self._lineage[name]

    def traced(self, name: str, column: str, row: int) -> int | None:
        """Give a number of the trace of a record, None where there is none."""
        if name not in self._trace:
            path = self.target / "lineage" / f"{name.lower()}.parquet"
            self._trace[name] = read_frame(path) if path.is_file() else pd.DataFrame()
        frame = self._trace[name]
        return int(frame[column].iloc[row]) if column in frame.columns else None

    def parents(self, name: str, row: int) -> list[tuple[str, int]]:
        """Give the records a derived record was made from."""
        path = self.target / "lineage" / f"{name.lower()}.parents.parquet"
        if not path.is_file():
            return []
        frame = read_frame(path)
        found = frame[frame["row"] == row]
        return list(zip(found["dataset"].astype(str), found["parent_row"].astype(int), strict=True))

    def supplement(self, name: str, variable: str) -> pd.DataFrame | None:
        """Give the records of a supplemental variable, None where it is none."""
        found = self.dataset(f"SUPP{name}") if f"SUPP{name}" in self.names else None
        if found is None:
            return None
        frame = found.frame[found.frame["QNAM"] == variable]
        return frame if len(frame) else None

    def _read(self, name: str) -> Dataset | None:
        """Read a dataset, whose name is in capitals, or the raw form of that very name."""
        for stage in STAGES if name.isupper() else ():
            path = self.target / stage / f"{name.lower()}.xpt"
            if path.is_file():
                return read_dataset(path, stage=stage)  # type: ignore[arg-type]  # one of STAGES
        try:
            inputs = Inputs(self.spec, self.data)
            if inputs.form(name) is None:
                return None
            form = inputs.task(f"raw.{name}").payload
        except TlfgenError:
            return None
        return _form(form) if isinstance(form, RawInput) else None


def _form(form: RawInput) -> Dataset | None:
    try:
        return read_raw(
            form.path, form.form, name=form.name, encoding=form.encoding, missing=form.missing
        )
    except TlfgenError:
        return None
