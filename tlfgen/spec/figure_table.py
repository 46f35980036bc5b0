"""The table whose results a figure draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tlfgen.core.errors import SpecError
from tlfgen.model.expression import And
from tlfgen.spec.display import FigureSpec, TableSpec
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.stats import CiSpec
from tlfgen.spec.slots import Formula

__all__ = ["CURVE", "POINTS", "borrowed_displays", "figure_table", "inherit_shell"]

CURVE = "km"
"""Name of the analysis that holds the points of a curve."""

POINTS = "points"
"""Name of the analysis that holds the points of other plots."""

_SHOWN = {
    "mean_ci": ("n", "mean", "mean_ci"),
    "mean_se": ("n", "mean", "se"),
    "mean_sd": ("n", "mean", "sd"),
    "median_iqr": ("n", "median", "q1", "q3"),
    "mean": ("n", "mean"),
}
_LEVEL = 0.95
_NAMED = re.compile(r"\{(\w+)\.")


def borrowed_displays(figure: FigureSpec) -> tuple[str, ...]:
    """Give the ids of the tables that a figure takes results from, each once."""
    rows = figure.plot.forest.rows if figure.plot.forest is not None else ()
    named = (figure.from_display, *(row.from_display for row in rows))
    return tuple(dict.fromkeys(name for name in named if name is not None))


def inherit_shell(figure: FigureSpec, table: TableSpec | None) -> FigureSpec:
    """
    Give a figure with what it does not say itself taken from the table it is drawn from.

    Population, data, conditions, arms, time and columns are inherited; the conditions of both
    hold.

    Raises
    ------
    SpecError
        ``spec.unknown-display`` where ``from`` names a table that is not given.
    """
    if figure.from_display is None:
        return figure
    if table is None or table.id != figure.from_display:
        known = [] if table is None else [table.id]
        place = source_of(figure.from_display) or figure.source
        raise SpecError.unknown("display", figure.from_display, known, place)
    wheres = [one for one in (table.where, table.where_add, figure.where) if one is not None]
    where = wheres[0] if len(wheres) == 1 else None
    if len(wheres) > 1:
        where = Formula(And(tuple(one.tree for one in wheres)), wheres[0].source)
    changes: dict[str, Any] = {"where": where}
    for name in ("population", "data", "subset", "arms", "time"):
        if getattr(figure, name) is None:
            changes[name] = getattr(table, name)
    if not figure.columns:
        plain = {"total": None, "compare": None, "pools": ()}
        changes["columns"] = tuple(one.model_copy(update=plain) for one in table.columns)
    if figure.not_in_adsl == "error":
        changes["not_in_adsl"] = table.not_in_adsl
    return figure.model_copy(update=changes)


def figure_table(figure: FigureSpec) -> TableSpec:
    """Give the table whose rows hold what a figure shows; its id is that of the figure."""
    plot = figure.plot
    kind = "summary"
    rows: list[dict[str, Any]] = []
    order: tuple[str, ...] = ()
    columns: tuple[Any, ...] = figure.columns
    if plot.km is not None:
        kind, order = "survival", plot.km.order
        rows = list(_survival_rows(figure))
    elif plot.lines is not None:
        shown = _SHOWN[plot.lines.show]
        rows = [_by(plot.lines.over, plot.lines.of, shown, plot.lines.ci)]
    elif plot.box is not None:
        rows = [_by(plot.box.over, plot.box.of, ("n", "mean", "median", "q1", "q3"), CiSpec())]
    elif plot.profiles is not None:
        rows = [_by(plot.profiles.over, plot.profiles.of, ("n", "mean"), CiSpec())]
        columns = columns or tuple({"by": name} for name in plot.profiles.panels)
    elif plot.scatter is not None:
        value = plot.scatter.x_of or plot.scatter.value
        rows = [{"name": POINTS, "var": value, "stats": ["n"], "unit": ["record"]}]
    return TableSpec.model_validate(
        {
            "id": figure.id,
            "kind": kind,
            "title": figure.title,
            "population": figure.population,
            "data": figure.data,
            "where": figure.where,
            "where_add": figure.where_add,
            "subset": figure.subset,
            "arms": figure.arms,
            "not_in_adsl": figure.not_in_adsl,
            "time": figure.time,
            "columns": columns or ({"by": "arm"},),
            "rows": tuple(rows),
            "order": order,
            "page": figure.page,
        }
    )


def _by(over: str, variable: str, stats: tuple[str, ...], ci: CiSpec) -> dict[str, Any]:
    """Give a block of statistics by visit, or by another variable."""
    options = {"level": ci.level} if ci.level != _LEVEL else {}
    shown = [{"stat": name, "options": options if name == "mean_ci" else {}} for name in stats]
    block = {"name": POINTS, "var": variable, "stats": shown}
    return {"cross": [{"by": over}, block]}


def _survival_rows(figure: FigureSpec) -> Iterator[dict[str, Any]]:
    """Give the rows of a survival figure: the curve, its counts, its median, tests."""
    km = figure.plot.km
    ci = {} if km is None else {"type": km.ci.type, "level": km.ci.level}
    yield {"km_range": {}, "name": CURVE}
    yield {"events": {}, "name": "events"}
    yield {"censored": {}, "name": "censored"}
    yield {"km_quantiles": {"q": [0.5], "ci": ci}, "name": "median"}
    presets = {box.preset for box in figure.plot.boxes}
    named = {
        name for box in figure.plot.boxes for line in box.lines for name in _NAMED.findall(line)
    }
    wanted = {*named, *(preset for preset in presets if preset)}
    if any(name.startswith("logrank") for name in wanted):
        yield {"logrank": {"each": "overall"}, "name": "logrank"}
        yield {"logrank": {"each": "pairs"}, "name": "logrank_pairs"}
    if "hr" in wanted and figure.from_display is None:
        yield {"hr": {}, "name": "hr"}
