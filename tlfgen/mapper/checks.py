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
from tlfgen.mapper.tally import Tally
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.promises import Check

__all__ = ["breaches", "check_columns", "check_promises"]


def check_columns(dataset: Dataset, setting: Setting) -> list[Tally]:
    """Give every value longer than declared, foreign to its codelist, or missing and required."""
    found: list[Tally] = []
    for variable in dataset.variables:
        values = dataset.frame[variable.name]
        if variable.kind == "text":
            found += _too_long(dataset, variable, values)
        found += _foreign(dataset, variable, values, setting)
        if variable.core == "Req":
            count = int(is_missing(values).sum())
            before = f"{dataset.name}.{variable.name} is required and missing in "
            finding = Finding("data.required-missing", before, variable.source)
            found.append(Tally(finding, before, " records.", count))
    return found


def _too_long(dataset: Dataset, variable: Variable, values: pd.Series) -> Iterator[Tally]:
    if variable.length is None:
        return
    distinct = values.dropna().unique()
    long = [text for text in map(str, distinct) if len(text.encode()) > variable.length]
    name = f"{dataset.name}.{variable.name}"
    before = f"{name} has length {variable.length}, too short for "
    after = " of its values; the longest has {bytes} bytes."
    hint = "declare a greater length, or shorten the value"
    finding = Finding("data.too-long", before, variable.source, (), hint)
    yield Tally(finding, before, after, values=frozenset(long))


def _foreign(
    dataset: Dataset, variable: Variable, values: pd.Series, setting: Setting
) -> Iterator[Tally]:
    """Give the values that the codelist does not hold; a note where it may be extended."""
    codelist = setting.codelists.get(variable.codelist or "")
    if codelist is None or not codelist.terms:
        return
    allowed = {term.value.rstrip() for term in codelist.terms}
    if variable.kind == "text":
        distinct = {str(text).rstrip() for text in values.dropna().unique()} - {""}
        foreign = distinct - allowed
    elif variable.kind in {"integer", "float"}:
        numbers = {float(text) for text in allowed if _is_number(text)}
        foreign = {f"{number:g}" for number in set(values.dropna().astype(float)) - numbers}
    else:
        return
    before = f"{dataset.name}.{variable.name} has "
    after = f" values that codelist {variable.codelist} does not hold."
    severity: Severity = "note" if codelist.extensible else "error"
    hint = "map them, or add them to the codelist of the study"
    known = tuple(sorted(allowed))
    finding = Finding("data.not-in-codelist", before, variable.source, known, hint, severity)
    yield Tally(finding, before, after, values=frozenset(foreign))


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


def check_promises(spec: DatasetSpec, rows: Rows) -> list[Tally]:
    """Give every breach of the ``checks:`` of a recipe, from the columns of ``breaches``."""
    found: list[Tally] = []
    for number, check in enumerate(spec.checks):
        if check.unique:
            several = _repeated(check, rows)
            what = f"{', '.join(check.unique)} is not unique"
            found.append(_tally(spec, check, rows, several, what))
        for part, what in enumerate(_promises(check)):
            wrong = rows.own[f"check.{number}.{part}"].to_numpy(dtype=bool)
            found.append(_tally(spec, check, rows, wrong, what))
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


def _tally(spec: DatasetSpec, check: Check, rows: Rows, wrong: np.ndarray, what: str) -> Tally:
    at = np.flatnonzero(wrong)
    before, after = f"{what} in ", f" records of {spec.dataset}."
    finding = Finding(
        "data.check-failed", before, check.source, (), None, check.severity, rows.shown(at)
    )
    return Tally(finding, before, after, len(at))
