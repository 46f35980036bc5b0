"""How many records every filter of a recipe takes in and lets through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source

__all__ = ["Count", "count_notes"]


@dataclass(frozen=True, slots=True)
class Count:
    """
    What one filter did.

    Parameters
    ----------
    what : str
        Such as ``records 'lymph' of LYM where LBSTAT != 'NOT DONE'``.
    taken, kept : int
        Records looked at, records that passed.
    """

    what: str
    taken: int
    kept: int
    source: Source | None = None


def count_notes(dataset: str, counts: Iterable[Count]) -> list[Finding]:
    """
    Give a note for each filter, the blocks of subjects added up.

    Examples
    --------
    >>> parts = [Count("records of AE", 3, 2), Count("records of AE", 4, 4)]
    >>> count_notes("ADAE", parts)[0].what
    'ADAE: 6 of 7 records of AE.'
    """
    total: dict[tuple[str, Source | None], tuple[int, int]] = {}
    for one in counts:
        taken, kept = total.get((one.what, one.source), (0, 0))
        total[one.what, one.source] = (taken + one.taken, kept + one.kept)
    return [
        Finding("mapping.count", f"{dataset}: {kept} of {taken} {what}.", source, severity="note")
        for (what, source), (taken, kept) in total.items()
    ]
