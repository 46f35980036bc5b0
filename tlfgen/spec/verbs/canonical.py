"""The one way a derivation is written, for hashes or the define file."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tlfgen.model.expression import OrderKey, Reference, canonical_order_key
from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.declaration import Verb
from tlfgen.spec.verbs.derivation import Derivation

__all__ = ["canonical_derivation", "derivation_hash"]


def canonical_derivation(value: Any) -> str:
    """
    Write a derivation, or any part of a spec, as JSON in the one form.

    Keys are sorted, parameters at their default are left out, expressions are canonical.

    Examples
    --------
    >>> from tlfgen.spec.verbs.dates import StudyDay
    >>> canonical_derivation(StudyDay.model_validate({"of": "ADT", "from": "TRTSDT"}))
    '{"study_day": {"from": "TRTSDT", "of": "ADT"}}'
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def derivation_hash(value: Any) -> str:
    """Give the SHA-256 of the canonical derivation, hexadecimal; its text override left out."""
    without = {"text": None, "text_hash": None}
    given = value.model_copy(update=without) if isinstance(value, Derivation) else value
    return hashlib.sha256(canonical_derivation(given).encode()).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Formula() | Reference():
            return str(value)
        case OrderKey():
            return canonical_order_key(value)
        case Derivation():
            beside = _fields(value)
            step = beside.pop("step")
            return {**step, **beside} if beside else step
        case Verb():
            return {value.verb: _fields(value)}
        case SpecNode():
            return _fields(value)
        case tuple() | list():
            return [_plain(one) for one in value]
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case None | bool() | int() | float():
            return value
    return str(value)


def _fields(node: SpecNode) -> dict[str, Any]:
    found = {}
    for name, field in type(node).model_fields.items():
        value = getattr(node, name)
        if not field.is_required() and value == field.get_default(call_default_factory=True):
            continue
        found[field.alias or name] = _plain(value)
    return found
