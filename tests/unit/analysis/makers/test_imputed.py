"""Imputed visits of a shell against the functions of arrays."""

import numpy as np
import pytest

from tests.shells import dataset, results
from tests.unit.analysis.imputation.cohort import (
    ARM,
    BASE,
    COUNT,
    SEEN,
    SIZE,
    SUBJECT,
    VISIT,
    WHOLE,
)
from tlfgen.analysis import estimate_imputed, find_tipping_point, fit_ancova, impute_responses
from tlfgen.core.errors import SpecError

WORDS = {"active": "High dose", "control": "Placebo"}
WEEKS = np.array([f"Week {visit}" for visit in VISIT], dtype=object)
TOP = """
kind: model
population: fas
data: ADVS
columns: {by: arm}
models:
  m:
    fit: {imputed: {%s}}
    response: CHG
    visit: AVISIT
    terms: [arm, BASE]
    class: [arm]
rows:
"""
ROW = "  - {contrast: {model: m, arms: [[high, placebo]]%s}, show: [p, diff_se, ci%s]}\n"


def given(values, *, drops=False):
    """Give subjects with their visits; a missing one has no record, or none of its response."""
    arms = [WORDS[one] for one in ARM]
    flat = values.ravel()
    keep = np.isfinite(flat) | (not drops)
    people = [str(one) for one in range(SIZE)]
    subjects = {"USUBJID": people, "TRT01P": arms, "TRT01A": arms, "FASFL": ["Y"] * SIZE,
                "SAFFL": ["Y"] * SIZE}  # fmt: skip
    records = {
        "USUBJID": [str(one) for one in SUBJECT[keep]],
        "AVISIT": WEEKS[keep].tolist(),
        "AVISITN": VISIT[keep].astype(float).tolist(),
        "BASE": np.repeat(BASE, COUNT)[keep].tolist(),
        "CHG": [None if np.isnan(one) else one for one in flat[keep]],
    }
    return {"ADSL": dataset("ADSL", subjects), "ADVS": dataset("ADVS", records)}


def numbers(options, rows, values=SEEN, **more):
    """Give the numbers of a shell."""
    found = results(TOP % options + rows, **given(values, **more))
    return {name: one.number if one.reason is None else one.reason for name, one in found.items()}


def made(**options):
    """Impute by the function of arrays."""
    return impute_responses(
        SEEN.ravel(), SUBJECT, WEEKS, np.repeat(ARM, COUNT),
        covariates={"base": np.repeat(BASE, COUNT)}, reference="control",
        arm_levels=["active", "control"], **options,
    )  # fmt: skip


@pytest.mark.parametrize("drops", [False, True])
@pytest.mark.parametrize("method", ["jackknife", "approximate_bayes"])
def test_a_difference_is_that_of_the_function(method, drops):
    """The last visit where none is named; a missing record is a missing response."""
    expected = estimate_imputed(made(method=method, draws=10, strategy="jump_to_reference"))
    options = f"method: {method}, draws: 10, strategy: jump_to_reference"
    found = numbers(options, ROW % ("", ""), drops=drops)
    one = expected.differences[0]
    got = [found[f"m/{stat}/high_vs_placebo"] for stat in ("diff", "se", "p", "low")]
    assert [one.estimate, one.std_error, one.p_value, one.lower] == pytest.approx(got)


def test_complete_data_are_the_analysis_of_covariance():
    """Nothing is imputed; least squares of the last visit."""
    fit = fit_ancova(WHOLE[:, -1], {"a": ARM == "active", "b": BASE})
    found = numbers("draws: 2", ROW % ("", ""), WHOLE)
    assert fit.coefficients[1] == pytest.approx(found["m/diff/high_vs_placebo"])
    assert fit.p_values[1] == pytest.approx(found["m/p/high_vs_placebo"])


def test_a_mean_at_an_earlier_visit():
    """``at`` names the visit."""
    expected = estimate_imputed(made(method="jackknife"), visit="Week 2").means[0].estimate
    row = "  - {lsmeans: {model: m, at: {AVISIT: Week 2}}}\n"
    found = numbers("method: jackknife", row)
    assert expected == pytest.approx(found["m/lsmean/high/Week 2"])


def test_a_shift_of_the_active_arm():
    """One number is that of every arm but the reference."""
    expected = estimate_imputed(made(method="jackknife"), delta={"active": 3}).differences[0]
    found = numbers("method: jackknife, delta: 3", ROW % ("", ""))
    assert expected.estimate == pytest.approx(found["m/diff/high_vs_placebo"])


def test_a_tipping_point():
    """The shift at which the difference is lost."""
    own = made(method="approximate_bayes", draws=5)
    expected = find_tipping_point(own, [0, 10, 20, 30]).delta
    options = "method: approximate_bayes, draws: 5, deltas: [0, 10, 20, 30]"
    found = numbers(options, ROW % ("", ", '{tipping:x.x}'"))
    assert expected == pytest.approx(found["m/tipping/high_vs_placebo"])


def test_an_arm_without_records_has_a_reason():
    """The low dose has nobody here."""
    row = ROW.replace("[high, placebo]", "[low, placebo]") % ("", "")
    found = numbers("method: jackknife", row + "  - {lsmeans: m}\n")
    assert "no_records" == found["m/diff/low_vs_placebo"]
    assert "no_records" == found["m/lsmean/low"]


def test_too_few_subjects_have_a_reason():
    """Every value but three is missing."""
    few = np.where(np.arange(SIZE)[:, None] < 3, WHOLE, np.nan)
    assert "too_few" == numbers("draws: 2", ROW % ("", ""), few)["m/diff/high_vs_placebo"]


def test_the_visit_is_no_term():
    """Every term is crossed with the visit already."""
    text = TOP.replace("[arm, BASE]", "[arm, AVISIT]") % "draws: 2" + ROW % ("", "")
    with pytest.raises(SpecError, match=r"spec\.wrong-option"):
        results(text, **given(SEEN))


@pytest.mark.parametrize(
    ("options", "row", "code"),
    [
        ("strategy: jump", ROW % ("", ""), "spec.unknown-strategy"),
        ("draws: 2", ROW % (", adjust: dunnett", ""), "spec.unknown-adjustment"),
        ("draws: 2", ROW % (", at: {SEX: F}", ""), "spec.unknown-term"),
        ("draws: 2", "  - {term: {model: m, of: BASE}}\n", "spec.wrong-option"),
    ],
)
def test_what_has_no_form_is_refused(options, row, code):
    """Each mistake has its code."""
    with pytest.raises(SpecError) as raised:
        numbers(options, row)
    assert code in str(raised.value)
