"""The words of an expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import Number

__all__ = [
    "KEYWORDS",
    "REFERENCE",
    "Token",
    "Tokens",
    "number_node",
    "syntax_error",
    "tokenize",
    "unquoted",
]

REFERENCE = re.compile(r"(?:(?P<source>\w+)\.)?(?P<variable>[A-Z_][A-Z0-9_]*)")
KEYWORDS = frozenset(
    {"and", "or", "not", "in", "between", "contains", "starts", "with"}
) | frozenset({"matches", "is", "missing", "present"})
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<text>'(?:[^']|'')*')
      | (?P<list>\$[A-Za-z_][\w.]*)
      | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)
      | (?P<symbol><=|>=|!=|[=<>+\-*/(),])""",
    re.VERBOSE,
)
_STRAY = (
    ('"', "text stands in single quotes: 'Y'."),
    ("==", "equality is written with one sign: =."),
    ("<>", "inequality is written !=."),
    ("^=", "inequality is written !=."),
    ("~=", "inequality is written !=."),
    ("¬=", "inequality is written !=."),
    ("&", "write 'and'."),
    ("||", "write 'or' between conditions, concat(...) for text."),
    ("|", "write 'or'."),
    ("!", "write 'not', or != for inequality."),
    ("[", "a list stands in round brackets: ('A', 'B')."),
    ("{", "braces belong to YAML; put the whole expression in double quotes there."),
    ("%", "there is no remainder; use floor(...)."),
    ("‘", "use the straight quote '."),
    ("’", "use the straight quote '."),
    ("“", "text stands in straight single quotes: 'Y'."),
    ("”", "text stands in straight single quotes: 'Y'."),
    ("≥", "write >=."),
    ("≤", "write <=."),
    ("≠", "write !=."),
    ("−", "use the plain minus sign -."),
    ("–", "use the plain minus sign -."),
)
_BESIDE = 70
_EXACT_DIGITS = 15
_DEEPEST = 40
_MOST_SIGNS = 150


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind, the characters, and where they start."""

    kind: str
    text: str
    start: int


def syntax_error(
    text: str,
    start: int,
    what: str,
    source: Source | None,
    *,
    hint: str | None = None,
    code: str = "spec.expression",
    allowed: Sequence[str] = (),
) -> SpecError:
    """
    Build the error that points into an expression.

    The column of the source is moved to the character meant; an excerpt with a mark below
    that character is added.
    """
    if source is not None and source.column and "\n" not in text[:start]:
        source = replace(source, column=source.column + start)
    first = max(0, start - _BESIDE)
    shown = re.sub(r"\s", " ", text[first : start + _BESIDE])
    details = (shown.rstrip(), " " * (start - first) + "^")
    return SpecError.of(code, what, source, allowed=allowed, hint=hint, details=details)


def tokenize(text: str, source: Source | None) -> list[Token]:
    """
    Cut an expression into words; the last one has the kind ``end``.

    Raises
    ------
    SpecError
        ``spec.expression`` at a character or a quote that no word begins with, or where brackets
        lie more than 40 deep or more than 150 signs of arithmetic stand.
    """
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        _refuse_look_alike(text, place, source)
        if found is None:
            raise _stray(text, place, source)
        if found.lastgroup != "space":
            kind = found.lastgroup or ""
            word = found.group()
            if kind == "name" and word in KEYWORDS:
                kind = "word"
            tokens.append(Token(kind, word, place))
        place = found.end()
    tokens.append(Token("end", "", len(text)))
    _require_size(text, tokens, source)
    return tokens


def number_node(text: str) -> Number:
    """Give the number a word stands for; whole numbers stay whole."""
    if text.isdigit() and len(text) <= _EXACT_DIGITS:
        return Number(int(text))
    return Number(float(text))


def unquoted(token: Token) -> str:
    """Give the text between the quotes."""
    return token.text[1:-1].replace("''", "'")


class Tokens:
    """The words of one expression, read from left to right."""

    def __init__(self, text: str, source: Source | None) -> None:
        self.text = text
        self.source = source
        self._words = tokenize(text, source)
        self._at = 0

    @property
    def here(self) -> Token:
        """The next word."""
        return self._words[self._at]

    def after(self, steps: int) -> Token:
        """Give the word some steps ahead."""
        return self._words[min(self._at + steps, len(self._words) - 1)]

    def take(self) -> Token:
        """Give the next word and go past it."""
        token = self.here
        if token.kind != "end":
            self._at += 1
        return token

    def accept(self, *words: str) -> bool:
        """Go past the words if exactly these come next."""
        for step, word in enumerate(words):
            token = self.after(step)
            if token.text != word or token.kind not in {"word", "symbol"}:
                return False
        self._at += len(words)
        return True

    def expect(self, word: str, why: str) -> None:
        """Go past the word, or raise what was wanted."""
        if not self.accept(word):
            raise self.error(f"{why}, not {self.shown(self.here)}.")

    def shown(self, token: Token) -> str:
        """Give the word as an error quotes it."""
        return "the end" if token.kind == "end" else f"'{token.text}'"

    def error(
        self,
        what: str,
        *,
        at: Token | None = None,
        hint: str | None = None,
        code: str = "spec.expression",
        allowed: Sequence[str] = (),
    ) -> SpecError:
        """Build the error that points at a word, by default the next one."""
        start = (at or self.here).start
        return syntax_error(
            self.text, start, what, self.source, hint=hint, code=code, allowed=allowed
        )


def _refuse_look_alike(text: str, place: int, source: Source | None) -> None:
    for mark in ("==", "<>"):
        if text.startswith(mark, place):
            raise _stray(text, place, source)


def _require_size(text: str, tokens: Sequence[Token], source: Source | None) -> None:
    depth = signs = 0
    for token in tokens:
        if token.kind != "symbol":
            continue
        depth += (token.text == "(") - (token.text == ")")
        signs += token.text in {"+", "-", "*", "/"}
        if depth > _DEEPEST or signs > _MOST_SIGNS:
            hint = "split it into work columns or named conditions."
            what = "the expression is too long to be read."
            raise syntax_error(text, token.start, what, source, hint=hint)


def _stray(text: str, place: int, source: Source | None) -> SpecError:
    if text[place] == "'":
        hint = "close the text with '; a quote inside it is written ''."
        return syntax_error(text, place, "the quote is not closed.", source, hint=hint)
    for mark, hint in _STRAY:
        if text.startswith(mark, place):
            return syntax_error(text, place, f"{mark} does not belong here.", source, hint=hint)
    if text[place].isdigit() or text[place] == ".":
        word = re.match(r"[\w.]+", text[place:])
        shown = word.group() if word else text[place]
        if shown.startswith(".") and place and text[place - 1].isalnum():
            hint = "a variable has one source before it: SOURCE.VARIABLE."
            return syntax_error(text, place, "a name has one dot at most.", source, hint=hint)
        hint = "a code is a text, '001'; a date is written date('2014-09-01')."
        return syntax_error(text, place, f"'{shown}' is not a number.", source, hint=hint)
    return syntax_error(text, place, f"'{text[place]}' does not belong here.", source)
