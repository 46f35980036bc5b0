"""Findings that count records, added up over parts of a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tlfgen.core.errors import Finding

__all__ = ["Tally", "added_up"]

_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """
    A finding that counts.

    Parameters
    ----------
    finding : Finding
        Its ``what`` holds ``before`` and ``after`` the number; ``details`` are some examples.
    before, after : str
        ``{bytes}`` in ``after`` stands for the size of the longest of ``values``.
    count : int
        Of records; of ``values`` where there are any.
    values : frozenset of str
        Distinct values that are wrong; the examples are the first of them.
    """

    finding: Finding
    before: str
    after: str
    count: int = 0
    values: frozenset[str] = frozenset()

    @property
    def mark(self) -> tuple[object, ...]:
        """What tallies of one thing have in common."""
        return self.finding.code, self.finding.source, self.before, self.after

    def plus(self, other: Tally) -> Tally:
        """Give the sum with a tally of further records."""
        details = (*self.finding.details, *other.finding.details)[:_QUOTED]
        return replace(
            self,
            finding=replace(self.finding, details=details),
            count=self.count + other.count,
            values=self.values | other.values,
        )

    def told(self) -> Finding:
        """
        Give the finding with its number.

        Examples
        --------
        >>> one = Tally(Finding("data.x", ""), "missing in ", " records.", 2)
        >>> one.plus(one).told().what
        'missing in 4 records.'
        """
        count, details = self.count, self.finding.details
        if self.values:
            count = len(self.values)
            details = tuple(f"'{text[:60]}'" for text in sorted(self.values)[:_QUOTED])
        longest = max((len(text.encode()) for text in self.values), default=0)
        after = self.after.replace("{bytes}", str(longest))
        what = f"{self.before}{count}{after}"
        return replace(self.finding, what=what, details=details)


def added_up(tallies: Iterable[Tally]) -> list[Finding]:
    """Give the findings of tallies, those of one thing added up; nothing counted is no finding."""
    total: dict[tuple[object, ...], Tally] = {}
    for one in tallies:
        total[one.mark] = total[one.mark].plus(one) if one.mark in total else one
    return [one.told() for one in total.values() if one.count or one.values]
