"""Listings: records of a dataset as rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tlfgen.layout.frame import frame_values, page_rules
from tlfgen.layout.listed_records import ListedRecords
from tlfgen.layout.listing_columns import (
    key_texts,
    label_of,
    listing_columns,
    listing_header,
    one_line,
)
from tlfgen.layout.listing_rows import ListingRows, column_cells, listing_rows
from tlfgen.layout.record_text import IMPUTED_NOTE, RecordTexts
from tlfgen.layout.records import choose_records
from tlfgen.layout.related import related_numbers, related_texts
from tlfgen.model.dataset import Dataset
from tlfgen.model.display import Cell, Listing, Row
from tlfgen.model.output import RunStamp
from tlfgen.spec.display import ListingSpec
from tlfgen.spec.shell.listing import ListingKey
from tlfgen.spec.study import StudyFile

__all__ = ["layout_listing"]

_BETWEEN_KEYS = "   "


@dataclass(slots=True)
class _Rows:
    """Rows as they are made, with the headings that are open."""

    width: int
    rows: list[Row] = field(default_factory=list)
    open: list[tuple[str, int]] = field(default_factory=list)

    def head(self, texts: Sequence[str], page_key: tuple[str, ...], *, is_new: bool) -> None:
        """Write the headings that differ from those above."""
        same = 0
        if not is_new:
            while same < len(self.open) and self.open[same][0] == texts[same]:
                same += 1
        del self.open[same:]
        for depth in range(same, len(texts)):
            above = tuple(place for _, place in self.open)
            self.rows.append(
                Row(
                    path=(*(text for text, _ in self.open), texts[depth]),
                    cells=(Cell(texts[depth], span=self.width),),
                    kind="group",
                    indent=2 * depth,
                    keep_with_next=True,
                    groups=above,
                    page_key=page_key,
                )
            )
            self.open.append((texts[depth], len(self.rows) - 1))


def layout_listing(
    spec: ListingSpec,
    data: Mapping[str, Dataset],
    study: StudyFile,
    stamp: RunStamp,
    *,
    program: str | None = None,
) -> Listing:
    """
    Give a listing: one row a record, in order, every text made.

    Keys are pages, headings or columns; a key column holds its value on every row, and paging
    blanks its repeats. A line of a cell whose placeholders are all missing is left out.

    Parameters
    ----------
    spec : ListingSpec
    data : mapping of str to Dataset
        By upper-case name, the subject dataset among them.
    study : StudyFile
    stamp : RunStamp
    program : str or None
        Path and hash of the spec, for the foot.

    Returns
    -------
    Listing
        ``Row.records`` holds the record number of each row. Without records it has the no-data
        sentence.

    Raises
    ------
    SpecError
        ``spec.unknown-...`` for names that study or data lack, ``spec.bad-format``.
    DataError
        ``data.unknown-subject``, ``data.unlisted-level``.
    """
    records = choose_records(spec, data, study)
    texts = RecordTexts(records, related_texts(spec, records, data))
    grouped = listing_rows(spec, texts)
    keys = [key for key in spec.keys if key.as_kind == "column"]
    columns = listing_columns(spec, keys, records)
    cells = [grouped.first(key_texts(texts, key, spec, is_cell=True)) for key in keys]
    cells += column_cells(spec, texts, grouped)
    rows = _rows(spec, texts, keys, grouped, cells)
    notes = [IMPUTED_NOTE] if texts.imputed else []
    datasets = tuple(
        dict.fromkeys((records.dataset.name, *(str(one.data) for one in spec.related.values())))
    )
    frame = frame_values(
        spec, study, stamp, datasets=datasets, program=program, is_empty=not rows, notes=notes
    )
    frame["rules"] = page_rules(spec.page, _page_header(spec, records))
    return Listing(
        columns=columns,
        header=listing_header(spec, columns, len(keys)),
        rows=rows,
        blank_repeats=tuple(
            one.name for one, key in zip(columns, keys, strict=False) if key.blank_repeats
        ),
        **frame,
    )


def _page_variables(spec: ListingSpec) -> list[ListingKey]:
    by = [ListingKey.model_validate({"var": name, "as": "page"}) for name in spec.page.by]
    return [*by, *(key for key in spec.keys if key.as_kind == "page")]


def _page_header(spec: ListingSpec, records: ListedRecords) -> str | None:
    """Give the line of page keys above the column header."""
    pages = _page_variables(spec)
    if not pages:
        return None
    names: list[str] = []
    place = 0
    below: list[str] = []
    for key in pages:
        label = label_of(records, key.var) if key.label is None else key.label
        names.append(f"{label}: {{{place}}}" if label else f"{{{place}}}")
        place += 1
        if key.subheader is not None:
            below.append(f"{{{place}}}")
            place += 1
    if spec.page.header is not None:
        return page_rules(spec.page).page_header
    return "\n".join([_BETWEEN_KEYS.join(names), *below])


def _page_keys(texts: RecordTexts, spec: ListingSpec) -> list[tuple[str, ...]]:
    columns: list[list[str]] = []
    for key in _page_variables(spec):
        columns.append(key_texts(texts, key, spec, is_cell=False))
        if key.subheader is not None:
            columns.append(texts.pattern(key.subheader, key))
    if not columns:
        return [()] * len(texts.records)
    return list(zip(*columns, strict=True))


def _headings(texts: RecordTexts, spec: ListingSpec) -> list[tuple[str, ...]]:
    """Give the heading texts of each record, outermost first."""
    columns = []
    for key in spec.keys:
        if key.as_kind == "group":
            values = key_texts(texts, key, spec, is_cell=True)
            label = f"{key.label}: " if key.label else ""
            columns.append([label + value for value in values])
    return list(zip(*columns, strict=True)) if columns else [()] * len(texts.records)


def _rows(
    spec: ListingSpec,
    texts: RecordTexts,
    keys: Sequence[ListingKey],
    grouped: ListingRows,
    columns: list[list[str]],
) -> tuple[Row, ...]:
    page_of, headings_of = _page_keys(texts, spec), _headings(texts, spec)
    page_keys = [page_of[found[0]] for found in grouped.members]
    headings = [headings_of[found[0]] for found in grouped.members]
    numbers = texts.records.numbers().tolist()
    apart = [""] * len(grouped.members)
    if spec.blank_between is not None:
        apart = grouped.first(texts.variable(spec.blank_between, None, spec))
    made = _Rows(len(columns))
    for place, cells in enumerate(_cells(columns)):
        page_key = page_keys[place]
        is_new = place == 0 or page_key != page_keys[place - 1]
        if not is_new and apart[place] != apart[place - 1]:
            made.rows.append(Row((), (), kind="blank", page_key=page_key))
        made.head(headings[place], page_key, is_new=is_new)
        own = (cell.text for cell in cells[: max(len(keys), 1)])
        made.rows.append(
            Row(
                path=tuple(map(one_line, (*page_key, *headings[place], *own))),
                cells=cells,
                groups=tuple(at for _, at in made.open),
                page_key=page_key,
                records=tuple(numbers[one] for one in grouped.members[place]),
                related=related_numbers(texts, grouped.members[place]),
            )
        )
    return tuple(made.rows)


def _cells(columns: Sequence[Sequence[str]]) -> Iterator[tuple[Cell, ...]]:
    """Give the cells of each record; equal texts of a column are one cell."""
    shared = [{text: Cell(text) for text in set(column)} for column in columns]
    made = [map(known.__getitem__, column) for known, column in zip(shared, columns, strict=True)]
    return zip(*made, strict=True)
