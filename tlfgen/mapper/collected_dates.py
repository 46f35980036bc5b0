"""Verbs that write collected dates as ISO 8601, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.core.collected_date import build_iso
from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.collected_dates import IsoDatetime

__all__ = ["derive_iso_datetime"]

_SHOWN = 3


@executes(IsoDatetime)
def derive_iso_datetime(verb: IsoDatetime, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the ISO 8601 text of each row; each distinct set of parts is read once.

    Raises
    ------
    MappingError
        ``mapping.unreadable-date`` with the values that no form reads.
    """
    parts = [rows.evaluate(part).astype("string[pyarrow]").fillna("") for part in verb.parts]
    frame = pd.DataFrame(dict(enumerate(parts)))
    group = frame.groupby(list(frame.columns), sort=False, dropna=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    distinct = frame.take(first)
    texts: list[str | None] = []
    problems: list[tuple[int, str]] = []
    for number, values in enumerate(distinct.itertuples(index=False, name=None)):
        text, problem = build_iso(
            values, verb.formats, unknown=verb.unknown, year_cutoff=verb.year_cutoff
        )
        texts.append(text or None)
        if problem:
            problems.append((number, problem))
    if problems and verb.unreadable == "error":
        raise _unreadable(verb, rows, group, problems)
    made = pd.Series(texts, dtype="string[pyarrow]")
    return StepResult({targets[0]: made.take(group).reset_index(drop=True)})


def _unreadable(
    verb: IsoDatetime, rows: Rows, group: np.ndarray, problems: list[tuple[int, str]]
) -> MappingError:
    bad = np.isin(group, [number for number, _ in problems])
    names = " and ".join(map(str, verb.parts))
    what = f"{int(bad.sum())} records of {rows.name} hold a date in {names} that no form reads."
    details = [
        f"{shown}: {problem}"
        for number, problem in problems[:_SHOWN]
        for shown in rows.shown([int(np.flatnonzero(group == number)[0])])
    ]
    hint = "add the form with '|', name the word under unknown, or query the value"
    return MappingError.of("mapping.unreadable-date", what, verb.source, hint=hint, details=details)
