"""What an expression may not say although its grammar allows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from tlfgen.core.errors import nearest
from tlfgen.model.expression import FUNCTIONS, Expression, Reference, Text
from tlfgen.spec.expression.tokens import Token, Tokens

__all__ = ["require_arity", "require_date", "require_function", "require_no_dtc", "require_pattern"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


def require_function(tokens: Tokens, token: Token) -> None:
    """Raise ``spec.unknown-function`` for a name that is no function of the language."""
    if token.text in FUNCTIONS:
        return
    close = nearest(token.text, FUNCTIONS)
    raise tokens.error(
        f"function '{token.text}' is not known here.",
        at=token,
        hint=f"did you mean '{close}'?" if close else None,
        code="spec.unknown-function",
        allowed=sorted(FUNCTIONS),
    )


def require_arity(tokens: Tokens, token: Token, count: int) -> None:
    """Raise ``spec.arity`` where a function has too few or too many arguments."""
    fewest, most = FUNCTIONS[token.text]
    if fewest <= count and (most is None or count <= most):
        return
    wanted = str(fewest) if most == fewest else f"{fewest} or more"
    if most is not None and most != fewest:
        wanted = f"{fewest} to {most}"
    noun = "argument" if wanted == "1" else "arguments"
    what = f"{token.text} takes {wanted} {noun}, not {count}."
    raise tokens.error(what, at=token, code="spec.arity")


def require_date(tokens: Tokens, token: Token, args: Sequence[Expression]) -> None:
    """Raise ``spec.expression`` where the text in date('...') is not a complete date."""
    if token.text not in {"date", "datetime"} or not isinstance(args[0], Text):
        return
    text, is_date = args[0].value, token.text == "date"
    form = _DATE if is_date else _DATETIME
    try:
        if form.fullmatch(text):
            (date if is_date else datetime).fromisoformat(text)
            return
    except ValueError:
        pass
    shown = "date('2014-09-01')" if is_date else "datetime('2014-09-01T10:30')"
    hint = f"write a complete {token.text}: {shown}."
    raise tokens.error(f"'{text}' is not a {token.text}.", at=token, hint=hint)


def require_no_dtc(tokens: Tokens, at: Token, *operands: Expression) -> None:
    """Raise ``spec.dtc-comparison`` where an operand is a ``--DTC`` variable."""
    for operand in operands:
        if isinstance(operand, Reference) and operand.variable.endswith("DTC"):
            raise tokens.error(
                f"{operand} is ISO 8601 text, which has no order where a part is missing.",
                at=at,
                code="spec.dtc-comparison",
                hint=f"compare dates: datepart({operand}), missing where incomplete.",
            )


def require_pattern(tokens: Tokens, at: Token, pattern: str) -> None:
    """Raise ``spec.expression`` where a pattern is not a regular expression."""
    try:
        re.compile(pattern)
    except re.error as problem:
        what = f"the pattern is not a regular expression: {problem.msg}."
        raise tokens.error(what, at=at) from None
