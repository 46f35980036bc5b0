"""An expression in the words of a method text."""

from __future__ import annotations

from collections.abc import Mapping

from tlfgen.model.expression.canonical import canonical, quoted
from tlfgen.model.expression.tree import (
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
    Or,
    OrderKey,
    Reference,
    Text,
    TextTest,
    Unary,
)

__all__ = ["describe", "describe_order_key"]

_COMPARISONS = {
    "=": "equal to",
    "!=": "not equal to",
    "<": "less than",
    "<=": "less than or equal to",
    ">": "greater than",
    ">=": "greater than or equal to",
}
_TEXT_TESTS = {
    "contains": "containing",
    "starts with": "starting with",
    "matches": "matching the pattern",
}
_CALLS = {
    "abs": "the absolute value of {0}",
    "min": "the smallest of {all}",
    "max": "the largest of {all}",
    "round": "{0} rounded to the nearest multiple of {1}",
    "floor": "{0} rounded down to a whole number",
    "ceil": "{0} rounded up to a whole number",
    "log": "the natural logarithm of {0}",
    "exp": "the exponential of {0}",
    "sqrt": "the square root of {0}",
    "ratio": "the ratio of {0} to {1}",
    "date": "{0} as a date",
    "datetime": "{0} as a date and time",
    "datepart": "the date part of {0}",
    "timepart": "the time part of {0}",
    "year": "the year of {0}",
    "month": "the month of {0}",
    "day": "the day of the month of {0}",
    "upper": "{0} in upper case",
    "lower": "{0} in lower case",
    "trim": "{0} without leading and trailing blanks",
    "scan": "word {1} of {0} split at {2}",
    "concat": "{all} joined",
    "coalesce": "the first value present among {all}",
    "length": "the length of {0}",
    "if": "{1} if {0}, otherwise {2}",
    "number": "{0} as a number",
    "text": "{0} as text in the form {1}",
}
_SUBSTR = {
    2: "the characters of {0} from position {1}",
    3: "{2} characters of {0} from position {1}",
}
_PLURAL = 2


def describe(tree: Expression, labels: Mapping[str, str] | None = None) -> str:
    """
    Put an expression into English, as the reader of a define file sees it.

    Parameters
    ----------
    tree : Expression
    labels : mapping of str to str, optional
        Words shown instead of a variable, a named condition or a list (``$name``), by the name
        as written in the spec. A condition without words is shown with blanks for underscores.

    Examples
    --------
    >>> dose = Reference(None, "EXDOSE")
    >>> zero = Compare("=", dose, Call("abs", (dose,)))
    >>> describe(Or((Compare(">", dose, Text("0")), And((zero, Missing(dose))))))
    "EXDOSE greater than '0', or EXDOSE equal to the absolute value of EXDOSE and EXDOSE is missing"
    >>> describe(Call("datepart", (Reference(None, "EXSTDTC"),)))
    'the date part of EXSTDTC'
    """
    return _Words(labels or {}).say(tree)


def describe_order_key(key: OrderKey, labels: Mapping[str, str] | None = None) -> str:
    """
    Put an order key into English.

    Examples
    --------
    >>> describe_order_key(OrderKey(Reference(None, "AWTDIFF"), descending=True, absolute=True))
    'absolute AWTDIFF (descending)'
    """
    name = describe(key.variable, labels)
    start = f"absolute {name}" if key.absolute else name
    return f"{start} (descending)" if key.descending else start


class _Words:
    """The words of one text, with the labels to be shown in it."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels

    def say(self, tree: Expression) -> str:
        match tree:
            case Or(operands=parts):
                long = any(isinstance(part, And) for part in parts)
                return (", or " if long else " or ").join(self._inside(part, Or) for part in parts)
            case And(operands=parts):
                return " and ".join(self._inside(part, Or, And) for part in parts)
            case Not(operand=part):
                return f"not ({self.say(part)})"
            case Compare() | In() | Between() | TextTest() | Missing():
                return self._test(tree)
            case Binary(op=op, left=left, right=right):
                return self._arithmetic(op, left, right)
            case Unary(operand=part):
                return f"-{self._inside(part, Unary, Binary, Call)}"
            case Call(function=function, args=args):
                return self._call(function, args)
            case Condition(name=name):
                return self._labels.get(name, name.replace("_", " "))
            case Reference():
                return self._labels.get(str(tree), str(tree))
        return canonical(tree)

    def _inside(self, tree: Expression, *bracketed: type) -> str:
        text = self.say(tree)
        return f"({text})" if isinstance(tree, bracketed) else text

    def _arithmetic(self, op: str, left: Expression, right: Expression) -> str:
        first, second = self._inside(left, Call), self._inside(right, Call)
        if isinstance(left, Binary) and op in "*/" and left.op in "+-":
            first = f"({first})"
        if isinstance(right, Binary) and (op in "*/" or right.op in "+-"):
            second = f"({second})"
        return f"{first} {op} {second}"

    def _test(self, tree: Compare | In | Between | TextTest | Missing) -> str:
        if isinstance(tree, Compare):
            return f"{self.say(tree.left)} {_COMPARISONS[tree.op]} {self.say(tree.right)}"
        value, no = self.say(tree.value), "not " if tree.negated else ""
        match tree:
            case Missing():
                return f"{value} is {'present' if tree.negated else 'missing'}"
            case In(items=ListReference(name=name)):
                return f"{value} is {no}one of {self._labels.get(f'${name}', f'${name}')}"
            case In(items=items) if isinstance(items, tuple):
                return f"{value} is {no}one of {', '.join(map(self.say, items))}"
            case Between(low=low, high=high):
                return f"{value} {no}between {self.say(low)} and {self.say(high)}"
            case TextTest(kind=kind, text=text):
                return f"{value} {no}{_TEXT_TESTS[kind]} {quoted(text)}"
        raise AssertionError(tree)

    def _call(self, function: str, args: tuple[Expression, ...]) -> str:
        if function in {"date", "datetime"} and isinstance(args[0], Text):
            return args[0].value
        words = [self.say(arg) for arg in args]
        form = _SUBSTR[len(args)] if function == "substr" else _CALLS[function]
        together = ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) >= _PLURAL else ""
        return form.format(*words, all=together)
