"""Tests of what is found in a display before it runs."""

import pytest

from tests.shells import STUDY_TEXT, data, study, table, table_text
from tlfgen.spec.display_check import check_display
from tlfgen.spec.display_reads import display_reads

GOOD = """
kind: occurrence
population: saf
data: ADAE
where: teae and AESER in ('Y', 'N')
columns: {by: arm, pools: [active], total: Total, stats: {subjects: {}, events: {}},
          compare: {test: fisher, each: reference}}
rows:
  - {any: Any}
  - {nest: [AEBODSYS, AEDECOD], sort: {by: subjects, in: Total, desc: true}}
footnotes: [$once]
"""
AGE = "population: fas\ncolumns: {by: arm}\nrows: [{var: AGE, stats: [n, mean], test: anova}]"


def found(text):
    """Give what is found in a display."""
    metadata = {name: one.variables for name, one in data().items()}
    return check_display(table(text), study(), metadata)


@pytest.mark.parametrize("text", [GOOD, AGE])
def test_good_display_has_no_finding(text):
    """Nothing is found in a display that is right."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "code", "hint"),
    [
        (GOOD, "population: saf", "population: sav", "spec.unknown-population", "saf"),
        (GOOD, "data: ADAE", "data: ADEA", "spec.unknown-dataset", "ADAE"),
        (GOOD, "teae and", "tea and", "spec.unknown-condition", "teae"),
        (GOOD, "in ('Y', 'N')", "in $chemm", "spec.unknown-list", "chem"),
        (GOOD, "AESER", "AESERR", "spec.unknown-variable", "ADAE.AESER"),
        (GOOD, "[active]", "[activ]", "spec.unknown-pool", "active"),
        (GOOD, "events: {}", "event: {}", "spec.unknown-statistic", "events"),
        (GOOD, "test: fisher", "test: fischer", "spec.unknown-test", "fisher"),
        (GOOD, "AEDECOD", "AEDECODE", "spec.unknown-variable", "ADAE.AEDECOD"),
        (GOOD, "in: Total", "in: Totel", "spec.unknown-column", "Total"),
        (GOOD, "$once", "$oncce", "spec.unknown-footnote", "once"),
        (AGE, "var: AGE", "var: AGES", "spec.unknown-variable", "ADSL.AGE"),
        (AGE, "[n, mean]", "[n, meen]", "spec.unknown-statistic", "mean"),
        (AGE, "test: anova", "test: anovva", "spec.unknown-test", "anova"),
        (AGE, "mean]", "{mean: {levl: 0.9}}]", "spec.unknown-option", "level"),
        (AGE, "mean]", "{stat: mean, format: meen_sd}]", "spec.unknown-format", "mean_sd"),
        (AGE, "by: arm", "by: arm, arms: [hihg]", "spec.unknown-arm", "high"),
    ],
)
def test_wrong_word_is_found(text, right, wrong, code, hint):
    """A wrong word is found with its code, its line and the near word."""
    given = text.replace(right, wrong)
    lines = table_text(given).splitlines()
    expected = next(number for number, one in enumerate(lines, start=1) if wrong in one)
    made = next(one for one in found(given) if one.code == code)
    assert (expected, f"did you mean '{hint}'?".casefold()) == (
        made.source.line,
        made.hint.casefold(),
    )


def test_mean_of_text_is_found():
    """A mean of a text variable is found."""
    codes = [one.code for one in found(AGE.replace("AGE", "SEX"))]
    assert ["spec.text-variable"] == codes


def test_all_problems_at_once():
    """Problems of several rows are found together."""
    text = "columns: {by: arm}\nrows:\n  - {var: AGE, stats: [meen]}\n  - {var: SEXX, stats: n_pct}"
    assert {"spec.unknown-statistic", "spec.unknown-variable"} == {one.code for one in found(text)}


def test_coded_terms_need_their_footnote():
    """A table of coded terms names their dictionary."""
    given = study(STUDY_TEXT + "dictionaries: {AE: {name: Own list}}\n")
    metadata = {name: one.variables for name, one in data().items()}
    without = check_display(table(GOOD), given, metadata)
    named = check_display(table(GOOD.replace("$once", "$ae_coding")), given, metadata)
    assert (["spec.no-coding-footnote"], []) == ([one.code for one in without], named)


def test_reads_name_every_variable():
    """What a display reads holds every variable of its data."""
    reads = display_reads(table(GOOD), study())
    assert {"AEBODSYS", "AEDECOD", "AESER", "TRTEMFL", "USUBJID"} <= set(reads["ADAE"])
    assert {"SAFFL", "TRT01A"} <= set(reads["ADSL"])


OWN = """
columns: {by: arm}
rows: [{var: SEX, values: {M: Male, F: Female}, stats: n_pct}]
within_arm: {on: SEX, test: {kappa: {with: EOSSTT}}}
"""


def test_a_test_of_levels_takes_text():
    """Two readings of a subject are texts, and nothing is wrong with them."""
    assert [] == found(OWN)


def test_the_partner_of_a_test_is_looked_up():
    """The second variable of a test is a variable of the data."""
    assert ["spec.unknown-variable"] == [one.code for one in found(OWN.replace("EOSSTT", "EOSST"))]


def test_a_test_without_its_partner_is_found():
    """A test that takes a second variable says so before it runs."""
    assert ["spec.wrong-test"] == [one.code for one in found(OWN.replace("{with: EOSSTT}", "{}"))]


def test_variables_of_exposure_are_looked_up():
    """The exposure of subjects is one of their variables."""
    rows = "rows: [{any: Any, stats: [event_rate]}]"
    text = f"columns: {{by: arm}}\ndata: ADAE\nexposure: {{var: TRTDUR}}\n{rows}"
    assert ["spec.unknown-variable"] == [one.code for one in found(text)]
