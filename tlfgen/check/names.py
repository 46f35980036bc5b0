"""The variables each dataset of a study has, known before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tlfgen.model.dataset import Variable
from tlfgen.spec.dataset import DatasetSpec

__all__ = ["Known", "Names", "made_names", "offered_variables"]

Names: TypeAlias = Mapping[str, Variable]
Known: TypeAlias = Mapping[str, Names | None]
"""Variables by ``stage.NAME``; None where a dataset is there and its variables are not known."""


def offered_variables(spec: DatasetSpec) -> Names:
    """
    Give the variables a recipe leaves in its dataset, supplemental ones included.

    Described variables without a derivation are left out, expected ones stay, as the build does.
    Where a derivation makes something that is not described, every described variable counts: one
    of the two names is a slip, and it is reported once.
    """
    made = set(made_names(spec)) - {name for column in spec.work for name in column.makes}
    supplemental = set(spec.supplemental)
    doubtful = bool(made - set(spec.variables) - supplemental)
    found = {
        one.name: one
        for one in spec.metadata
        if doubtful or one.name in made or one.core == "Exp" or one.name in spec.keys
    }
    extra = supplemental | (made if not spec.variables or doubtful else set())
    return found | {name: Variable(name) for name in sorted(extra - set(found))}


def made_names(spec: DatasetSpec) -> Iterator[str]:
    """Give every name a recipe makes: records, merges, columns, work columns."""
    yield from spec.derivations
    for stage in spec.steps:
        for block in stage.records:
            yield from block.made
        for parameter in stage.time_to_event:
            yield from parameter.made
        for merge in stage.merge.values():
            yield from map(str, merge.take)
        for added in stage.derived_records:
            yield from added.names_set()
