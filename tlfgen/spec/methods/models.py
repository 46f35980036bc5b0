"""The models a shell may fit: their options, the numbers of their terms, contrasts, means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = [
    "CHOICES",
    "MODELS",
    "MODEL_NUMBERS",
    "MODEL_SHOWN",
    "ModelMethod",
    "factors_of",
]


@dataclass(frozen=True, slots=True)
class ModelMethod:
    """
    One kind of model.

    Parameters
    ----------
    name, label : str
        As a shell and a reader name it.
    covariances : tuple of str
        What ``covariance:`` may name; the first is taken where nothing is named. Of a mixed model
        they are structures, tried in the order named until one converges.
    options : tuple of str
    freedoms : tuple of str
        What ``df:`` may name; the first is taken where nothing is named.
    needs_visit : bool
        Whether records of one subject at several visits enter.
    """

    name: str
    label: str
    covariances: tuple[str, ...]
    options: tuple[str, ...] = ()
    freedoms: tuple[str, ...] = ()
    needs_visit: bool = False


MODELS: Mapping[str, ModelMethod] = MappingProxyType(
    {
        "ancova": ModelMethod(
            "ancova",
            "analysis of covariance",
            covariances=("model", "hc0", "hc1", "hc2", "hc3"),
            options=("preset",),
        ),
        "logistic": ModelMethod(
            "logistic",
            "logistic regression",
            covariances=("model", "hc0", "hc1"),
            options=("preset", "is_firth", "limits"),
        ),
        "poisson": ModelMethod(
            "poisson",
            "Poisson regression",
            covariances=("model", "hc0", "hc1"),
            options=("preset", "dispersion", "limits"),
        ),
        "negative_binomial": ModelMethod(
            "negative_binomial",
            "negative binomial regression",
            covariances=("model",),
            options=("preset", "variance"),
        ),
        "mmrm": ModelMethod(
            "mmrm",
            "mixed model for repeated measures",
            covariances=(
                "us",
                "toep",
                "toeph",
                "ar1",
                "ar1h",
                "cs",
                "csh",
                "ad",
                "adh",
            ),
            options=("method", "errors", "parametrisation"),
            freedoms=(
                "kenward_roger",
                "kenward_roger_linear",
                "satterthwaite",
                "between_within",
                "residual",
            ),
            needs_visit=True,
        ),
    }
)
"""By the word behind ``fit:``."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "method": ("reml", "ml"),
        "errors": ("model", "empirical", "bias_reduced", "jackknife"),
        "parametrisation": ("sas", "r"),
    }
)
"""What the options of a mixed model may say; the first is taken where nothing is said."""

MODEL_SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"term": ("p",), "contrast": ("p", "diff_se", "ci"), "lsmeans": ("lsmean_se", "ci")}
)
"""What a row shows where it does not say."""

_TESTED = ("se", "low", "high", "statistic", "df", "p")

MODEL_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "term": ("estimate", "se", "low", "high", "statistic", "df", "df_residual", "p"),
        "contrast": ("diff", *_TESTED, "ratio", "ratio_low", "ratio_high"),
        "lsmeans": ("lsmean", *_TESTED),
    }
)
"""The numbers a row may show."""


def factors_of(term: str) -> tuple[str, ...]:
    """
    Give the variables of a term.

    Examples
    --------
    >>> factors_of("arm"), factors_of("arm*SEX"), factors_of("arm|BASE")
    (('arm',), ('arm', 'SEX'), ('arm', 'BASE'))
    """
    return tuple(part.strip() for part in term.replace("|", "*").split("*"))
