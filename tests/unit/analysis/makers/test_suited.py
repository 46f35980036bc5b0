"""Which tests suit which rows."""

import pytest

from tlfgen.analysis.makers.suited import is_suited, require_suited
from tlfgen.core.errors import SpecError
from tlfgen.spec.grid import Comparison


def refused(test, kind, pair=None):
    """Give what is said when a test is refused."""
    with pytest.raises(SpecError) as caught:
        require_suited(test, kind, None, pair)
    return str(caught.value)


def test_fisher_takes_levels_not_numbers():
    """The rows say what they give."""
    assert is_suited(Comparison("fisher"), "levels")
    assert not is_suited(Comparison("fisher"), "numbers")
    assert "does not take numbers by arm" in refused(Comparison("fisher"), "numbers")


def test_strata_need_a_stratified_test():
    """A chi-square has none."""
    assert "has no strata" in refused(Comparison("chisq", strata=("SEX",)), "levels")


def test_strata_need_levels():
    """Counts of subjects have no strata."""
    assert "not from counts" in refused(Comparison("cmh", strata=("SEX",)), "counts")


def test_a_joint_test_needs_pairs():
    """Dunnett's test of all arms at once has no number."""
    assert "compares pairs" in refused(Comparison("dunnett"), "numbers", ())


def test_a_suited_test_passes():
    """Nothing is said."""
    assert require_suited(Comparison("cmh", strata=("SEX",)), "levels", None, ()) is None
