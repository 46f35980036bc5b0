"""The grammar of expressions, by recursive descent."""

from __future__ import annotations

import re
from collections.abc import Callable

from tlfgen.core.source import Source
from tlfgen.model.expression import (
    And,
    Between,
    Binary,
    Call,
    Compare,
    Condition,
    Expression,
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
    is_truth,
)
from tlfgen.spec.expression.hints import after_end, instead_of_name
from tlfgen.spec.expression.rules import (
    require_arity,
    require_date,
    require_function,
    require_no_dtc,
    require_pattern,
)
from tlfgen.spec.expression.tokens import REFERENCE, Token, Tokens, number_node, unquoted

__all__ = ["parse_expression", "parse_filter"]

_LOWER = re.compile(r"[a-z][a-z0-9_]*")
_WORD_TESTS = frozenset({"in", "between", "contains", "starts", "matches"})
_ABSENT = frozenset({"null", "none", "nan", "na", "missing"})
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def parse_expression(text: str, source: Source | None = None) -> Expression:
    """
    Read an expression, a value or a condition.

    Parameters
    ----------
    text : str
    source : Source or None
        Where the text begins; errors point into it.

    Raises
    ------
    SpecError
        ``spec.expression`` where the text leaves the grammar, ``spec.unknown-function``,
        ``spec.arity`` for a wrong number of arguments, ``spec.dtc-comparison`` where a
        ``--DTC`` text meets ``<`` or ``>``.

    Examples
    --------
    >>> parse_expression("AVAL > 3 * ANRHI").op
    '>'
    """
    tokens = Tokens(text, source)
    tree = _Parser(tokens).disjunction()
    if tokens.here.kind != "end":
        raise after_end(tokens)
    return tree


def parse_filter(text: str, source: Source | None = None) -> Expression:
    """
    Read an expression that has to be true or false.

    Raises
    ------
    SpecError
        As `parse_expression`; also ``spec.expression`` for a value.
    """
    tree = parse_expression(text, source)
    if not is_truth(tree):
        raise _no_condition(Tokens(text, source))
    return tree


class _Parser:
    """One method a rule of the grammar."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def disjunction(self) -> Expression:
        return self._joined("or", self._conjunction, Or)

    def _conjunction(self) -> Expression:
        return self._joined("and", self._negation, And)

    def _joined(
        self, word: str, part: Callable[[], Expression], node: type[And | Or]
    ) -> Expression:
        start = self._tokens.here
        first = part()
        if not self._tokens.accept(word):
            return first
        parts = [self._truth(first, start)]
        while True:
            start = self._tokens.here
            parts.append(self._truth(part(), start))
            if not self._tokens.accept(word):
                return node(tuple(parts))

    def _negation(self) -> Expression:
        if not self._tokens.accept("not"):
            return self._test()
        start = self._tokens.here
        return Not(self._truth(self._test(), start))

    def _test(self) -> Expression:
        tokens, start = self._tokens, self._tokens.here
        value = self._sum()
        here = tokens.here
        if here.kind not in {"word", "symbol"} or here.text in {"and", "or", ")", ","}:
            return value
        if here.text in _COMPARISONS:
            return self._comparison(self._value(value, start))
        if tokens.accept("is"):
            for word in ("missing", "present"):
                if tokens.accept(word):
                    return Missing(self._value(value, start), negated=word == "present")
            hint = "absence is written 'is missing', its opposite 'is present'."
            raise tokens.error("'is' stands before 'missing' or 'present'.", hint=hint)
        negated = tokens.after(1).text in _WORD_TESTS and tokens.accept("not")
        if tokens.here.text in _WORD_TESTS and tokens.here.kind == "word":
            return self._word_test(self._value(value, start), negated=negated)
        return value

    def _comparison(self, left: Expression) -> Expression:
        tokens = self._tokens
        sign, start = tokens.take(), tokens.here
        right = self._value(self._sum(), start)
        if tokens.here.text in _COMPARISONS and tokens.here.kind == "symbol":
            hint = "join two comparisons with 'and', or write 'between'."
            raise tokens.error("a comparison has two sides.", hint=hint)
        if sign.text not in {"=", "!="}:
            require_no_dtc(tokens, sign, left, right)
        return Compare(sign.text, left, right)  # type: ignore[arg-type]  # one of _COMPARISONS

    def _word_test(self, value: Expression, *, negated: bool) -> Expression:
        tokens = self._tokens
        word = tokens.take()
        if word.text == "in":
            return In(value, self._items(), negated)
        if word.text == "between":
            start = tokens.here
            low = self._value(self._sum(), start)
            tokens.expect("and", "'between' has two ends joined by 'and'")
            start = tokens.here
            high = self._value(self._sum(), start)
            require_no_dtc(tokens, word, value, low, high)
            return Between(value, low, high, negated)
        if word.text == "starts":
            tokens.expect("with", "'starts' stands before 'with'")
            return TextTest("starts with", value, self._test_text("starts with"), negated)
        if word.text == "contains":
            return TextTest("contains", value, self._test_text("contains"), negated)
        return TextTest("matches", value, self._test_text("matches"), negated)

    def _test_text(self, word: str) -> str:
        tokens, token = self._tokens, self._tokens.here
        if token.kind != "text":
            hint = f"write {word} 'TEXT'."
            raise tokens.error(f"'{word}' wants a text, not {tokens.shown(token)}.", hint=hint)
        text = unquoted(tokens.take())
        if not text:
            hint = "absence is written 'is missing'."
            raise tokens.error(f"'{word}' wants a text that is not empty.", at=token, hint=hint)
        if word == "matches":
            require_pattern(tokens, token, text)
        return text

    def _items(self) -> tuple[Expression, ...] | ListReference:
        tokens, token = self._tokens, self._tokens.here
        if token.kind == "list":
            tokens.take()
            name = token.text[1:]
            if name == "code" or name.split(".")[0] == "source" or not _LOWER.fullmatch(name):
                hint = "a list of the study has a lower_snake name other than source and code."
                raise tokens.error(f"'{token.text}' is not a list.", at=token, hint=hint)
            return ListReference(name)
        hint = "write in ('A', 'B') or in $list."
        if not tokens.accept("("):
            raise tokens.error(f"'in' wants a list, not {tokens.shown(token)}.", hint=hint)
        if tokens.here.text == ")":
            raise tokens.error("a list holds one literal at least.", hint=hint)
        items = [self._literal()]
        while tokens.accept(","):
            items.append(self._literal())
        tokens.expect(")", "the list is closed with )")
        return tuple(items)

    def _literal(self) -> Expression:
        tokens, token = self._tokens, self._tokens.here
        item = self._unary()
        dated = isinstance(item, Call) and item.function in {"date", "datetime"}
        if isinstance(item, Number | Text) or (
            isinstance(item, Call) and dated and isinstance(item.args[0], Text)
        ):
            return item
        hint = "text stands in single quotes; compare with a variable by '='."
        raise tokens.error("a list holds literals only.", at=token, hint=hint)

    def _sum(self) -> Expression:
        return self._chain(("+", "-"), self._term)

    def _term(self) -> Expression:
        return self._chain(("*", "/"), self._unary)

    def _chain(self, signs: tuple[str, ...], part: Callable[[], Expression]) -> Expression:
        tokens, start = self._tokens, self._tokens.here
        left = part()
        while tokens.here.kind == "symbol" and tokens.here.text in signs:
            sign = tokens.take().text
            left, place = self._value(left, start), tokens.here
            right = self._value(part(), place)
            left = Binary(sign, left, right)  # type: ignore[arg-type]  # one of the signs
        return left

    def _unary(self) -> Expression:
        tokens = self._tokens
        if not tokens.accept("-"):
            return self._atom()
        start = tokens.here
        if start.kind == "number":
            return Number(-number_node(tokens.take().text).value)
        return Unary("-", self._value(self._atom(), start))

    def _atom(self) -> Expression:
        tokens, token = self._tokens, self._tokens.here
        if tokens.accept("("):
            inner = self.disjunction()
            tokens.expect(")", "the bracket is closed with )")
            return inner
        if token.kind == "number":
            return number_node(tokens.take().text)
        if token.kind == "text":
            return Text(unquoted(tokens.take()))
        if token.kind != "name":
            raise instead_of_name(tokens)
        tokens.take()
        if tokens.here.text == "(" and "." not in token.text:
            return self._call(token)
        if found := REFERENCE.fullmatch(token.text):
            return Reference(found["source"], found["variable"])
        if _LOWER.fullmatch(token.text):
            return Condition(token.text)
        hint = f"variables are in upper case: {token.text.upper()}."
        raise tokens.error(f"'{token.text}' is not a name of the language.", at=token, hint=hint)

    def _call(self, token: Token) -> Expression:
        tokens, name = self._tokens, token.text
        require_function(tokens, token)
        tokens.take()
        args: list[Expression] = []
        while tokens.here.text != ")" or tokens.here.kind != "symbol":
            start, arg = tokens.here, self.disjunction()
            wants_truth = name == "if" and not args
            args.append(self._truth(arg, start) if wants_truth else self._value(arg, start))
            if not tokens.accept(","):
                break
        tokens.expect(")", f"the arguments of {name} are closed with )")
        require_arity(tokens, token, len(args))
        require_date(tokens, token, args)
        return Call(name, tuple(args))

    def _truth(self, tree: Expression, start: Token) -> Expression:
        if is_truth(tree):
            return tree
        raise _no_condition(self._tokens, start)

    def _value(self, tree: Expression, start: Token) -> Expression:
        if not is_truth(tree):
            return tree
        hint = "a condition is joined by and, or, not; it has no value to compare."
        if isinstance(tree, Condition):
            hint = f"a lower-case word is a named condition; a variable is {tree.name.upper()}."
            if tree.name in _ABSENT:
                hint = "absence is written 'is missing', its opposite 'is present'."
        raise self._tokens.error("a condition stands where a value is wanted.", at=start, hint=hint)


def _no_condition(tokens: Tokens, start: Token | None = None) -> Exception:
    hint = "compare it, as in SAFFL = 'Y', or write 'is present'."
    return tokens.error("a value stands where a condition is wanted.", at=start, hint=hint)
