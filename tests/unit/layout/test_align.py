"""Alignment of numbers by padding."""

from tlfgen.layout.table.align import align_numbers


def test_points_of_probabilities_stand_below_each_other():
    """A probability that begins with its point is aligned by the point."""
    assert ("<.0001", "0.3281", "0.05  ") == align_numbers(["<.0001", "0.3281", "0.05"])


def test_mock_of_a_pattern_counts_as_digits():
    """The marks of a mock align as numbers do."""
    assert ("xx.x ", " 5.25") == align_numbers(["xx.x", "5.25"])
