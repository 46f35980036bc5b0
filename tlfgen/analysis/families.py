"""Distributions with their link functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from scipy import special, stats

from tlfgen.analysis.arguments import Floats, require_word

__all__ = ["FAMILIES", "LINKS", "Family", "Link", "choose_family", "choose_link", "sum_binomial"]

Curve: TypeAlias = Callable[[Floats], Floats]
_TINY: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Link:
    """
    Linear predictor of a mean, mean of a linear predictor, its first two derivatives.

    ``complement`` is one less the mean, without loss where the mean is nearly one.
    """

    name: str
    predict: Curve
    mean: Curve
    slope: Curve
    curve: Curve
    complement: Curve


@dataclass(frozen=True, slots=True)
class Family:
    """
    Variance function with its derivative, unit deviance, log likelihood of one row.

    ``log_likelihood(y, mean, weight, dispersion)``; the weight of a binomial row is its number of
    trials. ``default_link`` is the canonical one, but the log for the gamma.
    """

    name: str
    default_link: str
    variance: Curve
    variance_slope: Curve
    deviance: Callable[[Floats, Floats], Floats]
    log_likelihood: Callable[[Floats, Floats, Floats, float], Floats]
    lowest: float
    highest: float


def _clip_unit(mean: Floats) -> Floats:
    return np.clip(mean, 1e-16, 1 - 1e-16)


def _logit_slope(predictor: Floats) -> Floats:
    share = special.expit(predictor)
    return np.asarray(share * special.expit(-predictor))


LINKS: Final[dict[str, Link]] = {
    "identity": Link(
        "identity", lambda mean: mean, lambda x: x, np.ones_like, np.zeros_like, lambda x: 1 - x
    ),
    "log": Link("log", np.log, np.exp, np.exp, np.exp, lambda x: -np.expm1(x)),
    "logit": Link(
        "logit",
        special.logit,
        special.expit,
        _logit_slope,
        lambda x: _logit_slope(x) * (special.expit(-x) - special.expit(x)),
        lambda x: special.expit(-x),
    ),
    "probit": Link(
        "probit",
        special.ndtri,
        special.ndtr,
        stats.norm.pdf,
        lambda x: -x * stats.norm.pdf(x),
        lambda x: special.ndtr(-x),
    ),
    "cloglog": Link(
        "cloglog",
        lambda mean: np.log(-np.log1p(-mean)),
        lambda x: -np.expm1(-np.exp(x)),
        lambda x: np.exp(x - np.exp(x)),
        lambda x: np.exp(x - np.exp(x)) * (1 - np.exp(x)),
        lambda x: np.exp(-np.exp(x)),
    ),
    "inverse": Link(
        "inverse",
        lambda mean: 1 / mean,
        lambda x: 1 / x,
        lambda x: -1 / x**2,
        lambda x: 2 / x**3,
        lambda x: 1 - 1 / x,
    ),
    "sqrt": Link(
        "sqrt",
        np.sqrt,
        np.square,
        lambda x: 2 * x,
        lambda x: np.full_like(x, 2.0),
        lambda x: 1 - np.square(x),
    ),
}


def _binomial_deviance(y: Floats, mean: Floats) -> Floats:
    mean = _clip_unit(mean)
    return np.asarray(
        2 * (special.xlogy(y, y) - special.xlogy(y, mean))
        + 2 * (special.xlogy(1 - y, 1 - y) - special.xlogy(1 - y, 1 - mean))
    )


def sum_binomial(y: Floats, mean: Floats, complement: Floats, weight: Floats) -> Floats:
    """Give the log likelihood of binomial rows; the weight is the number of trials."""
    events = weight * y
    choices = (
        special.gammaln(weight + 1)
        - special.gammaln(events + 1)
        - special.gammaln(weight - events + 1)
    )
    found = special.xlogy(events, mean) + special.xlogy(weight - events, complement)
    return np.asarray(choices + found)


def _binomial_height(y: Floats, mean: Floats, weight: Floats, _: float) -> Floats:
    mean = np.clip(mean, _TINY, 1.0)
    return sum_binomial(y, mean, np.maximum(1 - mean, _TINY), weight)


def _poisson_height(y: Floats, mean: Floats, weight: Floats, _: float) -> Floats:
    return np.asarray(weight * (special.xlogy(y, mean) - mean - special.gammaln(y + 1)))


def _normal_height(y: Floats, mean: Floats, weight: Floats, dispersion: float) -> Floats:
    scale = np.log(2 * np.pi * dispersion) - np.log(weight)
    return np.asarray(-0.5 * (weight * (y - mean) ** 2 / dispersion + scale))


def _gamma_height(y: Floats, mean: Floats, weight: Floats, dispersion: float) -> Floats:
    shape = 1 / dispersion
    height = special.xlogy(shape, shape * y / mean) - shape * y / mean - np.log(y)
    return np.asarray(weight * (height - special.gammaln(shape)))


def _make_negative_binomial(theta: float) -> Family:
    """Give the family with variance ``mean + mean**2 / theta``."""

    def deviance(y: Floats, mean: Floats) -> Floats:
        return np.asarray(
            2 * (special.xlogy(y, y / mean) - (y + theta) * np.log((y + theta) / (mean + theta)))
        )

    def height(y: Floats, mean: Floats, weight: Floats, _: float) -> Floats:
        found = (
            special.gammaln(theta + y)
            - special.gammaln(theta)
            - special.gammaln(y + 1)
            - theta * np.log1p(mean / theta)
            + special.xlogy(y, mean / (mean + theta))
        )
        return np.asarray(weight * found)

    return Family(
        "negative-binomial",
        "log",
        lambda mean: mean + mean**2 / theta,
        lambda mean: 1 + 2 * mean / theta,
        deviance,
        height,
        0.0,
        np.inf,
    )


FAMILIES: Final[dict[str, Family]] = {
    "binomial": Family(
        "binomial",
        "logit",
        lambda mean: mean * (1 - mean),
        lambda mean: 1 - 2 * mean,
        _binomial_deviance,
        _binomial_height,
        0.0,
        1.0,
    ),
    "poisson": Family(
        "poisson",
        "log",
        lambda mean: mean,
        np.ones_like,
        lambda y, mean: 2 * (special.xlogy(y, y / mean) - (y - mean)),
        _poisson_height,
        0.0,
        np.inf,
    ),
    "normal": Family(
        "normal",
        "identity",
        np.ones_like,
        np.zeros_like,
        lambda y, mean: (y - mean) ** 2,
        _normal_height,
        -np.inf,
        np.inf,
    ),
    "gamma": Family(
        "gamma",
        "log",
        np.square,
        lambda mean: 2 * mean,
        lambda y, mean: -2 * (np.log(y / mean) - (y - mean) / mean),
        _gamma_height,
        0.0,
        np.inf,
    ),
}


def choose_family(name: str, theta: float | None = None) -> Family:
    """Give a family by name, or raise ``analysis.unknown-family``."""
    if name == "negative-binomial" and theta is not None:
        return _make_negative_binomial(theta)
    return FAMILIES[require_word("family", name, FAMILIES)]


def choose_link(name: str | None, family: Family) -> Link:
    """Give a link by name, the usual one of the family, or raise ``analysis.unknown-link``."""
    return LINKS[require_word("link", name or family.default_link, LINKS)]
