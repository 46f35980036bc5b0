"""Facts about what is refused in models and their rows."""

import pytest

from tests.shells import STUDY_TEXT, adeff, adsl, study, table
from tlfgen.spec.display_check import check_display

MODEL = "{fit: ancova, response: CHG, terms: [arm, AVISITN], class: [arm]}"
ROW = "{lsmeans: m}"


def found(model=MODEL, row=ROW):
    """Give the codes of everything wrong in a table of one model and one row."""
    text = (
        "kind: model\npopulation: fas\ndata: ADEFF\ncolumns: {by: arm}\n"
        f"models: {{m: {model}}}\nrows:\n  - {row}\n"
    )
    known = {"ADEFF": adeff().variables, "ADSL": adsl().variables}
    return [one.code for one in check_display(table(text), study(STUDY_TEXT), known)]


def test_a_sound_model_has_no_finding():
    """Nothing is said."""
    assert [] == found()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("ancova", "ancov"), "spec.unknown-fit"),
        (("response: CHG, ", ""), "spec.no-response"),
        (("terms: [arm, AVISITN], ", ""), "spec.no-terms"),
        (("class: [arm]", "class: [SITE]"), "spec.unknown-term"),
        (("class: [arm]", "class: [arm], covariance: hc9"), "spec.unknown-covariance"),
        (("class: [arm]", "class: [arm], options: {presets: sas}"), "spec.unknown-option"),
        (("class: [arm]", "class: [arm], df: satterthwaite"), "spec.unknown-freedom"),
        (("class: [arm]", "class: [arm], ss: 1, covariance: hc3"), "spec.wrong-option"),
        (("AVISITN", "AVISITX"), "spec.unknown-variable"),
        (("response: CHG", "response: CHH"), "spec.unknown-variable"),
        (("AVISITN", "BNRIND"), "spec.text-variable"),
        (("arm, AVISITN], class: [arm]", "AVISITN]"), "spec.no-arm-term"),
    ],
)
def test_what_is_wrong_in_a_model(change, expected):
    """Each mistake has its code."""
    assert expected in found(model=MODEL.replace(*change))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("{lsmeans: n}", "spec.unknown-model"),
        ("{term: {model: m, of: BASE}}", "spec.unknown-term"),
        ("{contrast: {model: m, arms: [[high, none]]}}", "spec.unknown-arm"),
        ("{lsmeans: {model: m, at: {SEX: F}}}", "spec.unknown-term"),
        ("{lsmeans: m, show: diff_se}", "spec.unknown-number"),
        ("{lsmeans: m, show: nothing}", "spec.unknown-statistic"),
        ("{lsmeans: m, format: nothing}", "spec.unknown-format"),
    ],
)
def test_what_is_wrong_in_a_row(row, expected):
    """Each mistake has its code."""
    assert expected in found(row=row)
