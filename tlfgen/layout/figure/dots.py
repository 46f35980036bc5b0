"""Dot plots of events laid out: rates on the left, differences with limits on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tlfgen.core.textwidth import printable_text
from tlfgen.layout.figure.axes import make_axis
from tlfgen.layout.figure.forest import pages_of_labels, row_axis, wrapped_label
from tlfgen.layout.figure.numbers import FigureNumbers, PageKey, one_line
from tlfgen.model.figure import Axis, Band, Panel, Series, TextColumn
from tlfgen.model.result import Result
from tlfgen.spec.shell.plot import DotsPlot

__all__ = ["layout_dots"]

_DOTS = "dots"
_LABELS = {"risk_difference": "Risk difference (%)", "risk_ratio": "Risk ratio"}


@dataclass(slots=True)
class _Term:
    """One line: rates by arm, comparisons by pair."""

    name: str
    rates: dict[str, Result] = field(default_factory=dict)
    pairs: dict[str, dict[str, Result]] = field(default_factory=dict)


def layout_dots(numbers: FigureNumbers, page: PageKey) -> tuple[Panel, ...]:
    """Give two panels a page, of the same lines; none where there is no term."""
    del page
    plot = numbers.figure.plot.dots
    assert plot is not None  # noqa: S101 - the engine has looked
    terms = _terms(numbers)
    if not terms:
        return ()
    rates = [one.number for term in terms for one in term.rates.values()]
    left = make_axis(plot.x, rates, label="Percent of subjects", low=0.0)
    right = _difference_axis(plot, terms)
    styles = _styles(numbers)
    panels: list[Panel] = []
    for part in pages_of_labels([term.name for term in terms]):
        shown = terms[part]
        panels.append(_rates(numbers, shown, left, styles))
        panels.append(_differences(numbers, plot, shown, right, styles))
    return tuple(panels)


def _terms(numbers: FigureNumbers) -> list[_Term]:
    found: dict[str, _Term] = {}
    for result in numbers.results.results:
        if result.analysis != _DOTS or result.display_id != numbers.figure.id:
            continue
        groups = {name: level for name, level, _ in result.groups}
        term = found.setdefault(result.level, _Term(wrapped_label(printable_text(result.level))))
        if "compare" in groups:
            term.pairs.setdefault(groups["compare"], {})[result.stat] = result
        elif result.stat == "pct":
            term.rates[next(iter(groups.values()))] = result
    return list(found.values())


def _styles(numbers: FigureNumbers) -> Mapping[str, int]:
    arms = numbers.study.arms
    names = [] if arms is None else [*arms.levels, *arms.pools]
    return {name: place for place, name in enumerate(names)}


def _label(numbers: FigureNumbers, name: str) -> str:
    arms = numbers.study.arms
    if arms is None:
        return name
    if name in arms.pools:
        return printable_text(one_line(arms.pools[name].label))
    return printable_text(one_line(arms.levels[name].label))


def _rates(
    numbers: FigureNumbers, terms: Sequence[_Term], x: Axis, styles: Mapping[str, int]
) -> Panel:
    names = dict.fromkeys(name for term in terms for name in term.rates)
    ordered = sorted(names, key=lambda name: styles.get(name, len(styles)))
    series = []
    for name in ordered:
        own = [
            (float(place), term.rates[name])
            for place, term in enumerate(terms)
            if name in term.rates and term.rates[name].number is not None
        ]
        series.append(
            Series(
                label=_label(numbers, name),
                x=tuple(float(one.number or 0.0) for _, one in own),
                y=tuple(place for place, _ in own),
                kind="points",
                style=styles.get(name, 0),
                results=tuple(one.result_id for _, one in own),
            )
        )
    return Panel(
        kind="dots",
        x=x,
        y=row_axis(len(terms)),
        series=tuple(series),
        legend="top",
        text_columns=(TextColumn("", tuple(term.name for term in terms)),),
    )


def _difference_axis(plot: DotsPlot, terms: Sequence[_Term]) -> Axis:
    values = [
        stats[name].number
        for term in terms
        for stats in term.pairs.values()
        for name in ("estimate", "low", "high")
        if stats[name].number is not None
    ]
    spec, centre = plot.x_right, 0.0
    if plot.difference == "risk_ratio":
        centre = 1.0
        if "scale" not in spec.model_fields_set:
            spec = spec.model_copy(update={"scale": "log"})
        values = [value for value in values if value is not None and value > 0]
    return make_axis(spec, [*values, centre], label=_LABELS[plot.difference])


def _differences(
    numbers: FigureNumbers,
    plot: DotsPlot,
    terms: Sequence[_Term],
    x: Axis,
    styles: Mapping[str, int],
) -> Panel:
    pairs = list(dict.fromkeys(pair for term in terms for pair in term.pairs))
    shift = 0.5 / len(pairs) if len(pairs) > 1 else 0.0
    series = []
    for number, pair in enumerate(pairs):
        own = [
            (float(place), term.pairs[pair])
            for place, term in enumerate(terms)
            if pair in term.pairs and term.pairs[pair]["estimate"].number is not None
        ]
        series.append(
            Series(
                label=" vs. ".join(_label(numbers, name) for name in pair.split("_vs_")),
                x=tuple(float(one["estimate"].number or 0.0) for _, one in own),
                y=tuple(place for place, _ in own),
                kind="intervals",
                band=Band(
                    tuple(one["low"].number for _, one in own),
                    tuple(one["high"].number for _, one in own),
                ),
                style=styles.get(pair.partition("_vs_")[0], 0),
                results=tuple(one["estimate"].result_id for _, one in own),
                dodge=(number - (len(pairs) - 1) / 2) * shift,
            )
        )
    return Panel(
        kind="dots",
        x=x,
        y=row_axis(len(terms)),
        series=tuple(series),
        legend="top",
        x_lines=(1.0 if plot.difference == "risk_ratio" else 0.0, *plot.x_right.lines),
        row_lines=tuple(term.name.count("\n") + 1 for term in terms),
    )
