"""Columns of a listing: their headers, the texts of keys or columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tlfgen.core.errors import DataError
from tlfgen.core.textwidth import printable_text, text_width
from tlfgen.layout.listed_records import ListedRecords
from tlfgen.layout.record_text import RecordTexts
from tlfgen.model.display import Align, Column, HeaderCell
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.shell.listing import ListingColumn, ListingKey

__all__ = [
    "aligned_texts",
    "column_texts",
    "key_texts",
    "label_of",
    "listing_columns",
    "listing_header",
    "one_line",
    "printed_columns",
]

_QUOTED = 3
_WHOLE = re.compile(r"[^\s.]*")


def label_of(records: ListedRecords, name: str) -> str:
    """Give the label of a variable from its dataset, else its name."""
    source, _, variable = name.rpartition(".")
    dataset = records.subjects if source == records.subjects.name else records.dataset
    found = next((one.label for one in dataset.variables if one.name == variable), "")
    return found or variable


def listing_columns(
    spec: ListingSpec, keys: Sequence[ListingKey], records: ListedRecords
) -> tuple[Column, ...]:
    """Give the columns: keys, which repeat where columns are split, then the others."""
    made: list[Column] = []
    for key in keys:
        label = printable_text(label_of(records, key.var) if key.label is None else key.label)
        name = _unused(key.var, made)
        made.append(
            Column(name, (one_line(label),), label, key.width, header_align="left", is_stub=True)
        )
    for column in printed_columns(spec):
        variable = column.var or (column.stack[0] if column.stack else None)
        given = column.label
        if given is None:
            given = label_of(records, variable) if variable and "{" not in variable else ""
        label = printable_text(given)
        align: Align = "center" if column.align == "decimal" else column.align
        path = (one_line(label),) if column.span is None else (column.span, one_line(label))
        name = _unused(column.name or variable or label or "column", made)
        made.append(Column(name, path, label, column.width, align, header_align=align))
    return tuple(made)


def printed_columns(spec: ListingSpec) -> list[ListingColumn]:
    """Give the columns as they are printed: one for each value of a column across values."""
    made: list[ListingColumn] = []
    for column in spec.columns:
        if column.across is None or column.values is None:
            made.append(column)
            continue
        labels = dict(column.values).values()
        plain = {"values": None, "across": None}
        made += [column.model_copy(update={**plain, "label": label}) for label in labels]
    return made


def one_line(label: str) -> str:
    """Give a text without line breaks."""
    return " ".join(label.split())


def _unused(name: str, made: Sequence[Column]) -> str:
    """Give a name that no column has yet."""
    taken = {one.name for one in made}
    number, wanted = 1, str(name)
    while wanted in taken:
        number += 1
        wanted = f"{name}_{number}"
    return wanted


def listing_header(
    spec: ListingSpec, columns: Sequence[Column], keys: int
) -> tuple[tuple[HeaderCell, ...], ...]:
    """Give the header rows: spans where there are any, then the labels."""
    labels = tuple(
        HeaderCell(one.label, place, align=one.header_align) for place, one in enumerate(columns)
    )
    spans = [None] * keys + [one.span for one in printed_columns(spec)]
    if not any(spans):
        return (labels,)
    above: list[HeaderCell] = []
    place = 0
    while place < len(spans):
        end = place + 1
        while spans[place] is not None and end < len(spans) and spans[end] == spans[place]:
            end += 1
        text = printable_text(spans[place] or "")
        above.append(HeaderCell(text, place, end - place, underline=bool(text)))
        place = end
    return (tuple(above), labels)


def key_texts(
    texts: RecordTexts, key: ListingKey, spec: ListingSpec, *, is_cell: bool
) -> list[str]:
    """Give the value of a key for each record, its subheader below it in a cell."""
    shown = (
        texts.pattern(key.text, key) if key.text is not None else texts.variable(key.var, None, key)
    )
    if key.values is not None:
        shown = _relabelled(texts.variable(key.var, None, key), key.values, key.var, spec)
    if key.subheader is None or not is_cell:
        return shown
    below = texts.pattern(key.subheader, key)
    return [f"{a}\n{b}" if b else a for a, b in zip(shown, below, strict=True)]


def _relabelled(
    texts: Sequence[str], labels: Mapping[str, str], name: str, spec: ListingSpec
) -> list[str]:
    unlisted = sorted(set(texts) - set(labels) - {""})
    if unlisted:
        shown = ", ".join(map(repr, unlisted[:_QUOTED]))
        what = f"{name} has levels that values: leaves out: {shown}."
        hint = "list them under values:"
        raise DataError.of(
            "data.unlisted-level", what, spec.source, allowed=list(labels), hint=hint
        )
    return [labels.get(text, "") for text in texts]


def column_texts(texts: RecordTexts, column: ListingColumn) -> list[str]:
    """Give the text of a column for each record."""
    place: Any = column
    if column.text is not None:
        shown = texts.pattern(column.text, place)
    elif column.stack:
        shown = texts.stack(column.stack, place)
    elif column.var is not None:
        shown = texts.variable(column.var, _word(texts, column.format), place)
    else:
        shown = [""] * len(texts.records)
    if column.values is not None:
        shown = [column.values.get(text, text) for text in shown]
    if column.flag is not None and column.flag_when is not None:
        marked = texts.records.mask(column.flag_when).tolist()
        flag = printable_text(column.flag)
        shown = [
            f"{text} {flag}".strip() if is_marked else text
            for text, is_marked in zip(shown, marked, strict=True)
        ]
    return shown


def _word(texts: RecordTexts, name: str | None) -> str | None:
    """Give the date word or number pattern behind the name of a format of the study."""
    formats = texts.records.study.formats
    if name is None or name not in formats:
        return name
    return formats[name].text.partition(":")[2].rstrip("}") or None


def aligned_texts(texts: Sequence[str]) -> list[str]:
    """Pad numbers so that their points stand below each other; a flag behind one hangs over."""
    cells = [text.split("\n") for text in texts]
    sizes = [_around_the_point(line) for lines in cells for line in lines if line]
    widest = max((whole for whole, _ in sizes), default=0)
    longest = max((rest for _, rest in sizes), default=0)
    return ["\n".join(_padded(line, widest, longest) for line in lines) for lines in cells]


def _around_the_point(line: str) -> tuple[int, int]:
    """Give the cells before the point (or the flag), and the rest."""
    found = _WHOLE.match(line)
    whole = text_width(found[0]) if found else 0
    return whole, text_width(line) - whole


def _padded(line: str, widest: int, longest: int) -> str:
    whole, rest = _around_the_point(line)
    return " " * (widest - whole) + line + " " * (longest - rest) if line else ""
