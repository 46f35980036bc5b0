"""The dtype of each kind."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from tlfgen.core.errors import DataError
from tlfgen.core.source import Source
from tlfgen.frame.dtypes import DTYPES, coerce_column

DAY = datetime(2014, 3, 14)  # noqa: DTZ001  # study time has no zone
NOON = datetime(2014, 3, 14, 12)  # noqa: DTZ001  # study time has no zone


def _coerced(values, kind):
    found = coerce_column(pd.Series(values), kind, "AVAL")
    assert pd.api.types.pandas_dtype(DTYPES[kind]) == found.dtype
    return [None if pd.isna(value) else value for value in found.tolist()]


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["a ", " ", None], "text", ["a", None, None]),
        ([1.0, 2.5, None], "text", ["1", "2.5", None]),
        ([1.0, None], "integer", [1, None]),
        (["1", " 2.0", ""], "integer", [1, 2, None]),
        (["1.5", "1e2", None], "float", [1.5, 100.0, None]),
        ([True, False], "integer", [1, 0]),
        (["2014-03-14", None], "date", [DAY, None]),
        ([pd.Timestamp(DAY), None], "date", [DAY, None]),
        (["2014-03-14T12:00"], "datetime", [NOON]),
        ([pd.Timestamp(NOON)], "datetime", [NOON]),
        (
            ["12:00", "T00:30:10", ""],
            "time",
            [timedelta(hours=12), timedelta(minutes=30, seconds=10), None],
        ),
        ([None, None], "integer", [None, None]),
        ([None, None], "float", [None, None]),
        ([None, None], "date", [None, None]),
        ([None, None], "text", [None, None]),
        ([None, None], "time", [None, None]),
    ],
)
def test_values_that_fit_keep_their_meaning(values, kind, expected):
    """Text that is a number or a complete date becomes one."""
    assert expected == _coerced(values, kind)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["<5"], "float"),
        (["1_000"], "float"),
        (["inf"], "float"),
        ([1.5], "integer"),
        (["1.5"], "integer"),
        (["2014-03"], "date"),
        (["2014-02-31"], "date"),
        (["2014-03-14T12:00"], "date"),
        ([pd.Timestamp(NOON)], "date"),
        (["2014-03-14"], "datetime"),
        (["25:00"], "time"),
        (["12"], "time"),
        ([1.0], "date"),
        ([pd.Timestamp(DAY)], "text"),
        ([pd.Timestamp(DAY)], "float"),
    ],
)
def test_values_that_do_not_fit_are_listed(values, kind):
    """Nothing is cut or guessed."""
    with pytest.raises(DataError, match=r"data\.wrong-kind"):
        coerce_column(pd.Series(values), kind, "AVAL")


def test_three_values_are_quoted_at_most():
    """The error counts all values, quotes three distinct ones."""
    place = Source("adlb.yaml", 9)
    with pytest.raises(DataError) as caught:
        coerce_column(pd.Series(["a", "b", "b", "c", "d", "1"]), "float", "AVAL", place)
    finding = caught.value.findings[0]
    assert ("AVAL is float, which 5 values do not fit.", place) == (finding.what, finding.source)
    assert ("'a'", "'b'", "'c'") == finding.details


def test_a_categorical_of_text_stays():
    """Coded text keeps its order of categories."""
    coded = pd.Series(pd.Categorical(["M"], ["M", "F"], ordered=True))
    assert ["M", "F"] == coerce_column(coded, "text").cat.categories.tolist()


def test_a_kind_without_a_dtype_is_refused():
    """Periods are no variable."""
    with pytest.raises(DataError, match=r"data\.wrong-kind"):
        coerce_column(pd.Series(pd.period_range("2014", periods=1, freq="Y")), "date", "A")
