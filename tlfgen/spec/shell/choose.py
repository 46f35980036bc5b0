"""Which record of a subject a display takes, where it has several."""

from __future__ import annotations

from pydantic import Field

from tlfgen.model.expression import canonical_order_key
from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Words
from tlfgen.spec.slots import OrderSlot

__all__ = ["ChooseSpec"]


class ChooseSpec(SpecNode):
    """
    The first record of each subject (and of each level of ``per``) in an order.

    It is chosen among the records that the conditions of the display and of the row leave:
    ``choose: {per: PARAMCD, order: [desc AVAL, AVISITN]}`` takes the largest value, the earliest
    of equal ones.
    """

    short = "order"
    order: OrderSlot = Field(min_length=1)
    per: Words = ()

    @property
    def said(self) -> str:
        """What is chosen, in words."""
        order = ", ".join(map(canonical_order_key, self.order))
        return f"one record of each {' and '.join(('subject', *self.per))}: the first by {order}"
