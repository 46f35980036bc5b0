"""A shell's mixed model gives the numbers of the model fitted by hand."""

from typing import Any

import numpy as np
import pytest

from tests.shells import adsl, dataset, lines, notes, page, results
from tlfgen.analysis.mmrm import (
    MmrmFit,
    compare_mmrm_lsmeans,
    compare_mmrm_terms,
    estimate_mmrm_lsmeans,
    fit_mmrm,
)
from tlfgen.core.errors import DataError, SpecError
from tlfgen.model.dataset import Dataset

ARMS = {"High dose": "high", "Low dose": "low", "Placebo": "placebo"}
MEMBERS = [str(number) for number in range(1, 31)]
ARM_OF = dict(zip(MEMBERS, [name for name in ARMS for _ in range(10)], strict=True))
SOURCE = np.random.default_rng(11)
BASE = {one: round(float(SOURCE.normal(50, 8)), 1) for one in MEMBERS}
VISITS = (4, 12, 24)
CHANGE = {
    (one, visit): round(float(SOURCE.normal(visit / 4, 5) + 0.2 * BASE[one]), 1)
    for one in MEMBERS
    for visit in VISITS
    if SOURCE.random() > 0.15
}

MODEL = """
population: fas
data: ADVS
columns: {by: arm}
models:
  change:
    fit: mmrm
    response: CHG
    visit: AVISIT
    terms: [arm, AVISIT, arm*AVISIT, BASE]
    class: [arm, AVISIT]
"""
ROWS = MODEL + "rows: [{lsmeans: {model: change, at: {AVISIT: Week 12}}}]"


def subjects() -> Dataset:
    """Give thirty subjects of three arms."""
    arms = [ARM_OF[one] for one in MEMBERS]
    return dataset(
        "ADSL",
        {
            "USUBJID": MEMBERS,
            "TRT01P": arms,
            "TRT01A": arms,
            "FASFL": ["Y"] * 30,
            "SAFFL": ["Y"] * 30,
            "SEX": ["M", "F"] * 15,
            "AGE": [40.0] * 30,
        },
    )


def visits(*, is_doubled: bool = False) -> Dataset:
    """Give the change at each visit of each subject."""
    keys = [*CHANGE, *([next(iter(CHANGE))] if is_doubled else [])]
    return dataset(
        "ADVS",
        {
            "USUBJID": [one for one, _ in keys],
            "AVISIT": [f"Week {visit}" for _, visit in keys],
            "AVISITN": [float(visit) for _, visit in keys],
            "BASE": [BASE[one] for one, _ in keys],
            "CHG": [CHANGE[key] for key in keys],
        },
    )


def fitted(**more: Any) -> MmrmFit:
    """Fit the same model by hand."""
    weeks = np.array([f"Week {visit}" for _, visit in CHANGE], dtype=object)
    terms = {
        "arm": np.array([ARMS[ARM_OF[one]] for one, _ in CHANGE], dtype=object),
        "AVISIT": weeks,
        "BASE": np.array([BASE[one] for one, _ in CHANGE]),
    }
    return fit_mmrm(
        list(CHANGE.values()),
        [one for one, _ in CHANGE],
        weeks,
        terms=terms,
        classes=["arm", "AVISIT"],
        model=["arm", "AVISIT", "arm*AVISIT", "BASE"],
        visit_levels=[f"Week {visit}" for visit in VISITS],
        **more,
    )


def numbers(text: str, stat: str) -> list[float | None]:
    """Give the numbers of a statistic of a shell, in the order of its rows and arms."""
    found = results(text, ADSL=subjects(), ADVS=visits())
    return [one.number for one in found.values() if one.stat == stat]


def test_means_at_a_visit() -> None:
    """The mean of an arm at a visit is that of the model fitted by hand."""
    expected = [
        one.estimate
        for one in estimate_mmrm_lsmeans(fitted(), ["AVISIT", "arm"])
        if one.levels["AVISIT"] == "Week 12"
    ]
    assert expected == pytest.approx(numbers(ROWS, "lsmean"))


def test_a_difference_at_a_visit() -> None:
    """The difference of two arms at a visit has the p-value of the model fitted by hand."""
    asked = "{contrast: {model: change, arms: [[high, placebo]], at: {AVISIT: Week 24}}}"
    text = f"{MODEL}rows: [{asked}]"
    (expected,) = (
        one
        for one in compare_mmrm_lsmeans(fitted(), "arm", by=["AVISIT"], reference="placebo")
        if one.minuend == "high" and one.levels["AVISIT"] == "Week 24"
    )
    assert [expected.estimate] == pytest.approx(numbers(text, "diff"))
    assert [expected.p_value] == pytest.approx(numbers(text, "p"))


def test_a_term() -> None:
    """The test of the crossing is that of the model fitted by hand."""
    asked = "{term: {model: change, of: arm*AVISIT}, show: p}"
    text = f"{MODEL}rows: [{asked}]"
    expected = compare_mmrm_terms(fitted())[-1]
    assert [expected.p_value] == pytest.approx(numbers(text, "p"))


def test_the_log_names_the_covariance() -> None:
    """What the model was fitted to is noted once."""
    assert notes(ROWS, ADSL=subjects(), ADVS=visits()).count("analysis.model-records") == 1


PAIR = "{contrast: {model: change, arms: [[high, placebo]], at: {AVISIT: Week 24}}}"
SEX_OF = dict(zip(MEMBERS, ["M", "F"] * 15, strict=True))
WEEKS = [float(visit) for _, visit in CHANGE]
KEYS = "    visit: AVISIT\n"


def asked(keys: str, fit: MmrmFit, weights: str = "equal") -> None:
    """Compare estimate, error, p-value of a pair in a shell with those of a fit."""
    text = f"{MODEL}rows: [{PAIR}]".replace(KEYS, f"{KEYS}    {keys}\n")
    (expected,) = (
        one
        for one in compare_mmrm_lsmeans(
            fit, "arm", by=["AVISIT"], reference="placebo", weights=weights
        )
        if one.minuend == "high" and one.levels["AVISIT"] == "Week 24"
    )
    got = [numbers(text, stat)[0] for stat in ("diff", "se", "p")]
    assert [expected.estimate, expected.se, expected.p_value] == pytest.approx(got)


@pytest.mark.parametrize("word", ["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh"])
def test_every_covariance_structure(word: str) -> None:
    """The structure named is the one fitted."""
    asked(f"covariance: {word}", fitted(covariance=word, fallback=()))


def test_a_spatial_covariance() -> None:
    """The coordinates are a variable."""
    fit = fitted(covariance="sp_exp", coordinates=WEEKS, fallback=())
    asked("covariance: sp_exp\n    coordinates: AVISITN", fit)


def test_a_covariance_for_each_group() -> None:
    """Each level of the variable has parameters of its own."""
    sexes = [SEX_OF[one] for one, _ in CHANGE]
    asked("covariance: cs\n    group: SEX", fitted(covariance="cs", group=sexes, fallback=()))


@pytest.mark.parametrize(
    "df", ["kenward_roger", "kenward_roger_linear", "satterthwaite", "between_within", "residual"]
)
def test_every_kind_of_degrees_of_freedom(df: str) -> None:
    """What is named is what is taken."""
    asked(f"df: {df}", fitted(df=df))


@pytest.mark.parametrize("errors", ["empirical", "bias_reduced", "jackknife"])
def test_sandwich_errors(errors: str) -> None:
    """Errors that do not trust the covariance."""
    fit = fitted(errors=errors, df="satterthwaite")
    asked(f"df: satterthwaite\n    options: {{errors: {errors}}}", fit)


def test_maximum_likelihood() -> None:
    """The likelihood that is not restricted."""
    asked("df: residual\n    options: {method: ml}", fitted(method="ml", df="residual"))


def test_the_parametrisation_of_r() -> None:
    """Another covariance of Kenward and Roger for this structure."""
    fit = fitted(covariance="ar1h", parametrisation="r", fallback=())
    asked("covariance: ar1h\n    options: {parametrisation: r}", fit)


def test_means_by_the_records_used() -> None:
    """Proportional weights of the classes that are averaged over."""
    asked("lsmeans: proportional", fitted(), "proportional")


def test_the_first_structure_that_converges_is_used() -> None:
    """Structures are tried in the order named; the log says which one was taken."""
    asked("covariance: [ar1, cs]", fitted(covariance="ar1", fallback=["cs"]))


def test_a_fallback_stands_beside_every_number() -> None:
    """Where the covariance asked for does not converge, the results say which one was taken."""
    columns = visits()
    frame = columns.frame.copy()
    week = frame["AVISIT"] == "Week 12"
    twin = dict(zip(frame["USUBJID"][frame["AVISIT"] == "Week 4"],
                    frame["CHG"][frame["AVISIT"] == "Week 4"], strict=True))  # fmt: skip
    frame.loc[week, "CHG"] = frame.loc[week, "USUBJID"].map(twin)
    text = ROWS.replace(KEYS, f"{KEYS}    covariance: [us, cs]\n")
    found = results(text, ADSL=subjects(), ADVS=columns.with_frame(frame))
    told = {one.warnings for one in found.values() if one.stat == "lsmean"}
    assert len(told) == 1
    assert "covariance 'cs' is used" in told.pop()


def test_pairs_adjusted_for_each_other() -> None:
    """Bonferroni: twice the p-value; Dunnett: less than that, more than none."""
    arms = "arms: [[high, placebo], [low, placebo]], at: {AVISIT: Week 24}"
    text = f"{MODEL}rows: [{{contrast: {{model: change, {arms}%s}}, show: p}}]"
    plain, twice, dunnett = (
        numbers(text % word, "p") for word in ("", ", adjust: bonferroni", ", adjust: dunnett")
    )
    assert [min(1.0, 2 * one) for one in plain] == pytest.approx(twice)
    for one, middle, two in zip(plain, dunnett, twice, strict=True):
        assert one < middle < two or two == pytest.approx(1.0)


def test_a_trend_at_a_visit() -> None:
    """Coefficients of arms sum the means of a visit."""
    row = (
        "{contrast: {model: change, coefficients: {placebo: -1, low: 0, high: 1}, "
        "at: {AVISIT: Week 24}}, show: [p]}"
    )
    assert numbers(f"{MODEL}rows: [{PAIR}]", "p") == pytest.approx(
        numbers(f"{MODEL}rows: [{row}]", "p")
    )


def test_a_level_without_records_prints_nothing() -> None:
    """A visit that nobody has gives a reason and no number."""
    text = ROWS.replace("Week 12", "Week 13")
    found = results(text, ADSL=subjects(), ADVS=visits())
    reasons = {one.reason for one in found.values() if one.stat == "lsmean"}
    assert reasons == {"no_records"}


def test_a_model_that_cannot_be_fitted_has_a_reason() -> None:
    """Four subjects are too few for this model."""
    few = dataset(
        "ADVS",
        {
            "USUBJID": ["1", "4", "6", "7"],
            "AVISIT": ["Week 4"] * 4,
            "AVISITN": [4.0] * 4,
            "BASE": [1.0, 2.0, 3.0, 5.0],
            "CHG": [1.0, 5.0, 3.0, 2.0],
        },
    )
    found = results(ROWS.replace("Week 12", "Week 4"), ADSL=adsl(), ADVS=few)
    reasons = {one.reason for one in found.values() if one.stat == "lsmean"}
    assert reasons == {"too_few"}


def test_two_records_at_a_visit_are_refused() -> None:
    """A subject twice at one visit is an error of the data."""
    with pytest.raises(DataError, match=r"data\.many-records"):
        results(ROWS, ADSL=subjects(), ADVS=visits(is_doubled=True))


def test_the_page_shows_means() -> None:
    """A row of means has one cell for each arm."""
    first = lines(page(ROWS, ADSL=subjects(), ADVS=visits()))[0]
    assert first.count("|") == 3


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    visit: AVISIT\n", "", "spec.no-visit"),
        ("    visit: AVISIT\n", "    visit: AVISIT\n    ss: 1\n", "spec.wrong-option"),
        ("    visit: AVISIT\n", "    visit: AVISIT\n    df: kr\n", "spec.unknown-freedom"),
        (
            "    visit: AVISIT\n",
            "    visit: AVISIT\n    covariance: [un]\n",
            "spec.unknown-covariance",
        ),
        (
            "    visit: AVISIT\n",
            "    visit: AVISIT\n    options: {method: ml}\n",
            "spec.wrong-option",
        ),
        (
            "    visit: AVISIT\n",
            "    visit: AVISIT\n    options: {errors: robust}\n",
            "spec.unknown-errors",
        ),
        (
            "    visit: AVISIT\n",
            "    visit: AVISIT\n    lsmeans: counterfactual\n",
            "spec.wrong-option",
        ),
    ],
)
def test_a_wrong_model_is_refused(old: str, new: str, code: str) -> None:
    """What a mixed model has no form of is an error of the spec."""
    with pytest.raises(SpecError) as raised:
        results(ROWS.replace(old, new), ADSL=subjects(), ADVS=visits())
    assert code in str(raised.value)
