"""The models a shell may fit: their options, the keys they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = [
    "MODELS",
    "SLOTS",
    "ModelMethod",
]


@dataclass(frozen=True, slots=True)
class ModelMethod:
    """
    One kind of model.

    Parameters
    ----------
    name, label : str
        As a shell and a reader name it.
    function : str
        The public function of ``tlfgen.analysis`` that fits it.
    covariances : tuple of str
        What ``covariance:`` may name; the first is taken where nothing is named. Of a mixed model
        for repeated measures they are structures, tried in the order named until one converges.
    options : mapping of option to words
        What may stand under ``options:``; the words it may say, none where it is a number.
    freedoms : tuple of str
        What ``df:`` may name; the first is taken where nothing is named.
    slots, needs : tuple of str
        Which of ``SLOTS`` it has, and which of those it cannot do without.
    tests : tuple of str
        Tests of the whole model, which a row of a term may name in place of a term.
    weights : tuple of str
        How its least-squares means may weigh; none where it has no such means.
    is_ratio : bool
        Whether a difference of its predictor is the log of a ratio.
    is_marginal : bool
        Whether its means may be averaged on the scale of the response.
    is_imputed : bool
        Whether records without a response enter.
    """

    name: str
    label: str
    function: str
    covariances: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    freedoms: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    weights: tuple[str, ...] = ("equal", "proportional", "outer", "cells", "counterfactual")
    is_ratio: bool = False
    is_marginal: bool = False
    is_imputed: bool = False


SLOTS = (
    "visit", "levels", "event", "censor", "offset", "exposure", "weights", "strata", "cluster",
    "group", "coordinates", "random", "onset",
)  # fmt: skip
"""Keys of a model that name variables or codes, beside response and terms."""

_PRESET = {"preset": ("sas", "r")}
_TRUTH = ("true", "false")
_LIMITS = {"limits": ("wald", "profile")}
_LINKS = {"link": ("logit", "probit", "cloglog", "log", "identity", "inverse", "sqrt")}
_GLM = {"information": ("expected", "observed"), "dispersion": ("none", "pearson", "deviance")}
_MARGINAL = {"marginal_variance": ("delta", "population")}
_STRUCTURES = ("us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh", "sp_exp")
_GLOBAL = ("likelihood_ratio", "score", "wald")

MODELS: Mapping[str, ModelMethod] = MappingProxyType(
    {
        one.name: one
        for one in (
            ModelMethod(
                "ancova",
                "analysis of covariance",
                "fit_ancova",
                ("model", "hc0", "hc1", "hc2", "hc3"),
                _PRESET,
                slots=("weights",),
            ),
            ModelMethod(
                "logistic",
                "logistic regression",
                "fit_generalized",
                ("model", "hc0", "hc1"),
                {**_PRESET, **_LIMITS, **_LINKS, **_GLM, **_MARGINAL, "is_firth": _TRUTH},
                slots=("event", "offset", "weights"),
                is_ratio=True,
                is_marginal=True,
            ),
            ModelMethod(
                "poisson",
                "Poisson regression",
                "fit_generalized",
                ("model", "hc0", "hc1"),
                {**_PRESET, **_LIMITS, **_LINKS, **_GLM, **_MARGINAL},
                slots=("offset", "exposure", "weights"),
                is_ratio=True,
                is_marginal=True,
            ),
            ModelMethod(
                "negative_binomial",
                "negative binomial regression",
                "fit_negative_binomial",
                ("model",),
                {**_PRESET, **_MARGINAL, "variance": ("joint", "expected")},
                slots=("offset", "exposure", "weights"),
                is_ratio=True,
                is_marginal=True,
            ),
            ModelMethod(
                "proportional_odds",
                "proportional odds regression",
                "fit_proportional_odds",
                (),
                {
                    **_PRESET,
                    "link": ("logit", "probit", "cloglog"),
                    "direction": ("lower", "higher"),
                    "information": ("expected", "observed"),
                },
                slots=("levels", "offset", "weights"),
                tests=("proportionality", *_GLOBAL),
                weights=(),
                is_ratio=True,
            ),
            ModelMethod(
                "conditional_logistic",
                "conditional logistic regression",
                "fit_conditional_logistic",
                (),
                {**_PRESET, **_LIMITS, "method": ("exact", "efron", "breslow")},
                slots=("event", "strata"),
                needs=("strata",),
                tests=_GLOBAL,
                weights=(),
                is_ratio=True,
            ),
            ModelMethod(
                "gee",
                "generalized estimating equations",
                "fit_gee",
                ("robust", "model", "mancl-derouen"),
                {
                    **_PRESET,
                    **_LINKS,
                    "family": ("binomial", "poisson", "normal", "gamma"),
                    "structure": ("independence", "exchangeable", "ar1", "unstructured"),
                    "dispersion": ("estimated", "independence"),
                    "has_correction": _TRUTH,
                },
                slots=("visit", "event", "offset", "exposure", "cluster"),
                is_ratio=True,
            ),
            ModelMethod(
                "mixed",
                "linear mixed model",
                "fit_mixed",
                (),
                {**_PRESET, "method": ("reml", "ml")},
                ("satterthwaite", "kenward-roger", "residual", "infinite"),
                slots=("visit", "cluster", "random"),
            ),
            ModelMethod(
                "mmrm",
                "mixed model for repeated measures",
                "fit_mmrm",
                _STRUCTURES,
                {
                    "method": ("reml", "ml"),
                    "errors": ("model", "empirical", "bias_reduced", "jackknife"),
                    "parametrisation": ("sas", "r"),
                },
                (
                    "kenward_roger",
                    "kenward_roger_linear",
                    "satterthwaite",
                    "between_within",
                    "residual",
                ),
                slots=("visit", "weights", "group", "coordinates"),
                needs=("visit",),
                weights=("equal", "proportional"),
            ),
            ModelMethod(
                "imputed",
                "analysis of covariance with imputed visits",
                "impute_responses",
                (),
                {
                    **_PRESET,
                    "strategy": (
                        "mar",
                        "jump_to_reference",
                        "copy_reference",
                        "copy_increments",
                        "last_mean",
                    ),
                    "method": ("bayes", "approximate_bayes", "jackknife", "bootstrap"),
                    "likelihood": ("reml", "ml"),
                    "draws": (),
                    "seed": (),
                    "delta": (),
                    "deltas": (),
                    "limits": ("percentile", "normal"),
                },
                slots=("visit", "onset"),
                needs=("visit",),
                weights=("equal", "proportional", "counterfactual"),
                is_imputed=True,
            ),
            ModelMethod(
                "cox",
                "Cox regression",
                "fit_cox",
                (),
                {
                    **_PRESET,
                    **_LIMITS,
                    "ties": ("efron", "breslow", "exact", "discrete"),
                    "is_robust": _TRUTH,
                },
                slots=("censor", "event", "strata", "cluster", "offset", "weights"),
                needs=("censor",),
                tests=_GLOBAL,
                weights=(),
                is_ratio=True,
            ),
            ModelMethod(
                "survival",
                "parametric survival regression",
                "fit_parametric_survival",
                (),
                {"distribution": ("exponential", "weibull", "lognormal", "loglogistic")},
                slots=("censor", "event", "weights"),
                needs=("censor",),
                is_ratio=True,
            ),
        )
    }
)
"""By the word behind ``fit:``."""
