"""What to write instead of the habits of other languages."""

from __future__ import annotations

from tlfgen.core.errors import SpecError
from tlfgen.spec.expression.tokens import KEYWORDS, Tokens

__all__ = ["after_end", "instead_of_name"]

_P21 = {"EQ": "=", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "NOTIN": "not in"}
_OTHER = {
    "is": "absence is written 'is missing', its opposite 'is present'.",
    "not": "write 'not in', 'not between', 'not contains', or 'not' before the condition.",
    "if": "a choice is written if(condition, value, other value).",
    "else": "a choice is written if(condition, value, other value).",
    "like": "use contains 'TEXT', starts with 'TEXT' or matches 'PATTERN'.",
    "startswith": "write starts with 'TEXT'.",
    "null": "absence is written 'is missing'.",
}


def after_end(tokens: Tokens) -> SpecError:
    """Build the error for a word after a complete expression."""
    token = tokens.here
    shown = tokens.shown(token)
    hint = _OTHER.get(token.text.lower())
    if token.text in _P21:
        hint = f"{token.text} is written {_P21[token.text]}."
    elif token.text.lower() in KEYWORDS and token.text not in KEYWORDS:
        hint = f"write '{token.text.lower()}' in lower case."
    elif token.text == "(":
        hint = "a function name stands directly before the bracket, in lower case."
    elif token.kind in {"text", "number", "name"} and hint is None:
        hint = "an operator such as =, in, and is missing before it."
    return tokens.error(f"{shown} follows a complete expression.", hint=hint)


def instead_of_name(tokens: Tokens) -> SpecError:
    """Build the error for a word where a value has to stand."""
    token = tokens.here
    shown = tokens.shown(token)
    hint = None
    if token.kind == "list":
        hint = "a list of the study stands after 'in': X in $list."
    elif token.kind == "word" and token.text == "not":
        hint = "put the negated condition in brackets: not (A = 1)."
    elif token.kind == "word":
        hint = f"'{token.text}' is a word of the language; text stands in single quotes."
    elif token.text == "=":
        hint = "comparisons are =, !=, <, <=, >, >=."
    return tokens.error(f"a value is wanted, not {shown}.", hint=hint)
