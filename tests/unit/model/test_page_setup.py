"""Tests of the page as a grid."""

import pytest

from tlfgen.model.page import PageSetup


@pytest.mark.parametrize(
    ("size", "orient", "points", "expected"),
    [
        ("letter", "landscape", 9, (120, 43)),
        ("letter", "portrait", 9, (86, 60)),
        ("letter", "landscape", 8, (135, 48)),
        ("a4", "landscape", 9, (129, 41)),
    ],
)
def test_the_grid_of_a_page(size, orient, points, expected):
    """Cells are 0.6 font sizes wide and lines 1.2 apart, between the margins."""
    setup = PageSetup.of(size, orient, points)
    assert expected == (setup.chars, setup.lines)


def test_a_display_may_turn_the_page():
    """Another orientation gives another grid; nothing asked for keeps the setup itself."""
    setup = PageSetup.of()
    assert (86, 60) == (setup.override("portrait", None).chars, setup.override("portrait", 9).lines)
    assert setup is setup.override(None, None)
