"""The carrying out of one derivation: its verb, extra values or fallbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import executor_of
from tlfgen.mapper.take import take
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.declaration import Verb
from tlfgen.spec.verbs.derivation import Derivation

if TYPE_CHECKING:
    from tlfgen.mapper.rows import Rows

__all__ = ["is_missing", "run_derivation"]


def is_missing(values: pd.Series) -> npt.NDArray[np.bool_]:
    """
    Say which values are missing; a blank text is.

    Examples
    --------
    >>> is_missing(pd.Series(["a", " ", None], dtype="string")).tolist()
    [False, True, True]
    """
    missing = values.isna().to_numpy(dtype=bool)
    if isinstance(values.dtype, pd.StringDtype) or values.dtype == object:
        blank = values.astype("string[pyarrow]").str.strip().eq("").fillna(True)
        return np.asarray(missing | blank.to_numpy(dtype=bool))
    return missing


def run_derivation(derivation: Derivation, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Carry out a derivation on rows.

    Returns
    -------
    StepResult
        Columns are the targets, what the verb makes beside them, and the extras taken by
        ``also``. ``branch`` counts the fallbacks where there are any: 0 the verb itself.

    Raises
    ------
    MappingError
        ``mapping.wrong-columns`` where an executor breaks its declaration; else what it raises.
    """
    result = _run_verb(derivation.step, targets, rows)
    columns = {name: column for name, column in result.columns.items() if name[0] != "$"}
    for name, extra in derivation.also.items():
        columns[str(name)] = result.columns[extra]
    result = StepResult(columns, result.chosen, result.branch, result.candidates, result.imputed)
    for number, other in enumerate(derivation.fallback, start=1):
        result = _fall_back(result, other, number, targets, rows)
    return result


def _run_verb(verb: Verb, targets: tuple[str, ...], rows: Rows) -> StepResult:
    result = executor_of(verb)(verb, targets, rows)
    wanted = set(verb.makes(targets))
    given = {name for name in result.columns if name[0] != "$"}
    lengths = {len(column) for column in result.columns.values()} - {len(rows)}
    if given != wanted or lengths:
        what = (
            f"verb '{verb.verb}' made {', '.join(sorted(given)) or 'nothing'}; "
            f"declared are {', '.join(sorted(wanted))}, each with {len(rows)} values."
        )
        raise MappingError.of("mapping.wrong-columns", what, verb.source)
    return result


def _fall_back(
    result: StepResult, other: Derivation, number: int, targets: tuple[str, ...], rows: Rows
) -> StepResult:
    need = is_missing(result.columns[targets[0]])
    branch = np.where(need, -1, 0) if result.branch is None or number == 1 else result.branch
    branch = branch.astype(np.int32)
    if not need.any():
        return StepResult(result.columns, result.chosen, branch, result.candidates, result.imputed)
    whole = any(verb.across_rows for verb in other.verbs)
    asked = rows if whole else rows.keep(need)
    found = run_derivation(other, targets, asked)
    at = np.full(len(rows), -1, dtype=np.int64)
    at[need] = np.flatnonzero(need) if whole else np.arange(len(asked))
    columns = dict(result.columns)
    for name, column in found.columns.items():
        spread = take(column, at)
        columns[name] = columns[name].where(~need, spread) if name in columns else spread
    filled = need & ~is_missing(columns[targets[0]])
    return StepResult(
        columns,
        _merged(result.chosen, found.chosen, at, filled, -1),
        np.where(filled, number, branch).astype(np.int32),
        _merged(result.candidates, found.candidates, at, filled, 0),
        _merged(result.imputed, found.imputed, at, filled, 0),
    )


def _merged(
    first: npt.NDArray[np.int32] | None,
    second: npt.NDArray[np.int32] | None,
    at: npt.NDArray[np.int64],
    filled: npt.NDArray[np.bool_],
    nothing: int,
) -> npt.NDArray[np.int32] | None:
    if first is None and second is None:
        return None
    merged = np.full(len(at), nothing, dtype=np.int32) if first is None else first.copy()
    merged[filled] = nothing if second is None else second[at[filled]]
    return merged
