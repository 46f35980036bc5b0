"""Ticks of an axis."""

from itertools import pairwise

import pytest

from tlfgen.core.ticks import axis_ticks, log_ticks, tick_labels


def test_ticks_cover_the_data():
    """The first tick is at or below the data, the last at or above."""
    ticks = axis_ticks(131.2, 219.6)
    assert ticks[0] <= 131.2
    assert ticks[-1] >= 219.6


@pytest.mark.parametrize("span", [0.003, 0.7, 9.0, 187.0, 12345.0])
def test_steps_are_equal(span):
    """Neighbouring ticks have one distance."""
    steps = {round(after - before, 9) for before, after in pairwise(axis_ticks(0, span))}
    assert 1 == len(steps)


def test_given_step():
    """A step that is given is kept, without the noise of binary fractions."""
    assert (0.0, 0.1, 0.2, 0.3) == axis_ticks(0, 0.3, every=0.1)


def test_given_ends_are_not_passed():
    """Ticks stay inside the ends of the axis."""
    assert (0.0, 6.0, 12.0) == axis_ticks(0, 40, every=6, first=0, last=15)


def test_no_spread():
    """One value alone still gives two ticks."""
    assert 2 <= len(axis_ticks(5, 5))


def test_negative_values():
    """Changes from baseline may be negative."""
    assert (-40.0, -20.0, 0.0, 20.0, 40.0, 60.0) == axis_ticks(-31, 44)


def test_log_ticks_of_a_narrow_range():
    """Within two powers of ten 2 and 5 are shown too."""
    assert (0.2, 0.5, 1.0, 2.0, 5.0) == log_ticks(0.25, 4.8)


def test_labels_share_their_decimals():
    """All ticks have the decimals of the finest one."""
    assert ("0.0", "0.5", "1.0") == tick_labels([0, 0.5, 1])
