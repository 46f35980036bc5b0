"""The columns of a recipe: which derivation makes which variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.verbs.derivation import DerivationSlot
from tlfgen.spec.yaml_file import Text

__all__ = ["ColumnSpec", "Columns"]


class ColumnSpec(SpecNode):
    """One derivation with the variables it makes."""

    targets: tuple[str, ...]
    derivation: DerivationSlot

    @property
    def makes(self) -> tuple[str, ...]:
        """Everything it makes, the targets first."""
        return self.derivation.makes(self.targets)

    @property
    def name(self) -> str:
        """The name of the step in lineage: its first target."""
        return self.targets[0]


def _columns(value: Any) -> Any:
    """Give the derivations of a mapping ``A, B: ...`` with their targets."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        return value
    made = []
    for key, given in value.items():
        targets = tuple(part.strip() for part in str(key).split(","))
        place = getattr(value, "key_sources", {}).get(key)
        for chosen, written in _spread(targets, given):
            made.append({"targets": chosen, "derivation": _placed(written, key, place)})
    return made


def _placed(written: Any, key: str, place: Source | None) -> Any:
    if written is None:
        what = f"'{key}' has no derivation."
        hint = "write one, or name it under drop:"
        raise SpecError.of("spec.empty-derivation", what, place, hint=hint)
    return written


def _spread(targets: tuple[str, ...], given: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Take ``AETERM, AEDECOD: AE.*`` as one copy a target."""
    text = str(given) if isinstance(given, str) else ""
    if text.endswith(".*"):
        for target in targets:
            one = f"{text[:-1]}{target}"
            place = source_of(given)
            yield (target,), Text(one, place) if place else one
    else:
        yield targets, given


Columns = Annotated[tuple[ColumnSpec, ...], BeforeValidator(_columns)]
"""A mapping ``A, B: derivation``; ``A, B: AE.*`` copies each target."""
