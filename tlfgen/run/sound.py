"""Specs that are sound as far as a build needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from tlfgen.core.errors import Finding, SpecError
from tlfgen.run.needed import Needed, concerning, find_needed
from tlfgen.run.request import Request
from tlfgen.run.sources import Inputs
from tlfgen.spec.load import StudySpec, load_study, read_study

__all__ = ["SoundSpecs"]


@dataclass(slots=True)
class SoundSpecs:
    """
    The specs of a study, what of them a build needs, and the problems of the rest.

    Parameters
    ----------
    spec : StudySpec
    request : Request
    needed : Needed
    notes : list of Finding
        Problems of specs that ``--only`` leaves out.
    """

    spec: StudySpec
    request: Request
    needed: Needed
    notes: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, request: Request) -> Self:
        """
        Read the specs.

        Raises
        ------
        SpecError
            Every problem of the files that are needed; of all files without ``--only``.
        """
        if not request.only:
            spec = load_study(request.study)
            return cls(spec, request, find_needed(spec, request))
        read, found = read_study(request.study)
        if read is None:
            raise SpecError(*found)
        own = cls(read, request, find_needed(read, request))
        own._refuse(found)
        return own

    def require(self) -> None:
        """
        Refuse specs with problems that can be told before any work; data are read by tasks.

        Raises
        ------
        SpecError
            Every problem of what is needed.
        """
        if self.request.start is not None:
            return
        from tlfgen.run.check import find_spec_problems

        found = find_spec_problems(self.spec, Inputs(self.spec, self.request.data))
        self._refuse(
            one
            for one in found
            if one.severity == "error" and not one.code.startswith(("output.", "data."))
        )

    def _refuse(self, findings: Iterable[Finding]) -> None:
        concerns = concerning(self.spec, self.needed)
        given = list(findings)
        errors = [one for one in given if concerns(one) or not self.request.only]
        if errors:
            raise SpecError(*errors)
        notes = [replace(one, severity="note") for one in given]
        self.notes += [one for one in notes if one not in self.notes]
