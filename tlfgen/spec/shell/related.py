"""Records of other datasets that a listing shows beside its own."""

from __future__ import annotations

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Word
from tlfgen.spec.slots import ConditionSlot, OrderSlot

__all__ = ["RelatedRecords"]


class RelatedRecords(SpecNode):
    """
    Records of the same subject in another dataset, written one after the other.

    ``where`` reads the other dataset; ``ADAE.AESPID`` in it is the listed record's. ``{name}``
    prints all of them joined, ``{name:first}``, ``{name:last}`` and ``{name:count}`` what they say.
    ``by`` names the variables that tie them, the subject key where it is left out; ``last`` joins
    the last one; ``none`` is printed where there is none; equal texts are printed once.
    """

    data: Word
    by: tuple[str, ...] = ()
    where: ConditionSlot | None = None
    order: OrderSlot = ()
    text: Word
    join: str = "; "
    last: str | None = None
    none: str = ""
    most: int | None = Field(default=None, ge=1)
