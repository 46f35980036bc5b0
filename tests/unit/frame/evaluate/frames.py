"""A small frame for expressions."""

import numpy as np
import pandas as pd

from tlfgen.frame.evaluate import Scope, evaluate
from tlfgen.spec.expression import parse_expression

FRAME = pd.DataFrame(
    {
        "USUBJID": pd.array(["S1", "S2", "S3"], dtype="string[pyarrow]"),
        "AVAL": [1.0, np.nan, 3.0],
        "AGE": pd.array([10, None, 30], dtype="Int64"),
        "ZERO": [0, 1, 2],
        "TEXT": pd.array(["A ", None, "NOT DONE"], dtype="string[pyarrow]"),
        "SEX": pd.Categorical(["M", "F", None], ["M", "F"], ordered=True),
        "GRADE": pd.Categorical([1, 2, None]),
        "NOTHING": pd.Series([None] * 3, dtype=object),
        "ADT": pd.Series(["2014-01-16", "2014-01-17", None]).astype("datetime64[s]"),
        "ADTM": pd.Series(["2014-01-16T10:30:05", None, "2014-02-01"]).astype("datetime64[s]"),
        "TRTSDT": pd.Series(["2014-01-10"] * 3).astype("datetime64[s]"),
        "AESTDTC": ["2014-01-16T10:30", "2014-01", ""],
        "BADDTC": ["2014-02-31", "x", "2014"],
    }
)


def scope(**changes):
    """Give the scope of the frame."""
    return Scope(lambda reference: FRAME[reference.variable], FRAME.index, **changes)


def values(text, **changes):
    """Give the values of an expression as a list, missing as None."""
    result = evaluate(parse_expression(text), scope(**changes))
    return [None if pd.isna(value) else value for value in result.tolist()]
