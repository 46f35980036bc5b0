"""The walk over the tree."""

import numpy as np
import pandas as pd
import pytest

from tests.unit.frame.evaluate.frames import FRAME, scope, values
from tlfgen.core.errors import DataError, SpecError
from tlfgen.core.source import Source
from tlfgen.frame.evaluate import Scope, evaluate, evaluate_mask
from tlfgen.model.expression import And, Number, Reference
from tlfgen.spec.expression import parse_expression, parse_filter


def test_a_bare_variable_comes_back_as_it_is():
    """Its dtype, such as a categorical, is kept."""
    assert FRAME["SEX"].dtype == evaluate(Reference(None, "SEX"), scope()).dtype


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("AGE + 1", "float64"),
        ("ADT + 1", "datetime64[s]"),
        ("timepart(ADTM)", "timedelta64[s]"),
        ("upper(TEXT)", "string[pyarrow]"),
        ("AGE > 1", "bool"),
        ("1", "float64"),
        ("'x'", "string[pyarrow]"),
        ("date('2014-01-01')", "datetime64[s]"),
    ],
)
def test_each_kind_has_its_dtype(text, dtype):
    """The dtype follows from the expression, not from the values."""
    assert pd.api.types.pandas_dtype(dtype) == evaluate(parse_expression(text), scope()).dtype


def test_the_index_of_the_scope_is_kept():
    """The result lines up with the rows asked for."""
    frame = pd.DataFrame({"A": [1.0, 2.0]}, index=[7, 9])
    found = evaluate(parse_expression("A > 1"), Scope(lambda r: frame[r.variable], frame.index))
    assert {7: False, 9: True} == found.to_dict()


def test_no_rows_give_no_values():
    """An empty frame gives an empty column."""
    empty = FRAME.iloc[:0]
    found = evaluate(
        parse_expression("if(TEXT = 'A', AVAL / ZERO, ratio(1, AGE))"),
        Scope(lambda r: empty[r.variable], empty.index),
    )
    assert [] == found.tolist()


def test_conditions_are_looked_up_by_name():
    """A named condition is evaluated in the same scope."""
    conditions = {"old": parse_filter("AGE > 20"), "no_old": parse_filter("not old")}
    assert [True, True, False] == values("no_old", conditions=conditions)


def test_known_condition_values_win():
    """A column computed before stands for its condition."""
    known = {"old": pd.Series([False, True, False])}
    assert [False, True, False] == values("old", condition_values=known)


def test_unknown_condition_is_named():
    """The error offers what is known."""
    with pytest.raises(SpecError, match=r"spec\.unknown-condition"):
        values("older", conditions={"old": parse_filter("AGE > 20")})


def test_unknown_list_is_named():
    """The error offers what is known."""
    with pytest.raises(SpecError, match=r"spec\.unknown-list"):
        values("AGE in $arms")


def test_a_condition_cannot_define_itself():
    """The whole loop is printed."""
    conditions = {"a": parse_filter("b"), "b": parse_filter("not a")}
    with pytest.raises(SpecError, match="a -> b -> a"):
        values("a", conditions=conditions)


def test_or_gives_true_where_one_holds():
    """Two-valued truth: a missing number is just not greater."""
    assert [True, False, True] == values("AVAL > 2 or AGE < 20")


def test_an_expression_is_not_a_filter():
    """A value where a filter belongs is refused."""
    with pytest.raises(SpecError, match=r"spec\.expression"):
        evaluate_mask(Number(1), scope())


def test_a_value_inside_and_is_refused():
    """A tree built without the parser is checked too."""
    with pytest.raises(SpecError, match=r"spec\.expression"):
        evaluate(And((Number(1), Number(2))), scope())


def test_rows_that_do_not_matter_raise_nothing():
    """A division by zero on a row outside ``active`` is no error."""
    active = np.array([False, True, True])
    found = evaluate(parse_expression("AGE / ZERO"), scope(), active=active)
    assert 15.0 == found.iloc[2]


@pytest.mark.parametrize(
    "text",
    [
        "if(ZERO = 0, 0, 1 / ZERO)",
        "ZERO != 0 and 1 / ZERO > 0",
        "ZERO = 0 or 1 / ZERO > 0",
    ],
)
def test_a_guard_keeps_the_division_from_its_rows(text):
    """The other branch, or a condition already decided, needs no division."""
    assert 3 == len(values(text))


def test_division_by_zero_quotes_rows():
    """The error counts rows; three of them at most are named."""
    place = Source("adsl.yaml", 4)
    with pytest.raises(DataError) as caught:
        values("1 / (ZERO * 0)", source=place, describe_row=lambda at: f"record {at + 1}")
    finding = caught.value.findings[0]
    assert ("data.division-by-zero", place) == (finding.code, finding.source)
    assert ("record 1", "record 2", "record 3") == finding.details


def test_a_column_of_unknown_kind_is_refused():
    """Complex numbers have no place in an expression."""
    frame = pd.DataFrame({"A": pd.period_range("2014", periods=1, freq="Y")})
    with pytest.raises(SpecError, match=r"spec\.type-mismatch"):
        evaluate(parse_expression("A = 1"), Scope(lambda r: frame[r.variable], frame.index))


def test_input_columns_are_not_changed():
    """Evaluation leaves the frame as it was."""
    before = FRAME.copy(deep=True)
    values("concat(upper(TEXT), SEX)")
    values("max(AVAL, AGE) * 2")
    pd.testing.assert_frame_equal(before, FRAME)
