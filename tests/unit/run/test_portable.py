"""Places are named by their layer, never by a path of the machine."""

import pytest

from tlfgen.core.source import Source
from tlfgen.run.portable import portable

ABSOLUTE = {"/work/specs/one": "one", "/work/library": "library"}
RELATIVE = {".": "one", "../sponsor": "sponsor"}


@pytest.mark.parametrize(
    ("places", "file", "word"),
    [
        (ABSOLUTE, "/work/specs/one/displays/t_1.yaml", "one/displays/t_1.yaml:3"),
        (ABSOLUTE, "/work/library/sdtm/dm.yaml", "library/sdtm/dm.yaml:3"),
        (ABSOLUTE, "/elsewhere/raw/ae.csv", "ae.csv:3"),
        (RELATIVE, "displays/t_1.yaml", "one/displays/t_1.yaml:3"),
        (RELATIVE, "../sponsor/study.yaml", "sponsor/study.yaml:3"),
        (RELATIVE, "/elsewhere/raw/ae.csv", "ae.csv:3"),
    ],
)
def test_word_of_a_place(places: dict[str, str], file: str, word: str) -> None:
    """The layer stands for its folder, also where the study is named from within it."""
    assert word == portable(places)(Source(file, 3))


def test_no_place() -> None:
    """A finding without a place has no word."""
    assert portable(ABSOLUTE)(None) is None
