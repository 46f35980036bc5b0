"""Sums of squares."""

import numpy as np
import pytest

from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.sums_of_squares import compare_terms
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(6)
A = np.array(list("aabbccaabbcc"))
B = np.array(list("xyxyxyxxyyxy"))
Y = RNG.normal(size=12)


def test_balanced_types_are_one():
    """Without unequal cells all types agree."""
    keep = np.arange(6)
    y = np.concatenate([Y[keep], Y[keep] + RNG.normal(size=6)])
    fit = fit_ancova(y, {"A": np.tile(A[keep], 2), "B": np.tile(B[keep], 2)}, ["A", "B"], ["A|B"])
    first = compare_terms(fit, ss=1).sums_of_squares
    for kind in (2, 3):
        assert first.tolist() == pytest.approx(compare_terms(fit, ss=kind).sums_of_squares.tolist())


def test_type_three_does_not_depend_on_the_reference():
    """Other references, other order of levels."""
    terms = {"A": A, "B": B}
    one = compare_terms(fit_ancova(Y, terms, ["A", "B"], ["A|B"]))
    other = compare_terms(
        fit_ancova(Y, terms, ["A", "B"], ["A|B"], references={"A": "b"}, levels={"B": ["y", "x"]})
    )
    assert one.sums_of_squares.tolist() == pytest.approx(other.sums_of_squares.tolist())


def test_type_three_by_sum_to_zero_columns():
    """Leaving out the columns of a term coded 1 and -1 raises the residuals by its sum."""
    keep = [*range(12), 0]
    a, b, y = A[keep], B[keep], np.append(Y, 0.7)
    code = np.column_stack([(a == "a") * 1.0 - (a == "c"), (a == "b") * 1.0 - (a == "c")])
    side = ((b == "x") * 2.0 - 1)[:, None]
    full = np.column_stack([np.ones(13), code, side, code * side])

    def residual(matrix):
        values, *_ = np.linalg.lstsq(matrix, y, rcond=None)
        return float(((y - matrix @ values) ** 2).sum())

    expected = [
        residual(np.delete(full, drop, axis=1)) - residual(full) for drop in ([1, 2], [3], [4, 5])
    ]
    fit = fit_ancova(y, {"A": a, "B": b}, ["A", "B"], ["A|B"])
    assert expected == pytest.approx(compare_terms(fit).sums_of_squares.tolist())


def test_a_single_degree_of_freedom_is_the_square_of_t():
    """F of a covariate."""
    fit = fit_ancova(Y, {"N": np.arange(12.0), "A": A}, ["A"])
    assert fit.t[1] ** 2 == pytest.approx(compare_terms(fit).statistics[0])


def test_an_empty_cell_takes_degrees_of_freedom():
    """Three by two cells with one empty leave one for the product."""
    keep = ~((A == "c") & (B == "y"))
    fit = fit_ancova(Y[keep], {"A": A[keep], "B": B[keep]}, ["A", "B"], ["A|B"])
    assert (2, 1, 1) == compare_terms(fit).df


def test_sandwich_tests_are_wald_tests():
    """Square of t with the sandwich error."""
    fit = fit_ancova(Y, {"N": np.arange(12.0)}, covariance="hc3")
    found = compare_terms(fit)
    assert fit.t[1] ** 2 == pytest.approx(found.statistics[0])
    assert np.isnan(found.sums_of_squares).all()
    with pytest.raises(AnalysisError) as error:
        compare_terms(fit, ss=1)
    assert "analysis.sandwich-ss" == error.value.code


def test_there_is_no_type_four():
    """A wrong type is an error."""
    with pytest.raises(AnalysisError) as error:
        compare_terms(fit_ancova(Y, {"A": A}, ["A"]), ss=4)
    assert "analysis.unknown-ss" == error.value.code
