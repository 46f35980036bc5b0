"""The record that a display takes of each subject."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.analysis.bench import Bench, Bools, Records
from tlfgen.analysis.levels import level_texts
from tlfgen.core.errors import DataError
from tlfgen.frame.order import first_last
from tlfgen.spec.shell.choose import ChooseSpec

__all__ = ["is_first_of_subject"]

_SUBJECT = "_subject"


def is_first_of_subject(bench: Bench, records: Records, choose: ChooseSpec, base: Bools) -> Bools:
    """
    Give the first record of each subject, and of each level of ``per``, among those of ``base``.

    Missing values of the order come last, whichever way it runs.

    Raises
    ------
    DataError
        ``data.tied-choice`` where two records share the first place.
    SpecError
        ``spec.unknown-variable``.
    """
    rows = np.flatnonzero(base & (records.subject >= 0))
    frame = pd.DataFrame({_SUBJECT: records.subject[rows]})
    for key in choose.order:
        column = bench.column(records, str(key.variable), choose)
        frame[key.variable.variable] = column.iloc[rows].reset_index(drop=True)
    for name in choose.per:
        frame[f"per.{name}"] = level_texts(bench.column(records, name, choose)).to_numpy()[rows]
    by = [_SUBJECT, *(f"per.{name}" for name in choose.per)]
    found = first_last(frame, by, choose.order, "first", missing="last")
    if len(found.tied):
        what = f"{len(found.tied)} records of {records.name} share the first place of choose:."
        hint = "add a variable to its order: that tells the records apart, AVISITN say"
        raise DataError.of("data.tied-choice", what, choose.source, hint=hint)
    chosen = np.zeros(len(records), dtype=bool)
    chosen[rows[found.positions]] = True
    return chosen
