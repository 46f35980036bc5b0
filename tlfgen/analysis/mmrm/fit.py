"""Fit of a mixed model for repeated measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import Block, lay_blocks
from .covariance import STRUCTURES, find_structure
from .freedom import DF_METHODS
from .outcome import Choice, fail_fit, report_fit
from .prepare import Classes, Prepared, Request, prepare_rows
from .problems import MmrmError
from .result import Attempt, MmrmFit
from .search import Search, search_optimum, start_blocks

__all__ = ["LADDER", "fit_mmrm"]

LADDER: tuple[str, ...] = ("toeph", "ar1h", "csh", "toep", "ar1", "cs")
_METHODS = ("reml", "ml")
_ERRORS = ("model", "empirical", "bias_reduced", "jackknife")
_FORMS = ("sas", "r")
_STEPS = 100


def fit_mmrm(
    response: npt.ArrayLike,
    subject: npt.ArrayLike,
    visit: npt.ArrayLike,
    *,
    terms: Mapping[str, npt.ArrayLike],
    model: Sequence[str],
    classes: Classes = (),
    covariance: str = "us",
    method: str = "reml",
    df: str = "kenward_roger",
    errors: str = "model",
    parametrisation: str = "sas",
    group: npt.ArrayLike | None = None,
    coordinates: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    visit_levels: Sequence[Any] | None = None,
    has_intercept: bool = True,
    fallback: Sequence[str] = LADDER,
) -> MmrmFit:
    """
    Fit a linear model whose errors are correlated within a subject over visits.

    Rows with anything missing are left out. Columns that depend on those before them are left
    out and named. Where the structure asked for does not converge, those of ``fallback`` are
    tried in order; the first that converges is used, and all that were tried are told.

    Parameters
    ----------
    response, subject, visit : array, shape (n,)
        One row for each record; a subject has at most one at a visit.
    terms : mapping of names to arrays, shape (n,)
        The columns of the model, classes and covariates.
    model : sequence of text
        Terms, crossed with ``*``: each that product alone, so main effects are named too.
    classes : sequence of names, or mapping of names to levels
        The terms that are classes; levels in order, the reference first; sorted where not given.
    covariance : {'us', 'toep', 'toeph', 'ar1', 'ar1h', 'cs', 'csh', 'ad', 'adh', 'sp_exp'}
        The last needs ``coordinates``.
    method : {'reml', 'ml'}
    df : {'kenward_roger', 'kenward_roger_linear', 'satterthwaite', 'between_within', 'residual'}
        The first two with restricted likelihood, errors of the model.
    errors : {'model', 'empirical', 'bias_reduced', 'jackknife'}
        The last three are sandwich estimators: see ``sandwich``.
    parametrisation : {'sas', 'r'}
        Whose second derivatives the full Kenward-Roger covariance takes. For ``us``, ``cs`` and
        ``toep`` those of SAS are zero.
    group : array, shape (n,), optional
        Groups of subjects, each with covariance parameters of its own.
    coordinates : array, shape (n,) or (n, d), optional
        Where records lie, for distances.
    weights : array, shape (n,), optional
        Positive weights; the variance of a record is divided by its weight.
    visit_levels : sequence, optional
        Visits in order; sorted where not given.
    has_intercept : bool
    fallback : sequence of text
        Structures tried in order after ``covariance``; empty for none.

    Returns
    -------
    MmrmFit
        With a ``reason`` where there is no fit.

    Raises
    ------
    MmrmError
        ``mmrm.unknown-...`` for a word not known, ``mmrm.length-mismatch``,
        ``mmrm.df-not-allowed``, ``mmrm.coordinates-missing``.

    Notes
    -----
    Source: Jennrich and Schluchter (1986); Kenward and Roger (1997). Equals SAS PROC MIXED
    ``REPEATED / TYPE= GROUP= SUBJECT=`` with ``DDFM=`` and R ``mmrm::mmrm``. Information
    criteria count covariance parameters alone for restricted likelihood and maximum likelihood
    (as the R package mmrm does), and the Bayesian one takes the number of subjects.

    Examples
    --------
    >>> height = [1.0, 2.0, 1.5, 3.0, 2.0, 2.5, 0.5, 2.5]
    >>> fit = fit_mmrm(
    ...     height, [1, 1, 2, 2, 3, 3, 4, 4], [1, 2] * 4, terms={"V": [1, 2] * 4},
    ...     model=["V"], classes=["V"], df="satterthwaite",
    ... )
    >>> [round(one.estimate, 6) for one in fit.coefficients]
    [1.25, 1.25]
    >>> round(fit.coefficients[1].df, 6)
    3.0
    """
    choice = _check_choice(method, df, errors, parametrisation)
    ladder = [find_structure(name) for name in dict.fromkeys((covariance, *fallback))]
    if find_structure(covariance).is_spatial and coordinates is None:
        what = f"covariance '{covariance}' needs coordinates"
        raise MmrmError("mmrm.coordinates-missing", what)
    spots = None if coordinates is None else np.asarray(coordinates, dtype=np.float64)
    request = Request(
        response=np.asarray(response, dtype=np.float64),
        subject=np.asarray(subject),
        visit=np.asarray(visit),
        terms={name: np.asarray(values) for name, values in terms.items()},
        classes=classes,
        model=tuple(model),
        group=None if group is None else np.asarray(group),
        coordinates=None if spots is None else spots.reshape(len(spots), -1 if spots.size else 1),
        weights=None if weights is None else np.asarray(weights),
        visit_levels=visit_levels,
        has_intercept=has_intercept,
    )
    prepared = prepare_rows(request)
    if isinstance(prepared, str):
        return fail_fit(choice, prepared, n_missing=request.response.size)
    problem = _find_problem(prepared, is_spatial=ladder[0].is_spatial)
    if problem is not None:
        return fail_fit(choice, problem, n_missing=prepared.n_missing, prepared=prepared)
    tried: list[Attempt] = []
    for structure in ladder:
        if structure.is_spatial and spots is None:
            continue
        blocks = _lay(prepared, structure.name)
        found = _search(blocks, choice)
        tried.append(Attempt(structure.name, found.iterations, found.reason))
        if found.has_converged:
            return report_fit(prepared, blocks, found, choice, tuple(tried))
    return fail_fit(
        choice,
        "no covariance structure converges",
        n_missing=prepared.n_missing,
        prepared=prepared,
        tried=tuple(tried),
    )


def _check_choice(method: str, df: str, errors: str, parametrisation: str) -> Choice:
    for kind, word, allowed in (
        ("method", method, _METHODS),
        ("df", df, DF_METHODS),
        ("errors", errors, _ERRORS),
        ("parametrisation", parametrisation, _FORMS),
    ):
        if word not in allowed:
            raise MmrmError.unknown(kind, word, allowed)
    if df.startswith("kenward_roger") and (method != "reml" or errors != "model"):
        what = f"df '{df}' needs method 'reml' and errors 'model'"
        raise MmrmError("mmrm.df-not-allowed", what, [one for one in DF_METHODS if one != df])
    return Choice(method, df, errors, parametrisation)


def _find_problem(prepared: Prepared, *, is_spatial: bool) -> str | None:
    """Give the reason for which the records cannot be laid on subjects and visits, or None."""
    if not is_spatial:
        slot = prepared.subject * len(prepared.visits) + prepared.visit
        if np.unique(slot).size != slot.size:
            return "a subject has two records at one visit"
    pairs = np.unique(prepared.subject * len(prepared.groups) + prepared.group)
    if pairs.size != prepared.n_subjects:
        return "a subject is in two covariance groups"
    return None


def _lay(prepared: Prepared, name: str) -> tuple[Block, ...]:
    return lay_blocks(
        STRUCTURES[name],
        design=prepared.columns,
        response=prepared.response,
        subject=prepared.subject,
        visit=prepared.visit,
        visits=len(prepared.visits),
        group=prepared.group,
        coordinates=prepared.coordinates,
    )


def _search(blocks: Sequence[Block], choice: Choice) -> Search:
    return search_optimum(
        blocks, start_blocks(blocks), is_restricted=choice.method == "reml", limit=_STEPS
    )
