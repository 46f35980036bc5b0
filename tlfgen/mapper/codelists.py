"""Verbs that translate values by a codelist, carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import Finding, MappingError
from tlfgen.core.source import Source
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.study import Codelist, CodelistTerm
from tlfgen.spec.verbs.codelists import CodelistCode, CodelistDecode, CodelistTermOf

__all__ = ["code_of_term", "code_values", "decode_values", "match_terms", "submit_values"]

_SHOWN = 3


def match_terms(
    values: pd.Series, codelist: Codelist, *, by_code: bool = False
) -> npt.NDArray[np.int64]:
    """
    Give the position of the term each value means, -1 where none.

    The submitted value as it stands comes first; then, case and surrounding blanks not counted,
    submitted values, synonyms and decodes in this order; then the codes where asked for. Each
    distinct value is looked up once.

    Parameters
    ----------
    values : pd.Series of text or numbers, shape (n,)
    codelist : Codelist
    by_code : bool
        Look among the numeric codes too.

    Returns
    -------
    int64 array, shape (n,)
        -1 also where the value is missing or blank.

    Examples
    --------
    >>> term = CodelistTerm(value="M", label="Male", synonyms=("man",))
    >>> terms = Codelist(terms=(term, CodelistTerm(value="F", label="Female")))
    >>> match_terms(pd.Series([" MALE", "Man", "f", "x", None], dtype="string"), terms).tolist()
    [0, 0, 1, -1, -1]
    """
    exact = {term.value: number for number, term in reversed(list(enumerate(codelist.terms)))}
    folded: dict[str, int] = {}
    for words in (_submitted, _synonyms, _decode):
        for number, term in enumerate(codelist.terms):
            for word in words(term):
                folded.setdefault(word.strip().casefold(), number)
    if by_code:
        for number, code in enumerate(codes_of(codelist)):
            folded.setdefault(f"{code:g}", number)
    codes, distinct = pd.factorize(text_of(values), use_na_sentinel=True)
    found = [exact.get(text, folded.get(text.strip().casefold(), -1)) for text in distinct]
    return np.array([*found, -1], dtype=np.int64)[codes]


def _submitted(term: CodelistTerm) -> tuple[str, ...]:
    return (term.value,)


def _synonyms(term: CodelistTerm) -> tuple[str, ...]:
    return term.synonyms


def _decode(term: CodelistTerm) -> tuple[str, ...]:
    return () if term.label is None else (term.label,)


def codes_of(codelist: Codelist) -> tuple[float, ...]:
    """Give the code of each term, its position counted from 1 where it has none."""
    return tuple(
        float(number) if term.code is None else term.code
        for number, term in enumerate(codelist.terms, start=1)
    )


def code_of_term(codelist: Codelist, at: npt.NDArray[np.int64]) -> pd.Series:
    """
    Give the numeric codes of terms by position, missing where -1.

    Examples
    --------
    >>> terms = Codelist(terms=(CodelistTerm(value="A"), CodelistTerm(value="B", code=9)))
    >>> code_of_term(terms, np.array([1, -1, 0])).tolist()
    [9.0, nan, 1.0]
    """
    return pd.Series(np.array([*codes_of(codelist), np.nan])[at], dtype="float64")


@executes(CodelistTermOf)
def submit_values(verb: CodelistTermOf, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the submitted value of each collected one, with code and decode as extras.

    Raises
    ------
    MappingError
        ``mapping.unmatched`` where the codelist does not hold a value and no policy is stated.
    """
    codelist = rows.codelist(verb.codelist, verb.source)
    values = rows.evaluate(verb.start)
    at = match_terms(values, codelist)
    texts = _by_term(codelist, at, lambda term: term.value)
    decodes = _by_term(codelist, at, lambda term: term.label or term.value)
    return StepResult(
        {
            targets[0]: _with_policy(verb, texts, values, at, rows),
            "$code": code_of_term(codelist, at),
            "$decode": decodes,
        }
    )


@executes(CodelistCode)
def code_values(verb: CodelistCode, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the numeric code of each value.

    Raises
    ------
    MappingError
        ``mapping.unmatched``.
    """
    codelist = rows.codelist(verb.codelist, verb.source)
    values = rows.evaluate(verb.start)
    at = match_terms(values, codelist)
    if verb.unmatched == "error":
        require_matched(at, values, rows, verb.codelist, verb.source)
    return StepResult({targets[0]: code_of_term(codelist, at)})


@executes(CodelistDecode)
def decode_values(verb: CodelistDecode, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the decode of each value.

    Raises
    ------
    MappingError
        ``mapping.unmatched``.
    """
    codelist = rows.codelist(verb.codelist, verb.source)
    values = rows.evaluate(verb.start)
    at = match_terms(values, codelist, by_code=True)
    texts = _by_term(codelist, at, lambda term: term.label or term.value)
    return StepResult({targets[0]: _with_policy(verb, texts, values, at, rows)})


def require_matched(
    at: npt.NDArray[np.int64], values: pd.Series, rows: Rows, codelist: str, source: Source | None
) -> None:
    """
    Raise where a value that is present has no term.

    Raises
    ------
    MappingError
        ``mapping.unmatched`` with three values and the rows that hold them.
    """
    finding = unmatched_finding(at, values, rows, codelist, source)
    if finding is not None:
        raise MappingError(finding)


def unmatched_finding(
    at: npt.NDArray[np.int64], values: pd.Series, rows: Rows, codelist: str, source: Source | None
) -> Finding | None:
    """Give the finding ``mapping.unmatched`` where a value that is present has no term."""
    wrong = _unmatched(at, values)
    if not wrong.any():
        return None
    texts = text_of(values)[wrong]
    counts = {str(text): int(count) for text, count in texts.value_counts().items()}
    positions = [int(texts.index[texts == text][0]) for text in counts]
    shown = rows.shown(positions[:_SHOWN])
    details = [
        f"{where}: '{text}' ({count} records)"
        for where, (text, count) in zip(shown, counts.items(), strict=False)
    ]
    what = f"Codelist {codelist} does not hold {len(counts)} of the values found."
    hint = "add terms or synonyms, or state unmatched: keep, report or null"
    return Finding("mapping.unmatched", what, source, (), hint, "error", tuple(details))


def _unmatched(at: npt.NDArray[np.int64], values: pd.Series) -> npt.NDArray[np.bool_]:
    present = text_of(values).fillna("").str.strip().ne("").to_numpy(dtype=bool)
    return np.asarray((at < 0) & present)


def _with_policy(
    verb: CodelistTermOf | CodelistDecode,
    texts: pd.Series,
    values: pd.Series,
    at: npt.NDArray[np.int64],
    rows: Rows,
) -> pd.Series:
    if verb.unmatched == "error":
        require_matched(at, values, rows, verb.codelist, verb.source)
    if verb.unmatched == "report" and rows.setting.warn is not None:
        finding = unmatched_finding(at, values, rows, verb.codelist, verb.source)
        if finding is not None:
            rows.setting.warn(replace(finding, severity="warning"))
    if verb.unmatched in {"keep", "report"}:
        return texts.where(at >= 0, text_of(values).where(_unmatched(at, values)))
    return texts


def _by_term(
    codelist: Codelist, at: npt.NDArray[np.int64], of: Callable[[CodelistTerm], str]
) -> pd.Series:
    words = np.array([*(of(term) for term in codelist.terms), None], dtype=object)
    return pd.Series(words[at], dtype="string[pyarrow]")
