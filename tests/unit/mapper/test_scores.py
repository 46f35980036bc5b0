"""Results converted, items added up, small groups pooled."""

import math

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError

UNITS = frame(LBTESTCD=["GLUC"], FROM_UNIT=["mg/dL"], TO_UNIT=["mmol/L"], FACTOR=[0.0555])
ITEMS = frame(PARAMCD=["I1", "I2", "I3"], MAXSCORE=[10, 5, 5])
TARGETS = ("LBSTRESC", "LBSTRESN", "LBSTRESU")
CONVERT = "standard_result: {result: R, unit: U, table: T, by: [LBTESTCD]}"


def converted(results, units, text=CONVERT):
    """Give text, number, unit of each result."""
    own = frame(USUBJID=["1"] * len(results), LBTESTCD=["GLUC"] * len(results), R=results, U=units)
    made = run(text, rows_of(own, tables={"T": UNITS}), *TARGETS)
    return [
        made.columns[name].astype(object).where(made.columns[name].notna(), None).tolist()
        for name in TARGETS
    ]


def test_limits_of_a_range_are_converted_as_results_are():
    """A target named after a limit takes the number: 70 x 0.0555 = 3.885."""
    own = frame(USUBJID=["1"], LBTESTCD=["GLUC"], R=["70"], U=["mg/dL"])
    made = run(CONVERT, rows_of(own, tables={"T": UNITS}), "LBSTNRLO", "LBSTNRHI").columns
    assert [3.885] == made["LBSTNRLO"].tolist() == made["LBSTNRHI"].tolist()


def test_a_result_is_converted_by_the_factor():
    """90 x 0.0555 = 4.995; a sign stays in the text; the standard unit stays as it is."""
    texts, numbers, units = converted(["90", "<18", "5.5"], ["mg/dL", "mg/dL", "mmol/L"])
    assert ["4.995", "<0.999", "5.5"] == texts
    assert [4.995, None, 5.5] == numbers
    assert ["mmol/L"] * 3 == units


def test_a_text_result_has_no_number_or_unit():
    """NEGATIVE stays text; nothing stays nothing."""
    assert [["NEGATIVE", None], [None, None], [None, None]] == converted(
        ["NEGATIVE", None], ["", None]
    )


def test_an_unknown_unit_is_an_error_unless_stated():
    """Keep leaves it as collected, null makes it missing."""
    with pytest.raises(MappingError) as error:
        converted(["7"], ["U"])
    assert "mapping.unmatched" == error.value.code
    assert [["7"], [7.0], ["U"]] == converted(
        ["7"], ["U"], CONVERT.replace("]}", "], unmatched: keep}")
    )
    assert [[None]] * 3 == converted(["7"], ["U"], CONVERT.replace("]}", "], unmatched: null}"))


def total(options, codes=("I1", "I2", "X"), values=(2, 3, 9)):
    """Give the total of one subject's items."""
    items = frame(
        USUBJID=["1"] * len(codes), VIS=[1] * len(codes), PARAMCD=list(codes), AVAL=list(values)
    )
    given = rows_of(frame(USUBJID=["1"], VIS=[1]), {"Q": items}, tables={"I": ITEMS})
    text = f"total_score: {{from: Q, by: [VIS], items: {{table: I, max: MAXSCORE}}, {options}}}"
    return run(text, given, "AVAL").columns["AVAL"].tolist()[0]


def test_a_total_is_scaled_by_count_or_by_maximum():
    """2 + 3 of two in three items: 5, 5 x 3/2, 5 x 20/15."""
    assert 5.0 == total("missing_over: 0.34, prorate: none")
    assert 7.5 == total("missing_over: 0.34, prorate: by_count")
    assert 5 * 20 / 15 == total("missing_over: 0.34, prorate: by_max")


def test_a_total_with_too_many_items_missing_is_missing():
    """One of three is more than 30%."""
    made = total("missing_over: 0.3, prorate: none")
    assert math.isnan(made)


def test_an_item_twice_is_an_error():
    """Two records of I1 in one group."""
    with pytest.raises(MappingError) as error:
        total("missing_over: 1, prorate: none", codes=("I1", "I1"), values=(2, 3))
    assert "mapping.many-records" == error.value.code


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("all_levels: true", ["A", "A", "B", "B", "900", "900"]),
        ("all_levels: false", ["A", "A", "B", "B", "C", "C"]),
        ("if_still_small: join_next", ["900", "900", "B", "B", "900", "900"]),
    ],
)
def test_a_group_too_small_in_any_arm_is_pooled(options, wanted):
    """Site C has nobody in arm 1, so has the pool, unless A joins it."""
    own = frame(
        USUBJID=list("123456"), SITEID=["A", "A", "B", "B", "C", "C"], ARM=[0, 1, 0, 1, 0, 0]
    )
    text = f"pool_small: {{from: SITEID, across: ARM, below: 1, pooled: '900', {options}}}"
    assert wanted == run(text, rows_of(own), "SITEGR1").columns["SITEGR1"].tolist()
