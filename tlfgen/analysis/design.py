"""Model matrix of class and continuous terms with one column per level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    Ints,
    code_levels,
    is_absent,
    require_same_length,
    to_floats,
)
from tlfgen.core.errors import AnalysisError

__all__ = ["Design", "Term", "build_design"]


@dataclass(frozen=True, slots=True)
class Term:
    """A crossed effect: the intercept has no factor."""

    name: str
    factors: tuple[str, ...]
    first: int
    last: int

    @property
    def columns(self) -> slice:
        """The columns of the term."""
        return slice(self.first, self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """
    Complete rows of a model, with the columns of every level of every class.

    The columns are more than can be estimated (as in SAS). Within a term the reference level
    comes last, so that leaving out the columns that depend on those before them leaves out the
    reference.
    """

    terms: tuple[Term, ...]
    classes: tuple[str, ...]
    levels: Mapping[str, tuple[Any, ...]]
    column_order: Mapping[str, Ints]
    codes: Mapping[str, Ints]
    values: Mapping[str, Floats]
    names: tuple[str, ...]
    kept: Bools

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.terms[-1].last

    @property
    def n_missing(self) -> int:
        """Number of rows left out."""
        return int((~self.kept).sum())

    def matrix(self) -> Floats:
        """Give the model matrix of the complete rows."""
        return self.rows(self.codes, self.values, int(self.kept.sum()))

    def rows(self, codes: Mapping[str, Ints], values: Mapping[str, Floats], size: int) -> Floats:
        """Give the model rows of given level codes and covariate values."""
        table = np.zeros((size, self.width))
        for term in self.terms:
            place = np.zeros(size, dtype=np.intp)
            height = np.ones(size)
            for factor in term.factors:
                if factor in self.codes:
                    order = np.argsort(self.column_order[factor])
                    place = place * order.size + order[codes[factor]]
                else:
                    height = height * values[factor]
            table[np.arange(size), term.first + place] = height
        return table

    def mean_row(self, margins: Mapping[str, Floats], values: Mapping[str, float]) -> Floats:
        """Give the model row averaged over independent margins of the classes."""
        row = np.empty(self.width)
        for term in self.terms:
            part = np.ones(1)
            height = 1.0
            for factor in term.factors:
                if factor in self.codes:
                    part = np.outer(part, margins[factor][self.column_order[factor]]).ravel()
                else:
                    height *= values[factor]
            row[term.columns] = part * height
        return row

    def find_term(self, name: str) -> Term:
        """Give the term of a name, its factors in any order, or raise ``analysis.unknown-term``."""
        wanted = sorted(split_factors(name))
        for term in self.terms:
            if sorted(term.factors) == wanted:
                return term
        raise AnalysisError.unknown("term", name, [term.name for term in self.terms])


def split_factors(name: str) -> tuple[str, ...]:
    """Give the factors of a crossed name: ``A*B`` or ``A:B``."""
    parts = [part.strip() for part in name.replace(":", "*").split("*")]
    return tuple(part for part in parts if part)


def expand_model(model: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the factors of each effect; ``A|B`` stands for ``A``, ``B`` and ``A*B``."""
    effects: list[tuple[str, ...]] = []
    for name in model:
        bars = [part.strip() for part in name.split("|")]
        found = [split_factors(name)] if len(bars) == 1 else []
        if len(bars) > 1:
            sizes = range(1, len(bars) + 1)
            found = [group for size in sizes for group in combinations(bars, size)]
        effects += [effect for effect in found if sorted(effect) not in map(sorted, effects)]
    return effects


def build_design(
    terms: Mapping[str, Any],
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    has_last_reference: bool = False,
    keep: Bools | None = None,
) -> Design:
    """
    Build the model matrix of named arrays.

    Parameters
    ----------
    terms : mapping of names to arrays, shape (n,)
    classes : sequence of str
        Names of class variables; the others are numbers.
    model : sequence of str, optional
        Effects: ``'A'``, crossed ``'A*B'`` (the main effects are not implied), or ``'A|B'`` for
        ``A``, ``B``, ``A*B``. All terms as main effects where not given. There is always an
        intercept.
    levels : mapping of class names to levels, optional
        Order of the levels; sorted where not given. A level without a row is kept.
    references : mapping of class names to a level, optional
        The level whose coefficient is 0.
    has_last_reference : bool
        Reference where none is given: the last level (SAS), else the first (R).
    keep : array of bools, shape (n,), optional
        Rows to use. Rows with a missing value in the model are left out as well.

    Returns
    -------
    Design

    Raises
    ------
    AnalysisError
        ``analysis.unknown-term``, ``analysis.unknown-level``, ``analysis.length-mismatch``.

    Notes
    -----
    Source: SAS/STAT documentation, parameterization of PROC GLM models.

    Examples
    --------
    >>> design = build_design({"ARM": ["A", "B", "A"], "AGE": [1.0, 2.0, 3.0]}, ["ARM"])
    >>> design.names
    ('Intercept', 'ARM=B', 'ARM=A', 'AGE')
    >>> design.matrix().tolist()[1]
    [1.0, 1.0, 0.0, 2.0]
    """
    size = require_same_length(**{str(name): values for name, values in terms.items()})
    effects = expand_model(list(terms) if model is None else model)
    used = list(dict.fromkeys(factor for effect in effects for factor in effect))
    for name in (*used, *classes):
        if name not in terms:
            raise AnalysisError.unknown("term", name, [str(term) for term in terms])
    kept = np.ones(size, dtype=np.bool_) if keep is None else keep.copy()
    numbers = {name: to_floats(terms[name]) for name in used if name not in classes}
    for name in used:
        kept &= np.isfinite(numbers[name]) if name in numbers else ~is_absent(terms[name])
    own = [name for name in used if name in classes]
    coded = {name: code_levels(terms[name], (levels or {}).get(name), keep=kept) for name in own}
    found = {name: coded[name][1] for name in own}
    order = {
        name: _order_columns(name, found[name], references, has_last_reference=has_last_reference)
        for name in own
    }
    placed, names = _place_terms(effects, found, order)
    return Design(
        terms=placed,
        classes=tuple(own),
        levels=found,
        column_order=order,
        codes={name: coded[name][0][kept] for name in own},
        values={name: values[kept] for name, values in numbers.items()},
        names=names,
        kept=kept,
    )


def _order_columns(
    name: str,
    levels: tuple[Any, ...],
    references: Mapping[str, Any] | None,
    *,
    has_last_reference: bool,
) -> Ints:
    """Give level numbers in the order of their columns: the reference is the last."""
    numbers = list(range(len(levels)))
    if not numbers:
        return np.asarray(numbers, dtype=np.intp)
    place = numbers[-1] if has_last_reference else 0
    if references is not None and name in references:
        words = [str(level) for level in levels]
        if str(references[name]) not in words:
            raise AnalysisError.unknown("level", str(references[name]), words)
        place = words.index(str(references[name]))
    numbers.remove(place)
    return np.asarray([*numbers, place], dtype=np.intp)


def _place_terms(
    effects: list[tuple[str, ...]],
    levels: Mapping[str, tuple[Any, ...]],
    order: Mapping[str, Ints],
) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Give the terms with their columns, and a name for each column."""
    placed = [Term("Intercept", (), 0, 1)]
    names = ["Intercept"]
    for factors in effects:
        choices = [
            [f"{factor}={levels[factor][number]}" for number in order[factor]]
            if factor in levels
            else [factor]
            for factor in factors
        ]
        labels = ["*".join(parts) for parts in product(*choices)]
        first = placed[-1].last
        placed.append(Term("*".join(factors), factors, first, first + len(labels)))
        names += labels
    return tuple(placed), tuple(names)
