"""The displays of a study held against its datasets, each other and the study file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tlfgen.check.display_text import check_display_text
from tlfgen.check.patterns import unknown_results
from tlfgen.core.errors import Finding, SpecError
from tlfgen.model.dataset import Variable
from tlfgen.spec.display import DisplaySpec, FigureSpec, TableSpec
from tlfgen.spec.display_check import check_display
from tlfgen.spec.display_words import spec_nodes
from tlfgen.spec.figure_table import borrowed_displays, inherit_shell
from tlfgen.spec.load import StudySpec
from tlfgen.spec.node import source_of

__all__ = ["check_displays"]


def check_displays(
    spec: StudySpec, variables: Mapping[str, Sequence[Variable] | None]
) -> list[Finding]:
    """
    Give every problem of every display.

    Parameters
    ----------
    spec : StudySpec
    variables : mapping of dataset name to variables
        None where they are not known.
    """
    findings: list[Finding] = []
    for display in spec.displays.values():
        whole = display
        if isinstance(display, FigureSpec):
            missing = list(_borrowed(display, spec))
            findings += missing
            if missing:
                continue
            table = spec.displays.get(str(display.from_display))
            whole = inherit_shell(display, table if isinstance(table, TableSpec) else None)
        try:
            findings += check_display(whole, spec.study, variables)  # type: ignore[arg-type]  # None: not looked into
        except SpecError as error:
            findings += error.findings
        findings += check_display_text(whole, spec.study, variables)
        findings += _patterns(display)
    return list(dict.fromkeys(findings))


def _borrowed(figure: FigureSpec, spec: StudySpec) -> Iterator[Finding]:
    tables = [name for name, one in spec.displays.items() if isinstance(one, TableSpec)]
    for name in borrowed_displays(figure):
        if name not in tables and name not in spec.failed:
            place = source_of(name) or figure.source
            yield from SpecError.unknown("display", name, tables, place).findings


def _patterns(display: DisplaySpec) -> Iterator[Finding]:
    """Give the results that a pattern written out names and no statistic has."""
    for node in spec_nodes(display):
        word = getattr(node, "format", None)
        if isinstance(word, str) and "{" in word:
            yield from unknown_results(word, source_of(word) or node.source)
