"""Every test a shell may name is a whole bundle: declaration, function, options, numbers."""

import inspect

import numpy as np
import pytest

import tlfgen.analysis as room
from tlfgen.analysis.makers.methods import METHODS, function_of
from tlfgen.analysis.makers.outcome import (
    compare_changes,
    compare_counts,
    compare_jointly_adjusted,
    compare_numbers,
    compare_own,
    compare_strata,
)
from tlfgen.spec.methods.comparisons import COMPARISONS

READINGS = [np.array([[8.0, 4.0], [5.0, 9.0]])]
NAMES = sorted(COMPARISONS)
SAMPLES = [np.array([1.0, 2.5, 4.0, 3.5]), np.array([3.0, 4.5, 7.0, 5.0])]
MORE = [*SAMPLES, np.array([2.0, 6.0, 6.5])]
TABLE = np.array([[8.0, 4.0], [5.0, 9.0]])
STRATA = np.array([[[8.0, 4.0], [5.0, 9.0]], [[6.0, 2.0], [3.0, 7.0]]])


OWN = {
    **dict.fromkeys(("paired_means", "pearson", "spearman", "kendall"), SAMPLES),
    **dict.fromkeys(("mcnemar", "mcnemar_exact", "mcnemar_mid_p", "bowker"), READINGS),
    "kappa": READINGS,
    "one_proportion": [7, 20],
    "stratified_proportion": [[7, 5], [20, 9]],
    "goodness_of_fit": [[7, 13]],
    "friedman": [np.array([[1.0, 2, 3], [1, 3, 2], [2, 1, 3]])],
}


def call(name):
    """Call a test by its name on a little data it can take."""
    method, declared = METHODS[name], COMPARISONS[name]
    if declared.is_joint:
        return compare_jointly_adjusted(name, MORE, (1, 0), {})
    if name in OWN:
        return compare_own(name, OWN[name], {})
    if declared.on == "change":
        return compare_changes(name, SAMPLES[0], {})
    if declared.on == "numbers":
        strata = [np.array([1.0, 2, 1, 2])] * 2 if declared.has_strata else None
        return compare_numbers(name, SAMPLES, {}, strata)
    if method.shape == "strata":
        return compare_strata(name, STRATA, {})
    return compare_counts(name, TABLE, {})


def test_every_declaration_has_a_function_and_the_reverse():
    """No test has only one of its two halves."""
    assert sorted(METHODS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_function_is_public(name):
    """A test calls what an array user calls."""
    assert METHODS[name].function in dir(room)


@pytest.mark.parametrize("name", NAMES)
def test_the_function_takes_the_options(name):
    """An option of a shell is an argument of the function under the same name."""
    parameters = inspect.signature(function_of(METHODS[name])).parameters
    options = {*COMPARISONS[name].options, *METHODS[name].fixed}
    assert [option for option in options if option not in parameters] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_function_with_presets_offers_them(name):
    """``preset: sas`` and ``preset: r`` may be written wherever they change a number."""
    parameters = inspect.signature(function_of(METHODS[name])).parameters
    is_settled = name in {
        "likelihood_ratio_chisq", "fisher", "fisher_mid_p", "breslow_day", "tarone",
        "bowker", "mcnemar_exact", "mcnemar_mid_p", "pearson",
    }  # fmt: skip
    assert is_settled or ("preset" in parameters) == ("preset" in COMPARISONS[name].options)


@pytest.mark.parametrize("name", NAMES)
def test_the_declared_numbers_are_those_given(name):
    """A test on data it can take gives every number it declares."""
    found = call(name)
    assert set(COMPARISONS[name].stats) == set(METHODS[name].fields)
    assert [stat for stat in COMPARISONS[name].stats if found.numbers[stat] is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_strata_are_declared_where_the_function_has_them(name):
    """``strata:`` may be written for exactly the tests that use them."""
    method = METHODS[name]
    parameters = inspect.signature(function_of(method)).parameters
    takes = method.shape == "strata" or "strata" in parameters or name == "stratified_proportion"
    assert takes == COMPARISONS[name].has_strata
