"""Complete rows of a mixed model as numbers, columns orthonormal and the response scaled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import Ints
from .covariance import Floats
from .design import (
    Design,
    build_effects,
    find_aliased,
    is_absent,
    read_columns,
)
from .problems import MmrmError

__all__ = ["Prepared", "Request", "prepare_rows"]

_PERFECT = 1e-10
Classes = Sequence[str] | Mapping[str, Sequence[Any] | None]


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """The columns of a mixed model as they are given."""

    response: npt.NDArray[Any]
    subject: npt.NDArray[Any]
    visit: npt.NDArray[Any]
    terms: Mapping[str, npt.NDArray[Any]]
    classes: Classes
    model: Sequence[str]
    group: npt.NDArray[Any] | None
    coordinates: npt.NDArray[Any] | None
    weights: npt.NDArray[Any] | None
    visit_levels: Sequence[Any] | None
    has_intercept: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """
    Rows ready for the search.

    ``columns`` are orthonormal; a coefficient of theirs is turned by ``basis``, times ``scale``,
    into one of the kept columns. ``log_shift`` is what the scaling takes from the log-likelihood,
    restricted and not.
    """

    design: Design
    kept: Ints
    aliased: tuple[str, ...]
    null_space: Floats
    matrix: Floats
    columns: Floats
    response: Floats
    basis: Floats
    scale: float
    log_root: float
    log_weights: float
    subject: Ints
    visit: Ints
    visits: tuple[Any, ...]
    group: Ints
    groups: tuple[Any, ...]
    coordinates: Floats | None
    codes: Mapping[str, Ints]
    covariate_means: Mapping[str, float]
    n_missing: int

    @property
    def n_subjects(self) -> int:
        """Number of subjects with a complete row."""
        return int(self.subject.max()) + 1


def _check_request(request: Request) -> None:
    size = request.response.shape[0]
    columns = {
        "subject": request.subject,
        "visit": request.visit,
        "group": request.group,
        "coordinates": request.coordinates,
        "weights": request.weights,
        **request.terms,
    }
    for name, values in columns.items():
        if values is not None and values.shape[0] != size:
            what = f"'{name}' has {values.shape[0]} rows and the response {size}"
            raise MmrmError("mmrm.length-mismatch", what)


def _find_complete(request: Request, factors: Sequence[str]) -> npt.NDArray[np.bool_]:
    needed = [request.response, request.subject, request.visit]
    needed += [request.terms[name] for name in factors]
    if request.group is not None:
        needed.append(request.group)
    if request.weights is not None:
        needed.append(request.weights)
    lost = np.zeros(request.response.shape[0], dtype=bool)
    for values in needed:
        lost |= is_absent(values)
    if request.coordinates is not None:
        lost |= ~np.isfinite(request.coordinates).all(axis=1)
    if request.weights is not None:
        lost |= ~(request.weights.astype(float) > 0)
    return ~lost


def _find_levels(request: Request, rows: npt.NDArray[np.bool_]) -> dict[str, tuple[Any, ...]]:
    """Give the levels that have a complete row, in the order given or sorted."""
    given = (
        dict(request.classes)
        if isinstance(request.classes, Mapping)
        else dict.fromkeys(request.classes)
    )
    levels = {}
    for name, order in given.items():
        if name not in request.terms:
            raise MmrmError.unknown("term", name, request.terms)
        levels[name] = _order_levels(name, request.terms[name][rows], order)
    return levels


def _order_levels(
    name: str, values: npt.NDArray[Any], order: Sequence[Any] | None
) -> tuple[Any, ...]:
    present = set(values.tolist())
    if order is None:
        return tuple(sorted(present))
    unknown = sorted(str(one) for one in present - set(order))
    if unknown:
        raise MmrmError("mmrm.unknown-level", f"'{name}' has the level '{unknown[0]}'", order)
    return tuple(one for one in order if one in present)


def prepare_rows(request: Request) -> Prepared | str:
    """
    Give the complete rows of a model ready for the search, or the reason for having none.

    Raises
    ------
    MmrmError
        ``mmrm.length-mismatch``, ``mmrm.unknown-term``, ``mmrm.unknown-level``.
    """
    _check_request(request)
    factors = build_effects(request.model, {}, has_intercept=request.has_intercept).factors
    for name in factors:
        if name not in request.terms:
            raise MmrmError.unknown("term", name, request.terms)
    complete = _find_complete(request, factors)
    if not complete.any():
        return "no complete record"
    levels = {
        name: found for name, found in _find_levels(request, complete).items() if name in factors
    }
    design = build_effects(request.model, levels, has_intercept=request.has_intercept)
    if not design.names:
        return "the model has no columns"
    terms = {name: request.terms[name][complete] for name in factors}
    inputs = read_columns(factors, terms, levels)
    inputs = inputs or {"": np.ones((int(complete.sum()), 2))}
    return _scale_rows(request, design, complete, design.rows(inputs), terms)


def _scale_rows(
    request: Request,
    design: Design,
    complete: npt.NDArray[np.bool_],
    matrix: Floats,
    terms: Mapping[str, npt.NDArray[Any]],
) -> Prepared | str:
    response = request.response[complete].astype(float)
    weights = np.ones(response.size)
    if request.weights is not None:
        weights = request.weights[complete].astype(float)
    root = np.sqrt(weights)
    tall, height = matrix * root[:, None], response * root
    aliased = find_aliased(tall)
    kept = np.flatnonzero(~aliased)
    if kept.size >= response.size:
        return "not more complete records than coefficients"
    columns, triangle = np.linalg.qr(tall[:, kept])
    rest = height - columns @ (columns.T @ height)
    scale = float(np.sqrt(rest @ rest / (response.size - kept.size)))
    if scale <= _PERFECT * float(np.abs(height).max()):
        return "the residuals are all zero"
    visits = _order_levels("visit", request.visit[complete], request.visit_levels)
    place = {one: number for number, one in enumerate(visits)}
    subjects = {one: n for n, one in enumerate(dict.fromkeys(request.subject[complete].tolist()))}
    group, groups = _number_groups(request, complete)
    null = np.zeros((len(design.names), int(aliased.sum())))
    if aliased.any():
        null[kept] = np.linalg.solve(triangle, columns.T @ tall[:, aliased])
        null[np.flatnonzero(aliased), np.arange(null.shape[1])] = -1.0
    places = {name: {v: n for n, v in enumerate(design.levels[name])} for name in design.levels}
    return Prepared(
        design=design,
        kept=kept.astype(np.intp),
        aliased=tuple(design.names[number] for number in np.flatnonzero(aliased)),
        null_space=null,
        matrix=matrix[:, kept],
        columns=columns,
        response=height / scale,
        basis=np.linalg.inv(triangle),
        scale=scale,
        log_root=float(np.log(np.abs(np.diag(triangle))).sum()),
        log_weights=float(np.log(weights).sum()),
        subject=np.array([subjects[one] for one in request.subject[complete].tolist()]),
        visit=np.array([place[one] for one in request.visit[complete].tolist()]),
        visits=visits,
        group=group,
        groups=groups,
        coordinates=None if request.coordinates is None else request.coordinates[complete],
        codes={
            name: np.array([places[name][one] for one in terms[name].tolist()]) for name in places
        },
        covariate_means={
            name: float(terms[name].astype(float).mean()) for name in design.covariates
        },
        n_missing=int((~complete).sum()),
    )


def _number_groups(
    request: Request, complete: npt.NDArray[np.bool_]
) -> tuple[Ints, tuple[Any, ...]]:
    if request.group is None:
        return np.zeros(int(complete.sum()), dtype=np.intp), ("all",)
    values = request.group[complete].tolist()
    groups = tuple(sorted(set(values)))
    place = {one: number for number, one in enumerate(groups)}
    return np.array([place[one] for one in values], dtype=np.intp), groups
