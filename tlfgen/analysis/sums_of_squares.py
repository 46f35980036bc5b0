"""Sums of squares of the terms of a linear model, types I, II, III."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.contrasts import compare_jointly
from tlfgen.analysis.design import Design, Term
from tlfgen.analysis.estimability import find_type3_rows, is_contained, span_estimable
from tlfgen.analysis.linear import LinearFit
from tlfgen.analysis.model_estimates import TermTests
from tlfgen.core.errors import AnalysisError

__all__ = ["compare_terms"]

_TYPES: Final = ("1", "2", "3")


def compare_terms(
    fit: LinearFit, *, ss: int = 3, has_intercept: bool = False, preset: Preset = None
) -> TermTests:
    """
    Test each term of a linear model by its sum of squares.

    Parameters
    ----------
    fit : LinearFit
    ss : {1, 2, 3}
        Type I: each term after those before it. Type II: after all terms that do not contain it.
        Type III: by estimable functions orthogonal to those of the terms that contain it.
    has_intercept : bool
        Test the intercept first (type III only).
    preset : {'sas', 'r'}, optional
        What contains what, for type II: see Notes.

    Returns
    -------
    TermTests
        F statistics. With a sandwich covariance the type III tests are Wald tests and have no
        sums of squares. Reasons: ``'not_estimable'`` for a term without degrees of freedom, or that
        of the fit.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-ss``; ``analysis.sandwich-ss`` for types I and II of a sandwich.

    Notes
    -----
    Source: SAS/STAT documentation, The four types of estimable functions. Type III equals SAS, also
    with empty cells, and R ``car::Anova(type = 3)`` with sum-to-zero contrasts where no cell is
    empty. For type II a factor is contained in its product with a number in R, not in SAS.

    Examples
    --------
    >>> from tlfgen.analysis.linear import fit_ancova
    >>> fit = fit_ancova([1, 2, 3, 5], {"ARM": ["A", "A", "B", "B"]}, ["ARM"])
    >>> compare_terms(fit).sums_of_squares.round(6).tolist()
    [6.25]
    """
    require_word("ss", str(ss), _TYPES)
    is_sas = choose_default(preset, None, {"sas": True, "r": False})
    is_plain = fit.covariance_type == "model"
    if not is_plain and ss != 3:  # noqa: PLR2004 - type III
        raise AnalysisError.of(
            "analysis.sandwich-ss",
            f"type {ss} sums of squares have no sandwich form.",
            allowed=["3"],
        )
    model = fit.estimates
    design = model.design
    terms = list(design.terms[0 if has_intercept and ss == 3 else 1 :])  # noqa: PLR2004 - type III
    if ss == 3:  # noqa: PLR2004 - type III
        found = [_square_by_rows(fit, find_type3_rows(design, model.basis, term)) for term in terms]
    else:
        found = _square_by_models(fit, terms, is_sequential=ss == 1, is_sas=is_sas)
    squares = np.asarray([square for square, _ in found], dtype=np.float64)
    df = tuple(count for _, count in found)
    freedom = np.asarray(df, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = squares / freedom / fit.sigma**2
    ratio = np.where((freedom > 0) & (fit.reason is None), ratio, np.nan)
    if not is_plain:
        ratio, squares = squares / np.maximum(freedom, 1), np.full(len(terms), np.nan)
    return TermTests(
        terms=tuple(term.name for term in terms),
        df=df,
        denominator_df=float(fit.df_residual),
        sums_of_squares=squares,
        statistics=ratio,
        p_values=np.asarray(stats.f.sf(ratio, np.maximum(freedom, 1), max(fit.df_residual, 1))),
        reasons=tuple(fit.reason or (None if count else "not_estimable") for count in df),
    )


def _square_by_rows(fit: LinearFit, rows: Floats) -> tuple[float, int]:
    """Give the sum of squares of a hypothesis; the chi-square where errors are a sandwich."""
    if not rows.size or not fit.df_residual > 0:
        return float("nan"), rows.shape[0]
    model = fit.estimates
    test = compare_jointly(model.coefficients, model.covariance, rows)
    is_plain = fit.covariance_type == "model"
    return test.statistic * (fit.sigma**2 if is_plain else 1.0), test.df


def _square_by_models(
    fit: LinearFit, terms: list[Term], *, is_sequential: bool, is_sas: bool
) -> list[tuple[float, int]]:
    """Give how much each term lowers the residual sum of squares of the model without it."""
    model = fit.estimates
    design: Design = model.design
    scale = np.sqrt(model.weights)
    matrix, target = design.matrix() * scale[:, None], fit.response * scale

    def fit_terms(used: list[Any]) -> tuple[float, int]:
        columns = np.concatenate([np.arange(term.first, term.last) for term in used])
        free, _ = span_estimable(matrix[:, columns])
        own = matrix[:, columns[free]]
        values, *_ = np.linalg.lstsq(own, target, rcond=None)
        residuals = target - own @ values
        return float(residuals @ residuals), int(free.sum())

    found = []
    for place, term in enumerate(terms):
        others = [design.terms[0], *terms[:place]]
        if not is_sequential:
            others = [
                other
                for other in design.terms
                if other.name != term.name and not is_contained(design, term, other, is_sas=is_sas)
            ]
        without, rank = fit_terms(others)
        with_term, rank_with = fit_terms([*others, term])
        found.append((without - with_term, rank_with - rank))
    return found
