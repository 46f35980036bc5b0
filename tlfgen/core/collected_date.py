"""ISO 8601 text made from dates as a form collected them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tlfgen.core.errors import SpecError
from tlfgen.core.isodate import Part, PartialDate, part_problem
from tlfgen.core.source import Source

__all__ = ["MONTH_NAMES", "build_iso", "require_date_format"]

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ABBREVIATIONS = {name[:3].upper(): number for number, name in enumerate(MONTH_NAMES, 1)}
_NAMES = {name.upper(): number for number, name in enumerate(MONTH_NAMES, 1)}
_TOKEN = re.compile(r"month|MONTH|mon|MON|mmm|MMM|yyyy|yy|y|mm|m|dd|d|HH|H|MM|M|SS|S|p|P")
_PART_OF: dict[str, Part] = {
    "y": "year",
    "m": "month",
    "d": "day",
    "H": "hour",
    "M": "minute",
    "S": "second",
}
_NOON = 12
_CENTURY = 100
_FORMS = "y yy yyyy, m mm mon mmm month, d dd, H HH, M MM, S SS, p; '|' between alternatives"


@dataclass(frozen=True, slots=True)
class _Form:
    """One form compiled: its pattern, with the part each group stands for."""

    pattern: re.Pattern[str]
    tokens: tuple[str, ...]


def require_date_format(form: str, source: Source | None = None) -> None:
    """
    Raise unless a form of collected dates can be read.

    Raises
    ------
    SpecError
        ``spec.date-format`` where the form has no token, or one token twice.
    """
    for alternative in form.split("|"):
        tokens = [found.group() for found in _TOKEN.finditer(alternative)]
        parts = [_part(token) for token in tokens]
        rest = _TOKEN.sub("", alternative)
        if (
            not tokens
            or len(set(parts)) < len(parts)
            or re.search(r"[A-Za-z%]", rest.replace("T", ""))
        ):
            what = f"'{form}' is not a form of dates."
            raise SpecError.of("spec.date-format", what, source, allowed=(_FORMS,))


def build_iso(
    parts: Sequence[str],
    formats: Sequence[str],
    *,
    unknown: Collection[str] = (),
    year_cutoff: int | None = None,
) -> tuple[str, str | None]:
    """
    Make ISO 8601 text from collected texts, each with its own form.

    Parameters
    ----------
    parts : sequence of str
        The texts as collected: a date, a date and a time, or day, month and year apart.
    formats : sequence of str
        One form a part, such as ``d-m-y``, ``dd-MON-yyyy``, ``mm/dd/yyyy``, ``H:M``, ``H:M p``.
        Lower-case ``m`` is the month, upper-case ``M`` the minute. Several forms of one part
        are separated by ``|``; the first that fits is used. One letter stands for any usual
        width.
    unknown : collection of str
        Words that stand for an unknown part, in any case, such as UN, UNK, NA.
    year_cutoff : int, optional
        First of the hundred years that years of two digits mean. Without it such a year is a
        problem.

    Returns
    -------
    (str, str or None)
        The text, blank where nothing is known, with the problem; where there is a problem the
        text is blank.

    Raises
    ------
    SpecError
        ``spec.date-format``; ``spec.arity`` where the counts of parts and formats differ.

    Notes
    -----
    Source: SDTMIG 3.4, section 4.4.2.

    Examples
    --------
    >>> build_iso(["UN-FEB-2014", "7:05"], ["d-mon-y", "H:M"], unknown=["UN"])
    ('2014-02--T07:05', None)
    >>> build_iso(["31/02/2014"], ["d/m/y"])
    ('', "'31/02/2014' is no date: month 2 of 2014 has 28 days, not 31")
    """
    if len(parts) != len(formats):
        what = f"{len(parts)} parts have {len(formats)} formats; each part has one."
        raise SpecError.of("spec.arity", what)
    words = tuple(sorted({word.upper() for word in unknown}, key=lambda word: (-len(word), word)))
    known: dict[str, int] = {}
    for text, form in zip(parts, formats, strict=True):
        stripped = text.strip()
        if not stripped or stripped.upper() in words:
            continue
        read = _read(stripped, form, words, year_cutoff)
        if isinstance(read, str):
            return "", read
        known |= read
    value = PartialDate(**known, zone="")
    problem = part_problem(value)
    if problem:
        shown = " ".join(part.strip() for part in parts if part.strip())
        return "", f"'{shown}' is no date: {problem}"
    return value.to_iso(), None


def _read(
    text: str, form: str, words: tuple[str, ...], year_cutoff: int | None
) -> dict[str, int] | str:
    for alternative in form.split("|"):
        compiled = _compiled(alternative, words)
        found = compiled.pattern.fullmatch(text)
        if found:
            return _parts(text, found.groups(), compiled.tokens, words, year_cutoff)
    return f"'{text}' is not of the form {form}"


def _parts(
    text: str,
    groups: tuple[str | None, ...],
    tokens: tuple[str, ...],
    words: tuple[str, ...],
    year_cutoff: int | None,
) -> dict[str, int] | str:
    read: dict[str, int] = {}
    half = None
    for token, group in zip(tokens, groups, strict=True):
        word = (group or "").upper()
        if word in words:
            continue
        if token.upper() == "P" and _part(token) == "half":
            half = word
            continue
        number = _NAMES.get(word) or _ABBREVIATIONS.get(word) or (int(word) if word else 0)
        if _part(token) == "year" and len(word) == 2:  # noqa: PLR2004  # a year of two digits
            if year_cutoff is None:
                return f"'{text}' has a year of two digits, and no year_cutoff is stated"
            number = year_cutoff + (number - year_cutoff) % _CENTURY
        read[_part(token)] = number
    if half and "hour" in read:
        if not 1 <= read["hour"] <= _NOON:
            return f"'{text}' is no time: hour {read['hour']} has no AM or PM"
        read["hour"] = read["hour"] % _NOON + _NOON * half.startswith("P")
    return read


def _part(token: str) -> str:
    if token.lower() in {"mon", "mmm", "month"}:
        return "month"
    return _PART_OF.get(token[0], "half")


@lru_cache(maxsize=256)
def _compiled(form: str, words: tuple[str, ...]) -> _Form:
    require_date_format(form)
    pattern, tokens, place = "", [], 0
    found = list(_TOKEN.finditer(form))
    for index, token in enumerate(found):
        pattern += _between(form[place : token.start()])
        follows = index + 1 < len(found) and found[index + 1].start() == token.end()
        touching = follows or (index > 0 and found[index - 1].end() == token.start())
        choices = [_digits(token.group(), touching=touching), *map(re.escape, words)]
        pattern += f"({'|'.join(choices)})"
        tokens.append(token.group())
        place = token.end()
    pattern += _between(form[place:])
    return _Form(re.compile(pattern, re.IGNORECASE | re.ASCII), tuple(tokens))


def _between(text: str) -> str:
    return r"\s*".join(re.escape(piece) for piece in text.split(" "))


def _digits(token: str, *, touching: bool) -> str:
    if token.lower() in {"mon", "mmm"}:
        return "|".join(_ABBREVIATIONS)
    if token.lower() == "month":
        return "|".join(_NAMES)
    if token.lower() == "p":
        return "AM|PM|A|P"
    if token.startswith("y"):
        return {"y": r"\d{4}" if touching else r"\d{4}|\d{2}", "yy": r"\d{2}"}.get(token, r"\d{4}")
    return rf"\d{{{len(token)}}}" if touching else r"\d{1,2}"
