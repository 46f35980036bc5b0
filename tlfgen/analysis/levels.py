"""Levels of a variable in the data: which, in what order, which records have which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.analysis.bench import Bench, Bools, Ints, Records
from tlfgen.core.errors import DataError, Finding
from tlfgen.core.source import Source
from tlfgen.spec.grid import Dimension, Member

__all__ = ["MISSING", "Found", "find_levels", "level_texts"]

MISSING = "(missing)"
_OTHERS = "(others)"
_QUOTED = 3
_PAIRED = {"PARAMCD": "PARAMN", "AVISIT": "AVISITN", "VISIT": "VISITNUM", "ATPT": "ATPTN"}


@dataclass(frozen=True, slots=True)
class Found:
    """The members of a variable with the code of each record (-1 where none)."""

    members: tuple[Member, ...]
    codes: Ints
    is_number: bool


def level_texts(column: pd.Series) -> pd.Series:
    """
    Give the levels of a column as text: numbers in their shortest form, blank for missing.

    Examples
    --------
    >>> level_texts(pd.Series([1.0, 2.5, None])).tolist()
    ['1', '2.5', '']
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        codes, distinct = pd.factorize(column.astype("float64"))
        shown = [_shortest(value) for value in np.asarray(distinct, dtype=float).tolist()]
        texts = np.array([*shown, ""], dtype=object)[codes]
        return pd.Series(texts, index=column.index, dtype=object)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        dates: pd.Series = column.dt.strftime("%Y-%m-%d").fillna("").astype(object)
        return dates
    codes, words = pd.factorize(column)
    stripped = [str(word).rstrip() for word in words]
    texts = np.array([*stripped, ""], dtype=object)[codes]
    return pd.Series(texts, index=column.index, dtype=object)


def _shortest(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def find_levels(
    bench: Bench,
    records: Records,
    dimension: Dimension,
    base: Bools,
    place: Source | None = None,
    *,
    warns: bool = True,
) -> Found:
    """
    Give the levels that a variable has among the records of ``base``.

    Levels listed in the spec come in its order, all of them; others by the paired numeric
    variable, by the codelist, as whole numbers where all are written in digits, or alphabetically
    with a warning.

    Raises
    ------
    DataError
        ``data.unlisted-level`` for a level that ``values`` leaves out and ``others`` does not
        take; ``data.two-codes`` for a text with two codes, or a code with two texts.
    SpecError
        ``spec.unknown-variable``.
    """
    column = bench.column(records, dimension.variable, place)
    is_number = pd.api.types.is_numeric_dtype(column.dtype)
    texts = level_texts(column).to_numpy(object)
    present = [text for text in pd.unique(texts[base]).tolist() if text != ""]
    if dimension.listed is not None:
        members, of_text = _listed(dimension, present, texts, base, place)
    else:
        ordered = _ordered(
            bench, records, dimension, present, base, place, is_number=is_number, warns=warns
        )
        members = [_level(text, text) for text in ordered]
        of_text = {text: number for number, text in enumerate(ordered)}
    if dimension.missing is not None:
        label = "Missing" if dimension.missing == "show" else dimension.missing
        of_text[""] = len(members)
        members.append(Member(MISSING, label, 0, "missing"))
    distinct, words = pd.factorize(texts)
    codes = np.array([of_text.get(word, -1) for word in words], dtype=np.int64)[distinct]
    numbered = tuple(_numbered(member, place) for place, member in enumerate(members, start=1))
    return Found(numbered, codes, is_number)


def _numbered(member: Member, place: int) -> Member:
    return Member(member.name, member.label, place, member.kind, value=member.value)


def _level(text: str, label: str) -> Member:
    return Member(text, label, 0, "level", value=text)


def _listed(
    dimension: Dimension, present: Sequence[str], texts: Any, base: Bools, place: Source | None
) -> tuple[list[Member], dict[str, int]]:
    values = dict(dimension.listed or ())
    members = [_level(text, label) for text, label in values.items()]
    of_text = {text: number for number, text in enumerate(values)}
    unlisted = [text for text in present if text not in values]
    if not unlisted or dimension.others == "drop":
        return members, of_text
    if dimension.others is None:
        count = int(np.isin(texts[base], unlisted).sum())
        shown = ", ".join(repr(text) for text in sorted(unlisted)[:_QUOTED])
        more = "" if len(unlisted) <= _QUOTED else f" and {len(unlisted) - _QUOTED} more"
        what = f"{dimension.variable} has levels that values: leaves out: {shown}{more}."
        hint = "list them under values:, or write others: show, drop or a label"
        seen = [f"{count} records"]
        raise DataError.of(
            "data.unlisted-level", what, place, allowed=list(values), hint=hint, details=seen
        )
    if dimension.others == "show":
        for text in sorted(unlisted):
            of_text[text] = len(members)
            members.append(_level(text, text))
    else:
        of_text.update(dict.fromkeys(unlisted, len(members)))
        members.append(Member(_OTHERS, dimension.others, 0, "others"))
    return members, of_text


def _ordered(
    bench: Bench,
    records: Records,
    dimension: Dimension,
    present: Sequence[str],
    base: Bools,
    place: Source | None,
    *,
    is_number: bool,
    warns: bool,
) -> list[str]:
    if is_number:
        return sorted(present, key=float)
    paired = _paired(records, dimension)
    if paired is not None:
        return _by_codes(bench, records, dimension.variable, paired, base, place)
    listed = _codelist(bench, records, dimension.variable)
    known = {text: number for number, text in enumerate(listed)}
    if known and all(text in known for text in present):
        return sorted(present, key=known.__getitem__)
    if present and all(text.isdecimal() for text in present):
        return sorted(present, key=lambda text: (int(text), text))
    if warns and len(present) > 1:
        what = f"The levels of {records.name}.{dimension.variable} are in alphabetical order."
        hint = "list them under values:, or give the variable its numeric twin or a codelist"
        finding = Finding("data.alphabetical-levels", what, place, hint=hint, severity="warning")
        if finding not in bench.notes:
            bench.notes.append(finding)
    return sorted(present)


def _paired(records: Records, dimension: Dimension) -> str | None:
    """Give the numeric twin of a variable, where the dataset has it."""
    variable = dimension.variable
    wanted = [dimension.order] if dimension.order else [f"{variable}N", _PAIRED.get(variable)]
    for name in wanted:
        if name and name in records.frame.columns:
            return name
    return None


def _codelist(bench: Bench, records: Records, variable: str) -> list[str]:
    for one in records.dataset.variables:
        if one.name == variable and one.codelist in bench.study.codelists:
            terms = bench.study.codelists[one.codelist].terms
            return [term.value for term in terms]
    return []


def _by_codes(
    bench: Bench,
    records: Records,
    variable: str,
    paired: str,
    base: Bools,
    place: Source | None,
) -> list[str]:
    texts = level_texts(bench.column(records, variable))[base]
    codes = bench.column(records, paired)[base].astype("float64")
    both = pd.DataFrame({"text": texts, "code": codes}).drop_duplicates()
    both = both[both["text"] != ""].dropna()
    for one, other in (("text", "code"), ("code", "text")):
        doubled = both[both[one].duplicated(keep=False)].sort_values([one, other])
        if len(doubled):
            first = doubled[doubled[one] == doubled[one].iloc[0]]
            pairs = [f"{row.text} = {_shortest(row.code)}" for row in first.itertuples()]
            what = f"{records.name}.{variable} and {paired} do not go together one to one."
            raise DataError.of("data.two-codes", what, place, details=pairs[:_QUOTED])
    ordered: list[str] = both.sort_values("code")["text"].tolist()
    uncoded = set(texts.unique()) - set(ordered) - {""}
    return ordered + sorted(uncoded)
