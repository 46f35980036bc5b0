"""Boxed notes of a figure, the small table below it."""

from __future__ import annotations

from collections.abc import Iterator

from tlfgen.core.errors import SpecError
from tlfgen.core.numformat import Value, format_values
from tlfgen.core.pattern import parse_pattern
from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, write_pattern
from tlfgen.model.figure import Box
from tlfgen.spec.figure_table import CURVE
from tlfgen.spec.grid.node import number_format
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.plot import BoxSpec, InsetSpec
from tlfgen.spec.study import FormatSpec

__all__ = ["layout_boxes", "layout_inset"]

_OVERALL = "overall"
_PRESETS = ("logrank", "logrank_pairs", "median_ci", "hr", "hr_stratified")
_COLUMNS = {
    "n": ("No. of Subjects", "{n:x}"),
    "events": ("Event", "{events_pct:x}% ({events:x})"),
    "censored": ("Censored", "{censored_pct:x}% ({censored:x})"),
    "median_ci": ("Median (95% CI)", "{estimate:x.x} ({low:x.x}, {high:x.x})"),
}


def layout_boxes(numbers: FigureNumbers, page: PageKey) -> tuple[Box, ...]:
    """
    Give the boxed notes of a page.

    A line names results: ``{logrank.p:x.xxxx}`` is the p of the analysis ``logrank``, and
    ``{hr.hr@low_vs_placebo:x.xx}`` that of one arm or pair of arms.

    Raises
    ------
    SpecError
        ``spec.unknown-box``, ``spec.unknown-result``.
    """
    made = []
    for spec in numbers.figure.plot.boxes:
        lines = spec.lines or tuple(_preset(numbers, spec, page))
        made.append(Box(tuple(_filled(numbers, line, page) for line in lines), spec.at))
    return tuple(made)


def _filled(numbers: FigureNumbers, line: str, page: PageKey) -> str:
    values: dict[str, Value] = {}
    pattern = parse_pattern(line)
    for slot in pattern.slots:
        address, _, group = slot.name.partition("@")
        analysis, _, stat = address.rpartition(".")
        names = [group] if group else [_OVERALL, "", *numbers.names_of(analysis)[:1]]
        found = next(
            (one for name in names if (one := numbers.one(analysis, stat, page, name)) is not None),
            None,
        )
        if found is None:
            what = f"The figure has no result '{slot.name}'."
            known = sorted({f"{one.analysis}.{one.stat}" for one in numbers.results.results})
            place = source_of(line) or numbers.figure.source
            raise SpecError.of("spec.unknown-result", what, place, allowed=known)
        values[slot.name] = numbers.value(found)
    return printable_text(write_pattern(line, values, pattern))


def _preset(numbers: FigureNumbers, spec: BoxSpec, page: PageKey) -> Iterator[str]:
    """Give the lines of a note by its name."""
    if spec.preset == "logrank":
        yield "Log-rank p = {logrank.p:x.xxxx}"
    elif spec.preset == "logrank_pairs":
        for pair in numbers.names_of("logrank_pairs"):
            yield f"{numbers.label_of_pair(pair)}: p = {{logrank_pairs.p@{pair}:x.xxxx}}"
    elif spec.preset == "median_ci":
        yield "Median (95% CI)"
        for key in numbers.series():
            at = f"@{key.name}" if key.name else ""
            yield (
                f"{key.label}: {{median.estimate{at}:x.x}} "
                f"({{median.low{at}:x.x}}, {{median.high{at}:x.x}})"
            )
    elif spec.preset in {"hr", "hr_stratified"}:
        yield from _ratios(numbers, spec, is_stratified=spec.preset == "hr_stratified")
    else:
        place = source_of(spec.preset) or spec.source
        raise SpecError.unknown("box", str(spec.preset), _PRESETS, place)
    del page


def _ratios(numbers: FigureNumbers, spec: BoxSpec, *, is_stratified: bool) -> Iterator[str]:
    found = [
        one.analysis
        for one in numbers.results.results
        if one.stat == "hr"
        and one.method == "cox"
        and ('"strata": []' in one.options) != is_stratified
    ]
    if not found:
        what = "The figure has no hazard ratio to show."
        hint = "add a row hr: to the table it is drawn from, and name that table under from:"
        raise SpecError.of("spec.unknown-result", what, spec.source, hint=hint)
    name = found[0]
    yield "Stratified hazard ratio (95% CI)" if is_stratified else "Hazard ratio (95% CI)"
    for pair in numbers.names_of(name):
        yield (
            f"{numbers.label_of_pair(pair)}: {{{name}.hr@{pair}:x.xx}} "
            f"({{{name}.low@{pair}:x.xx}}, {{{name}.high@{pair}:x.xx}})"
        )


def layout_inset(numbers: FigureNumbers, page: PageKey) -> tuple[tuple[str, ...], ...]:
    """
    Give the small table below a survival plot: a header, then one row an arm.

    Columns are presets (n, events, censored, median_ci), formats of the study or patterns over n,
    events, events_pct, censored, censored_pct, estimate, low, high.

    Raises
    ------
    SpecError
        ``spec.unknown-column``.
    """
    spec = numbers.figure.plot.inset
    if spec is None:
        return ()
    for name in spec.labels:
        if name not in spec.columns:
            raise SpecError.unknown("column", name, spec.columns, spec.source)
    columns = [_column(numbers, spec, name) for name in spec.columns]
    rows: list[tuple[str, ...]] = [("", *(printable_text(label) for label, _ in columns))]
    for key in numbers.series():
        values = _values(numbers, page, key.name)
        if values["n"] is None:
            continue
        texts = [
            write_pattern(one, values)
            if isinstance(one, str)
            else format_values(number_format(one, numbers.study), values)
            for _, one in columns
        ]
        rows.append((printable_text(key.label), *(printable_text(text) for text in texts)))
    return tuple(rows)


def _column(numbers: FigureNumbers, spec: InsetSpec, name: str) -> tuple[str, FormatSpec | str]:
    label = spec.labels.get(name)
    formats = numbers.study.formats
    if name in _COLUMNS:
        default, pattern = _COLUMNS[name]
        return label if label is not None else default, pattern
    if name in formats:
        return label if label is not None else name, formats[name]
    if "{" in name:
        return label or "", FormatSpec(text=name)
    known = (*_COLUMNS, *formats)
    raise SpecError.unknown("column", name, known, source_of(name) or spec.source)


def _values(numbers: FigureNumbers, page: PageKey, series: str) -> dict[str, Value]:
    def value(analysis: str, stat: str) -> Value:
        return numbers.value(numbers.one(analysis, stat, page, series))

    return {
        "n": value(CURVE, "at_risk"),
        "events": value("events", "n"),
        "events_pct": value("events", "pct"),
        "censored": value("censored", "n"),
        "censored_pct": value("censored", "pct"),
        "estimate": value("median", "estimate"),
        "low": value("median", "low"),
        "high": value("median", "high"),
    }
