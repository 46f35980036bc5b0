"""Generalized linear models: logistic, Poisson, quasi-Poisson, gamma and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    Preset,
    choose_default,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.design import Design, build_design
from tlfgen.analysis.families import FAMILIES, Family, choose_family, choose_link
from tlfgen.analysis.firth import make_firth_likelihood
from tlfgen.analysis.glm_likelihood import GlmRows, climb_glm
from tlfgen.analysis.glm_result import GeneralizedFit, GlmOptions, assemble_fit
from tlfgen.core.errors import AnalysisError

__all__ = ["fit_generalized", "read_rows"]

_LAST_REFERENCE: Final = {"sas": True, "r": False}
_HAS_T: Final = {"sas": False, "r": True}
_INFORMATION: Final = {"sas": "observed", "r": "expected"}
_DISPERSIONS: Final = ("none", "pearson", "deviance")
_COVARIANCES: Final = ("model", "hc0", "hc1")


def fit_generalized(
    response: Any,
    terms: Mapping[str, Any],
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    family: str,
    link: str | None = None,
    trials: Any = None,
    offset: Any = None,
    weights: Any = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    dispersion: str = "none",
    covariance: str = "model",
    information: str | None = None,
    is_firth: bool = False,
    limits: str = "wald",
    level: float = 0.95,
    preset: Preset = None,
) -> GeneralizedFit:
    """
    Fit a generalized linear model by maximum likelihood.

    Parameters
    ----------
    response : array of numbers, shape (n,)
        0 and 1, or events where ``trials`` are given, for the binomial; counts for the Poisson.
        Rows with a missing value anywhere are left out and counted.
    terms, classes, model, levels, references
        As in ``build_design``.
    family : {'binomial', 'poisson', 'normal', 'gamma'}
        Negative binomial counts have ``fit_negative_binomial``.
    link : {'logit', 'probit', 'cloglog', 'log', 'identity', 'inverse', 'sqrt'}, optional
        The usual link of the family where not given.
    trials : array, shape (n,), optional
    offset : array, shape (n,), optional
        Log person-years for rates.
    weights : array, shape (n,), optional
        Prior weights as in R ``glm``, which for counts and answers are frequencies; 0 leaves a row
        out.
    dispersion : {'none', 'pearson', 'deviance'}
        Scale the covariance by Pearson's chi-square or the deviance over its degrees of freedom
        (SAS ``PSCALE``, ``DSCALE``; R ``quasi``). Normal and gamma have Pearson where it is
        ``'none'``.
    covariance : {'model', 'hc0', 'hc1'}
        Sandwich for the last two.
    information : {'expected', 'observed'}
        They differ for links that are not canonical.
    is_firth : bool
        Firth's penalized likelihood; binomial with logit link only.
    limits : {'wald', 'profile'}
    level : float
    preset : {'sas', 'r'}, optional
        SAS: last level as reference, observed information, normal tests with a scaled dispersion.
        R: first level, expected information, t tests with a scaled dispersion.

    Returns
    -------
    GeneralizedFit
        Reasons: ``'too_few'`` without rows, ``'separation'``, ``'not_converged'``; for Poisson
        counts that are all 0 ``'no_events'``.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-family`` and other unknown words; ``analysis.response-range`` for a
        response the family cannot have; ``analysis.firth-family``; ``analysis.length-mismatch``.

    Notes
    -----
    Source: McCullagh and Nelder, Generalized Linear Models; Firth, Biometrika 1993; SAS PROC
    LOGISTIC (``FIRTH``, ``CLPARM=PL``), PROC GENMOD; R ``stats::glm``, ``MASS::confint``,
    ``logistf::logistf``.

    Examples
    --------
    >>> fit = fit_generalized([0, 1, 1, 1], {"X": [0, 0, 1, 1.0]}, family="poisson", preset="r")
    >>> fit.coefficients.round(6).tolist()
    [-0.693147, 0.693147]
    """
    own = choose_family(require_word("family", family, FAMILIES))
    shape = choose_link(link, own)
    require_word("dispersion", dispersion, _DISPERSIONS)
    require_word("covariance", covariance, _COVARIANCES)
    require_word("limits", limits, ("wald", "profile"))
    require_level(level)
    kind = choose_default(preset, information, _INFORMATION)
    require_word("information", kind, ("expected", "observed"))
    if is_firth and (own.name, shape.name) != ("binomial", "logit"):
        raise AnalysisError.of(
            "analysis.firth-family", "Firth's likelihood is for the binomial with logit link."
        )
    design, y, weight, shift = read_rows(
        response,
        terms,
        classes,
        model,
        own,
        trials,
        offset,
        weights,
        levels,
        references,
        has_last_reference=choose_default(preset, None, _LAST_REFERENCE),
    )
    rows = GlmRows.of(design.matrix(), y, weight, shift)
    likelihood = make_firth_likelihood(rows) if is_firth else None
    fit = climb_glm(rows, own, shape, likelihood=likelihood) if y.size else None
    is_continuous = own.name in {"normal", "gamma"}
    options = GlmOptions(
        dispersion="pearson" if dispersion == "none" and is_continuous else dispersion,
        covariance=covariance,
        is_observed=kind == "observed",
        has_t=choose_default(preset, None, _HAS_T),
        limits=limits,
        level=level,
        parameters=int(rows.free.sum()) + int(is_continuous),
    )
    return assemble_fit(design, rows, fit, own, shape, options)


def read_rows(
    response: Any,
    terms: Mapping[str, Any],
    classes: Sequence[str],
    model: Sequence[str] | None,
    family: Family,
    trials: Any,
    offset: Any,
    weights: Any,
    levels: Mapping[str, Sequence[Any]] | None,
    references: Mapping[str, Any] | None,
    *,
    has_last_reference: bool,
) -> tuple[Design, Floats, Floats, Floats]:
    """Give the design of the complete rows with response, weights, offset."""
    size = require_same_length(
        response=response,
        trials=trials,
        offset=offset,
        weights=weights,
        **{str(name): term for name, term in terms.items()},
    )
    y = to_floats(response)
    weight = np.ones(size) if weights is None else to_floats(weights)
    shift = np.zeros(size) if offset is None else to_floats(offset)
    if trials is not None:
        count = to_floats(trials)
        with np.errstate(divide="ignore", invalid="ignore"):
            y, weight = y / count, weight * count
    keep = np.isfinite(y) & np.isfinite(shift) & (np.nan_to_num(weight) > 0)
    design = build_design(
        terms,
        classes,
        model,
        levels=levels,
        references=references,
        has_last_reference=has_last_reference,
        keep=keep,
    )
    y, weight, shift = y[design.kept], weight[design.kept], shift[design.kept]
    beyond = (y < family.lowest) | (y > family.highest)
    if family.name == "gamma":
        beyond |= y <= 0
    if beyond.any():
        raise AnalysisError.of(
            "analysis.response-range",
            f"{int(beyond.sum())} responses cannot come from the {family.name} family.",
            hint="code a yes as 1 and a no as 0; counts are not negative",
        )
    return design, y, weight, shift
