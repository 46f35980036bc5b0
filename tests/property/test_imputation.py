"""Imputed dates over all levels, rules and bounds."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tlfgen.mapper.date_parts import LEVELS, read_date_parts
from tlfgen.mapper.imputation import compute_imputed_dates, compute_imputed_datetimes

FORMS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H", "%Y-%m-%d", "%Y-%m", "%Y", "%Y---%d")
MOMENTS = st.datetimes(
    min_value=pd.Timestamp("1950-01-01").to_pydatetime(),
    max_value=pd.Timestamp("2049-12-31").to_pydatetime(),
)
TEXTS = st.builds(lambda moment, form: moment.strftime(form), MOMENTS, st.sampled_from(FORMS))
RULES = st.sampled_from(["first", "mid", "last", "06-15", "02-31"])
BOUNDS = st.lists(MOMENTS, max_size=2)


def _instants(moments):
    return tuple(np.array([moment], dtype="datetime64[s]") for moment in moments)


def _parts(text):
    return read_date_parts(pd.Series([text], dtype="string[pyarrow]"))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(LEVELS[:4]), RULES, BOUNDS, BOUNDS, st.booleans())
def test_a_date_lies_among_those_its_known_parts_allow(text, upto, to, floors, ceilings, keep_day):
    """Whatever the level, rule and bounds; the flag says what was imputed."""
    parts = _parts(text)
    made = compute_imputed_dates(
        parts,
        upto=upto,
        to=to,
        keep_day=keep_day,
        not_before=_instants(floors),
        not_after=_instants(ceilings),
    )
    known = parts.known_above(keep_day=keep_day)
    low, high = known.bounds()
    value, level = made.instants[0], int(made.date_level[0])
    if np.isnat(value):
        assert level == 0
        return
    assert low[0].astype("datetime64[D]") <= value <= high[0]
    assert value == value.astype("datetime64[D]")
    assert (level == 0) == bool((known.year[0] > 0) and known.month[0] > 0 and known.day[0] > 0)
    assert level == 0 or level >= LEVELS.index(upto)


@settings(max_examples=150, deadline=None)
@given(
    TEXTS,
    st.sampled_from(LEVELS),
    RULES,
    st.sampled_from(["first", "last", "12:00:00"]),
    BOUNDS,
    BOUNDS,
)
def test_a_datetime_lies_among_those_its_known_parts_allow(
    text, upto, to, time_to, floors, ceilings
):
    """A complete one is never changed; a time is imputed wherever its date is."""
    parts = _parts(text)
    made = compute_imputed_datetimes(
        parts,
        upto=upto,
        to=to,
        time_to=time_to,
        not_before=_instants(floors),
        not_after=_instants(ceilings),
    )
    low, high = parts.known_above(keep_day=False).bounds()
    value = made.instants[0]
    if np.isnat(value):
        return
    assert low[0] <= value <= high[0]
    if low[0] == high[0]:
        assert (low[0], 0, 0) == (value, made.date_level[0], made.time_level[0])
    assert made.date_level[0] == 0 or LEVELS.index("hour") == made.time_level[0]
