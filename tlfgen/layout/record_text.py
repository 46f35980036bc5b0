"""Texts of variables for listed records: dates by word, numbers by pattern, lines by template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from tlfgen.core.date_words import DATE_WORDS, format_date
from tlfgen.core.errors import SpecError
from tlfgen.core.isodate import PartialDate, parse_iso
from tlfgen.core.numformat import NumberFormat, format_number
from tlfgen.core.pattern import Slot, parse_pattern
from tlfgen.core.record_pattern import (
    CASE_WORDS,
    Hole,
    OptionalPart,
    parse_record_pattern,
    with_case,
)
from tlfgen.core.rounding import round_significant
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.listed_records import ListedRecords
from tlfgen.layout.related_texts import RelatedTexts
from tlfgen.spec.node import source_of

__all__ = ["IMPUTED_NOTE", "RecordTexts"]

IMPUTED_NOTE = "D, M or Y after a date: its day, its day and month, or the whole date is imputed."
_FIGURES = 12
_SECONDS = 60
_NUMBER_LETTERS = frozenset("xa.+sig0123456789")


@dataclass(slots=True)
class RecordTexts:
    """
    Makes the texts of listed records.

    ``imputed`` names the dates that were printed with the flag of their imputation.
    """

    records: ListedRecords
    related: Mapping[str, RelatedTexts] = field(default_factory=dict)
    imputed: set[str] = field(default_factory=set)

    def pattern(self, text: str, place: Any = None, missing: str | None = None) -> list[str]:
        r"""
        Fill a template for each record; a line whose placeholders are all missing is dropped.

        Parameters
        ----------
        text : str
            Such as ``"{ASTDT:date9}\n({ASTDY})"``; the grammar is that of
            ``parse_record_pattern``.
        place : object with a ``source``
            For errors.
        missing : str or None
            What a placeholder without a value prints; no line is dropped then. None prints nothing.

        Returns
        -------
        list of str, one a record

        Raises
        ------
        SpecError
            ``spec.unknown-variable``, ``spec.unknown-date-format``, ``spec.bad-format``.
        """
        lines = [self._line(line, place, missing) for line in text.split("\n")]
        return [
            "\n".join(one for one in row if one is not None) for row in zip(*lines, strict=True)
        ]

    def _line(self, text: str, place: Any, missing: str | None) -> list[str | None]:
        pattern = parse_record_pattern(text, source_of(text) or source_of(place))
        size = len(self.records)
        blank = [False] * size
        has_hole = False
        columns: list[list[str]] = []
        for part in pattern:
            if isinstance(part, str):
                columns.append([part] * size)
                continue
            has_hole = True
            shown, found = self._part(part, place, missing)
            columns.append(shown)
            blank = [a or b for a, b in zip(blank, found, strict=True)]
        joined = ["".join(row).rstrip() for row in zip(*columns, strict=True)] or [""] * size
        if not has_hole or missing is not None:
            return list(joined)
        return [one if is_filled else None for one, is_filled in zip(joined, blank, strict=True)]

    def _part(
        self, part: Hole | OptionalPart, place: Any, missing: str | None
    ) -> tuple[list[str], list[bool]]:
        """Give the texts of a placeholder or optional part, and where it has a value."""
        if isinstance(part, Hole):
            values = self._hole(part, place)
            found = [bool(one) for one in values]
            if missing is None:
                return values, found
            known = found
            if part.words is not None and part.words.missing is not None:
                return values, found
            if part.words is not None:
                known = [bool(one) for one in self.variable(part.name, None, place)]
            return [a if b else a or missing for a, b in zip(values, known, strict=True)], found
        columns = [
            [inner] * len(self.records) if isinstance(inner, str) else self._hole(inner, place)
            for inner in part.parts
        ]
        texts = ["".join(row) if all(row) else "" for row in zip(*columns, strict=True)]
        return texts, [bool(one) for one in texts]

    def _hole(self, hole: Hole, place: Any) -> list[str]:
        """Give the text of a placeholder for each record."""
        if hole.words is not None:
            return [
                printable_text(hole.words.text(one))
                for one in self.variable(hole.name, None, place)
            ]
        if hole.word in CASE_WORDS:
            return [with_case(one, hole.word) for one in self.variable(hole.name, None, place)]
        return self.variable(hole.name, hole.word, place)

    def stack(self, names: Sequence[str], place: Any = None) -> list[str]:
        """Give several variables (or templates) one under the other, blank ones left out."""
        columns = [
            self.pattern(name, place) if "{" in name else self.variable(name, None, place)
            for name in names
        ]
        return ["\n".join(text for text in row if text) for row in zip(*columns, strict=True)]

    def variable(self, name: str, word: str | None = None, place: Any = None) -> list[str]:
        """
        Give a variable as readers see it, blank where missing.

        Without a word a date prints as 14MAR2014, a collected date as far as it is known, a number
        in its shortest form. An imputed date carries its flag. A name of ``related:`` gives the
        texts of the related records.
        """
        if name in self.related:
            return self.related[name].shown(word, place)
        column = self.records.column(name, place)
        write = self._writer(name, column, word, place)
        codes, distinct = pd.factorize(column, use_na_sentinel=True)
        texts = [printable_text(write(value)) for value in distinct.tolist()]
        texts.append("")
        shown = [texts[code] for code in codes.tolist()]
        return self._with_flags(name, column, shown)

    def _writer(
        self, name: str, column: pd.Series, word: str | None, place: Any
    ) -> Callable[[Any], str]:
        kind = column.dtype
        source = source_of(place)
        if pd.api.types.is_datetime64_dtype(kind):
            has_clock = self._has_clock(name, column)
            shown = word or ("datetime" if has_clock else "date9")
            return lambda value: format_date(_moment(value, has_clock=has_clock), shown, source)
        if pd.api.types.is_timedelta64_dtype(kind):
            return lambda value: format_date(_clock(value), word or "time5", source)
        if pd.api.types.is_bool_dtype(kind):
            return str
        if pd.api.types.is_numeric_dtype(kind):
            return _number_writer(name, word, place)
        if word is None:
            word = "partial" if name.endswith("DTC") else None
        if word is None:
            return lambda value: str(value).rstrip()
        if word not in DATE_WORDS:
            raise SpecError.unknown("date format", word, DATE_WORDS, source)
        chosen = word
        return lambda value: format_date(parse_iso(str(value)), chosen, source)

    def _has_clock(self, name: str, column: pd.Series) -> bool:
        variable = name.rpartition(".")[2]
        for one in self.records.dataset.variables:
            if one.name == variable and one.kind in {"date", "datetime"}:
                return one.kind == "datetime"
        present = column.dropna()
        return bool((present != present.dt.normalize()).any())

    def _with_flags(self, name: str, column: pd.Series, texts: list[str]) -> list[str]:
        """Put the flag of an imputed date behind it."""
        if not pd.api.types.is_datetime64_dtype(column.dtype) or "." in name:
            return texts
        base = name[:-1] if name.endswith("DTM") else name
        flag = f"{base}F"
        if not name.endswith(("DT", "DTM")) or not self.records.has(flag):
            return texts
        flags = self.records.column(flag).astype("string").fillna("").str.strip().tolist()
        marked = [
            f"{text} {mark}" if text and mark else text
            for text, mark in zip(texts, flags, strict=True)
        ]
        if marked != texts:
            self.imputed.add(name)
        return marked


def _moment(value: Any, *, has_clock: bool) -> Any:
    moment = pd.Timestamp(value).to_pydatetime()
    return moment if has_clock else moment.date()


def _clock(value: Any) -> PartialDate:
    seconds = int(pd.Timedelta(value).total_seconds())
    minutes, second = divmod(seconds, _SECONDS)
    hour, minute = divmod(minutes, _SECONDS)
    return PartialDate(None, None, None, hour, minute, second)


def _number_writer(name: str, word: str | None, place: Any) -> Callable[[Any], str]:
    if word is None:
        return _shortest
    if word in DATE_WORDS or not set(word) <= _NUMBER_LETTERS:
        what = f"'{word}' is not a number format, and {name} is a number."
        raise SpecError.of("spec.bad-format", what, source_of(place), allowed=("x", "xx.x", "sig3"))
    pattern = parse_pattern("{value:" + word + "}")
    (slot,) = pattern.slots
    return lambda value: format_number(
        float(value), Slot(slot.name, 0, *_digits(slot)), NumberFormat(pattern)
    )


def _digits(slot: Slot) -> tuple[int | None, bool, int | None]:
    return slot.decimals, slot.is_relative, slot.figures


def _shortest(value: Any) -> str:
    """Give a number in its shortest form, of at most twelve figures."""
    number = Decimal(str(value))
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    return f"{round_significant(float(value), _FIGURES).normalize():f}"
