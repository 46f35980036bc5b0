"""Verbs that cut texts to the length a dataset allows."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words, listed

__all__ = ["SplitText"]


@declares
class SplitText(Verb):
    """
    A long text in parts, cut at blanks, one part a target.

    Parameters
    ----------
    from : expression
    bytes : int
        The most bytes of a part. A single word longer than that is cut inside.
    """

    verb = "split_text"
    start: ExpressionSlot = Field(alias="from")
    size: int = Field(default=200, alias="bytes", ge=8)

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the text with the length of its parts."""
        value = words.say(self.start)
        where = f" in {listed(targets)}" if len(targets) > 1 else ""
        said = f"{value}{where}, cut at blanks into parts of at most {self.size} bytes"
        return f"{said[:1].upper()}{said[1:]}{words.meaning(self.start)}."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for a text with more parts than targets."""
        return {"from": "a text with more parts than targets is an error (mapping.text-too-long)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the parts by the length of the text, for two targets."""
        return (
            ("text", "first target", "second target"),
            ("missing", "missing", "missing"),
            ("at most 200 bytes", "the text", "missing"),
            ("at most two parts", "whole words up to 200 bytes", "the rest"),
            ("more than two parts", "error mapping.text-too-long", ""),
        )
