"""Estimable functions of a model with more columns than can be estimated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats
from tlfgen.analysis.design import Design, Term
from tlfgen.analysis.newton import find_aliased

__all__ = ["find_type3_rows", "is_contained", "is_estimable", "span_estimable"]

_TOLERANCE = 1e-8


def span_estimable(matrix: Floats) -> tuple[Bools, Floats]:
    """
    Mark the columns that can be estimated, and give a basis of the estimable functions.

    Returns
    -------
    tuple of marks (shape (p,)) and basis (shape (r, p))
        The basis is the identity in the marked columns.
    """
    norms = np.sqrt((matrix**2).sum(axis=0))
    scale = np.where(norms > 0, norms, 1.0)
    gram = (matrix / scale).T @ (matrix / scale)
    free = ~find_aliased(gram)
    own = gram[np.ix_(free, free)]
    basis = np.linalg.solve(own, gram[free]) if free.any() else gram[free]
    basis[np.abs(basis) < _TOLERANCE] = 0.0
    return free, basis / scale[free][:, None] * scale[None, :]


def is_estimable(rows: Floats, free: Bools, basis: Floats) -> Bools:
    """Mark the rows that are combinations of the rows of the model matrix."""
    table = np.atleast_2d(rows)
    size = np.maximum(1.0, np.abs(table).max(axis=1, initial=0.0))
    return np.asarray(np.abs(table - table[:, free] @ basis).max(axis=1, initial=0.0) < 1e-6 * size)


def is_contained(design: Design, inner: Term, outer: Term, *, is_sas: bool = True) -> bool:
    """
    Say whether ``outer`` contains ``inner``.

    In SAS both have the same continuous factors and ``outer`` has more classes, among them all of
    ``inner``; otherwise ``outer`` has all factors of ``inner`` and more (marginality, as in R).
    """
    if inner.name == outer.name or len(outer.factors) <= len(inner.factors):
        return False
    if not is_sas:
        return set(inner.factors) <= set(outer.factors)
    numbers = [
        sorted(name for name in term.factors if name not in design.classes)
        for term in (inner, outer)
    ]
    classes = [{name for name in term.factors if name in design.classes} for term in (inner, outer)]
    return numbers[0] == numbers[1] and classes[0] < classes[1]


def find_type3_rows(design: Design, basis: Floats, term: Term) -> Floats:
    """
    Give independent estimable functions of the type III hypothesis of a term.

    They are zero in the columns of terms that do not contain it, and orthogonal to the estimable
    functions of the terms that contain it.

    Notes
    -----
    Source: Goodnight, The General Linear Model procedure, SAS Technical Report R-101; SAS/STAT
    documentation, The four types of estimable functions.
    """
    outer = [other for other in design.terms if is_contained(design, term, other)]
    own = _keep_only(design, basis, [term, *outer])
    if not outer or not own.size:
        return own
    beyond = _keep_only(design, basis, outer)
    if not beyond.size:
        return own
    return _null_space(own @ beyond.T) @ own


def _keep_only(design: Design, basis: Floats, terms: Sequence[Term]) -> Floats:
    """Give a basis of the estimable functions that are zero outside the columns of ``terms``."""
    inside = np.zeros(design.width, dtype=np.bool_)
    for term in terms:
        inside[term.columns] = True
    return _null_space(basis[:, ~inside]) @ basis


def _null_space(matrix: Floats) -> Floats:
    """Give orthonormal rows ``n`` with ``n @ matrix = 0``."""
    if not matrix.shape[1]:
        return np.eye(matrix.shape[0])
    left, sizes, _ = np.linalg.svd(matrix)
    top = float(sizes.max(initial=0.0))
    rank = int((sizes > _TOLERANCE * max(1.0, top)).sum())
    return np.asarray(left[:, rank:].T)
