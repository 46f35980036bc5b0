"""What is checked of every finished dataset."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tlfgen.core.errors import Finding, Severity
from tlfgen.frame.keys import group_codes
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.setting import Setting
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.promises import Check

__all__ = ["breaches", "check_columns", "check_promises"]

_QUOTED = 3


def check_columns(dataset: Dataset, setting: Setting) -> list[Finding]:
    """Give every value longer than declared, foreign to its codelist, or missing and required."""
    found: list[Finding] = []
    for variable in dataset.variables:
        values = dataset.frame[variable.name]
        if variable.kind == "text":
            found += _too_long(dataset, variable, values)
        found += _foreign(dataset, variable, values, setting)
        if variable.core == "Req" and is_missing(values).any():
            count = int(is_missing(values).sum())
            what = f"{dataset.name}.{variable.name} is required and missing in {count} records."
            found.append(Finding("data.required-missing", what, variable.source))
    return found


def _too_long(dataset: Dataset, variable: Variable, values: pd.Series) -> Iterator[Finding]:
    if variable.length is None:
        return
    distinct = values.dropna().unique()
    long = [text for text in map(str, distinct) if len(text.encode()) > variable.length]
    if long:
        size = max(len(text.encode()) for text in long)
        what = (
            f"{dataset.name}.{variable.name} has length {variable.length}; "
            f"a value of {size} bytes does not fit."
        )
        details = tuple(f"'{text[:60]}'" for text in sorted(long)[:_QUOTED])
        hint = "declare a greater length, or shorten the value"
        yield Finding("data.too-long", what, variable.source, (), hint, "error", details)


def _foreign(
    dataset: Dataset, variable: Variable, values: pd.Series, setting: Setting
) -> Iterator[Finding]:
    """Give the values that the codelist does not hold; a note where it may be extended."""
    codelist = setting.codelists.get(variable.codelist or "")
    if codelist is None or not codelist.terms:
        return
    allowed = {term.value.rstrip() for term in codelist.terms}
    if variable.kind == "text":
        distinct = {str(text).rstrip() for text in values.dropna().unique()} - {""}
        foreign = sorted(distinct - allowed)
    elif variable.kind in {"integer", "float"}:
        numbers = {float(text) for text in allowed if _is_number(text)}
        foreign = sorted(f"{number:g}" for number in set(values.dropna().astype(float)) - numbers)
    else:
        return
    if foreign:
        what = (
            f"{dataset.name}.{variable.name} has {len(foreign)} values that "
            f"codelist {variable.codelist} does not hold."
        )
        severity: Severity = "note" if codelist.extensible else "error"
        details = tuple(f"'{text}'" for text in foreign[:_QUOTED])
        hint = "map them, or add them to the codelist of the study"
        yield Finding(
            "data.not-in-codelist",
            what,
            variable.source,
            tuple(sorted(allowed)),
            hint,
            severity,
            details,
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def breaches(spec: DatasetSpec, rows: Rows) -> dict[str, pd.Series]:
    """
    Give which rows break the ``implies`` and ``not_missing`` promises, one column each.

    The columns are named ``check.<number>``; they need the sources, hence the blocks.
    """
    found: dict[str, pd.Series] = {}
    for number, check in enumerate(spec.checks):
        for part, (wrong, _) in enumerate(_row_breaches(check, rows)):
            found[f"check.{number}.{part}"] = pd.Series(wrong)
    return found


def check_promises(spec: DatasetSpec, rows: Rows) -> list[Finding]:
    """Give every breach of the ``checks:`` of a recipe, from the columns of ``breaches``."""
    found: list[Finding] = []
    for number, check in enumerate(spec.checks):
        if check.unique and len(rows):
            several = _repeated(check, rows)
            what = f"{', '.join(check.unique)} is not unique"
            found += _finding(spec, check, rows, several, what)
        for part, what in enumerate(_promises(check)):
            wrong = rows.own[f"check.{number}.{part}"].to_numpy(dtype=bool)
            found += _finding(spec, check, rows, wrong, what)
    return found


def _promises(check: Check) -> list[str]:
    said = [f"{name} is missing" for name in check.not_missing]
    if check.implies is not None:
        said.append(f"{check.implies.condition} holds and {check.implies.then} does not")
    return said


def _row_breaches(check: Check, rows: Rows) -> Iterator[tuple[np.ndarray, str]]:
    said = iter(_promises(check))
    for name in check.not_missing:
        yield is_missing(rows.column(name, check.source)), next(said)
    if check.implies is not None:
        premise = rows.mask(check.implies.condition).to_numpy(dtype=bool)
        follows = rows.mask(check.implies.then).to_numpy(dtype=bool)
        yield premise & ~follows, next(said)


def _repeated(check: Check, rows: Rows) -> np.ndarray:
    frame = pd.DataFrame({name: rows.column(name, check.source) for name in check.unique})
    groups, _ = group_codes(frame, list(check.unique))
    return np.asarray(np.bincount(groups)[groups] > 1)


def _finding(
    spec: DatasetSpec, check: Check, rows: Rows, wrong: np.ndarray, what: str
) -> Iterator[Finding]:
    if wrong.any():
        at = np.flatnonzero(wrong)
        text = f"{what} in {len(at)} records of {spec.dataset}."
        yield Finding(
            "data.check-failed", text, check.source, (), None, check.severity, rows.shown(at)
        )
