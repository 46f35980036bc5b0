"""Blocks of whole subjects."""

import pandas as pd
import pytest

from tlfgen.core.errors import DataError
from tlfgen.frame.blocks import block_slices, cut_blocks, slice_block

KEYS = pd.Series(["1", "1", "2", "3", "3", "3", "4"], name="USUBJID")


def test_a_block_ends_with_the_subject_that_fills_it():
    """Two rows fill a block: subject 1, subjects 2 with 3, subject 4."""
    expected = [("1", "2", 1), ("2", "4", 2), ("4", None, 1)]
    assert expected == [(b.first, b.after, b.subjects) for b in cut_blocks(KEYS, 2)]


def test_the_order_of_rows_does_not_matter():
    """Shuffled rows give the same bounds."""
    assert cut_blocks(KEYS, 2) == cut_blocks(KEYS[::-1], 2)


def test_no_rows_make_no_blocks():
    """Nothing is cut from nothing."""
    assert () == cut_blocks(KEYS.iloc[:0], 2)


def test_every_row_lies_in_one_block():
    """The slices follow each other without gap."""
    slices = block_slices(KEYS, cut_blocks(KEYS, 2))
    assert [(0, 2), (2, 6), (6, 7)] == [(part.start, part.stop) for part in slices]


def test_subjects_unknown_to_the_bounds_have_a_block():
    """Keys before the first, between, or after the last subject are not lost."""
    others = pd.Series(["0", "25", "9"])
    slices = block_slices(others, cut_blocks(KEYS, 2))
    assert [1, 1, 1] == [part.stop - part.start for part in slices]


def test_a_frame_that_is_not_sorted_is_refused():
    """Slices of an unsorted frame would tear subjects apart."""
    with pytest.raises(DataError, match=r"data\.not-sorted"):
        block_slices(KEYS[::-1], cut_blocks(KEYS, 2))


@pytest.mark.parametrize(
    ("number", "expected"), [(0, ["1", "1"]), (1, ["2", "3", "3", "3"]), (2, ["4"])]
)
def test_a_block_of_a_frame_is_whole_subjects(number, expected):
    """Rows of one subject stay together."""
    frame = KEYS.to_frame()
    found = slice_block(frame, "USUBJID", cut_blocks(KEYS, 2)[number])
    assert expected == found["USUBJID"].tolist()


def test_categorical_keys_are_cut_alike():
    """A key stored as ordered categorical gives the same slices."""
    coded = KEYS.astype(pd.CategoricalDtype(["1", "2", "3", "4"], ordered=True))
    blocks = cut_blocks(coded, 2)
    assert (cut_blocks(KEYS, 2), block_slices(KEYS, blocks)) == (
        blocks,
        block_slices(coded, blocks),
    )
