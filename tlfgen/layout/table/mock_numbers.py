"""The marks of a mock: xx.x where numbers will stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tlfgen.core.numformat import mock_text
from tlfgen.layout.table.numbers import Address, Groups, Printed
from tlfgen.spec.grid import Dimension, Member, ShownStat
from tlfgen.spec.study import StudyFile

__all__ = ["MockNumbers"]

_MARK = re.compile(r"\{\w+_mark\}")
_FEW = 3


@dataclass(frozen=True)
class MockNumbers:
    """
    Marks instead of numbers.

    Levels come from the spec, planned visits from the study, codelists by the name of the
    variable; where nothing says which levels there are, one stands for all: ``<AEBODSYS>``.
    """

    study: StudyFile
    hierarchy: tuple[Dimension, ...] = ()

    def members(
        self, dimension: Dimension, above: Groups, analyses: frozenset[str]
    ) -> tuple[Member, ...]:
        """Give the levels that a page will show."""
        del above, analyses
        return self._levels(dimension)

    def levels(self, address: Address, dimension: Dimension | None) -> tuple[Member, ...]:
        """Give the levels that a block will count."""
        del address
        if dimension is None:
            return (Member("<reason>", "<reason>", 1, "level"),)
        return self._levels(dimension)

    def nested(self, address: Address, depth: int) -> tuple[Member, ...]:
        """Give the levels listed for a variable of a hierarchy, or one named by it."""
        del address
        if depth < len(self.hierarchy):
            return self._levels(self.hierarchy[depth])
        return (Member("<level>", "<level>", 1, "level"),)

    def text(self, address: Address, stat: ShownStat) -> Printed:
        """Write the pattern of a statistic with x for digits."""
        del address
        pattern = _MARK.sub("", stat.format.pattern.text)
        return Printed(mock_text(pattern, stat.decimals or 0))

    def number(self, address: Address, stat: str) -> float | None:
        """Give a count that no limit of a display drops."""
        del address
        return 100.0 if stat in {"n", "pct", "events", "records", "p"} else None

    def header(self, groups: Groups) -> int | None:
        """Give no subjects: there are no data."""
        del groups
        return None

    def header_text(self, groups: Groups) -> str | None:
        """Write the place of a count."""
        del groups
        return "xx"

    def _levels(self, dimension: Dimension) -> tuple[Member, ...]:
        named = dimension.listed
        if not dimension.is_known and named is None:
            named = tuple((word, word) for word in self._known(dimension.variable))
        if dimension.is_known:
            return dimension.members
        members = [
            Member(value, label, place, "level", value=value)
            for place, (value, label) in enumerate(named or (), start=1)
        ]
        if dimension.missing is not None:
            label = "Missing" if dimension.missing == "show" else dimension.missing
            members.append(Member("(missing)", label, len(members) + 1, "missing"))
        return tuple(members)

    def _known(self, variable: str) -> tuple[str, ...]:
        planned = tuple(visit.name for visit in self.study.visits if visit.planned)
        if variable == "AVISIT" and planned:
            return planned[:_FEW] if len(planned) > _FEW else planned
        codelist = self.study.codelists.get(variable)
        if codelist is not None:
            return tuple(term.label or term.value for term in codelist.terms)
        return (f"<{variable}>",)
