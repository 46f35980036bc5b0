"""A display as JSON: its texts in place, each with the results or records it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any, ClassVar

from tlfgen.model.display import Display, Frame, Listing, Row
from tlfgen.model.figure import Figure, Panel, Series
from tlfgen.model.page import Document, Outline
from tlfgen.model.ports import Templates
from tlfgen.render.lines import INDENT_CELLS, is_first_part
from tlfgen.render.parts import join_at_marks

__all__ = ["JsonRenderer"]

_BEGIN = b'"rows": [\n'
_END = b'\n],\n"footnotes": '
_NOT_ROWS = frozenset({"blank", "rule", "group"})


class JsonRenderer:
    """Writes the machine-readable display; printed rows once each, headings only in paths."""

    suffix: ClassVar[str] = "json"
    batch_pages: ClassVar[int | None] = 500

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the JSON of a batch of pages, one row a line."""
        del templates
        display = batch.display
        if isinstance(display, Figure):
            return _figure_text(display, batch.of)
        head = _head(display, "listing" if isinstance(display, Listing) else "table", batch.of)
        columns = _shown_columns(display)
        head["columns"] = [
            {
                "path": [_one_line(text) for text in display.columns[i].path],
                "label": _one_line(display.columns[i].label),
                "n": display.columns[i].n,
            }
            for i in columns
        ]
        rows = ",\n".join(
            _dump(_row_values(display, row, page, columns)) for page, row in _rows(batch)
        )
        tail = f"{_dump(list(display.footnotes))}\n}}\n"
        top = _members(head)
        return f"{{\n{top},\n".encode() + _BEGIN + rows.encode() + _END + tail.encode()

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one JSON of all batches."""
        del outline
        return join_at_marks(parts, _BEGIN, _END, b",\n")


def _head(display: Frame, kind: str, pages: int) -> dict[str, Any]:
    head: dict[str, Any] = {
        "id": display.id,
        "kind": kind,
        "number": display.number,
        "titles": list(display.titles),
        "population": display.population,
        "pages": pages,
        "notice": display.notice,
        "watermark": display.watermark,
        "program": display.program,
        "datasets": list(display.datasets),
    }
    if display.empty:
        head["empty"] = display.empty
    return head


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _members(values: dict[str, Any]) -> str:
    return ",\n".join(f"{_dump(name)}: {_dump(value)}" for name, value in values.items())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shown_columns(display: Display) -> tuple[int, ...]:
    """Give the columns that JSON names: all of a listing, the data columns of a table."""
    keep_stub = isinstance(display, Listing)
    return tuple(i for i, c in enumerate(display.columns) if keep_stub or not c.is_stub)


def _rows(batch: Document) -> Iterator[tuple[int, Row]]:
    """Give each printed row with its first page; further column parts are passed over."""
    display = batch.display
    if isinstance(display, Figure):
        return
    for page in batch.pages:
        if not is_first_part(display, page):
            continue
        for row in page.rows:
            if not row.repeated and row.kind not in _NOT_ROWS:
                yield page.number, display.rows[row.row]


def _row_values(display: Display, row: Row, page: int, columns: Sequence[int]) -> dict[str, Any]:
    texts = [""] * len(display.columns)
    results: list[tuple[str, ...]] = [()] * len(display.columns)
    place = 0
    for cell in row.cells:
        texts[place] = cell.text.strip()
        results[place] = cell.results
        place += cell.span
    path = [_one_line(text) for text in row.path]
    values: dict[str, Any] = {
        "path": path,
        "label": path[-1] if path else _one_line(texts[0]),
        "indent": row.indent // INDENT_CELLS,
        "page": page,
        "cells": [texts[i] for i in columns],
    }
    if isinstance(display, Listing):
        values["records"] = list(row.records)
        if row.related:
            values["related"] = {name: list(numbers) for name, numbers in row.related}
    else:
        values["results"] = [list(results[i]) for i in columns]
    return values


def _figure_text(figure: Figure, pages: int) -> bytes:
    values = _head(figure, "figure", pages)
    values["series"] = [
        _series_values(series, number)
        for number, panel in enumerate(figure.panels, 1)
        for series in panel.series
    ]
    values["panels"] = [_panel_values(panel) for panel in figure.panels]
    tables = [panel.risk_table for panel in figure.panels if panel.risk_table]
    if tables:
        values["risk_table"] = {
            "title": tables[0].title,
            "times": list(tables[0].times),
            "rows": [{"label": label, "texts": list(t)} for label, _, t in tables[0].rows],
        }
    if figure.inset:
        values["inset"] = [list(row) for row in figure.inset]
    values["footnotes"] = list(figure.footnotes)
    return f"{{\n{_members(values)}\n}}\n".encode()


def _series_values(series: Series, panel: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "label": series.label,
        "x": _numbers(series.x),
        "y": _numbers(series.y),
        "kind": series.kind,
        "panel": panel,
    }
    if series.band:
        values |= {"low": _numbers(series.band.low), "high": _numbers(series.band.high)}
    if series.marks:
        values["marks"] = [_numbers(mark) for mark in series.marks]
    if series.weights:
        values["weights"] = _numbers(series.weights)
    if series.point_labels:
        values["point_labels"] = list(series.point_labels)
    values["results"] = list(series.results)
    return values


def _numbers(values: Sequence[float | None]) -> list[float | None]:
    """Give numbers as JSON has them: what is not finite is null."""
    return [value if value is not None and isfinite(value) else None for value in values]


def _panel_values(panel: Panel) -> dict[str, Any]:
    return {
        "kind": panel.kind,
        "title": panel.title,
        "x_label": panel.x.label,
        "y_label": panel.y.label,
        "boxes": [list(box.lines) for box in panel.boxes],
        "text_columns": [{"label": c.label, "texts": list(c.texts)} for c in panel.text_columns],
    }
