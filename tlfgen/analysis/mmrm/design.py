"""
Model matrix of class and continuous terms with treatment contrasts, as R builds it.

Terms are sorted by the number of their factors. A class is written as differences from its first
level where the term without that class is in the model too, else with one column per level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from .covariance import Floats

__all__ = ["Design", "Effect", "build_effects", "find_aliased", "is_absent", "read_columns"]

_ALIASED = 1e-7


@dataclass(frozen=True, slots=True)
class Effect:
    """One term of a model, with the columns it takes; the intercept has no factors."""

    name: str
    factors: tuple[str, ...]
    is_full: tuple[bool, ...]
    columns: slice


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The terms of a model with the levels of its classes."""

    effects: tuple[Effect, ...]
    levels: Mapping[str, tuple[Any, ...]]
    names: tuple[str, ...]

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors in the order of the model."""
        seen: dict[str, None] = {}
        for effect in self.effects:
            seen.update(dict.fromkeys(effect.factors))
        return tuple(seen)

    @property
    def covariates(self) -> tuple[str, ...]:
        """The factors that are not classes."""
        return tuple(name for name in self.factors if name not in self.levels)

    def rows(self, weights: Mapping[str, Floats]) -> Floats:
        """
        Give rows of the model matrix.

        ``weights`` holds for each class an array (rows, levels) of weights of its levels: of a
        mean they sum to one, of a difference to nothing. It holds for each covariate an array
        (rows, 2): what terms without it are multiplied by, and its value. A value stands as
        ``1, value``; the change for one unit as ``0, 1``.
        """
        size = next(iter(weights.values())).shape[0]
        table = np.empty((size, len(self.names)))
        for effect in self.effects:
            part = np.ones((size, 1))
            for name in self.factors:
                given = weights[name]
                if name in effect.factors:
                    is_full = effect.is_full[effect.factors.index(name)]
                    first = 0 if is_full and name in self.levels else 1
                    part = _cross(part, given[:, first:])
                elif name in self.levels:
                    part = part * given.sum(axis=1, keepdims=True)
                else:
                    part = part * given[:, :1]
            table[:, effect.columns] = part
        return table


def _cross(left: Floats, right: Floats) -> Floats:
    """Give the products of all columns, those of the left changing fastest."""
    pairs = right[:, :, None] * left[:, None, :]
    return np.asarray(pairs.reshape(left.shape[0], left.shape[1] * right.shape[1]))


def split_factors(name: str) -> tuple[str, ...]:
    """Give the factors of a crossed name: ``A*B`` or ``A:B``."""
    parts = tuple(part.strip() for part in str(name).replace(":", "*").split("*"))
    return tuple(dict.fromkeys(part for part in parts if part))


def build_effects(
    model: Sequence[str],
    levels: Mapping[str, tuple[Any, ...]],
    *,
    has_intercept: bool = True,
) -> Design:
    """
    Give the columns of a model: its terms, their coding and their names.

    Parameters
    ----------
    model : sequence of text
        Terms, crossed with ``*`` or ``:``. Each is that product alone: main effects are named.
    levels : mapping
        The levels of each class, the reference first. Other factors are continuous.

    Examples
    --------
    >>> design = build_effects(["BASE", "ARM", "ARM*VISIT"], {"ARM": "PT", "VISIT": (1, 2)})
    >>> design.names
    ('(Intercept)', 'BASE', 'ARMT', 'ARMP:VISIT2', 'ARMT:VISIT2')
    """
    asked = [split_factors(name) for name in model]
    order = {name: place for place, name in enumerate(dict.fromkeys(sum(asked, ())))}
    terms = dict.fromkeys(tuple(sorted(one, key=order.__getitem__)) for one in asked if one)
    ordered = sorted(terms, key=len)
    present = {frozenset(one) for one in ordered}
    if has_intercept:
        ordered.insert(0, ())
        present.add(frozenset())
    effects: list[Effect] = []
    names: list[str] = []
    for factors in ordered:
        full = tuple(_is_full(factors, name, levels, present) for name in factors)
        labels = _name_columns(factors, full, levels)
        columns = slice(len(names), len(names) + len(labels))
        effects.append(Effect("*".join(factors) or "(Intercept)", factors, full, columns))
        names += labels
    return Design(tuple(effects), levels, tuple(names))


def _is_full(
    factors: tuple[str, ...],
    name: str,
    levels: Mapping[str, tuple[Any, ...]],
    present: set[frozenset[str]],
) -> bool:
    """Tell whether a class takes a column for every level."""
    if name not in levels:
        return False
    rest = frozenset(factors) - {name}
    if rest in present:
        return False
    if not rest:
        present.add(rest)
    return True


def _name_columns(
    factors: tuple[str, ...], full: tuple[bool, ...], levels: Mapping[str, tuple[Any, ...]]
) -> list[str]:
    if not factors:
        return ["(Intercept)"]
    parts = [
        [f"{name}{level}" for level in levels[name][0 if is_full else 1 :]]
        if name in levels
        else [name]
        for name, is_full in zip(factors, full, strict=True)
    ]
    return [":".join(reversed(one)) for one in product(*reversed(parts))]


def is_absent(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell where a column has no value: None, NaN, or another value unequal to itself."""
    if values.dtype.kind in "fiub":
        return np.asarray(np.isnan(values.astype(float)))
    return np.array([bool(one is None or _is_odd(one)) for one in values.tolist()], dtype=bool)


def _is_odd(value: Any) -> bool:
    try:
        return not bool(value == value)  # noqa: PLR0124 - a missing value is unequal to itself
    except TypeError:
        return True


def read_columns(
    factors: Sequence[str],
    terms: Mapping[str, npt.NDArray[Any]],
    levels: Mapping[str, tuple[Any, ...]],
) -> dict[str, Floats]:
    """Give the columns of a model as weights: indicators of levels (n, L), values (n, 2)."""
    result: dict[str, Floats] = {}
    for name in factors:
        values = terms[name]
        if name in levels:
            place = {level: number for number, level in enumerate(levels[name])}
            codes = np.array([place[one] for one in values.tolist()], dtype=np.intp)
            result[name] = np.eye(len(levels[name]))[codes]
        else:
            result[name] = np.column_stack([np.ones(values.size), values.astype(float)])
    return result


def find_aliased(matrix: Floats) -> npt.NDArray[np.bool_]:
    """
    Tell which columns depend on those before them.

    A column is left out when less than 1e-7 of its length is outside the columns kept before it
    (as R does).
    """
    aliased = np.zeros(matrix.shape[1], dtype=bool)
    basis = np.empty((matrix.shape[0], 0))
    for number in range(matrix.shape[1]):
        column = matrix[:, number]
        length = float(np.linalg.norm(column))
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        left = float(np.linalg.norm(rest))
        aliased[number] = left <= _ALIASED * length or left == 0
        if not aliased[number]:
            basis = np.column_stack([basis, rest / left])
    return aliased
