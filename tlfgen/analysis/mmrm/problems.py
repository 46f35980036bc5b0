"""The error of a mixed model that is asked wrongly."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["MmrmError"]

_SHOWN = 12


class MmrmError(ValueError):
    """
    A mixed model that is asked wrongly: an unknown word, lengths that differ.

    A model that cannot be estimated from its data is not an error: it is a fit with a reason.
    """

    def __init__(self, code: str, what: str, allowed: Iterable[object] = ()) -> None:
        self.code = code
        self.allowed = tuple(str(one) for one in allowed)
        shown = ", ".join(self.allowed[:_SHOWN])
        super().__init__(f"[{code}] {what}." + (f"\n  allowed {shown}" if shown else ""))

    @classmethod
    def unknown(cls, kind: str, name: object, allowed: Iterable[object]) -> MmrmError:
        """Say that a word is not one of those known."""
        return cls(f"mmrm.unknown-{kind}", f"{kind} '{name}' is not known here", allowed)
