"""Verbs that grade results by criteria held in a table, carried out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError, SpecError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.ranges import is_less
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.grades import ToxicityGrade

__all__ = ["combine_grades", "grade_direction", "grade_toxicity"]

Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
_NEEDED = ("TERM", "DIRECTION", "GRADE", "LOW", "LOW_INCL", "HIGH", "HIGH_INCL")
_NUMBERS = ("GRADE", "LOW", "HIGH", "AGE_LO", "AGE_HI")
_UNGRADED = -1.0
_INPUT_OF = {"BASE": "base", "ULN": "upper_limit", "LLN": "lower_limit"}


@executes(ToxicityGrade)
def grade_toxicity(verb: ToxicityGrade, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the grade of each result, with those of both directions as extras.

    Raises
    ------
    SpecError
        ``spec.unknown-column`` where the table lacks a column.
    MappingError
        ``mapping.missing-input`` where a criterion asks for what is not stated;
        ``mapping.unmatched`` for a term without a criterion in the unit of the result.
    """
    criteria = _criteria(verb, rows)
    given = _given(verb, rows)
    size = len(rows)
    grades = {}
    for direction, formula in (("L", verb.low), ("H", verb.high)):
        if formula is None:
            grades[direction] = np.full(size, np.nan)
            continue
        term = _texts(formula, rows)
        part = criteria[criteria["DIRECTION"] == direction]
        _require_criteria(verb, rows, term, part, given)
        grades[direction] = grade_direction(term, given, part, digits=verb.digits)
    combined = combine_grades(grades["L"], grades["H"])
    return StepResult(
        {
            targets[0]: combined,
            "$low": text_of(pd.Series(grades["L"]).where(grades["L"] >= 0)),
            "$high": text_of(pd.Series(grades["H"]).where(grades["H"] >= 0)),
        }
    )


def _criteria(verb: ToxicityGrade, rows: Rows) -> pd.DataFrame:
    """Give the criteria with every column there may be, text trimmed, numbers as numbers."""
    table = rows.table(verb.criteria, verb.source)
    for column in _NEEDED:
        if column not in table.columns:
            raise SpecError.unknown("column", column, map(str, table.columns), verb.source)
    made = {}
    for column in (*_NEEDED, "UNIT", "MULTIPLE_OF", "BASELINE", "SEX", "AGE_LO", "AGE_HI"):
        values = table.get(column, pd.Series("", index=table.index, dtype="string[pyarrow]"))
        texts = text_of(values).fillna("").str.strip().astype(object)
        if column in _NUMBERS:
            made[column] = pd.to_numeric(texts.where(texts != "", np.nan)).astype("float64")
        else:
            made[column] = texts
    criteria = pd.DataFrame(made)
    _require_input(verb, criteria)
    return criteria


def _require_input(verb: ToxicityGrade, criteria: pd.DataFrame) -> None:
    needs = {
        "base": (criteria["MULTIPLE_OF"] == "BASE").any(),
        "baseline_indicator": criteria["BASELINE"].isin(["normal", "abnormal"]).any(),
        "sex": (criteria["SEX"] != "").any(),
        "age": (criteria["AGE_LO"].notna() | criteria["AGE_HI"].notna()).any(),
    }
    for name, needed in needs.items():
        if needed and getattr(verb, name) is None:
            what = f"Criteria of {verb.criteria} ask for '{name}', which is not stated."
            raise MappingError.of("mapping.missing-input", what, verb.source, hint=f"add {name}:")


def _given(verb: ToxicityGrade, rows: Rows) -> dict[str, Floats | Texts]:
    given: dict[str, Floats | Texts] = {}
    for name in ("value", "lower_limit", "upper_limit", "base", "age"):
        formula = getattr(verb, name)
        if formula is not None:
            values = pd.to_numeric(rows.evaluate(formula))
            given[name] = values.to_numpy(dtype="float64", na_value=np.nan)
    for name in ("baseline_indicator", "unit", "sex"):
        formula = getattr(verb, name)
        if formula is not None:
            given[name] = _texts(formula, rows)
    return given


def _texts(formula: Formula, rows: Rows) -> Texts:
    values = text_of(rows.evaluate(formula))
    texts: Texts = values.fillna("").str.strip().to_numpy(dtype=object)
    return texts


def _require_criteria(
    verb: ToxicityGrade,
    rows: Rows,
    term: Texts,
    criteria: pd.DataFrame,
    given: Mapping[str, Floats | Texts],
) -> None:
    pairs = pd.DataFrame({"term": term, "unit": given.get("unit", np.full(len(term), ""))})
    known = set(zip(criteria["TERM"], criteria["UNIT"], strict=True))
    anywhere = {one for one, unit in known if unit == ""}
    if "unit" not in given:
        anywhere |= {one for one, _ in known}
    asked = pairs[(pairs["term"] != "") & ~np.isnan(given["value"].astype("float64"))]
    for one, unit in asked.drop_duplicates().itertuples(index=False, name=None):
        if one not in anywhere and (one, unit) not in known:
            what = f"Table {verb.criteria} has no criterion for '{one}' in unit '{unit}'."
            at = np.flatnonzero((term == one) & (pairs["unit"] == unit))
            hint = "add criteria in this unit, or convert the result"
            raise MappingError.of(
                "mapping.unmatched", what, verb.source, hint=hint, details=rows.shown(at)
            )


def grade_direction(
    term: Texts, given: Mapping[str, Floats | Texts], criteria: pd.DataFrame, *, digits: int = 13
) -> Floats:
    """
    Give the highest grade met in one direction.

    Parameters
    ----------
    term : text array, shape (n,)
        Blank where the record is not graded in this direction.
    given : mapping of name to array, shape (n,)
        ``value``, ``lower_limit``, ``upper_limit``; ``base``, ``baseline_indicator``, ``unit``,
        ``sex``, ``age`` where criteria ask for them.
    criteria : pd.DataFrame
        Rows of one direction.
    digits : int
        Significant digits compared.

    Returns
    -------
    float64 array, shape (n,)
        0 where no criterion is met; -1 where that cannot be decided; not-a-number without a term.
    """
    value = np.asarray(given["value"], dtype="float64")
    size = len(value)
    none = np.full(size, np.nan)
    times: dict[str, Floats] = {
        word: np.asarray(given.get(name, none), dtype="float64") for word, name in _INPUT_OF.items()
    }
    grade = np.where(term == "", np.nan, np.where(np.isnan(value), _UNGRADED, 0.0))
    unknown = np.zeros(size, dtype=bool)
    for one in criteria.sort_values("GRADE", kind="stable").to_dict("records"):
        asked = (term == one["TERM"]) & ~np.isnan(value)
        if one["BASELINE"] in {"normal", "abnormal"}:
            unknown |= asked & (given["baseline_indicator"] == "")
        applies = asked & _applies(one, given, size)
        factor = times.get(str(one["MULTIPLE_OF"]), np.ones(size))
        met = applies.copy()
        for bound, includes, is_low in (
            (one["LOW"], one["LOW_INCL"] == "Y", True),
            (one["HIGH"], one["HIGH_INCL"] == "Y", False),
        ):
            if np.isnan(bound):
                continue
            limit = bound * factor
            unknown |= applies & np.isnan(limit)
            low, high = (limit, value) if is_low else (value, limit)
            beyond = ~is_less(high, low, digits) if includes else is_less(low, high, digits)
            met &= beyond & ~np.isnan(limit)
        grade = np.where(met, np.fmax(grade, one["GRADE"]), grade)
    return np.where((grade == 0) & unknown, _UNGRADED, grade)


def _applies(
    one: Mapping[object, object], given: Mapping[str, Floats | Texts], size: int
) -> npt.NDArray[np.bool_]:
    """Say which records the conditions beside the limits of a criterion let through."""
    applies = np.ones(size, dtype=bool)
    if one["UNIT"] and "unit" in given:
        applies &= given["unit"] == one["UNIT"]
    if one["SEX"]:
        applies &= given["sex"] == one["SEX"]
    if one["BASELINE"] in {"normal", "abnormal"}:
        normal = given["baseline_indicator"] == "NORMAL"
        known = given["baseline_indicator"] != ""
        applies &= normal if one["BASELINE"] == "normal" else known & ~normal
    for name, is_low in (("AGE_LO", True), ("AGE_HI", False)):
        limit = float(str(one[name]))
        if not np.isnan(limit):
            age = np.asarray(given["age"], dtype="float64")
            applies &= age >= limit if is_low else age <= limit
    return applies


def combine_grades(low: Floats, high: Floats) -> pd.Series:
    """
    Give one text of the grades of both directions, negative for a low result.

    Parameters
    ----------
    low, high : float64 arrays, shape (n,)
        As ``grade_direction`` gives them.

    Returns
    -------
    pd.Series of text, shape (n,)

    Examples
    --------
    >>> no = np.nan
    >>> combine_grades(np.array([2, 0, 0, -1, no]), np.array([0, 3, no, 0, no])).tolist()
    ['-2', '3', '0', <NA>, <NA>]
    """
    grade = np.where(high > 0, high, np.where(low > 0, -low, 0.0))
    decided = (high > 0) | (low > 0)
    open_end = (low == _UNGRADED) | (high == _UNGRADED) | (np.isnan(low) & np.isnan(high))
    missing = ~decided & open_end
    return text_of(pd.Series(grade + 0.0).where(~missing))
