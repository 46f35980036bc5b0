"""Random expressions, frames to apply them to, with a plain way to work each out by hand."""

import math
import re

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tlfgen.frame.evaluate import Scope
from tlfgen.model.expression import (
    And,
    Between,
    Binary,
    Call,
    Compare,
    Condition,
    In,
    ListReference,
    Missing,
    Not,
    Number,
    Or,
    Reference,
    Text,
    TextTest,
    Unary,
)

SIGNS = ("=", "!=", "<", "<=", ">", ">=")
NUMBERS = ("N", "M")
TEXTS = ("T", "U")
WORDS = ("", " ", "A", "A ", "B", "AB", "it's")

small = st.sampled_from([-2, -1, 0, 0.5, 1, 2, 3])
words = st.sampled_from(WORDS)
numbers = st.one_of(
    small.map(Number), st.sampled_from(NUMBERS).map(lambda name: Reference(None, name))
)
texts = st.one_of(words.map(Text), st.sampled_from(TEXTS).map(lambda name: Reference(None, name)))


def number_trees():
    """Give expressions whose value is a number."""
    return st.recursive(
        numbers,
        lambda inner: st.one_of(
            st.builds(Binary, st.sampled_from("+-*"), inner, inner),
            st.builds(lambda part: Unary("-", part), inner),
            st.builds(lambda one, other: Call("min", (one, other)), inner, inner),
            st.builds(lambda one, other: Call("max", (one, other)), inner, inner),
            st.builds(lambda one, other: Call("coalesce", (one, other)), inner, inner),
            st.builds(lambda one, other: Call("ratio", (one, other)), inner, inner),
            st.builds(lambda part: Call("abs", (part,)), inner),
        ),
        max_leaves=4,
    )


def text_trees():
    """Give expressions whose value is a text."""
    return st.recursive(
        texts,
        lambda inner: st.one_of(
            st.builds(lambda one, other: Call("concat", (one, other)), inner, inner),
            st.builds(lambda one, other: Call("coalesce", (one, other)), inner, inner),
            st.builds(lambda part: Call("lower", (part,)), inner),
        ),
        max_leaves=3,
    )


def _tests():
    number, text = number_trees(), text_trees()
    negated = st.booleans()
    needle = st.sampled_from(["A", "B", " ", "it's"])
    return st.one_of(
        st.builds(Compare, st.sampled_from(SIGNS), number, number),
        st.builds(Compare, st.sampled_from(SIGNS), text, text),
        st.builds(In, number, st.lists(small.map(Number), min_size=1).map(tuple), negated),
        st.builds(In, text, st.lists(words.map(Text), min_size=1).map(tuple), negated),
        st.builds(Between, number, number, number, negated),
        st.builds(Missing, st.one_of(number, text), negated),
        st.builds(TextTest, st.sampled_from(["contains", "starts with"]), text, needle, negated),
        st.builds(TextTest, st.just("matches"), text, st.just("[AB]+"), negated),
    )


def truth_trees():
    """Give expressions that are true or false."""
    return st.recursive(
        _tests(),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=4,
    )


def any_trees():
    """Give expressions of every kind of node, also those a frame is not needed for."""
    named = st.one_of(
        st.builds(Condition, st.sampled_from(["saf", "valid_dose"])),
        st.builds(
            In,
            st.builds(Reference, st.sampled_from([None, "EX", "n"]), st.just("AVAL")),
            st.just(ListReference("arms")),
            st.booleans(),
        ),
    )
    choice = st.builds(
        lambda question, one, other: Call("if", (question, one, other)),
        truth_trees(),
        number_trees(),
        number_trees(),
    )
    division = st.builds(Binary, st.just("/"), number_trees(), number_trees())
    return st.one_of(
        truth_trees(),
        number_trees(),
        text_trees(),
        choice,
        division,
        st.lists(st.one_of(named, truth_trees()), min_size=2, max_size=3).map(
            lambda parts: Or(tuple(parts))
        ),
    )


rows = st.fixed_dictionaries(
    {
        "N": st.one_of(st.none(), small.map(float)),
        "M": st.one_of(st.none(), small.map(float)),
        "T": st.one_of(st.none(), words),
        "U": st.one_of(st.none(), words),
    }
)
records = st.lists(rows, min_size=1, max_size=6)


def frame_of(found):
    """Give the frame of some records: one text column plain, one categorical."""
    frame = pd.DataFrame(found, columns=["N", "M", "T", "U"])
    return frame.assign(
        N=frame["N"].astype("float64"),
        M=pd.array(frame["M"].astype("float64"), dtype="Float64"),
        T=frame["T"].astype("string[pyarrow]"),
        U=pd.Categorical(frame["U"].astype(object).where(frame["U"].notna(), None), WORDS),
    )


def scope_of(frame):
    """Give the scope of a frame."""
    return Scope(lambda reference: frame[reference.variable], frame.index)


def answer(tree, row):
    """Work out a condition for one record, as the rules say it."""
    match tree:
        case And(operands=parts):
            return all(answer(part, row) for part in parts)
        case Or(operands=parts):
            return any(answer(part, row) for part in parts)
        case Not(operand=part):
            return not answer(part, row)
        case Compare(op=op, left=left, right=right):
            return _compared(op, value(left, row), value(right, row))
        case In(value=part, items=items):
            found = value(part, row)
            return any(_compared("=", found, value(i, row)) for i in items) != tree.negated
        case Between(value=part, low=low, high=high):
            found = value(part, row)
            inside = _compared(">=", found, value(low, row)) and _compared(
                "<=", found, value(high, row)
            )
            return inside != tree.negated
        case Missing(value=part):
            found = value(part, row)
            return (found is None or (isinstance(found, str) and not found.strip(" "))) != (
                tree.negated
            )
        case TextTest(kind=kind, value=part, text=text):
            found = value(part, row).rstrip(" ")
            holds = {
                "contains": text in found,
                "starts with": found[: len(text)] == text,
                "matches": bool(re.match(f"(?:{text})\\Z", found)),
            }
            return holds[kind] != tree.negated
    raise TypeError(tree)


def _compared(op, left, right):
    if left is None or right is None:
        return op == "!="
    if isinstance(left, str):
        left, right = left.rstrip(" "), right.rstrip(" ")
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def value(tree, row):
    """Work out a value for one record: None for a missing number, blank for a missing text."""
    match tree:
        case Number(value=found) | Text(value=found):
            return found
        case Reference(variable=name):
            found = row[name]
            return found or "" if name in TEXTS else found
        case Unary(operand=part):
            found = value(part, row)
            return None if found is None else -found
        case Binary(op=op, left=left, right=right):
            one, other = value(left, row), value(right, row)
            if one is None or other is None:
                return None
            return {"+": one + other, "-": one - other, "*": one * other}[op]
        case Call(function=name, args=args):
            return _called(name, [value(arg, row) for arg in args])
    raise TypeError(tree)


def _called(name, args):
    present = [arg for arg in args if arg is not None]
    match name:
        case "min" | "max":
            return {"min": min, "max": max}[name](present) if present else None
        case "coalesce":
            held = [arg for arg in present if not isinstance(arg, str) or arg.strip(" ")]
            return held[0] if held else args[-1]
        case "concat":
            return "".join(args)
        case "lower":
            return args[0].lower()
    if len(present) < len(args):
        return None
    if name == "abs":
        return math.fabs(args[0])
    return args[0] / args[1] if args[1] else None


def same(expected, found):
    """Say whether two values are alike, missing beside missing."""
    if expected is None or (isinstance(expected, str) and not expected.strip(" ")):
        return pd.isna(found)
    if isinstance(expected, str):
        return expected == found
    return bool(np.isclose(expected, found, rtol=1e-12, atol=0))
