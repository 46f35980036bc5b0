"""Results as a frame, the way they are stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from tlfgen.model.result import RESULT_COLUMNS, Result, ResultSet

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["frame_to_results", "results_to_frame"]

_NUMBERS = ("number", "denominator")
_WHOLE = ("level_order", "n_subjects", "n_records")


def results_to_frame(results: ResultSet) -> pd.DataFrame:
    """
    Give one row a result, with the columns of ``RESULT_COLUMNS``.

    Returns
    -------
    pd.DataFrame
        Text is ``string[pyarrow]``, ``number`` and ``denominator`` float64, counts Int64; a
        missing text, number or reason is missing, never blank. Groups are JSON.

    Examples
    --------
    >>> frame = results_to_frame(ResultSet("t_1", (Result("t_1/N", "t_1", "N", "N", 3.0),)))
    >>> frame["number"].tolist(), frame["groups"].tolist()
    ([3.0], ['[]'])
    """
    columns: dict[str, pd.Series] = {}
    for name in RESULT_COLUMNS:
        values = [getattr(one, name) for one in results.results]
        if name == "groups":
            values = [json.dumps(one, ensure_ascii=False) for one in values]
        columns[name] = pd.Series(values, dtype=_dtype(name))
    return pd.DataFrame(columns, columns=list(RESULT_COLUMNS))


def _dtype(name: str) -> str:
    if name in _NUMBERS:
        return "float64"
    return "Int64" if name in _WHOLE else "string[pyarrow]"


def frame_to_results(frame: pd.DataFrame, display_id: str) -> ResultSet:
    """
    Give stored rows back as results, in their order.

    Examples
    --------
    >>> one = Result("t_1/N", "t_1", "N", "N", 3.0, groups=(("arm", "high", 1),))
    >>> frame_to_results(results_to_frame(ResultSet("t_1", (one,))), "t_1").results == (one,)
    True
    """
    return ResultSet(display_id, tuple(_results(frame)))


def _results(frame: pd.DataFrame) -> Iterable[Result]:
    for row in frame.loc[:, list(RESULT_COLUMNS)].to_dict(orient="records"):
        given: dict[str, Any] = {
            str(name): None if pd.isna(value) else value for name, value in row.items()
        }
        groups = json.loads(given["groups"])
        given["groups"] = tuple((name, level, order) for name, level, order in groups)
        for name in _WHOLE:
            given[name] = None if given[name] is None else int(given[name])
        yield Result(**given)
