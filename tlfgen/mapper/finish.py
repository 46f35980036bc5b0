"""The last step of a dataset: its variables in order, its records in key order, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError, Finding, SpecError
from tlfgen.frame.dtypes import DTYPES, coerce_column
from tlfgen.frame.keys import column_codes
from tlfgen.mapper.checks import check_columns, check_promises
from tlfgen.mapper.inputs import Inputs
from tlfgen.mapper.kinds import is_of_kind
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.sdtm.supp import make_supplement
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.take import take_rows
from tlfgen.mapper.tally import Tally
from tlfgen.mapper.whole import Whole
from tlfgen.model.dataset import ROW, Dataset, Kind, Variable
from tlfgen.spec.dataset import DatasetSpec

__all__ = ["Finished", "finish"]


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """A part of a dataset with its trace in final order, its supplement, and what was found."""

    dataset: Dataset
    trace: pd.DataFrame
    parents: pd.DataFrame | None
    supplement: Dataset | None
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]


def finish(
    spec: DatasetSpec, whole: Whole, setting: Setting, inputs: Inputs, *, is_partial: bool
) -> Finished:
    """
    Give the finished dataset.

    Permissible variables without a derivation are left out; expected ones are there, empty, with a
    warning. Records are in key order.

    Raises
    ------
    SpecError
        ``spec.no-derivation`` for a required variable; ``spec.no-metadata`` for a column that no
        layer describes.
    DataError
        ``data.duplicate-keys``, ``data.wrong-kind``.
    """
    variables, findings = _variables(spec, whole.rows.own, is_partial=is_partial)
    frame = _typed(whole.rows.own, variables)
    keys = [key for key in spec.keys if key in whole.rows.own.columns]
    codes = [column_codes(frame[k] if k in frame.columns else whole.rows.own[k]) for k in keys]
    order = np.lexsort(codes[::-1]) if codes else np.arange(len(frame), dtype=np.int64)
    if not np.array_equal(order, np.arange(len(order))):
        frame = take_rows(frame, order)
    frame[ROW] = np.arange(len(frame), dtype=np.int64)
    if not is_partial:
        _require_unique(spec, frame, [code[order] for code in codes], order, whole.rows)
    dataset = Dataset(
        spec.dataset,
        spec.label,
        spec.data_stage,
        frame,
        variables,
        tuple(key for key in spec.keys if key in frame.columns),
        inputs.parents,
    )
    supplement = None
    tallies: list[Tally] = []
    if not is_partial:
        tallies += check_columns(dataset, setting)
        tallies += check_promises(spec, whole.rows.at(order))
        supplement = _supplement(spec, dataset, whole.rows.own, order)
    trace, parents = _trace(whole, order)
    return Finished(dataset, trace, parents, supplement, tuple(findings), tuple(tallies))


def _variables(
    spec: DatasetSpec, own: pd.DataFrame, *, is_partial: bool
) -> tuple[tuple[Variable, ...], list[Finding]]:
    """Give the variables of the dataset in file order, and what is missing of them."""
    problems: list[Finding] = []
    findings: list[Finding] = []
    if not spec.variables:
        return _inferred(spec, own), findings
    supplemental = spec.supplemental
    columns = [c for stage in spec.steps for c in stage.columns]
    for name, column in [(name, c) for c in columns for name in c.makes]:
        if name not in spec.variables and name not in supplemental:
            what = f"{spec.dataset}.{name} is derived, and no layer describes it."
            hint = f"describe {name} under variables:, or derive it under work:"
            place = column.derivation.source
            problems.append(Finding("spec.no-metadata", what, place, hint=hint))
    kept: list[Variable] = []
    for variable in spec.metadata:
        if variable.name in own.columns and variable.name not in supplemental:
            kept.append(variable)
        elif not is_partial:
            kept += _absent(spec, variable, problems, findings)
    if problems and not is_partial:
        raise SpecError(*problems)
    return tuple(kept), findings


def _absent(
    spec: DatasetSpec, variable: Variable, problems: list[Finding], findings: list[Finding]
) -> list[Variable]:
    what = f"{spec.dataset}.{variable.name} has no derivation."
    if variable.core == "Req" or spec.variables[variable.name].mandatory:
        hint = "derive it under columns:"
        problems.append(Finding("spec.no-derivation", what, variable.source, hint=hint))
    elif variable.core == "Exp":
        hint = "derive it; it is there, and empty"
        found = Finding("spec.no-derivation", what, variable.source, (), hint, "warning")
        findings.append(found)
        return [variable]
    elif variable.core is None:
        hint = "derive it, or drop it; it is left out"
        findings.append(Finding("spec.no-derivation", what, variable.source, (), hint, "warning"))
    return []


def _inferred(spec: DatasetSpec, own: pd.DataFrame) -> tuple[Variable, ...]:
    """Give variables for every written column, where nothing describes them."""
    hidden = {name for column in spec.work for name in column.makes} | set(spec.supplemental)
    kinds: dict[str, Kind] = {"i": "integer", "u": "integer", "f": "float", "M": "datetime"}
    kinds |= {"m": "time"}
    found = []
    for name in map(str, own.columns):
        if name == ROW or name in hidden or name != name.upper():
            continue
        kind: Kind = kinds.get(own[name].dtype.kind, "text")
        if kind == "datetime" and (own[name].dropna() == own[name].dropna().dt.normalize()).all():
            kind = "date"
        found.append(Variable(name, kind=kind))
    return tuple(found)


def _typed(own: pd.DataFrame, variables: Sequence[Variable]) -> pd.DataFrame:
    """Give the columns of the variables in their kinds."""
    problems: list[Finding] = []
    columns: dict[str, pd.Series] = {}
    for variable in variables:
        if variable.name not in own.columns:
            nothing = [None] * len(own)
            columns[variable.name] = pd.Series(nothing, dtype=DTYPES[variable.kind])
            continue
        values = own[variable.name]
        if is_of_kind(values, variable.kind) and variable.kind != "date":
            columns[variable.name] = _without_blanks(values) if variable.kind == "text" else values
            continue
        try:
            columns[variable.name] = coerce_column(
                values, variable.kind, variable.name, variable.source
            )
        except DataError as error:
            problems += error.findings
    if problems:
        raise DataError(*problems)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(own)), copy=False)


def _without_blanks(values: pd.Series) -> pd.Series:
    """Give text without trailing blanks, blank being missing."""
    plain = values.str.rstrip(" ")
    blank = plain.eq("").fillna(False)
    return plain.mask(blank) if blank.any() else plain


def _require_unique(
    spec: DatasetSpec, frame: pd.DataFrame, codes: list[np.ndarray], order: np.ndarray, rows: Rows
) -> None:
    if not spec.keys or not len(frame):
        return
    lost = [key for key in spec.keys if key not in frame.columns]
    if lost:
        what = f"{spec.dataset} has no {', '.join(lost)}, which its keys name."
        hint = "derive it, or take it out of keys:"
        raise SpecError.of("spec.no-key", what, spec.source, hint=hint)
    same = np.ones(len(frame) - 1, dtype=bool)
    for code in codes:
        same &= code[1:] == code[:-1]
    if same.any():
        at = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        what = f"{len(at)} records of {spec.dataset} share their keys {', '.join(spec.keys)}."
        hint = "add a key that tells them apart, or leave one of them out"
        details = rows.shown(order[at], spec.keys)
        raise DataError.of("data.duplicate-keys", what, spec.source, hint=hint, details=details)


def _supplement(
    spec: DatasetSpec, dataset: Dataset, own: pd.DataFrame, order: np.ndarray
) -> Dataset | None:
    specs = spec.supplemental
    columns = {
        name: own[name].take(order).reset_index(drop=True) for name in specs if name in own.columns
    }
    return make_supplement(dataset, columns, specs) if columns else None


def _trace(whole: Whole, order: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Give the trace in final order, rows of the dataset itself by their final number."""
    final = np.empty(len(order), dtype=np.int32)
    final[order] = np.arange(len(order), dtype=np.int32)
    columns: dict[str, np.ndarray] = {}
    for name, values in whole.trace.items():
        step, _, part = name.rpartition(".")
        kept = values
        if part == "row" and step in whole.own_steps:
            kept = np.where(values < 0, -1, final[np.maximum(values, 0)]).astype(np.int32)
        columns[name] = kept[order]
    parents = whole.parents
    if parents is not None:
        parents = pd.DataFrame(
            {
                "row": final[parents["row"].to_numpy()],
                "dataset": pd.Series([whole.rows.name] * len(parents), dtype="string[pyarrow]"),
                "parent_row": final[parents["parent_row"].to_numpy()],
            }
        )
        parents = parents.sort_values(["row", "parent_row"], kind="stable", ignore_index=True)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(order))), parents
