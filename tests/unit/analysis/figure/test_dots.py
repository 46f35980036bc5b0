"""Terms of dot plots."""

import pytest

from tests import figure_factories as make
from tlfgen.core.errors import SpecError

DOTS = """
id: f_4
number: "4"
title: Adverse Events
kind: figure
data: ADAE
plot: {dots: {of: AEDECOD, arms: [high, placebo]}}
"""


def data():
    """Give events: NAUSEA in 2 of 4 and 1 of 4, RASH in 1 of 4 and none, COUGH in placebo."""
    return make.subjects("HHHHPPPP"), make.dataset(
        "ADAE",
        USUBJID=["S1", "S1", "S2", "S5", "S3", "S6"],
        AEDECOD=["NAUSEA", "NAUSEA", "NAUSEA", "NAUSEA", "RASH", "COUGH"],
    )


def terms(text):
    """Give the terms shown, in order."""
    found = make.results(text, *data())
    return list(dict.fromkeys(one.level for one in found.results if one.analysis == "dots"))


def test_rate_counts_subjects_once():
    """A subject with two records of a term counts once: 2 of 4."""
    assert 50.0 == make.number(make.results(DOTS, *data()), "f_4/dots/NAUSEA/pct/high")


def test_difference_in_percent():
    """The difference is that of the rates: 50 less 25."""
    found = make.results(DOTS, *data())
    assert 25.0 == make.number(found, "f_4/dots/NAUSEA/estimate/high_vs_placebo")


def test_limits_are_walds():
    """Wald's limits: 25 with 1.96 standard errors of the two proportions."""
    found = make.results(DOTS, *data())
    error = 100 * (0.5 * 0.5 / 4 + 0.25 * 0.75 / 4) ** 0.5
    expected = 25 - 1.959964 * error
    got = make.number(found, "f_4/dots/NAUSEA/low/high_vs_placebo")
    assert pytest.approx(expected, abs=1e-4) == got


@pytest.mark.parametrize(("sort", "order"), [
    ("difference", ["NAUSEA", "RASH", "COUGH"]),
    ("alpha", ["COUGH", "NAUSEA", "RASH"]),
    ("rate", ["NAUSEA", "COUGH", "RASH"]),
])  # fmt: skip
def test_order(sort, order):
    """Terms are sorted by difference, by the greater rate, or by name; ties by name."""
    assert order == terms(DOTS.replace("of: AEDECOD", f"of: AEDECOD, sort: {sort}"))


def test_keep():
    """Terms below the limit in every arm are left out."""
    assert ["NAUSEA"] == terms(DOTS.replace("of: AEDECOD", "of: AEDECOD, keep: {pct: 30}"))


def test_unknown_limit():
    """A limit is one of three words."""
    with pytest.raises(SpecError) as error:
        terms(DOTS.replace("of: AEDECOD", "of: AEDECOD, keep: {percent: 30}"))
    assert "spec.unknown-limit" == error.value.code
