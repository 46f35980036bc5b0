"""Promises about a finished dataset."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import ConditionSlot

__all__ = ["Check", "Implication"]


class Implication(SpecNode):
    """A condition that another one follows from."""

    condition: ConditionSlot = Field(alias="if")
    then: ConditionSlot


class Check(SpecNode):
    """
    A promise about the finished dataset: ``unique``, ``implies`` or ``not_missing``.

    ``severity`` says what a breach is.
    """

    unique: tuple[str, ...] = ()
    implies: Implication | None = None
    not_missing: tuple[str, ...] = ()
    severity: Literal["error", "warning", "note"] = "error"
