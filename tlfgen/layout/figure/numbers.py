"""The results of a figure by analysis, page, series and level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tlfgen.core.numformat import NumberFormat, Value, format_number
from tlfgen.core.pattern import Pattern, Slot, parse_pattern
from tlfgen.model.result import Result, ResultSet
from tlfgen.spec.display import FigureSpec
from tlfgen.spec.figure_table import figure_table
from tlfgen.spec.grid import Dimension, Grid, build_grid
from tlfgen.spec.study import StudyFile

__all__ = [
    "FigureNumbers",
    "PageKey",
    "Points",
    "SeriesKey",
    "SubjectPoint",
    "one_line",
    "write_pattern",
]

PageKey = tuple[str, ...]
Points = dict[str, dict[str, Result]]
_REASONS = {"not_reached": "NE", "not_estimable": "NE"}
_MOST_DECIMALS = 12
SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """One curve: the level of the column grouping, its legend text, its line style."""

    name: str
    label: str
    style: int


@dataclass(frozen=True, slots=True)
class SubjectPoint:
    """A number of one subject, with the level (the visit) it belongs to."""

    subject: str
    level: str
    number: float
    result_id: str


@dataclass
class FigureNumbers:
    """
    Finds the results of a figure.

    ``across`` is the name of the grouping that makes the curves, "" where there is one curve.
    """

    figure: FigureSpec
    results: ResultSet
    study: StudyFile
    grid: Grid = field(init=False)
    across: str = field(init=False)
    _points: dict[tuple[str, PageKey, str], Points] = field(default_factory=dict)
    _subjects: dict[tuple[str, str, PageKey, str], list[SubjectPoint]] = field(default_factory=dict)
    _pages: dict[PageKey, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grid = build_grid(figure_table(self.figure), self.study)
        dimension = self._dimension()
        self.across = dimension.name if dimension is not None else ""
        for result in self._own():
            self._file(result)

    def _own(self) -> Iterable[Result]:
        """Give the results that were made for the figure, then those it borrows."""
        mine = [one for one in self.results.results if one.display_id == self.figure.id]
        others = [one for one in self.results.results if one.display_id != self.figure.id]
        return (*mine, *others)

    def _dimension(self) -> Dimension | None:
        for path in self.grid.plain_columns():
            for node in path:
                if node.dimension is not None:
                    return node.dimension
        return None

    def _file(self, result: Result) -> None:
        groups = {name: (level, order) for name, level, order in result.groups}
        by = [str(name) for name in self.figure.page.by]
        page = tuple(groups[name][0] for name in by if name in groups)
        if by and len(page) == len(by):
            self._pages.setdefault(page, tuple(groups[name][1] for name in by))
        if SUBJECT in groups:
            self._file_subject(result, groups, page)
            return
        taken = {*by, self.across}
        series = groups[self.across][0] if self.across in groups else ""
        if not series and "compare" in groups:
            series = groups["compare"][0]
        inner = [level for name, (level, _) in groups.items() if name not in {*taken, "compare"}]
        level = result.level or "/".join(inner)
        key = (result.analysis, page, series)
        self._points.setdefault(key, {}).setdefault(level, {}).setdefault(result.stat, result)

    def _file_subject(
        self, result: Result, groups: dict[str, tuple[str, int]], page: PageKey
    ) -> None:
        series = groups[self.across][0] if self.across in groups else ""
        taken = {*map(str, self.figure.page.by), self.across, SUBJECT}
        level = "/".join(name for key, (name, _) in groups.items() if key not in taken)
        point = SubjectPoint(groups[SUBJECT][0], level, float(result.number or 0), result.result_id)
        key = (result.analysis, result.stat, page, series)
        self._subjects.setdefault(key, []).append(point)

    def of_subjects(
        self, analysis: str, stat: str, page: PageKey, series: str
    ) -> tuple[SubjectPoint, ...]:
        """Give the numbers of single subjects, in the order they were made."""
        return tuple(self._subjects.get((analysis, stat, page, series), ()))

    @property
    def pages(self) -> tuple[PageKey, ...]:
        """Give the pages in order; one without a name where the figure has no pages."""
        ordered = sorted(self._pages.items(), key=lambda item: item[1])
        return tuple(page for page, _ in ordered) or ((),)

    def series(self) -> tuple[SeriesKey, ...]:
        """Give the curves in legend order; an arm has the same style in every figure."""
        dimension = self._dimension()
        if dimension is None:
            return (SeriesKey("", "", 0),)
        if dimension.kind == "arm":
            places = self._arm_places()
            return tuple(
                SeriesKey(one.name, one_line(one.label), places.get(one.name, len(places)))
                for one in dimension.members
                if not one.is_hidden
            )
        labels = dict(dimension.listed or ())
        found = {
            level: order
            for result in self.results.results
            for name, level, order in result.groups
            if name == self.across
        }
        if dimension.members:
            labels |= {one.name: one.label for one in dimension.members}
        ordered = sorted(found, key=found.__getitem__)
        return tuple(
            SeriesKey(name, one_line(labels.get(name, name)), place)
            for place, name in enumerate(ordered)
        )

    def _arm_places(self) -> dict[str, int]:
        arms = self.study.arms
        names = [] if arms is None else [*arms.levels, *arms.pools]
        return {name: place for place, name in enumerate(names)}

    def points(self, analysis: str, page: PageKey, series: str) -> Points:
        """Give the results of a curve: level, then statistic."""
        return self._points.get((analysis, page, series), {})

    def one(self, analysis: str, stat: str, page: PageKey = (), series: str = "") -> Result | None:
        """Give a single result of an analysis, whatever its level."""
        for stats in self.points(analysis, page, series).values():
            if stat in stats:
                return stats[stat]
        return None

    def names_of(self, analysis: str) -> tuple[str, ...]:
        """Give the series (arms, or pairs of arms) that an analysis has results for."""
        return tuple(dict.fromkeys(key[2] for key in self._points if key[0] == analysis))

    def value(self, result: Result | None) -> Value:
        """Give what a result prints: its number, its text, or the text of its reason."""
        if result is None:
            return None
        if result.reason is not None:
            known = {**_REASONS, **self.study.reasons}
            return known.get(result.reason) or None
        return result.number if result.number is not None else result.text

    def label_of_pair(self, pair: str) -> str:
        """Give the arms of a comparison as readers know them."""
        arms = self.study.arms
        levels = {} if arms is None else arms.levels
        shown = [
            one_line(levels[name].label) if name in levels else name for name in pair.split("_vs_")
        ]
        return " vs. ".join(shown)


def one_line(text: str) -> str:
    """Give a text without line breaks."""
    return " ".join(text.split())


def write_pattern(text: str, values: dict[str, Value], pattern: Pattern | None = None) -> str:
    """
    Fill the placeholders of a line; a p-value below its last decimal prints as ``<0.0001``.

    A placeholder without a figure before its point, ``{p:.xxxx}``, writes that limit as ``<.0001``.

    Examples
    --------
    >>> write_pattern("Log-rank p = {logrank.p:x.xxxx}", {"logrank.p": 0.00003})
    'Log-rank p < 0.0001'
    >>> write_pattern("p {p:.xxxx}", {"p": 0.00003}), write_pattern("p {p:.xxxx}", {"p": 0.25})
    ('p <.0001', 'p 0.2500')
    """
    parsed = pattern or parse_pattern(text)
    made = ""
    for part in parsed.parts:
        if isinstance(part, str):
            made += part
            continue
        written = format_number(values.get(part.name), part, _format(parsed, part)).strip()
        if written.startswith("<"):
            bare = made.rstrip()
            if bare.endswith("="):
                gap = " " if made != bare else ""
                made, written = bare[:-1], f"<{gap}{written[1:]}"
        made += written
    return made


def _format(pattern: Pattern, slot: Slot) -> NumberFormat:
    is_p = slot.name.partition("@")[0].rpartition(".")[2] == "p"
    digits = slot.digits(0)
    if not is_p or not digits or digits > _MOST_DECIMALS:
        return NumberFormat(pattern)
    limit = 10.0**-digits
    written = f"{limit:.{digits}f}"
    if not slot.width:
        written = written.removeprefix("0")
    # only a probability is written so, hence the limit is compared below
    return NumberFormat(pattern, below=((limit, f"<{written}"),))
