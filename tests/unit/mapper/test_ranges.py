"""Results judged against limits."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError


def rows():
    """Give six results."""
    return rows_of(
        frame(
            USUBJID=["1"] * 6,
            PARAMCD=["ALT", "ALT", "ALT", "ALT", "AST", "AST"],
            AVAL=[0.1 + 0.2, 0.2, 5.0, None, 4.0, 4.0],
            LO=[0.3, 0.3, None, 1.0, 1.0, None],
            HI=[4.0, None, 4.0, 4.0, 4.0, None],
            TEXT=["12.5", "<50", ">0.5", "<=3", "NEG", None],
        )
    )


def test_a_result_is_compared_to_significant_digits():
    """0.1 + 0.2 is not above 0.3, nor is it below; one missing limit sets no bound."""
    made = run("range_indicator: {value: AVAL, low: LO, high: HI}", rows(), "X").columns["X"]
    assert ["NORMAL", "LOW", "HIGH", "NORMAL"] == made.dropna().tolist()
    assert [False, False, False, True, False, True] == made.isna().tolist()


def test_a_result_at_a_limit_may_be_abnormal():
    """Own labels, an own word for a missing result."""
    text = """range_indicator: {value: AVAL, low: LO, high: HI, at_limit: abnormal,
      labels: [LL, L, N, H, HH], no_value: N}"""
    made = run(text, rows(), "X").columns["X"]
    assert ["L", "L", "H", "N", "H"] == made.tolist()[:5]


def test_a_result_far_out_has_its_own_label():
    """Beyond the wider limit."""
    text = "range_indicator: {value: AVAL, low: LO, high: HI, extreme_high: HI * 1.2}"
    assert "HIGH HIGH" == run(text, rows(), "X").columns["X"][2]


def test_a_criterion_is_unknown_where_a_value_is_missing():
    """Met, met, not met, missing; not asked elsewhere."""
    text = """criterion: {text: high, applies: PARAMCD = 'ALT', when: AVAL < 1, missing: null}"""
    made = run(text, rows(), "CRIT1", "CRIT1FL")
    assert ["Y", "Y", "N"] == made.columns["CRIT1FL"].dropna().tolist()
    assert ["high"] * 4 == made.columns["CRIT1"].dropna().tolist()
    assert [False, False, False, True, True, True] == made.columns["CRIT1FL"].isna().tolist()


@pytest.mark.parametrize(
    ("rule", "wanted"), [("limit", 50.0), ("half_limit", 25.0), ("one_unit", 49.0)]
)
def test_a_result_below_a_limit_goes_by_the_rule(rule, wanted):
    """The text <50."""
    text = f"numeric_result: {{text: TEXT, below_limit: {rule}, above_limit: one_unit}}"
    made = run(text, rows(), "X").columns["X"].tolist()
    assert [12.5, wanted, 0.6, 3.0] == made[:4]


def test_the_numeric_result_is_used_where_it_is_present():
    """The text counts only where the number is missing; the limit is flagged."""
    text = """{numeric_result: {from: AVAL, text: TEXT, below_limit: missing, above_limit: limit},
      also: {L: $limit}}"""
    made = run(text, rows(), "X")
    assert [5.0, 3.0] == made.columns["X"].tolist()[2:4]
    assert [False, False, False, True] == (made.columns["L"] == "Y").fillna(False).tolist()[:4]


def test_a_text_that_is_no_number_may_be_an_error():
    """NEG has no number."""
    text = "numeric_result: {text: TEXT, below_limit: limit, above_limit: limit, other: error}"
    with pytest.raises(MappingError) as error:
        run(text, rows(), "X")
    assert "mapping.not-a-number" == error.value.code
