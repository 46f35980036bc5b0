"""The records of a model: response, terms, what was dropped, which levels are empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.cells import Cells, Combination
from tlfgen.analysis.makers.arms import Arm
from tlfgen.analysis.makers.model_columns import (
    name_variable,
    read_column,
    read_extras,
    read_response,
)
from tlfgen.analysis.makers.numbers import Floats
from tlfgen.analysis.makers.tally import require_one_record
from tlfgen.model.expression import And, Compare, Expression, Missing, Number, Or, Reference
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.methods.models import MODELS
from tlfgen.spec.methods.modelwords import factors_of
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.modelrows import ModelSpec

__all__ = ["ModelData", "read_model"]

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class ModelData:
    """
    What a model is fitted to.

    ``terms`` holds one array a variable over all records, ``keep`` marks those that are complete.
    ``arms`` are all arms compared, those without a record included. ``empty`` lists the levels
    that no complete record has. ``filters`` tell the complete records, None where columns split
    the records of an arm. ``visit`` is that of each record, ``visits`` are all in their order.
    ``extras`` holds what stands under keys of their own: offset, strata and the like.
    """

    response: Floats
    terms: dict[str, npt.NDArray[Any]]
    classes: tuple[str, ...]
    arms: tuple[str, ...]
    subjects: Rows
    keep: npt.NDArray[np.bool_]
    n_no_response: int
    n_no_covariate: int
    empty: tuple[tuple[str, str], ...]
    filters: tuple[Expression, ...] | None
    visit: npt.NDArray[Any] | None = None
    visits: tuple[str, ...] = ()
    extras: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)

    @property
    def n_used(self) -> int:
        """The complete records."""
        return int(self.keep.sum())

    def column(self, name: str) -> npt.NDArray[Any] | None:
        """Give the complete records of an offset, a stratum and the like, None where not asked."""
        return self.extras[name][self.keep] if name in self.extras else None


def read_model(
    cells: Cells,
    spec: ModelSpec,
    arms: Sequence[Arm],
    rows: Sequence[Rows],
    combination: Combination,
) -> ModelData:
    """
    Give the records of the arms with the variables of a model.

    A variable that the dataset lacks is taken from the subject. A blank class is missing.

    Raises
    ------
    SpecError
        ``spec.unknown-variable``, ``spec.text-variable`` for a text that is no class.
    DataError
        ``data.many-records`` for two complete records of a subject, of a mixed model at a visit.
    """
    every = np.concatenate([*rows, np.zeros(0, dtype=np.intp)])
    factors = list(dict.fromkeys(one for term in spec.terms for one in factors_of(term)))
    classes = tuple(one for one in factors if one == ARM or one in spec.class_terms)
    terms: dict[str, npt.NDArray[Any]] = {}
    present = np.ones(every.size, dtype=bool)
    for name in factors:
        if name == ARM:
            names = [arm.name for arm in arms]
            terms[name] = np.repeat(np.array(names, dtype=object), [len(one) for one in rows])
            continue
        values = read_column(cells, name, every, is_class=name in classes)
        terms[name] = values
        present &= values != "" if name in classes else np.isfinite(values)
    visit = None
    if spec.visit is not None:
        visit = read_column(cells, spec.visit, every, is_class=True)
        present &= visit != ""
    response = read_response(cells, spec, every)
    extras = read_extras(cells, spec, every)
    is_imputed = MODELS[spec.fit].is_imputed
    for key, column in extras.items():
        if key == "onset":
            continue
        present &= column != "" if column.dtype == object else np.isfinite(column)
    has_response = np.isfinite(response)
    keep = present if is_imputed else has_response & present
    inside = np.zeros(len(cells.records), dtype=bool)
    inside[every[keep]] = True
    require_one_record(cells, inside)
    names_of_arms = tuple(arm.name for arm in arms)
    return ModelData(
        response=response,
        terms=terms,
        classes=classes,
        arms=names_of_arms,
        subjects=cells.records.subject[every].astype(np.intp),
        keep=keep,
        n_no_response=int((~has_response).sum()),
        n_no_covariate=int((has_response & ~present).sum()),
        empty=tuple(_empty(terms, classes, keep, names_of_arms)),
        filters=_filters(cells, spec, arms, combination, factors),
        visit=visit,
        visits=() if visit is None else _order_visits(cells, str(spec.visit), visit, every),
        extras=extras,
    )


def _order_visits(cells: Cells, name: str, visit: npt.NDArray[Any], rows: Rows) -> tuple[str, ...]:
    """Give the visits by their number: their own, or that of the variable with N behind it."""
    texts = sorted(set(visit.tolist()) - {""})
    numbers = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce")
    twin = f"{name}N"
    if numbers.isna().any() and twin in cells.records.frame.columns:
        column = pd.to_numeric(cells.bench.column(cells.records, twin, source_of(name)))
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)[rows]
        least = pd.Series(values).groupby(visit).min()
        numbers = pd.Series(texts, dtype=object).map(least)
    order = np.lexsort([np.arange(len(texts)), numbers.to_numpy(dtype=np.float64)])
    return tuple(texts[place] for place in order)


def _empty(
    terms: dict[str, npt.NDArray[Any]],
    classes: Sequence[str],
    keep: npt.NDArray[np.bool_],
    arms: Sequence[str],
) -> list[tuple[str, str]]:
    """Give each class with a level that no complete record has."""
    found: list[tuple[str, str]] = []
    for name in classes:
        every = arms if name == ARM else sorted(set(terms[name].tolist()) - {""})
        used = set(terms[name][keep].tolist())
        found += [(name, level) for level in every if level not in used]
    return found


def _filters(
    cells: Cells,
    spec: ModelSpec,
    arms: Sequence[Arm],
    combination: Combination,
    factors: Sequence[str],
) -> tuple[Expression, ...] | None:
    """Give what a complete record meets."""
    own = cells.groupings[cells.unit.row_dimensions :]
    if any(one.codes is not None for one in own):
        return None
    visits = [str(spec.visit)] if spec.visit is not None else []
    choices = tuple(_all_of(arm.fixed.filters) for arm in arms)
    either = choices if len(choices) == 1 else (Or(choices),)
    present = [
        _present(name_variable(cells, name))
        for name in dict.fromkeys([str(spec.response), *factors, *visits, *spec.variables])
        if name not in {ARM, spec.onset}
        and not (name == spec.response and MODELS[spec.fit].is_imputed)
    ]
    named = [filter_ for word in (spec.exposure, spec.weights) for filter_ in _above(cells, word)]
    return (*cells.filters, *either, *combination.filters, *present, *named)


def _above(cells: Cells, name: str | None) -> list[Expression]:
    """Give that an exposure or a weight is above zero."""
    if name is None:
        return []
    source, _, short = name_variable(cells, name).rpartition(".")
    return [Compare(">", Reference(source or None, short), Number(0))]


def _all_of(filters: Sequence[Expression]) -> Expression:
    return filters[0] if len(filters) == 1 else And(tuple(filters))


def _present(variable: str) -> Expression:
    source, _, name = variable.rpartition(".")
    return Missing(Reference(source or None, name), negated=True)
