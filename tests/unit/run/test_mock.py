"""``tlfgen mock``: every display with marks in place of numbers."""

import pytest

from tlfgen.core.errors import OutputError, SpecError
from tlfgen.run.mock import mock_study


def test_every_display_is_drawn_without_data(study, tmp_path):
    """No raw file is read; each display has a file in each format."""
    for path in (study / "raw").glob("*.csv"):
        path.unlink()
    folder, count = mock_study(study, formats=("txt", "html"))
    assert tmp_path / "outputs" / "small-mock" == folder
    assert 8 == count
    assert {"f_14_3_1_1", "l_16_2_7", "t_14_1_1", "t_14_3_1"} == {p.stem for p in folder.iterdir()}


def test_numbers_are_marks(study):
    """Cells hold the pattern of their format, headers N=xx, levels the labels of the shell."""
    folder, _ = mock_study(study, formats=("txt",))
    text = (folder / "t_14_1_1.txt").read_text(encoding="utf-8")
    assert "(N=xx)" in text
    assert "xx (xxx.x%)" in text
    assert "Female" in text


def test_earlier_mocks_are_replaced_as_one(study, tmp_path):
    """A file of an earlier mock that is asked for no more is gone."""
    mock_study(study, formats=("txt", "html"))
    folder, _ = mock_study(study, formats=("html",))
    assert {".html"} == {path.suffix for path in folder.iterdir()}


def test_wrong_specs_leave_the_mocks(study):
    """Problems of the specs are raised, and earlier mocks stay."""
    folder, _ = mock_study(study, formats=("txt",))
    place = study / "displays" / "t_14_1_1.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace("$invented", "$nothing"))
    with pytest.raises(SpecError) as error:
        mock_study(study, formats=("txt",))
    assert "spec.unknown-footnote" == error.value.code
    assert (folder / "t_14_1_1.txt").is_file()


def test_unknown_format_is_refused(study):
    """A format nobody draws is named."""
    with pytest.raises(OutputError) as error:
        mock_study(study, formats=("docx",))
    assert "output.unknown-format" == error.value.code
