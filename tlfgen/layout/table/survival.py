"""The lines of time-to-event rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from tlfgen.layout.table.arm_pairs import (
    heading_line,
    of_pairs,
    pair_cell,
    percent_label,
    stat_of,
    with_reference,
)
from tlfgen.layout.table.columns import Leaf
from tlfgen.layout.table.incidence import incidence_lines
from tlfgen.layout.table.lines import Block, CellOf, Line
from tlfgen.layout.table.numbers import Printed
from tlfgen.spec.grid import ShownStat
from tlfgen.spec.grid.node import shown_stats
from tlfgen.spec.shell.incidencerows import CifAtRow, CifAtSpec, GrayRow, GraySpec, IncidenceRow
from tlfgen.spec.shell.survivalrows import (
    CensoredRow,
    CountSpec,
    EventsRow,
    HazardRatioRow,
    HazardRatioSpec,
    KmAtRow,
    KmAtSpec,
    KmQuantilesRow,
    KmQuantilesSpec,
    KmRangeRow,
    KmRangeSpec,
    LogrankRow,
    LogrankSpec,
    RmstRow,
    RmstSpec,
)

__all__ = ["survival_lines"]

_QUANTILES = {0.25: "25th percentile", 0.5: "Median", 0.75: "75th percentile"}
_DIFFERENCE = {"low": "difference_low", "high": "difference_high"}
_AREAS = {
    "rmst_ci": {"low": "rmst_low", "high": "rmst_high"},
    "rmst_difference_ci": _DIFFERENCE,
    "rmst_ratio_ci": {"low": "ratio_low", "high": "ratio_high"},
}
_ESTIMATE = {"estimate_ci": "estimate_ci", "estimate": "estimate", "rows": "estimate"}


def survival_lines(block: Block) -> list[Line]:
    """Give the lines of one time-to-event row."""
    spec = block.unit.spec
    if isinstance(spec, EventsRow):
        return _counted(block, spec.events, "Subjects with event")
    if isinstance(spec, CensoredRow):
        return _counted(block, spec.censored, "Subjects censored")
    if isinstance(spec, KmQuantilesRow):
        return _quantiles(block, spec.km_quantiles)
    if isinstance(spec, KmRangeRow):
        return [_range(block, spec.km_range)]
    if isinstance(spec, KmAtRow):
        return _at_times(block, spec.km_at)
    if isinstance(spec, HazardRatioRow):
        return _ratios(block, spec.hr)
    if isinstance(spec, RmstRow):
        return _areas(block, spec.rmst)
    if isinstance(spec, IncidenceRow):
        return incidence_lines(block, spec.incidence)
    if isinstance(spec, CifAtRow):
        return _at_times(block, spec.cif_at)
    if isinstance(spec, GrayRow):
        return _tests(block, spec.gray, "Gray's test p-value")
    assert isinstance(spec, LogrankRow)  # noqa: S101 - no other row is left
    return _tests(block, spec.logrank)


def _counted(block: Block, spec: CountSpec, default: str) -> list[Line]:
    stats = shown_stats(spec.stats, block.grid.study) or (stat_of(block, "n_pct"),)
    label = spec.label or default
    lines = [Line(label, stat=stats[0], is_heading=spec.reasons is not None)]
    if spec.reasons is not None:
        lines += [
            Line(member.label, 1, level=member.name, stat=stats[0], path=(label,))
            for member in block.numbers.levels(block.first_address(), None)
        ]
    return lines


def _quantiles(block: Block, spec: KmQuantilesSpec) -> list[Line]:
    stat = stat_of(block, _ESTIMATE[spec.show], format=spec.format)
    if spec.decimals is not None:
        stat = replace(stat, decimals=spec.decimals)
    lines: list[Line] = []
    indent = 0
    path: tuple[str, ...] = ()
    if spec.label is not None:
        lines.append(heading_line(spec.label))
        indent, path = 1, (spec.label,)
    for q in spec.q:
        level = f"{q:g}"
        label = spec.labels.get(level) or _QUANTILES.get(q, f"{100 * q:g}th percentile")
        shown = f"{label} ({percent_label(spec.ci)})" if spec.show == "estimate_ci" else label
        own = spec.labels.get(level, shown)
        lines.append(Line(own, indent, level=level, stat=stat, path=path))
        if spec.show == "rows":
            limits = replace(stat_of(block, "ci"), name="ci")
            lines.append(
                Line(percent_label(spec.ci), indent + 1, level=level, stat=limits, path=path)
            )
    return lines


def _range(block: Block, spec: KmRangeSpec) -> Line:
    stat = stat_of(block, "km_range", format=spec.format)
    return Line(spec.label or "Min, Max", stat=stat)


def _at_times(block: Block, spec: KmAtSpec | CifAtSpec) -> list[Line]:
    lines: list[Line] = []
    unit = spec.unit or (block.grid.table.time.unit if block.grid.table.time else None) or ""
    for time in spec.times:
        level = f"{time:g}"
        pattern = spec.label or ("{time} " + unit).strip()
        label = pattern.replace("{time}", level).replace("{unit}", unit)
        if len(spec.show) > 1:
            lines.append(heading_line(label))
        for word in spec.show:
            own = spec.labels.get(word)
            stat = stat_of(block, word, format=spec.format if word == "rate_ci" else None)
            shown = own or stat.label.replace("95% CI", percent_label(spec.ci))
            line = Line(shown, 1, level=level, stat=stat, path=(label,))
            if len(spec.show) == 1:
                line = replace(line, label=label, indent=0, path=())
            is_between = word in {"difference_ci", "difference_p"}
            pairs = getattr(spec, "pairs", ())
            lines.append(_difference(block, line, pairs) if is_between else line)
    return lines


def _difference(block: Block, line: Line, pairs: Sequence[tuple[str, str]]) -> Line:
    assert line.stat is not None  # noqa: S101 - set by the caller
    reads = tuple((slot, _DIFFERENCE.get(slot, stored)) for slot, stored in line.stat.reads)
    stat = replace(line.stat, reads=reads)
    cell = with_reference(block, stat, line.level)
    if pairs:
        cell = of_pairs(block, stat, pairs, line.level)
    return replace(line, cell=cell, stat=stat)


def _ratios(block: Block, spec: HazardRatioSpec) -> list[Line]:
    label = spec.label
    shown = stat_of(block, "hr_ci")
    text = f"Hazard ratio ({percent_label(spec.ci)})"
    lines = [] if label is None else [heading_line(label)]
    indent = 0 if label is None else 1
    path = () if label is None else (label,)
    stats = [(text, shown)]
    if spec.p is not None:
        stats.append(("p-value", stat_of(block, "p")))
    if spec.adjust is not None:
        stats.append(("Adjusted p-value", stat_of(block, "p_adjusted")))
    for name, stat in stats:
        cell = with_reference(block, stat)
        if spec.pairs:
            cell = of_pairs(block, stat, spec.pairs)
        lines.append(Line(name, indent, stat=stat, cell=cell, path=path))
    return lines


def _tests(
    block: Block, spec: LogrankSpec | GraySpec, default: str = "Log-rank p-value"
) -> list[Line]:
    lines: list[Line] = []
    for word in spec.show:
        stat = stat_of(block, word, format=spec.format if word == "p" else None)
        own = spec.label if word == "p" or len(spec.show) == 1 else None
        label = spec.labels.get(word) or own or (default if word == "p" else stat.label)
        if spec.each == "overall" and not spec.pairs:
            place = spec.place or "last_arm"
            lines.append(Line(label, stat=stat, cell=_overall(block, stat, place)))
        elif spec.each == "reference" and not spec.pairs:
            lines.append(Line(label, stat=stat, cell=with_reference(block, stat)))
        else:
            lines += _pair_lines(block, spec, stat, label)
    return lines


def _areas(block: Block, spec: RmstSpec) -> list[Line]:
    """Give the lines of restricted means, and those of arms against the reference."""
    lines = [] if spec.label is None else [heading_line(spec.label)]
    indent, path = (0, ()) if spec.label is None else (1, (spec.label,))
    for word in map(str, spec.show):
        stat = stat_of(block, word)
        renamed = _AREAS.get(word, {})
        reads = tuple((slot, renamed.get(slot, stored)) for slot, stored in stat.reads)
        stat = replace(stat, reads=reads)
        label = spec.labels.get(word) or stat.label.replace("95% CI", percent_label(spec.ci))
        line = Line(label, indent, stat=stat, path=path)
        if word != "rmst_ci":
            cell = of_pairs(block, stat, spec.pairs) if spec.pairs else with_reference(block, stat)
            line = replace(line, cell=cell)
        lines.append(line)
    return lines


def _pair_lines(
    block: Block, spec: LogrankSpec | GraySpec, stat: ShownStat, label: str
) -> list[Line]:
    """Give one line a pair, below a heading."""
    levels = block.grid.study.arms.levels if block.grid.study.arms else {}
    pairs = list(spec.pairs)
    if not pairs:
        names = [leaf.arm.name for leaf in block.leaves if leaf.arm and leaf.arm.kind == "arm"]
        names = list(dict.fromkeys(names))
        pairs = [(second, first) for first, second in combinations(names, 2)]
    lines = [heading_line(label)]
    for pair in pairs:
        name = "_vs_".join(pair)
        words = [" ".join((levels[one].short_label or levels[one].label).split()) for one in pair]
        shown = spec.labels.get(name) or " vs ".join(words)
        cell = of_pairs(block, stat, [pair])
        lines.append(Line(shown, 1, stat=stat, cell=cell, path=(label,)))
    return lines


def _overall(block: Block, stat: ShownStat, place: str) -> CellOf:
    """Give the cell of a test of all arms, in the column it is placed in."""
    arms = [leaf for leaf in block.leaves if leaf.arm is not None and not leaf.is_comparison]
    own = [leaf for leaf in arms if leaf.arm and leaf.arm.kind == "arm"]
    named = [leaf for leaf in arms if leaf.arm and leaf.arm.name == place]
    compared = [leaf for leaf in block.leaves if leaf.is_comparison]
    choices = {"last_arm": own[-1:], "first_arm": own[:1], "compare": compared[:1]}
    target = choices.get(place, named)

    def cell(leaf: Leaf) -> Printed:
        if leaf not in target:
            return Printed("")
        return pair_cell(block, stat, "", "overall")

    return cell
