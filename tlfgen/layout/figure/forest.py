"""Forest plots laid out: a line an estimate, texts in columns beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tlfgen.core.errors import SpecError
from tlfgen.core.numformat import Value
from tlfgen.core.pattern import parse_pattern
from tlfgen.core.textwidth import pad_text, printable_text, text_width, wrap_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, write_pattern
from tlfgen.layout.table.align import align_numbers
from tlfgen.model.figure import Axis, Band, Panel, Series, TextColumn
from tlfgen.model.result import Result
from tlfgen.spec.shell.plot import ForestPlot, TextColumnSpec

__all__ = ["layout_forest", "pages_of_labels", "row_axis", "wrapped_label"]

_LINES_A_PAGE = 24
_LABEL_CELLS = 38
_ABSENT = "NE"

_FOREST, _LINE, _COMPARE = "forest", "line", "compare"
_RATIOS = frozenset({"hr", "risk_ratio", "odds_ratio"})
_LABELS = {
    "hr": "Hazard ratio",
    "mean_difference": "Difference of means",
    "risk_difference": "Risk difference (%)",
    "risk_ratio": "Risk ratio",
    "odds_ratio": "Odds ratio",
}
_PAIR_INDENT = 2


@dataclass(slots=True)
class _Line:
    """A line as its results tell it."""

    label: str = ""
    indent: int = 0
    source: str | None = None
    pairs: dict[str, dict[str, Result]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line: its label, and its estimate where it has one."""

    label: str
    stats: Mapping[str, Result]
    pair: str = ""


def row_axis(count: int) -> Axis:
    """Give the axis of so many lines, the first at the top."""
    return Axis(label="", low=count - 0.5, high=-0.5)


def wrapped_label(text: str) -> str:
    """Give a row label in lines of at most 38 cells, further lines indented alike."""
    bare = text.lstrip(" ")
    indent = " " * (len(text) - len(bare))
    lines = wrap_text(bare, _LABEL_CELLS - len(indent))
    return "\n".join(indent + ("  " if number else "") + line for number, line in enumerate(lines))


def pages_of_labels(labels: Sequence[str]) -> Iterator[slice]:
    """Give the rows of each page: as many as have room with all their lines."""
    start, used = 0, 0
    for place, label in enumerate(labels):
        lines = label.count("\n") + 1
        if used + lines > _LINES_A_PAGE and place > start:
            yield slice(start, place)
            start, used = place, 0
        used += lines
    if start < len(labels):
        yield slice(start, len(labels))


def layout_forest(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """
    Give the panels, one a page of lines; none where no line has an estimate.

    Raises
    ------
    SpecError
        ``spec.unknown-result`` for a line whose table has no such estimate.
    """
    del page
    plot = numbers.figure.plot.forest
    assert plot is not None  # noqa: S101 - the engine has looked
    rows = _rows([*_lines(numbers).values()], numbers)
    values = [
        one.number
        for row in rows
        for name, one in row.stats.items()
        if name in {"estimate", "low", "high"} and one.number is not None
    ]
    if not values:
        return ()
    x = _value_axis(plot, values)
    labels = [row.label for row in rows]
    return tuple(_panel(numbers, plot, rows[part], x) for part in pages_of_labels(labels))


def _lines(numbers: FigureNumbers) -> dict[str, _Line]:
    found: dict[str, _Line] = {}
    for result in numbers.results.results:
        if result.analysis != _FOREST or result.display_id != numbers.figure.id:
            continue
        groups = {name: level for name, level, _ in result.groups}
        line = found.setdefault(groups[_LINE], _Line())
        if _COMPARE in groups:
            line.pairs.setdefault(groups[_COMPARE], {})[result.stat] = result
        elif result.stat == "label":
            line.label = str(result.text)
        elif result.stat == "indent":
            line.indent = int(result.number or 0)
        elif result.stat == "source":
            line.source = str(result.text)
    for line in found.values():
        if line.source is not None:
            line.pairs = _borrowed(line.source, numbers)
    return found


def _borrowed(source: str, numbers: FigureNumbers) -> dict[str, dict[str, Result]]:
    """Give the estimates of a table's analysis, by pair of arms."""
    display, _, rest = source.partition("/")
    analysis, _, pair = rest.partition("@")
    plot = numbers.figure.plot.forest
    estimate = str(plot.estimate) if plot is not None else "estimate"
    found: dict[str, dict[str, Result]] = {}
    for result in numbers.results.results:
        if result.display_id != display or result.analysis != analysis:
            continue
        groups = {name: level for name, level, _ in result.groups}
        name = groups.get(_COMPARE, "")
        if pair and name != pair:
            continue
        stat = "estimate" if result.stat in {estimate, "diff", "difference"} else result.stat
        found.setdefault(name, {})[stat] = result
    if not found:
        known = sorted({f"{one.display_id}/{one.analysis}" for one in numbers.results.results})
        what = f"There is no estimate '{source}'."
        place = numbers.figure.plot.source
        raise SpecError.of("spec.unknown-result", what, place, allowed=known)
    return found


def _rows(lines: Sequence[_Line], numbers: FigureNumbers) -> list[_Row]:
    """Give the printed lines; a line of several pairs is a heading with a line a pair."""
    pairs = list(dict.fromkeys(pair for line in lines for pair in line.pairs))
    rows: list[_Row] = []
    for line in lines:
        label = wrapped_label(" " * line.indent + printable_text(line.label))
        if len(pairs) <= 1 or not line.pairs:
            pair, stats = next(iter(line.pairs.items()), ("", {}))
            rows.append(_Row(label, stats, pair))
            continue
        rows.append(_Row(label, {}))
        for pair, stats in line.pairs.items():
            shown = " " * (line.indent + _PAIR_INDENT) + numbers.label_of_pair(pair)
            rows.append(_Row(wrapped_label(shown), stats, pair))
    return rows


def _value_axis(plot: ForestPlot, values: Sequence[float]) -> Axis:
    spec = plot.x
    is_ratio = plot.estimate in _RATIOS
    if is_ratio and "scale" not in spec.model_fields_set:
        spec = spec.model_copy(update={"scale": "log"})
        values = [value for value in values if value > 0]
    return make_axis(
        spec, [*values, _reference(plot)], label=_LABELS.get(str(plot.estimate), "Estimate")
    )


def _reference(plot: ForestPlot) -> float:
    if plot.reference is not None:
        return plot.reference
    return 1.0 if plot.estimate in _RATIOS else 0.0


def _panel(numbers: FigureNumbers, plot: ForestPlot, rows: Sequence[_Row], x: Axis) -> Panel:
    drawn = [
        (float(place), row)
        for place, row in enumerate(rows)
        if "estimate" in row.stats and row.stats["estimate"].number is not None
    ]
    styles = {key.name: key.style for key in numbers.series()}
    several = len({row.pair for _, row in drawn}) > 1
    series = tuple(
        Series(
            label=numbers.label_of_pair(pair) if pair else "",
            x=tuple(float(row.stats["estimate"].number or 0.0) for _, row in own),
            y=tuple(place for place, _ in own),
            kind="intervals",
            band=Band(_ends(own, "low"), _ends(own, "high")),
            style=styles.get(pair.partition("_vs_")[0], 0) if several else 0,
            weights=tuple(_weight(row) for _, row in own),
            results=tuple(row.stats["estimate"].result_id for _, row in own),
        )
        for pair in dict.fromkeys(row.pair for _, row in drawn)
        if (own := [(place, row) for place, row in drawn if row.pair == pair])
    )
    return Panel(
        kind="forest",
        x=x,
        y=row_axis(len(rows)),
        series=series,
        legend="none",
        x_lines=(_reference(plot), *plot.x.lines),
        text_columns=(
            TextColumn("", tuple(row.label for row in rows)),
            *(_column(numbers, one, rows) for one in plot.columns or _usual_columns(plot)),
        ),
    )


def _ends(rows: Sequence[tuple[float, _Row]], stat: str) -> tuple[float | None, ...]:
    return tuple(row.stats[stat].number if stat in row.stats else None for _, row in rows)


def _weight(row: _Row) -> float:
    sizes = [row.stats[name].number or 0.0 for name in ("n1", "n2") if name in row.stats]
    return sum(sizes) or float(row.stats["estimate"].n_subjects or 0)


def _usual_columns(plot: ForestPlot) -> tuple[TextColumnSpec, ...]:
    pattern = "{estimate:x.xx} ({low:x.xx}, {high:x.xx})"
    if plot.estimate not in _RATIOS:
        pattern = "{estimate:x.x} ({low:x.x}, {high:x.x})"
    label = _LABELS.get(str(plot.estimate), "Estimate").removesuffix(" (%)")
    level = f"{100 * plot.ci.level:g}%"
    return (TextColumnSpec(label=f"{label}\n({level} CI)", text=pattern, side="right"),)


def _column(numbers: FigureNumbers, spec: TextColumnSpec, rows: Sequence[_Row]) -> TextColumn:
    texts = []
    pattern = parse_pattern(spec.text)
    known = {name for row in rows for name in row.stats}
    for name in pattern.names:
        if name not in known:
            raise SpecError.unknown("result", name, known, spec.source)
    for row in rows:
        values: dict[str, Value] = {
            name: numbers.value(result) for name, result in row.stats.items()
        }
        has_number = any(isinstance(values.get(name), float) for name in pattern.names)
        shown = write_pattern(spec.text, values, pattern) if has_number else _ABSENT
        texts.append(printable_text(shown) if row.stats else "")
    return TextColumn(printable_text(spec.label), _padded(texts), "center", spec.side)


def _padded(texts: Sequence[str]) -> tuple[str, ...]:
    """Pad texts so that their numbers stand under each other when the column is centred."""
    shown = [place for place, text in enumerate(texts) if text and text != _ABSENT]
    aligned = align_numbers([texts[place] for place in shown])
    widest = max(map(text_width, aligned), default=0)
    made = list(texts)
    for place, text in zip(shown, aligned, strict=True):
        made[place] = pad_text(text, widest)
    return tuple(made)
