"""Estimates of the linear predictor brought to the scale of the response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.contrasts import Combinations, exponentiate
from tlfgen.analysis.families import LINKS
from tlfgen.analysis.lsmean_contrasts import LsMeanContrasts
from tlfgen.analysis.lsmeans import LsMeans
from tlfgen.core.errors import AnalysisError

__all__ = ["ResponseEstimates", "exponentiate_contrasts", "transform_lsmeans"]

_RATIO_LINKS: Final = ("log", "logit", "cloglog")


@dataclass(frozen=True, slots=True, eq=False)
class ResponseEstimates:
    """Means, or ratios, with errors by the delta method and limits carried over."""

    labels: tuple[Any, ...]
    estimates: Floats
    std_errors: Floats
    lower: Floats
    upper: Floats
    statistics: Floats
    p_values: Floats
    reasons: tuple[str | None, ...]


def transform_lsmeans(means: LsMeans, *, offset: float = 0.0) -> ResponseEstimates:
    """
    Give least-squares means on the scale of the response: probabilities, rates, means.

    Parameters
    ----------
    means : LsMeans
    offset : float
        Added to the linear predictor: the log of the exposure a rate is per.

    Returns
    -------
    ResponseEstimates
        Errors by the delta method; limits are those of the predictor carried over; tests are
        those of the predictor.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-link`` for a model without a link of ours.

    Notes
    -----
    Source: SAS ``LSMEANS / ILINK``; R ``emmeans(type = 'response')``.

    Examples
    --------
    >>> from tlfgen.analysis.generalized import fit_generalized
    >>> from tlfgen.analysis.lsmeans import estimate_lsmeans
    >>> fit = fit_generalized([0, 1, 1, 1, 0, 1], {"ARM": list("AAABBB")}, ["ARM"],
    ...                       family="binomial")
    >>> transform_lsmeans(estimate_lsmeans(fit.estimates, "ARM")).estimates.round(6).tolist()
    [0.666667, 0.666667]
    """
    name = means.model.link
    if name not in LINKS:
        raise AnalysisError.unknown("link", name, LINKS)
    link = LINKS[name]
    found = means.found
    with np.errstate(all="ignore"):
        predictor = found.estimates + offset
        ends = np.stack([link.mean(found.lower + offset), link.mean(found.upper + offset)])
        return ResponseEstimates(
            labels=means.levels,
            estimates=link.mean(predictor),
            std_errors=np.abs(link.slope(predictor)) * found.std_errors,
            lower=ends.min(axis=0),
            upper=ends.max(axis=0),
            statistics=found.statistics,
            p_values=found.p_values,
            reasons=found.reasons,
        )


def exponentiate_contrasts(contrasts: LsMeanContrasts) -> ResponseEstimates:
    """
    Give differences of a log or logit predictor as ratios: of odds, rates, means.

    Parameters
    ----------
    contrasts : LsMeanContrasts
        Of a model with log, logit or complementary log-log link.

    Returns
    -------
    ResponseEstimates
        p-values and limits are the adjusted ones.

    Raises
    ------
    AnalysisError
        ``analysis.no-ratio`` for another link.

    Notes
    -----
    Source: SAS ``LSMEANS / DIFF EXP``; R ``emmeans::pairs(type = 'response')``.
    """
    name = contrasts.link
    if name not in _RATIO_LINKS:
        raise AnalysisError.of(
            "analysis.no-ratio",
            f"differences on the scale '{name}' have no meaning as ratios.",
            allowed=list(_RATIO_LINKS),
        )
    found: Combinations = contrasts.found
    ratio = exponentiate(found.estimates)
    return ResponseEstimates(
        labels=contrasts.labels,
        estimates=ratio,
        std_errors=ratio * found.std_errors,
        lower=exponentiate(contrasts.adjusted_lower),
        upper=exponentiate(contrasts.adjusted_upper),
        statistics=found.statistics,
        p_values=contrasts.adjusted_p_values,
        reasons=found.reasons,
    )
