"""Labels that would touch are left out."""

from tlfgen.render.plot.axes import shown_labels
from tlfgen.render.plot.sheet import Area, Sheet

SHEET = Sheet(None, 648.0, 300.0, 10.0)


def test_labels_with_room_all_stay():
    """Labels far from each other are all shown."""
    assert ("0", "4", "8") == shown_labels([0, 50, 100], ["0", "4", "8"], SHEET)


def test_touching_label_is_left_out():
    """A label that touches its left neighbour goes."""
    assert ("100", "", "300") == shown_labels([0, 10, 100], ["100", "200", "300"], SHEET)


def test_last_label_stays():
    """The last label is kept before the one beside it."""
    assert ("0", "", "100") == shown_labels([0, 90, 100], ["0", "90", "100"], SHEET)


def test_area_inset():
    """Margins are taken off each side."""
    inner = Area(0, 0, 100, 50).inset(10, 5, 20, 15)
    assert (10, 5, 80, 35) == (inner.left, inner.bottom, inner.right, inner.top)
