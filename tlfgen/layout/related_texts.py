"""Texts of the records that belong to each listed record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of

__all__ = ["RelatedTexts"]

_WORDS = ("all", "count", "first", "last")


@dataclass(frozen=True, slots=True)
class RelatedTexts:
    """
    What related records say, one entry a listed record.

    ``numbers`` holds their record numbers in ``dataset``; ``texts`` their texts in order, equal
    ones once.
    """

    dataset: str
    texts: tuple[tuple[str, ...], ...]
    numbers: tuple[tuple[int, ...], ...]
    join: str = "; "
    last: str | None = None
    none: str = ""
    most: int | None = None

    def shown(self, word: str | None = None, place: Any = None) -> list[str]:
        """
        Give the text of each listed record: all joined, the first, the last, or their number.

        Raises
        ------
        SpecError
            ``spec.unknown-word``.
        """
        if word not in {None, *_WORDS}:
            raise SpecError.unknown("word", str(word), _WORDS, source_of(place))
        if word == "count":
            return [str(len(found)) for found in self.numbers]
        if word in {"first", "last"}:
            place_of = 0 if word == "first" else -1
            return [found[place_of] if found else self.none for found in self.texts]
        return [self._joined(found) for found in self.texts]

    def _joined(self, found: tuple[str, ...]) -> str:
        kept = found[: self.most]
        if not kept:
            return self.none
        rest = len(found) - len(kept)
        if rest:
            return self.join.join((*kept, f"{rest} more"))
        if self.last is None or len(kept) == 1:
            return self.join.join(kept)
        return self.join.join(kept[:-1]) + self.last + kept[-1]
