"""Concentrations below the limit of quantification."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    Preset,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.samples import drop_missing
from tlfgen.analysis.summary import summarize_geometric, summarize_values
from tlfgen.core.errors import AnalysisError

__all__ = [
    "ConcentrationSummary",
    "ImputedValues",
    "impute_below_limit",
    "summarize_concentrations",
    "withheld_numbers",
]

Replacement = Literal["data", "zero", "half", "limit", "root_two", "missing"]
Rule = Literal["none", "one_third", "one_half"]

_NUMBERS = ("mean", "sd", "cv", "geo_mean", "geo_sd", "geo_cv", "median", "minimum", "maximum")
_SHARES = {"one_third": 1 / 3, "one_half": 1 / 2}
_NEEDS_LIMIT = {"half", "limit", "root_two"}


@dataclass(frozen=True, slots=True, eq=False)
class ImputedValues:
    """
    Concentrations with a number, or none, in place of those below the limit.

    Parameters
    ----------
    values : array of floats, shape (n,)
    n_below : int
        Values replaced.
    replacement : str
    reason : str or None
        ``no_records``.
    """

    values: Floats
    n_below: int
    replacement: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ConcentrationSummary:
    """
    A description of concentrations some of which lie below the limit of quantification.

    Parameters
    ----------
    n, n_missing : int
    n_below : int
        Values below the limit among ``n``.
    share_below : float or None
    mean, sd, cv, geo_mean, geo_sd, geo_cv, median, minimum, maximum : float or None
        CVs in percent.
    withheld : tuple of str
        Numbers that the rule leaves out ("ND").
    reason : str or None
        ``no_records``; ``too_few`` for a single value.
    """

    n: int
    n_missing: int
    n_below: int = 0
    share_below: float | None = None
    mean: float | None = None
    sd: float | None = None
    cv: float | None = None
    geo_mean: float | None = None
    geo_sd: float | None = None
    geo_cv: float | None = None
    median: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    withheld: tuple[str, ...] = ()
    reason: str | None = None


def _below(is_below: npt.ArrayLike, size: int) -> Bools:
    """Give the marks of values below the limit, as long as the values."""
    marks = to_floats(is_below).ravel()
    require_same_length(values=np.empty(size), is_below=marks)
    return np.asarray(np.nan_to_num(marks) != 0, dtype=np.bool_)


def impute_below_limit(
    values: npt.ArrayLike,
    is_below: npt.ArrayLike,
    *,
    replacement: Replacement = "zero",
    limit: npt.ArrayLike | None = None,
) -> ImputedValues:
    """
    Put a number, or none, in place of concentrations below the limit of quantification.

    Parameters
    ----------
    values : array-like, shape (n,)
        What stands where a value is below the limit does not matter.
    is_below : array-like of bool, shape (n,)
    replacement : {'data', 'zero', 'half', 'limit', 'root_two', 'missing'}
        The values as they are; 0; half the limit; the limit; the limit over the root of two; none.
    limit : float or array-like or None
        The lower limit of quantification, one for all or one each.

    Returns
    -------
    ImputedValues

    Raises
    ------
    AnalysisError
        ``analysis.unknown-replacement``, ``analysis.length-mismatch``, ``analysis.no-limit`` where
        the replacement needs one.

    Notes
    -----
    Source: Beal (2001), Ways to fit a PK model with some data below the quantification limit.

    Examples
    --------
    >>> impute_below_limit([None, 4], [True, False], replacement="half", limit=1).values.tolist()
    [0.5, 4.0]
    """
    require_word("replacement", replacement, get_args(Replacement))
    found = to_floats(values).ravel().copy()
    marks = _below(is_below, len(found))
    if replacement in _NEEDS_LIMIT:
        if limit is None:
            what = f"Replacement '{replacement}' needs the limit of quantification."
            raise AnalysisError.of("analysis.no-limit", what, hint="give limit=")
        limits = np.broadcast_to(to_floats(limit).ravel(), found.shape)
        share = {"half": 0.5, "limit": 1.0, "root_two": 1 / math.sqrt(2)}[replacement]
        found[marks] = limits[marks] * share
    elif replacement != "data":
        found[marks] = 0.0 if replacement == "zero" else np.nan
    reason = None if len(found) else "no_records"
    return ImputedValues(found, int(marks.sum()), replacement, reason)


def withheld_numbers(
    share: float | None, rule: str, *, is_after_dose: bool = True
) -> tuple[str, ...]:
    """
    Give the numbers that a rule withholds where so large a share is below the limit.

    Returns
    -------
    tuple of str

    Raises
    ------
    AnalysisError
        ``analysis.unknown-rule``.

    Examples
    --------
    >>> withheld_numbers(0.4, "one_half"), withheld_numbers(0.2, "one_third", is_after_dose=False)
    ((), ('geo_mean',))
    """
    require_word("rule", rule, get_args(Rule))
    if rule == "none" or share is None:
        return ()
    if share <= _SHARES[rule] + 1e-12:
        return ("geo_mean",) if rule == "one_third" and not is_after_dose else ()
    kept = {"maximum"}
    if rule == "one_third" and not is_after_dose:
        kept.add("median")
    return tuple(name for name in _NUMBERS if name not in kept)


def summarize_concentrations(
    values: npt.ArrayLike,
    is_below: npt.ArrayLike,
    *,
    rule: Rule = "none",
    is_after_dose: bool = True,
    definition: int | str | None = None,
    preset: Preset = None,
) -> ConcentrationSummary:
    """
    Describe concentrations, leaving out what too many values below the limit make meaningless.

    Parameters
    ----------
    values : array-like, shape (n,)
        Values below the limit already replaced, as ``impute_below_limit`` does; missing values are
        dropped and counted.
    is_below : array-like of bool, shape (n,)
    rule : {'none', 'one_third', 'one_half'}
        Where more than a third of the values are below the limit, only the maximum is given, before
        the dose the median as well, and before the dose never a geometric mean; where more than one
        half are, only the maximum is given.
    is_after_dose : bool
        Whether the time is after the first dose.
    definition, preset
        Of the median, as ``estimate_quantiles``.

    Returns
    -------
    ConcentrationSummary
        Geometric numbers are None where a value is 0.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-rule``, ``analysis.length-mismatch``,
        ``analysis.unknown-percentile-definition``.

    Notes
    -----
    Source: the imputation rules ``1/3`` and ``1/2`` of tern (``imputation_rule``).

    Examples
    --------
    >>> found = summarize_concentrations([0, 0, 3, 5], [1, 1, 0, 0], rule="one_third")
    >>> found.n_below, found.mean, found.maximum
    (2, None, 5.0)
    """
    (kept, marks), n_missing = drop_missing(values, _marks_of(values, is_below))
    n, n_below = len(kept), int(marks.sum())
    share = n_below / n if n else None
    withheld = withheld_numbers(share, rule, is_after_dose=is_after_dose)
    plain = summarize_values(kept, definition=definition, preset=preset)
    geometric = summarize_geometric(kept)
    found: dict[str, Any] = {
        "mean": plain.mean,
        "sd": plain.sd,
        "cv": plain.cv,
        "geo_mean": geometric.mean,
        "geo_sd": geometric.sd,
        "geo_cv": geometric.cv,
        "median": plain.median,
        "minimum": plain.minimum,
        "maximum": plain.maximum,
    }
    found |= dict.fromkeys(withheld)
    reason = plain.reason if plain.reason in {"no_records", "too_few"} else None
    return ConcentrationSummary(
        n, n_missing, n_below, share, **found, withheld=withheld, reason=reason
    )


def _marks_of(values: npt.ArrayLike, is_below: npt.ArrayLike) -> Floats:
    return _below(is_below, len(to_floats(values).ravel())).astype(np.float64)
