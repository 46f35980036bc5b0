"""The warning for a negation that meets missing values."""

import pytest

from tests.unit.frame.evaluate.frames import scope
from tlfgen.frame.evaluate import evaluate_mask
from tlfgen.spec.expression import parse_filter

OLD = {"old": parse_filter("AGE > 20"), "known": parse_filter("AVAL is present")}


def _found(text):
    findings = []
    evaluate_mask(parse_filter(text), scope(warn=findings.append, conditions=OLD))
    return findings


@pytest.mark.parametrize(
    "text",
    [
        "AVAL != 1",
        "AVAL not in (1)",
        "AVAL not between 1 and 2",
        "not AVAL = 1",
        "not old",
        "ADT != date('2014-01-16')",
        "SEX = 'M' or AVAL + 1 != 2",
        "datepart(AESTDTC) != ADTM",
        "not (SEX = 'M' or AVAL in (1))",
    ],
)
def test_a_negated_number_or_date_with_gaps_warns(text):
    """The reader is told that missing values count as unlike."""
    assert {"data.missing-in-negation"} == {finding.code for finding in _found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "AVAL = 1",
        "AVAL != 1 and AVAL is present",
        "AVAL is missing or AVAL != 1",
        "AVAL != 1 and known",
        "ZERO != 1",
        "TEXT != 'A'",
        "not TEXT = 'A'",
        "TRTSDT != date('2014-01-16')",
        "1 != 2",
    ],
)
def test_what_is_asked_about_or_complete_does_not_warn(text):
    """Text, columns without gaps, filters that ask for missing values are silent."""
    assert [] == _found(text)


def test_the_warning_counts_rows():
    """One of three values is missing."""
    finding = _found("AVAL != 1")[0]
    assert ("warning", True) == (finding.severity, "1 of 3 rows" in finding.what)


def test_each_operand_warns_once():
    """The same variable under two negations is one warning."""
    assert 1 == len(_found("AVAL != 1 and AVAL != 2"))
