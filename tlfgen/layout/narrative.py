"""Narratives: each record told in facts with paragraphs, on pages of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tlfgen.layout.frame import frame_values, page_rules
from tlfgen.layout.record_text import RecordTexts
from tlfgen.layout.records import choose_records
from tlfgen.layout.related import related_numbers, related_texts
from tlfgen.model.dataset import Dataset
from tlfgen.model.display import Cell, Column, HeaderCell, Listing, Row
from tlfgen.model.output import RunStamp
from tlfgen.spec.display import NarrativeSpec
from tlfgen.spec.shell.listing import NarrativePart, NarrativeSentence
from tlfgen.spec.study import StudyFile

__all__ = ["NARRATIVE_COLUMNS", "NARRATIVE_HEADER", "layout_narrative"]

NARRATIVE_COLUMNS = (
    Column("heading", ("Item",), "Item", is_stub=True),
    Column("text", ("Narrative",), "Narrative"),
)
"""The columns of a narrative: what a line is about, what it says."""

NARRATIVE_HEADER = (
    tuple(
        HeaderCell(column.label, place, align="left")
        for place, column in enumerate(NARRATIVE_COLUMNS)
    ),
)
"""Their header."""

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)(?::[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A heading with one text a record, and the related records its text names."""

    heading: str
    texts: Sequence[str]
    names: frozenset[str]


def layout_narrative(
    spec: NarrativeSpec,
    data: Mapping[str, Dataset],
    study: StudyFile,
    stamp: RunStamp,
    *,
    program: str | None = None,
) -> Listing:
    """
    Give a narrative of each record: its heading, the facts, then the paragraphs, a page for each.

    A sentence is said where its ``when`` holds; a paragraph without sentences is left out.

    Returns
    -------
    Listing
        Two columns; ``Row.records`` holds the record that is told, ``Row.related`` the records of
        other datasets that the paragraph draws on.

    Raises
    ------
    SpecError, DataError
        Those of ``layout_listing``.
    """
    records = choose_records(spec, data, study)
    texts = RecordTexts(records, related_texts(spec, records, data))
    headings = texts.pattern(str(spec.heading), spec, "not recorded")
    facts = [
        _Line(
            one.label,
            texts.pattern(str(one.text), one, one.missing),
            frozenset(_NAME.findall(one.text)),
        )
        for one in spec.facts
    ]
    told = [_paragraph(part, texts) for part in spec.paragraphs]
    rows: list[Row] = []
    for place, heading in enumerate(headings):
        rows += _rows(place, heading, facts, texts, is_apart=False)
        if facts and told:
            rows.append(Row((), (), kind="rule", page_key=(heading,)))
        rows += _rows(place, heading, told, texts, is_apart=True)
    datasets = [records.dataset.name, *(str(one.data) for one in spec.related.values())]
    frame = frame_values(
        spec,
        study,
        stamp,
        datasets=tuple(dict.fromkeys(datasets)),
        program=program,
        is_empty=not rows,
    )
    frame["rules"] = page_rules(spec.page, "{0}")
    return Listing(columns=NARRATIVE_COLUMNS, header=NARRATIVE_HEADER, rows=tuple(rows), **frame)


def _paragraph(part: NarrativePart, texts: RecordTexts) -> _Line:
    """Give the sentences of a paragraph in a row, for each record."""
    said = [_sentence(one, texts) for one in part.sentences]
    joined = [" ".join(filter(None, row)) for row in zip(*said, strict=True)]
    if part.when is not None:
        kept = texts.records.mask(part.when).tolist()
        joined = [text if is_told else "" for text, is_told in zip(joined, kept, strict=True)]
    names = {name for one in part.sentences for name in _NAME.findall(one.text)}
    return _Line(part.heading, joined, frozenset(names))


def _sentence(one: NarrativeSentence, texts: RecordTexts) -> list[str]:
    text = " ".join(one.text.split("\n")) if "\n" in one.text else one.text
    said = texts.pattern(text, one, one.missing)
    if one.when is None:
        return said
    kept = texts.records.mask(one.when).tolist()
    return [text if is_said else "" for text, is_said in zip(said, kept, strict=True)]


def _rows(
    place: int, heading: str, lines: Sequence[_Line], texts: RecordTexts, *, is_apart: bool
) -> list[Row]:
    """Give the lines of one record that say something, apart from each other if they are prose."""
    numbers = texts.records.numbers().tolist()
    made: list[Row] = []
    for line in lines:
        if not line.texts[place]:
            continue
        if made and is_apart:
            made.append(Row((), (), kind="blank", page_key=(heading,)))
        made.append(
            Row(
                path=(heading, line.heading) if line.heading else (heading,),
                cells=(Cell(line.heading), Cell(line.texts[place])),
                page_key=(heading,),
                records=(numbers[place],),
                related=related_numbers(texts, [place], line.names),
            )
        )
    return made
