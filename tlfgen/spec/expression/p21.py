"""The where clauses of Pinnacle 21 workbooks, read into the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable

from tlfgen.core.source import Source
from tlfgen.model.expression import And, Compare, Expression, In, Number, Or, Reference, Text
from tlfgen.spec.expression.tokens import syntax_error

__all__ = ["parse_where_p21"]

_SIGNS = {"EQ": "=", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
_COMPARATORS = (*_SIGNS, "IN", "NOTIN")
_WORD = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')|(?P<mark>[(),])|
    (?P<word>[^\s(),"']+))""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BRACKETED = re.compile(r"\s*(?P<dataset>[A-Za-z]\w*)\s*\[(?P<inside>.*)\]\s*", re.DOTALL)
_VARIABLE = re.compile(r"(?:(?P<source>\w+)\.)?(?P<variable>[A-Z_][A-Z0-9_]*)")


def parse_where_p21(
    text: str,
    source: Source | None = None,
    *,
    is_number: Callable[[str], bool] | None = None,
) -> Expression:
    """
    Read ``VARIABLE EQ value`` clauses joined by ``and`` or ``or``.

    Values may stand bare, in double or in single quotes; the lists of IN and NOTIN with or
    without brackets. ``DATASET[...]`` gives every variable inside its dataset as source.

    Parameters
    ----------
    text : str
    source : Source or None
        Where the text begins; errors point into it.
    is_number : callable, optional
        Says whether a variable is numeric. Without it a bare number is a number.

    Raises
    ------
    SpecError
        ``spec.expression`` where the text is not of this form.

    Examples
    --------
    >>> parse_where_p21("PARAMCD EQ ACITM01").right.value
    'ACITM01'
    """
    if found := _BRACKETED.fullmatch(text):
        reader = _Reader(text, source, is_number, found["dataset"], found.span("inside"))
    else:
        reader = _Reader(text, source, is_number, None, (0, len(text)))
    return reader.read()


class _Reader:
    """The words of one clause, read from left to right."""

    def __init__(
        self,
        text: str,
        source: Source | None,
        is_number: Callable[[str], bool] | None,
        dataset: str | None,
        span: tuple[int, int],
    ) -> None:
        self._text, self._source, self._is_number = text, source, is_number
        self._dataset = dataset
        self._words: list[tuple[str, str, int]] = []
        place, end = span
        while text[place:end].strip():
            found = _WORD.match(text, place, end)
            if found is None:
                start = place + len(text[place:end]) - len(text[place:end].lstrip())
                raise syntax_error(text, start, "the quote is not closed.", source)
            kind = found.lastgroup or ""
            self._words.append((kind, found[kind], found.start(kind)))
            place = found.end()
        self._end = end
        self._at = 0

    def read(self) -> Expression:
        alternatives = [self._all()]
        while self._joined("or"):
            alternatives.append(self._all())
        if self._at < len(self._words):
            raise self._error("'and' or 'or' joins two clauses")
        return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))

    def _all(self) -> Expression:
        clauses = [self._clause()]
        while self._joined("and"):
            clauses.append(self._clause())
        return clauses[0] if len(clauses) == 1 else And(tuple(clauses))

    def _clause(self) -> Expression:
        kind, name, _ = self._here()
        found = _VARIABLE.fullmatch(name)
        if kind != "word" or found is None:
            raise self._error("a clause begins with a variable")
        self._at += 1
        variable = Reference(found["source"] or self._dataset, found["variable"])
        kind, word, start = self._here()
        if kind != "word" or word.upper() not in _COMPARATORS:
            what = f"{self._shown()} is not a comparator."
            raise syntax_error(self._text, start, what, self._source, allowed=_COMPARATORS)
        self._at += 1
        comparator = word.upper()
        if comparator in _SIGNS:
            sign = _SIGNS[comparator]
            return Compare(sign, variable, self._value(variable))  # type: ignore[arg-type]  # a sign
        return In(variable, self._values(variable), negated=comparator == "NOTIN")

    def _values(self, variable: Reference) -> tuple[Expression, ...]:
        bracket = self._mark("(")
        values = [self._value(variable)]
        while self._mark(",") or (bracket and self._here()[0] in {"word", "text"}):
            values.append(self._value(variable))
        if bracket and not self._mark(")"):
            raise self._error("the list is closed with )")
        return tuple(values)

    def _value(self, variable: Reference) -> Expression:
        kind, word, _ = self._here()
        if kind not in {"word", "text"}:
            raise self._error("a value is wanted")
        self._at += 1
        if kind == "text":
            quote = word[0]
            word = word[1:-1].replace(quote * 2, quote)
        number = self._is_number(variable.variable) if self._is_number else kind == "word"
        if number and _NUMBER.fullmatch(word):
            return Number(float(word) if "." in word else int(word))
        return Text(word)

    def _here(self) -> tuple[str, str, int]:
        return self._words[self._at] if self._at < len(self._words) else ("end", "", self._end)

    def _shown(self) -> str:
        word = self._here()[1]
        return f"'{word}'" if word else "the end"

    def _joined(self, word: str) -> bool:
        kind, text, _ = self._here()
        self._at += (found := kind == "word" and text.lower() == word)
        return found

    def _mark(self, mark: str) -> bool:
        kind, text, _ = self._here()
        self._at += (found := kind == "mark" and text == mark)
        return found

    def _error(self, what: str) -> Exception:
        start = self._here()[2]
        hint = "the form is VARIABLE EQ value, clauses joined by and."
        full = f"{what}, not {self._shown()}."
        return syntax_error(self._text, start, full, self._source, hint=hint)
