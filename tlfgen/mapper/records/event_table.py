"""Parameters of time to an event, one for each row of a table."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.candidates import Candidates
from tlfgen.mapper.scatter import text_of
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.take import take
from tlfgen.spec.time_to_event import Each, Event, TimeToEvent

__all__ = ["agreeing", "repeated", "table_rows"]


def table_rows(parameter: TimeToEvent, setting: Setting) -> list[pd.DataFrame | None]:
    """
    Give the rows of the table of parameters, each as a frame; one None without a table.

    Raises
    ------
    MappingError
        ``mapping.unknown-table``, ``mapping.unknown-variable``.
    """
    each = parameter.each
    if each is None:
        return [None]
    if str(each.table) not in setting.tables:
        raise MappingError.unknown("table", str(each.table), setting.tables, each.source)
    table = setting.tables[str(each.table)]
    for name in (*each.by, *map(str, each.take)):
        if name not in table.columns:
            raise MappingError.unknown("variable", name, table.columns, each.source)
    return [table.iloc[[at]] for at in range(len(table))]


def repeated(row: pd.DataFrame, names: Iterable[str], size: int) -> dict[str, pd.Series]:
    """Give columns that hold the value of a row of a table all the way down."""
    at = np.zeros(size, dtype=np.int64)
    return {str(name): take(row[str(name)].reset_index(drop=True), at) for name in names}


def agreeing(
    candidates: Candidates, source: Event, each: Each | None, row: pd.DataFrame | None
) -> Candidates:
    """Give the candidates that agree with a row of the table, where their source is to."""
    if each is None or row is None or str(source.origin) not in each.sources:
        return candidates
    records = candidates.records
    same = np.ones(len(records), dtype=bool)
    for name in each.by:
        wanted = text_of(row[name].reset_index(drop=True)).fillna("").str.strip().iloc[0]
        values = text_of(records.column(name, each.source)).fillna("").str.strip()
        same &= values.eq(wanted).to_numpy(dtype=bool)
    return candidates.kept(same)
