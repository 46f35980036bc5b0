"""The options a statistic takes."""

from __future__ import annotations

from tlfgen.spec.methods.statistics import COUNTS, FORMATS, MEASURES

__all__ = ["stat_options"]

_NUMBERS = ("definition", "level", "preset")
_COUNTS = ("level", "method", "alternative", "is_truncated", "preset")


def stat_options(word: str) -> tuple[str, ...]:
    """
    Give the options that may stand under a statistic.

    Examples
    --------
    >>> stat_options("median")
    ('definition', 'level', 'preset')
    >>> stat_options("ci")
    ('level', 'method', 'alternative', 'is_truncated', 'preset')
    """
    if word in {"ci", "n_pct", *MEASURES}:
        return _COUNTS
    if word in FORMATS and word not in COUNTS:
        return _NUMBERS
    return tuple(sorted({*_NUMBERS, *_COUNTS}))
