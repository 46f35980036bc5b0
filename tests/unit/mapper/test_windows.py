"""Analysis windows."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError

TEXT = "window: {table: W, by: [PARAMCD], day: ADY, outside: null}"


def rows(high=(1, 84)):
    """Give days of one parameter with two windows."""
    own = frame(USUBJID=["1"] * 6, PARAMCD=["A"] * 5 + ["B"], ADY=[-5, 1, 2, 84, 85, 2])
    table = frame(
        PARAMCD=["A", "A"],
        AVISIT=["Baseline", "Week 8"],
        AVISITN=[0, 8],
        AWLO=[None, 2],
        AWHI=list(high),
        AWTARGET=[1, 56],
    )
    return rows_of(own, tables={"W": table})


def test_both_ends_of_a_window_are_inside():
    """Before, on, after each limit; another parameter has no window."""
    made = run(TEXT, rows(), "AVISIT", "AVISITN")
    wanted = ["Baseline", "Baseline", "Week 8", "Week 8"]
    assert wanted == made.columns["AVISIT"].tolist()[:4]
    assert [False] * 4 + [True] * 2 == made.columns["AVISIT"].isna().tolist()


def test_the_distance_from_the_target_day():
    """Absolute as the IG has it, or signed."""
    assert [6.0, 0.0, 54.0, 28.0] == run(TEXT, rows(), "AWTDIFF").columns["AWTDIFF"].tolist()[:4]
    signed = TEXT.replace("outside", "difference: signed, outside")
    assert -54.0 == run(signed, rows(), "AWTDIFF").columns["AWTDIFF"].tolist()[2]


def test_overlapping_windows_are_an_error():
    """Day 2 would lie in both."""
    with pytest.raises(MappingError) as error:
        run(TEXT, rows(high=(2, 84)), "AVISIT")
    assert "mapping.windows-overlap" == error.value.code


def test_a_day_in_no_window_is_an_error_unless_stated():
    """outside: null makes it missing."""
    with pytest.raises(MappingError) as error:
        run(TEXT.replace(", outside: null", ""), rows(), "AVISIT")
    assert "mapping.no-window" == error.value.code
