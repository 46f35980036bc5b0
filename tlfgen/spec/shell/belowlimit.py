"""How a display treats concentrations below the limit of quantification."""

from __future__ import annotations

from typing import Literal

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Word
from tlfgen.spec.slots import ConditionSlot

__all__ = ["BelowLimitSpec", "Replacement"]

Replacement = Literal["data", "zero", "half", "limit", "root_two", "missing"]


class BelowLimitSpec(SpecNode):
    """
    Which records of ``of`` lie below the limit, what takes their place, what is then withheld.

    ``limit`` is a variable of the data or a number; ``half``, ``limit`` and ``root_two`` of
    ``replace`` need it. ``rule: one_third`` shows the maximum alone where more than a third of the
    values of a cell are below the limit, before the dose the median as well, and before the dose
    never a geometric mean; ``one_half`` shows the maximum alone beyond one half. Records of
    ``after_dose`` are after the first dose, all where it is not written; ``replace_before`` takes
    the place of those before it.
    """

    where: ConditionSlot
    of: Word = "AVAL"
    limit: Word | None = None
    replace: Replacement = "zero"
    replace_before: Replacement | None = None
    after_dose: ConditionSlot | None = None
    rule: Literal["none", "one_third", "one_half"] = "none"
