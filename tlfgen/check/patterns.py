"""The results that format patterns name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tlfgen.core.errors import Finding, SpecError, nearest
from tlfgen.core.pattern import parse_pattern
from tlfgen.core.source import Source
from tlfgen.spec.methods.statistics import CONTINUOUS, COUNTS, FORMATS

__all__ = ["unknown_results"]


def unknown_results(pattern: str, place: Source | None) -> Iterator[Finding]:
    """
    Give the names in a pattern that are spelt almost like a result of a statistic.

    A name far from all of them is left alone: a function of the study may give it.

    Returns
    -------
    iterator of Finding
        ``spec.unknown-result``, and ``spec.bad-format`` where the pattern cannot be read.
    """
    try:
        names = dict.fromkeys(parse_pattern(pattern).names)
    except SpecError as error:
        yield from error.findings
        return
    known = _results()
    for name in names:
        if name not in known and nearest(name, known) is not None:
            yield from SpecError.unknown("result", name, known, place).findings


@cache
def _results() -> frozenset[str]:
    named = {
        name
        for one in FORMATS.values()
        for text in (one.text, one.zero or "")
        for name in parse_pattern(text).names
    }
    return frozenset(named | CONTINUOUS | COUNTS)
