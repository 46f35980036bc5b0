"""The turns of phrase that the method texts of several verbs share."""

from __future__ import annotations

from tlfgen.model.expression import (
    And,
    Between,
    Compare,
    Condition,
    Expression,
    In,
    Missing,
    Not,
    Or,
    OrderKey,
    Reference,
    TextTest,
)
from tlfgen.spec.slots import Formula
from tlfgen.spec.verbs.derivation import Derivation, Fixed
from tlfgen.spec.verbs.expr import Expr
from tlfgen.spec.words import Words, listed

__all__ = [
    "clause",
    "fixed_phrase",
    "group_phrase",
    "order_phrase",
    "plain_expression",
    "quoted",
    "record_phrase",
    "value_phrase",
    "value_sentence",
]

_SAYS_IS = (In, Missing, Not)


def record_phrase(alias: str, where: Formula | None, words: Words) -> str:
    """
    Give ``EX record with EXDOSE greater than 0``, ready for an article before it.

    A condition that is said with ``is`` follows ``where`` instead of ``with``.
    """
    name = words.dataset(alias)
    if where is None:
        return f"{name} record"
    if isinstance(where.tree, Condition):
        said = words.say(where)
        article = "an" if said[:1].lower() in "aeiou" else "a"
        return f"{name} record with {article} {said}"
    link = "where" if _says_is(where.tree) else "with"
    return f"{name} record {link} {words.say(where)}"


def _says_is(tree: Expression) -> bool:
    if isinstance(tree, (And, Or)):
        return any(_says_is(part) for part in tree.operands)
    return isinstance(tree, _SAYS_IS)


_TEXT_VERBS = {
    "contains": ("contains", "does not contain"),
    "starts with": ("starts with", "does not start with"),
    "matches": ("matches the pattern", "does not match the pattern"),
}


def clause(condition: Formula | Expression, words: Words) -> str:
    """
    Give a condition as a clause that may follow ``if``: ``EXDOSE is greater than 0``.

    Examples
    --------
    >>> from tlfgen.spec.expression import parse_expression
    >>> clause(parse_expression("A > 1 and (B contains 'X' or C is missing)"), Words())
    "A is greater than 1 and (B contains 'X' or C is missing)"
    """
    tree = condition.tree if isinstance(condition, Formula) else condition
    match tree:
        case Or(operands=parts):
            long = ", or " if any(isinstance(part, And) for part in parts) else " or "
            return long.join(_inner(part, words, Or) for part in parts)
        case And(operands=parts):
            return " and ".join(_inner(part, words, Or, And) for part in parts)
        case Not(operand=part):
            return f"not ({clause(part, words)})"
        case Compare(left=left):
            text, subject = words.say(tree), words.say(left)
            return f"{subject} is{text[len(subject) :]}"
        case Between(value=value):
            text, subject = words.say(tree), words.say(value)
            return f"{subject} is{text[len(subject) :]}"
        case TextTest(kind=kind, value=value, text=text):
            return f"{words.say(value)} {_TEXT_VERBS[kind][tree.negated]} '{text}'"
        case Condition():
            return f"the condition {words.say(tree)} holds"
    return words.say(tree)


def _inner(tree: Expression, words: Words, *bracketed: type) -> str:
    text = clause(tree, words)
    return f"({text})" if isinstance(tree, bracketed) else text


def order_phrase(order: tuple[OrderKey, ...], words: Words) -> str:
    """Give ``, in order of EXSTDTC, then EXSEQ``, or nothing."""
    return f", in order of {words.order(order)}," if order else ""


def group_phrase(by: tuple[Reference, ...]) -> str:
    """Give ``within each combination of USUBJID and PARAMCD``."""
    if len(by) == 1:
        return f"within each {by[0]}"
    return f"within each combination of {listed(map(str, by))}"


def quoted(text: str | None) -> str:
    """Give a fixed text as a sentence shows it."""
    return "missing" if text is None else f"'{text}'"


def fixed_phrase(value: Fixed) -> str:
    """Give a fixed value as a sentence shows it."""
    return quoted(value.value)


def value_phrase(value: Fixed | Derivation, targets: tuple[str, ...], words: Words) -> str:
    """
    Give a value as a noun: ``'Y'``, ``missing``, ``54 * TRTDURD``.

    A verb is given by its sentence in brackets.
    """
    if isinstance(value, Fixed):
        return fixed_phrase(value)
    plain = plain_expression(value)
    if plain is not None:
        return words.say(plain)
    return f"the value derived as follows ({value.sentence(targets, words).rstrip('.')})"


def value_sentence(value: Fixed | Derivation, targets: tuple[str, ...], words: Words) -> str:
    """Give the sentence that follows a choice: ``The value is the date part of EXSTDTC.``."""
    if isinstance(value, Fixed):
        return f"The value is {fixed_phrase(value)}."
    plain = plain_expression(value)
    if plain is not None:
        return f"The value is {words.say(plain)}{words.meaning(plain)}."
    return value.sentence(targets, words)


def plain_expression(value: Derivation) -> Formula | None:
    """Give the expression where a derivation is nothing else."""
    if isinstance(value.step, Expr) and not value.fallback and value.text is None:
        return value.step.value
    return None
