"""Where clauses of value-level rows, written inline or kept in a sheet of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import (
    And,
    Compare,
    Expression,
    In,
    Number,
    Or,
    Reference,
    Text,
    to_p21,
)
from tlfgen.spec.expression import parse_where_p21
from tlfgen.spec.workbook.sheets import Row

__all__ = ["COMPARATORS", "clause_of", "clauses_by_id", "parse_where", "where_parts", "where_text"]

COMPARATORS = {"EQ": "=", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SIGNS = {sign: word for word, sign in COMPARATORS.items()}
IsNumber = Callable[[str, str], bool]


def parse_where(text: str, dataset: str, is_number: IsNumber, source: Source) -> Expression:
    """
    Give an inline where clause as an expression.

    Parameters
    ----------
    is_number : callable of dataset and variable

    Raises
    ------
    SpecError
        ``spec.expression``.
    """
    return parse_where_p21(text, source, is_number=lambda name: is_number(dataset, name))


def clauses_by_id(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Give the rows of the sheet of where clauses by their id; several rows all have to hold."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get("id"), []).append(row)
    return found


def clause_of(rows: Iterable[Row], dataset: str, is_number: IsNumber) -> Expression:
    """
    Give the rows of one where clause as an expression.

    Raises
    ------
    SpecError
        ``workbook.unknown-comparator``, ``workbook.no-where-variable``.
    """
    parts = [_part(row, dataset, is_number) for row in rows]
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _part(row: Row, dataset: str, is_number: IsNumber) -> Expression:
    word = row.get("comparator").upper()
    owner = row.get("dataset") or dataset
    name = row.get("variable")
    if not name:
        what = f"The where clause {row.get('id')} names no variable."
        raise SpecError.of("workbook.no-where-variable", what, row.place("variable"))
    variable = Reference(None if owner == dataset else owner, name)
    numeric = is_number(owner, name)
    value = row.get("value")
    if word in COMPARATORS:
        literal = _literal(_bare(value), numeric)
        return Compare(COMPARATORS[word], variable, literal)  # type: ignore[arg-type]  # a sign
    if word in {"IN", "NOTIN"}:
        values = tuple(_literal(one, numeric) for one in _split(value))
        return In(variable, values, negated=word == "NOTIN")
    what = f"'{row.get('comparator')}' is not a comparator."
    allowed = (*COMPARATORS, "IN", "NOTIN")
    raise SpecError.of(
        "workbook.unknown-comparator", what, row.place("comparator"), allowed=allowed
    )


def _literal(text: str, numeric: bool) -> Expression:  # noqa: FBT001 - of the variable
    if numeric and _NUMBER.fullmatch(text):
        return Number(float(text) if "." in text else int(text))
    return Text(text)


def _bare(text: str) -> str:
    quote = text[:1]
    is_quoted = len(text) > 1 and quote in {"'", '"'} and text.endswith(quote)
    return text[1:-1].replace(quote * 2, quote) if is_quoted else text


def _split(text: str) -> list[str]:
    inside = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    parts = re.findall(r"""\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[^,]+)""", inside)
    return [_bare(part.strip()) for part in parts if part.strip()]


def where_text(tree: Expression) -> str | None:
    """
    Give an expression as an inline where clause, None where the notation cannot say it.

    Examples
    --------
    >>> where_text(Compare("=", Reference(None, "PARAMCD"), Text("ACTOT")))
    'PARAMCD EQ ACTOT'
    """
    if isinstance(tree, Or):
        parts = [to_p21(part) for part in tree.operands]
        return None if None in parts else " or ".join(filter(None, parts))
    return to_p21(tree)


def where_parts(tree: Expression, dataset: str) -> list[tuple[str, str, str, str]] | None:
    """
    Give an expression as rows of dataset, variable, comparator and value.

    Returns
    -------
    list or None
        None where rows that all have to hold cannot say it.
    """
    operands = tree.operands if isinstance(tree, And) else (tree,)
    found = []
    for part in operands:
        match part:
            case Compare(op=op, left=Reference() as left, right=(Text() | Number()) as right):
                word, value = _SIGNS[op], str(right.value)
            case In(value=Reference() as left, items=items) if isinstance(items, tuple):
                word = "NOTIN" if part.negated else "IN"
                value = ", ".join(_listed(item) for item in items)
            case _:
                return None
        found.append((left.source or dataset, left.variable, word, value))
    return found


def _listed(item: Expression) -> str:
    text = str(item.value) if isinstance(item, (Text, Number)) else ""
    return '"' + text.replace('"', '""') + '"' if re.search(r"[,'\"()]", text) else text
