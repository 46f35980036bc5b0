"""Axes of figures."""

from tlfgen.layout.figure.axes import make_axis
from tlfgen.spec.shell.plot import AxisSpec


def test_axis_covers_its_values():
    """Without ends the axis goes from tick to tick around the values."""
    axis = make_axis(AxisSpec(), [3.0, 97.0, None])
    assert (0.0, 100.0) == (axis.low, axis.high)


def test_given_ends():
    """Ends of the shell are kept."""
    axis = make_axis(AxisSpec(min=10, max=20, every=5), [0.0, 100.0])
    assert (10.0, 20.0) == (axis.low, axis.high)
    assert (10.0, 15.0, 20.0) == axis.ticks


def test_labels_of_ticks():
    """A shell may rename ticks."""
    axis = make_axis(AxisSpec(at=(0, 4), labels={"0": "Baseline"}), [])
    assert ("Baseline", "4") == axis.tick_labels


def test_log_axis():
    """A logarithmic axis has ticks at powers of ten."""
    axis = make_axis(AxisSpec(scale="log"), [0.2, 40.0])
    assert (0.1, 1.0, 10.0, 100.0) == axis.ticks


def test_no_values():
    """An axis without values still has ends."""
    axis = make_axis(AxisSpec(), [])
    assert axis.low < axis.high
