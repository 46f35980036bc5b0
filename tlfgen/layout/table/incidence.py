"""The lines of rates per person-time."""

from __future__ import annotations

from dataclasses import replace

from tlfgen.layout.table.arm_pairs import (
    heading_line,
    of_pairs,
    percent_label,
    stat_of,
    with_reference,
)
from tlfgen.layout.table.lines import Block, Line
from tlfgen.spec.shell.incidencerows import IncidenceSpec

__all__ = ["incidence_lines"]

_WORDS = {
    "events": "events",
    "person_time": "person_time",
    "incidence": "incidence",
    "incidence_ci": "incidence_ci",
    "incidence_p": "p",
    "difference_ci": "incidence_difference_ci",
    "difference_p": "p",
    "ratio_ci": "incidence_ratio_ci",
    "ratio_p": "p",
}
_LABELS = {
    "events": "Number of events",
    "person_time": "Person-{unit}",
    "incidence": "Rate per {per} person-{unit}",
    "incidence_ci": "Rate per {per} person-{unit} ({ci})",
    "incidence_p": "p-value of the rate",
    "difference_ci": "Rate difference ({ci})",
    "difference_p": "p-value of the difference",
    "ratio_ci": "Rate ratio ({ci})",
    "ratio_p": "p-value of the ratio",
}
_READS = {"incidence_p": "incidence_p", "difference_p": "difference_p", "ratio_p": "ratio_p"}


def incidence_lines(block: Block, spec: IncidenceSpec) -> list[Line]:
    """Give one line a number asked for; comparisons stand in the column of the first arm."""
    lines = [] if spec.label is None else [heading_line(spec.label)]
    indent, path = (0, ()) if spec.label is None else (1, (spec.label,))
    time = block.grid.table.time
    unit = (time.unit if time else None) or "time"
    for word in spec.show:
        stat = stat_of(block, _WORDS.get(word, word), format=spec.formats.get(word))
        if word in _READS:
            stat = replace(stat, reads=tuple((slot, _READS[word]) for slot, _ in stat.reads))
        pattern = spec.labels.get(word) or _LABELS.get(word, stat.label)
        label = (
            pattern.replace("{per}", f"{spec.per:g}")
            .replace("{unit}", unit)
            .replace("{ci}", percent_label(spec.ci))
        )
        line = Line(label, indent, stat=stat, path=path)
        if word.startswith(("difference", "ratio")):
            cell = of_pairs(block, stat, spec.pairs) if spec.pairs else with_reference(block, stat)
            line = replace(line, cell=cell)
        lines.append(line)
    return lines
