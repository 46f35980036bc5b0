"""Facts about the results of fitted models, recomputed by least squares."""

import numpy as np
import pytest

from tests.shells import adeff, dataset, notes, results
from tlfgen.core.errors import DataError, SpecError

TOP = """
kind: model
population: fas
data: ADEFF
where: AVISITN = 4
columns: {by: arm}
models: {m: {fit: ancova, response: CHG, terms: [arm, ADSL.AGE], class: [arm]}}
rows:
"""
CONTRAST = "  - {contrast: {model: m, arms: [[high, low], [high, placebo]]}}\n"
MEANS = "  - {lsmeans: m}\n"
TERM = "  - {term: {model: m, of: ADSL.AGE}, show: [p, '{estimate:x.x} {se:x.x}']}\n"
AGE = {"1": 30, "2": 40.5, "3": 50, "4": 61, "6": 35, "7": 55}
ARM = {"1": "high", "2": "high", "3": "high", "4": "low", "6": "placebo", "7": "placebo"}
CHANGE = {"1": 10, "2": 20, "3": 30, "4": 5, "6": -5, "7": None}


def changes(values, **more):
    """Give week 4 changes by subject as a dataset."""
    columns = {
        "USUBJID": list(values),
        "AVISITN": [4] * len(values),
        "CHG": list(values.values()),
    }
    return dataset("ADEFF", {**columns, **more})


def solved():
    """Give coefficients of arms with the slope of age, and their covariance, by plain algebra."""
    own = [one for one, change in CHANGE.items() if change is not None]
    matrix = np.array(
        [[*(ARM[one] == arm for arm in ("high", "low", "placebo")), AGE[one]] for one in own],
        dtype=float,
    )
    response = np.array([CHANGE[one] for one in own], dtype=float)
    cross = np.linalg.inv(matrix.T @ matrix)
    found = cross @ matrix.T @ response
    left = response - matrix @ found
    return found, cross * (left @ left) / (len(own) - 4), np.mean([AGE[one] for one in own])


def test_a_contrast_is_the_difference_of_coefficients():
    """The estimate with its error is that of least squares."""
    found, spread, _ = solved()
    got = results(TOP + CONTRAST)
    expected = (found[0] - found[1], np.sqrt(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1]))
    shown = (got["m/diff/high_vs_low"].number, got["m/se/high_vs_low"].number)
    assert expected == pytest.approx(shown)


def test_a_mean_stands_at_the_mean_of_the_covariate():
    """The covariate of an adjusted mean is its mean over the records used."""
    found, _, age = solved()
    assert found[1] + found[3] * age == pytest.approx(results(TOP + MEANS)["m/lsmean/low"].number)


def test_a_term_of_one_column_has_its_coefficient():
    """Estimate and error of the slope stand beside the test."""
    found, spread, _ = solved()
    got = results(TOP + TERM)
    shown = (got["m/ADSL.AGE/estimate"].number, got["m/ADSL.AGE/se"].number)
    assert (found[3], np.sqrt(spread[3, 3])) == pytest.approx(shown)


def test_records_without_the_response_are_counted():
    """What was used and what was dropped are results."""
    got = results(TOP + MEANS)
    shown = [got[f"m/{name}"].number for name in ("n_used", "n_no_response", "n_no_covariate")]
    assert [5, 1, 0] == shown


def test_records_without_a_covariate_are_counted():
    """A response without its covariate is dropped as such."""
    given = changes(CHANGE, BASE=[1, 2, 3, 4, None, 6])
    text = TOP.replace("ADSL.AGE", "BASE") + MEANS
    got = results(text, ADEFF=given)
    shown = [got[f"m/{name}"].number for name in ("n_used", "n_no_response", "n_no_covariate")]
    assert [4, 1, 1] == shown


def test_the_filter_finds_the_records_used():
    """Population, arms and what must be present stand in the filter of every number."""
    one = results(TOP + MEANS)["m/lsmean/low"]
    assert 5 == one.n_records
    assert "CHG is present and ADSL.AGE is present" in one.record_filter


def test_the_log_says_what_was_used():
    """One note a model, however many rows show it."""
    assert 1 == notes(TOP + MEANS + CONTRAST).count("analysis.model-records")


def test_rows_of_one_model_share_its_numbers():
    """Two rows that ask for the same number give it once."""
    assert results(TOP + MEANS + CONTRAST + MEANS).keys() == results(TOP + MEANS + CONTRAST).keys()


def test_an_arm_without_records_has_no_mean():
    """The reason stands in place of the number; the other arms have theirs."""
    given = changes({one: value for one, value in CHANGE.items() if one != "4"})
    got = results(TOP + MEANS + CONTRAST, ADEFF=given)
    assert "no_records" == got["m/lsmean/low"].reason
    assert "no_records" == got["m/diff/high_vs_low"].reason
    assert 1 == got["m/n_empty_levels"].number


def test_a_model_without_records_gives_its_reason():
    """No number, no crash."""
    got = results(TOP + MEANS + CONTRAST + TERM, ADEFF=changes(dict.fromkeys(CHANGE)))
    shown = {got[name].reason for name in ("m/lsmean/high", "m/p/high_vs_low", "m/ADSL.AGE/p")}
    assert {"no_records"} == shown


def test_a_model_with_too_few_records_gives_its_reason():
    """Without a degree of freedom left there is no error, hence no number."""
    given = changes({one: CHANGE[one] for one in ("1", "2", "4", "6")})
    assert "too_few" == results(TOP + MEANS, ADEFF=given)["m/lsmean/high"].reason


def test_a_response_without_variation_gives_its_reason():
    """A variance of zero tests nothing."""
    given = changes(dict.fromkeys(CHANGE, 3))
    assert "no_variation" == results(TOP + CONTRAST, ADEFF=given)["m/p/high_vs_low"].reason


def test_one_record_a_subject():
    """Two records of a subject are refused."""
    given = changes(CHANGE)
    frame = given.frame
    twice = dataset(
        "ADEFF",
        {name: [*frame[name].tolist(), frame[name].iloc[0]] for name in ("USUBJID", "AVISITN")}
        | {"CHG": [*CHANGE.values(), 4]},
    )
    with pytest.raises(DataError, match=r"data\.many-records"):
        results(TOP + MEANS, ADEFF=twice)


def test_a_text_is_no_number():
    """A text that is no class is refused with its name."""
    text = TOP.replace("[arm, ADSL.AGE]", "[arm, BNRIND]") + MEANS
    with pytest.raises(SpecError, match=r"spec\.text-variable"):
        results(text, ADEFF=adeff())


def test_within_a_level_of_another_class():
    """``at:`` gives the means within a level."""
    model = "terms: [arm, BNRIND, arm*BNRIND], class: [arm, BNRIND]"
    text = TOP.replace("terms: [arm, ADSL.AGE], class: [arm]", model)
    row = "  - {lsmeans: {model: m, at: {BNRIND: NORMAL}}}\n"
    given = changes({"1": 1, "2": 3, "3": 6, "4": 5, "6": 7, "7": 9},
                    BNRIND=["LOW", "NORMAL", "NORMAL", "NORMAL", "NORMAL", "NORMAL"])  # fmt: skip
    got = results(text + row, ADEFF=given)
    shown = [got[f"m/lsmean/{arm}/NORMAL"].number for arm in ("high", "low", "placebo")]
    assert [4.5, 5, 8] == pytest.approx(shown)


def test_each_page_has_its_own_model():
    """A model under visits is fitted to each."""
    given = dataset(
        "ADEFF",
        {
            "USUBJID": [*CHANGE, *CHANGE],
            "AVISIT": ["Week 4"] * 6 + ["Week 8"] * 6,
            "AVISITN": [4] * 6 + [8] * 6,
            "CHG": [*CHANGE.values(), *(2 * one if one else one for one in CHANGE.values())],
        },
    )
    text = TOP.replace("where: AVISITN = 4\n", "page: {by: [AVISIT]}\n") + CONTRAST
    got = results(text, ADEFF=given)
    first, second = (got[f"m/Week {week}/diff/high_vs_low"].number for week in (4, 8))
    assert 2 * first == pytest.approx(second)


def test_arms_stand_in_columns():
    """Without columns of arms there is nothing to compare."""
    text = TOP.replace("columns: {by: arm}", "columns: {by: ADSL.SEX}") + MEANS
    with pytest.raises(SpecError, match=r"spec\.no-arm-columns"):
        results(text)


def test_an_arm_left_out_of_the_columns_does_not_enter():
    """The model compares the arms of the columns."""
    got = results(TOP.replace("{by: arm}", "{by: arm, arms: [high, low]}") + MEANS)
    assert [4, None] == [got["m/n_used"].number, got.get("m/lsmean/placebo")]


def test_pools_and_totals_do_not_enter():
    """A subject counts once."""
    got = results(TOP.replace("{by: arm}", "{by: arm, pools: [active], total: Total}") + MEANS)
    assert 5 == got["m/n_used"].number
