"""What every fitted linear predictor offers to least-squares means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Bools, Floats
from tlfgen.analysis.contrasts import Combinations, JointTest, combine_coefficients, compare_jointly
from tlfgen.analysis.design import Design
from tlfgen.analysis.estimability import find_type3_rows, is_estimable

__all__ = ["ModelEstimates", "TermTests", "compare_terms_jointly", "estimate_combinations"]


@dataclass(frozen=True, slots=True, eq=False)
class ModelEstimates:
    """
    Coefficients of all columns of a design, 0 in the columns that are left out.

    ``df`` is that of t tests, infinite for the normal. ``link`` is the scale of the linear
    predictor. ``reason`` says why there are no numbers.
    """

    design: Design
    coefficients: Floats
    covariance: Floats
    free: Bools
    basis: Floats
    df: float
    link: str
    weights: Floats
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class TermTests:
    """
    One test per term; ``sums_of_squares`` only for linear models.

    ``denominators`` are given where each term has its own denominator degrees of freedom.
    """

    terms: tuple[str, ...]
    df: tuple[int, ...]
    denominator_df: float
    sums_of_squares: Floats
    statistics: Floats
    p_values: Floats
    reasons: tuple[str | None, ...]
    denominators: tuple[float, ...] = ()


def estimate_combinations(
    model: ModelEstimates, rows: Floats, *, level: float = 0.95
) -> Combinations:
    """Give the estimates of linear combinations of the columns, where estimable."""
    table = np.atleast_2d(rows)
    allowed = is_estimable(table, model.free, model.basis)
    if model.reason in {"too_few", "no_variation", "not_converged"}:
        allowed &= False
    return combine_coefficients(
        model.coefficients,
        np.where(np.isfinite(model.covariance), model.covariance, np.nan),
        table,
        df=model.df,
        level=level,
        estimable=allowed,
    )


def compare_terms_jointly(model: ModelEstimates, terms: list[str] | None = None) -> TermTests:
    """
    Test each term by its type III hypothesis (Wald).

    Parameters
    ----------
    model : ModelEstimates
    terms : list of str, optional
        All but the intercept where not given.

    Returns
    -------
    TermTests
        F statistics where the model has degrees of freedom, else chi-squares. Reason
        ``'not_estimable'`` where a term has no hypothesis that can be tested.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-term``.

    Notes
    -----
    Source: SAS/STAT documentation, The four types of estimable functions; ``emmeans::joint_tests``
    where no cell is empty.
    """
    design = model.design
    names = [term.name for term in design.terms[1:]] if terms is None else terms
    found: list[JointTest] = []
    for name in names:
        term = design.terms[0] if name == "Intercept" else design.find_term(name)
        rows = find_type3_rows(design, model.basis, term)
        test = compare_jointly(model.coefficients, model.covariance, rows, denominator_df=model.df)
        found.append(test)
    nan = np.full(len(names), np.nan)
    return TermTests(
        terms=tuple(names),
        df=tuple(test.df for test in found),
        denominator_df=model.df,
        sums_of_squares=nan,
        statistics=np.asarray([test.statistic for test in found], dtype=np.float64),
        p_values=np.asarray([test.p_value for test in found], dtype=np.float64),
        reasons=tuple(test.reason for test in found),
    )
