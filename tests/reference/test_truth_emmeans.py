"""Least-squares means of a logistic model against R emmeans."""

import numpy as np

from tests.reference.truth import Case, assert_close
from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.lsmean_contrasts import compare_lsmeans
from tlfgen.analysis.lsmeans import estimate_lsmeans
from tlfgen.analysis.response_scale import exponentiate_contrasts, transform_lsmeans


def test_probabilities_with_odds_ratio():
    """Probabilities, their errors, limits, the odds ratio agree."""
    case = Case("emmeans_logit_birthwt")
    terms = {name: case.numbers(name) for name in ("age", "lwt")}
    terms |= {name: case.words(name) for name in ("race", "smoke")}
    fit = fit_generalized(case.numbers("low"), terms, ["race", "smoke"], family="binomial")
    means = estimate_lsmeans(fit.estimates, "smoke")
    found, expected = transform_lsmeans(means), case.expected["means"]
    for key, got in (
        ("prob", found.estimates),
        ("SE", found.std_errors),
        ("asymp.LCL", found.lower),
        ("asymp.UCL", found.upper),
        ("z.ratio", found.statistics),
        ("p.value", found.p_values),
    ):
        assert_close(expected[key], got)
    ratio, expected = exponentiate_contrasts(compare_lsmeans(means)), case.expected["odds_ratio"]
    for key, got in (
        ("odds.ratio", ratio.estimates),
        ("SE", ratio.std_errors),
        ("asymp.LCL", ratio.lower),
        ("asymp.UCL", ratio.upper),
        ("z.ratio", ratio.statistics),
        ("p.value", ratio.p_values),
    ):
        assert_close(expected[key], got)
    assert np.isfinite(ratio.estimates).all()
