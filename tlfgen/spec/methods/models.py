"""The models a shell may fit: their options, the numbers of their terms, contrasts, means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["MODELS", "MODEL_NUMBERS", "MODEL_SHOWN", "ModelMethod", "factors_of"]


@dataclass(frozen=True, slots=True)
class ModelMethod:
    """
    One kind of model.

    Parameters
    ----------
    name, label : str
        As a shell and a reader name it.
    covariances : tuple of str
        What ``covariance:`` may name; the first is taken where nothing is named.
    options : tuple of str
    freedoms : tuple of str
        What ``df:`` may name.
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
    }
)
"""By the word behind ``fit:``."""

MODEL_SHOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"term": ("p",), "contrast": ("p", "diff_se", "ci"), "lsmeans": ("lsmean_se", "ci")}
)
"""What a row shows where it does not say."""

_TESTED = ("se", "low", "high", "statistic", "df", "p")

MODEL_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "term": ("estimate", "se", "low", "high", "statistic", "df", "df_residual", "p"),
        "contrast": ("diff", *_TESTED),
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
