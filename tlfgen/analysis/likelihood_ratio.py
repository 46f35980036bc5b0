"""Likelihood ratio tests of the terms of a generalized linear model."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.estimability import find_type3_rows
from tlfgen.analysis.families import choose_family, choose_link
from tlfgen.analysis.glm_fit_measures import sum_height
from tlfgen.analysis.glm_likelihood import GlmRows, climb_glm
from tlfgen.analysis.glm_result import GeneralizedFit
from tlfgen.analysis.model_estimates import TermTests

__all__ = ["compare_terms_by_likelihood"]

_FLAT: Final = 1e-9


def compare_terms_by_likelihood(fit: GeneralizedFit) -> TermTests:
    """
    Test each term by how much its type III hypothesis lowers the log likelihood.

    Parameters
    ----------
    fit : GeneralizedFit
        A maximum likelihood fit; under Firth's penalty the plain likelihood is compared. The shape
        of a negative binomial is kept as fitted.

    Returns
    -------
    TermTests
        Chi-squares, over the dispersion where it was scaled. Reason ``'not_estimable'`` for a term
        without a hypothesis, or that of the fit unless it is ``'separation'``.

    Notes
    -----
    Source: SAS PROC GENMOD ``TYPE3``; R ``car::Anova(type = 3)`` with sum-to-zero contrasts.

    Examples
    --------
    >>> from tlfgen.analysis.generalized import fit_generalized
    >>> fit = fit_generalized([1, 3, 2, 6], {"ARM": list("AABB")}, ["ARM"], family="poisson")
    >>> compare_terms_by_likelihood(fit).statistics.round(4).tolist()
    [1.3592]
    """
    model = fit.estimates
    design = model.design
    terms = design.terms[1:]
    is_counted = fit.family == "negative-binomial"
    family = choose_family(fit.family, fit.theta if is_counted else None)
    link = choose_link(fit.link, family)
    values, df = np.full(len(terms), np.nan), [0] * len(terms)
    matrix = design.matrix()
    scale = fit.dispersion if np.isfinite(fit.dispersion) else 1.0
    for place, term in enumerate(terms):
        rows = find_type3_rows(design, model.basis, term)
        df[place] = rows.shape[0]
        if not rows.size or fit.reason not in {None, "separation"}:
            continue
        kept = _restrict(rows[:, model.free])
        own = GlmRows.of(matrix[:, model.free] @ kept, fit.response, model.weights, fit.offset)
        best = climb_glm(own, family, link)
        if best.reason not in {None, "separation"}:
            continue
        heights = [sum_height(own, family, mean, fit.deviance) for mean in (fit.fitted, best.mean)]
        values[place] = max(0.0, 2 * (heights[0] - heights[1]) / scale)
    freedom = np.maximum(np.asarray(df, dtype=np.float64), 1.0)
    return TermTests(
        terms=tuple(term.name for term in terms),
        df=tuple(df),
        denominator_df=float("inf"),
        sums_of_squares=np.full(len(terms), np.nan),
        statistics=values,
        p_values=np.asarray(stats.chi2.sf(values, freedom)),
        reasons=tuple(
            None if np.isfinite(value) else fit.reason or "not_estimable" for value in values
        ),
    )


def _restrict(rows: Floats) -> Floats:
    """Give a basis of the coefficients for which all rows are 0; the intercept comes first."""
    _, sizes, turns = np.linalg.svd(rows[:, 1:])
    rank = int((sizes > _FLAT * max(1.0, float(sizes.max(initial=0.0)))).sum())
    kept = turns[rank:].T
    return np.block(
        [[np.ones((1, 1)), np.zeros((1, kept.shape[1]))], [np.zeros((kept.shape[0], 1)), kept]]
    )
