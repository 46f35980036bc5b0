"""The keys of an order."""

from __future__ import annotations

from tlfgen.core.source import Source
from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.expression.tokens import REFERENCE, Tokens

__all__ = ["parse_order_key"]


def parse_order_key(text: str, source: Source | None = None) -> OrderKey:
    """
    Read one key of an order, such as ``desc abs AWTDIFF``.

    Raises
    ------
    SpecError
        ``spec.expression`` for anything but an optional ``desc``, ``abs`` and one variable.

    Examples
    --------
    >>> parse_order_key("desc ADT").descending
    True
    """
    tokens = Tokens(text, source)
    words = []
    while tokens.here.text in {"desc", "abs", "asc"}:
        words.append(tokens.take().text)
    found = REFERENCE.fullmatch(tokens.here.text)
    if words not in ([], ["desc"], ["abs"], ["desc", "abs"]) or found is None:
        hint = "an order key is [desc] [abs] VARIABLE; ascending is the default."
        raise tokens.error(f"'{text}' is not an order key.", hint=hint)
    tokens.take()
    if tokens.here.kind != "end":
        hint = "give several keys as a list; 'desc' stands before the variable."
        raise tokens.error(f"{tokens.shown(tokens.here)} follows the variable.", hint=hint)
    reference = Reference(found["source"], found["variable"])
    return OrderKey(reference, descending="desc" in words, absolute="abs" in words)
