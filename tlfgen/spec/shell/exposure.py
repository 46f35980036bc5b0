"""The exposure that rates of events are taken over."""

from __future__ import annotations

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.stats import CiSpec
from tlfgen.spec.shell.survivalrows import Unit
from tlfgen.spec.shell.words import Word

__all__ = ["ExposureSpec"]


class ExposureSpec(SpecNode):
    """
    A subject's time at risk, the unit of rates, and the time of an event.

    ``var`` is a variable of the subjects, in units of ``from``; rates are per ``per`` units of
    ``unit``. ``first`` is a variable of the events, in units of ``from`` since the start of
    exposure: a rate of first events counts a subject's time until its first event, no longer than
    its exposure. ``ci`` is that of ``incidence``.
    """

    var: Word
    unit_from: Unit = Field(default="days", alias="from")
    unit: Unit = "years"
    per: float = Field(default=100.0, gt=0)
    first: Word | None = None
    ci: CiSpec = CiSpec(type="exact")
