"""Hazard ratios between groups."""

import numpy as np
import pytest

from tlfgen.analysis.survival.cox import fit_cox
from tlfgen.analysis.survival.hazard_ratio import compare_hazards
from tlfgen.core.errors import AnalysisError

RNG = np.random.default_rng(5)
TIME = RNG.exponential(5, 90)
EVENT = RNG.integers(0, 2, 90)
GROUP = np.array(list("abc"))[np.arange(90) % 3]


def test_a_pair_is_a_model_of_its_two_groups():
    """Rows of the third group are not used."""
    own = GROUP != "b"
    expected = fit_cox(TIME[own], EVENT[own], GROUP[own] == "c", ties="efron")
    found = compare_hazards(TIME, EVENT, GROUP, ties="efron")
    assert (("b", "a"), ("c", "a")) == found.pairs
    assert expected.hazard_ratios[0] == pytest.approx(found.hazard_ratios[1])
    assert expected.hazard_ratio_upper[0] == pytest.approx(found.upper[1])


def test_a_joint_pair_is_a_contrast():
    """Group c over b is the difference of two coefficients of one model."""
    fit = fit_cox(TIME, EVENT, np.column_stack([GROUP == "b", GROUP == "c"]), ties="efron")
    found = compare_hazards(TIME, EVENT, GROUP, pairs="all", pooling="joint", ties="efron")
    assert (("b", "a"), ("c", "a"), ("c", "b")) == found.pairs
    expected = np.exp(fit.coefficients[1] - fit.coefficients[0])
    assert expected == pytest.approx(found.hazard_ratios[2])


def test_turning_the_reference_turns_the_ratio():
    """One over the other."""
    one = compare_hazards(TIME, EVENT, GROUP, levels=["a", "b", "c"]).hazard_ratios[0]
    found = compare_hazards(TIME, EVENT, GROUP, reference="b")
    assert ("a", "b") == found.pairs[0]
    assert 1 / one == pytest.approx(found.hazard_ratios[0])


def test_an_empty_group_has_a_reason():
    """An arm nobody is in."""
    found = compare_hazards(TIME, EVENT, GROUP, levels=["a", "b", "c", "d"])
    assert (None, None, "one_group") == found.reasons


def test_wrong_options_are_errors():
    """A wrong word is never ignored."""
    for options, code in (
        ({"pairs": "each"}, "analysis.unknown-pairs"),
        ({"pooling": "no"}, "analysis.unknown-pooling"),
        ({"reference": "z"}, "analysis.unknown-level"),
    ):
        with pytest.raises(AnalysisError) as error:
            compare_hazards(TIME, EVENT, GROUP, **options)
        assert code == error.value.code
