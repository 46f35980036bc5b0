"""The verb that a bare expression stands for."""

from __future__ import annotations

from typing import ClassVar

from tlfgen.model.expression import Reference
from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["Expr"]


@declares
class Expr(Verb):
    """The value of an expression; one variable alone is a predecessor."""

    verb = "expr"
    short: ClassVar[str | None] = "value"
    value: ExpressionSlot

    @property
    def predecessor(self) -> Reference | None:
        """The variable copied, where nothing but a copy is asked for."""
        return self.value.tree if isinstance(self.value.tree, Reference) else None

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give ``Copied from DM.ARM.`` or ``Equal to the date part of TRTSDTM.``."""
        verb = "Copied from" if self.predecessor else "Equal to"
        return f"{verb} {words.say(self.value)}{words.meaning(self.value)}."
