"""Missing visits given those observed, by the normal law."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats, Ints

__all__ = ["Patterns", "fill_values", "find_patterns"]

Patterns: TypeAlias = tuple[tuple[Bools, Ints], ...]
"""The visits observed of each pattern that lacks some, with its subjects."""


def find_patterns(values: Floats) -> Patterns:
    """Give the subjects that miss the same visits."""
    patterns, place = np.unique(np.isfinite(values), axis=0, return_inverse=True)
    return tuple(
        (there, np.flatnonzero(place.ravel() == number))
        for number, there in enumerate(patterns)
        if not there.all()
    )


def fill_values(
    values: Floats,
    means: Floats,
    covariance: Floats,
    generator: np.random.Generator | None = None,
    patterns: Patterns | None = None,
) -> Floats:
    """
    Give the values with the missing ones filled, shape (n, T).

    Parameters
    ----------
    values : array of floats, shape (n, T)
        NaN where not observed.
    means : array of floats, shape (n, T)
        Mean of each subject under what is assumed.
    covariance : array of floats, shape (T, T)
    generator : Generator, optional
        Draws from the conditional law; without it missing visits are at their conditional mean.
    patterns : optional
        Those of ``find_patterns``, where many fills are made of the same values.

    Notes
    -----
    Source: the conditional law of a multivariate normal.
    """
    seen = np.isfinite(values)
    filled = np.where(seen, values, 0.0)
    noise = None if generator is None else generator.standard_normal(values.shape)
    for there, rows in find_patterns(values) if patterns is None else patterns:
        lost = ~there
        center, across = means[rows], covariance[lost]
        own, spread = center[:, lost], across[:, lost]
        if there.any():
            beside = across[:, there]
            carry = np.linalg.solve(covariance[there][:, there], beside.T)
            own = own + (values[rows][:, there] - center[:, there]) @ carry
            spread = spread - beside @ carry
        if noise is not None:
            own = own + noise[rows][:, lost] @ _root(spread).T
        block = filled[rows]
        block[:, lost] = own
        filled[rows] = block
    return filled


def _root(spread: Floats) -> Floats:
    """Give a root of a covariance, also of one that is all but singular."""
    try:
        return np.asarray(np.linalg.cholesky(spread))
    except np.linalg.LinAlgError:
        pass
    sizes, turns = np.linalg.eigh((spread + spread.T) / 2)
    signs = np.where(turns[np.abs(turns).argmax(axis=0), np.arange(sizes.size)] < 0, -1.0, 1.0)
    return np.asarray(turns * signs * np.sqrt(np.clip(sizes, 0.0, None)))
