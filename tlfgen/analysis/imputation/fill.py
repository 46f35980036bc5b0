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
        own = means[np.ix_(rows, lost)]
        spread = covariance[np.ix_(lost, lost)]
        if there.any():
            carry = np.linalg.solve(
                covariance[np.ix_(there, there)], covariance[np.ix_(there, lost)]
            )
            own = own + (values[np.ix_(rows, there)] - means[np.ix_(rows, there)]) @ carry
            spread = spread - covariance[np.ix_(lost, there)] @ carry
        if noise is not None:
            own = own + noise[np.ix_(rows, lost)] @ _root(spread).T
        filled[np.ix_(rows, lost)] = own
    return filled


def _root(spread: Floats) -> Floats:
    """Give a root of a covariance, also of one that is all but singular."""
    sizes, turns = np.linalg.eigh((spread + spread.T) / 2)
    signs = np.where(turns[np.abs(turns).argmax(axis=0), np.arange(sizes.size)] < 0, -1.0, 1.0)
    return np.asarray(turns * signs * np.sqrt(np.clip(sizes, 0.0, None)))
