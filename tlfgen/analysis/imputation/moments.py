"""Mean and covariance of incomplete visits by (restricted) maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats, Ints

__all__ = ["Moments", "Sums", "estimate_moments", "gather_sums"]

_ROUNDS = 3000
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """
    A multivariate normal model: ``columns @ slopes`` is the mean of the visits.

    ``slopes`` has shape (p, T), ``covariance`` (T, T).
    """

    slopes: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """
    Cross products of the subjects that miss the same visits, which are all the likelihood needs.

    ``seen`` marks the visits that are there; ``xx``, ``xy``, ``yy`` are sums over ``count``
    (weighted) subjects.
    """

    seen: Bools
    count: float
    xx: Floats
    xy: Floats
    yy: Floats


def gather_sums(values: Floats, columns: Floats, weight: Floats | None = None) -> tuple[Sums, ...]:
    """Give the sums of each pattern of missing visits; ``weight`` repeats or drops subjects."""
    observed = np.isfinite(values)
    weights = np.ones(len(values)) if weight is None else weight
    patterns, place = np.unique(observed, axis=0, return_inverse=True)
    found = []
    for number, seen in enumerate(patterns):
        rows: Ints = np.flatnonzero((place.ravel() == number) & (weights > 0))
        if not rows.size or not seen.any():
            continue
        x, y, w = columns[rows], values[rows][:, seen], weights[rows][:, None]
        found.append(Sums(seen, float(w.sum()), x.T @ (w * x), x.T @ (w * y), y.T @ (w * y)))
    return tuple(found)


def estimate_moments(
    sums: tuple[Sums, ...],
    width: int,
    *,
    is_restricted: bool = True,
    start: Moments | None = None,
) -> Moments | None:
    """
    Find mean and covariance by the EM algorithm; None where it does not come to rest.

    Notes
    -----
    Source: Dempster, Laird and Rubin, J R Stat Soc B 1977; Laird and Ware, Biometrics 1982, for the
    restricted likelihood. The model is that of a mixed model for repeated measures with an
    unstructured covariance whose terms are all crossed with the visit. Steps are extrapolated as
    in Varadhan and Roland, Scand J Stat 2008 (SQUAREM).
    """
    visits = sums[0].seen.size
    total = _separate(sums, width, visits) if start is None else start.covariance
    for _ in range(_ROUNDS):
        first = _step(sums, width, total, is_restricted=is_restricted)
        second = None if first is None else _step(sums, width, first[1],
                                                  is_restricted=is_restricted)  # fmt: skip
        if first is None or second is None:
            return None
        scale = np.sqrt(np.outer(np.diag(second[1]), np.diag(second[1])))
        if np.max(np.abs(second[1] - first[1]) / scale) < _CLOSE:
            slopes = _step(sums, width, second[1], is_restricted=is_restricted)
            return None if slopes is None else Moments(slopes[0], second[1])
        total = _leap(total, first[1], second[1])
    return None


def _separate(sums: tuple[Sums, ...], width: int, visits: int) -> Floats:
    """Give the residual variances of each visit by itself."""
    variances = np.ones(visits)
    for visit in range(visits):
        xx, xy, yy, count = np.zeros((width, width)), np.zeros(width), 0.0, 0.0
        for one in sums:
            if one.seen[visit]:
                place = int(one.seen[:visit].sum())
                xx, xy = xx + one.xx, xy + one.xy[:, place]
                yy, count = yy + float(one.yy[place, place]), count + one.count
        rest = yy - float(xy @ np.linalg.lstsq(xx, xy, rcond=None)[0])
        variances[visit] = max(rest / max(count, 1.0), 1e-10 * yy, 1e-300)
    return np.diag(variances)


def _leap(zero: Floats, one: Floats, two: Floats) -> Floats:
    """Extrapolate two steps, unless that leaves the positive definite matrices."""
    rise, bend = one - zero, two - 2 * one + zero
    size = float(np.sqrt((bend**2).sum()))
    if size == 0:
        return two
    length = -float(np.sqrt((rise**2).sum())) / size
    if length > -1:
        return two
    far = zero - 2 * length * rise + length**2 * bend
    far = (far + far.T) / 2
    try:
        np.linalg.cholesky(far - 1e-8 * np.diag(np.diag(two)))
    except np.linalg.LinAlgError:
        return two
    return np.asarray(far)


def _step(
    sums: tuple[Sums, ...], width: int, covariance: Floats, *, is_restricted: bool
) -> tuple[Floats, Floats] | None:
    """Give the slopes at a covariance, and the covariance expected at both."""
    visits = covariance.shape[0]
    cross = np.zeros((visits, width, visits, width))
    right = np.zeros((visits, width))
    inverses = []
    try:
        for one in sums:
            inverse = np.linalg.inv(covariance[np.ix_(one.seen, one.seen)])
            inverses.append(inverse)
            whole = np.zeros((visits, visits))
            whole[np.ix_(one.seen, one.seen)] = inverse
            cross += whole[:, None, :, None] * one.xx[None, :, None, :]
            right[one.seen] += (one.xy @ inverse).T
        flat = cross.reshape(visits * width, visits * width)
        spread = np.linalg.inv(flat)
    except np.linalg.LinAlgError:
        return None
    slopes = (spread @ right.ravel()).reshape(visits, width).T
    blocks = spread.reshape(visits, width, visits, width)
    made, count = np.zeros((visits, visits)), 0.0
    for one, inverse in zip(sums, inverses, strict=True):
        seen = one.seen
        own = slopes[:, seen]
        cross_y = own.T @ one.xy
        rest = one.yy - cross_y - cross_y.T + own.T @ one.xx @ own
        if is_restricted:
            part = blocks[seen][:, :, seen]
            rest = rest + np.einsum("jakb,ab->jk", part, one.xx)
        carry = covariance[:, seen] @ inverse
        made += carry @ rest @ carry.T
        made += one.count * (covariance - carry @ covariance[seen])
        count += one.count
    made = (made + made.T) / (2 * count)
    return (slopes, made) if np.isfinite(made).all() else None
