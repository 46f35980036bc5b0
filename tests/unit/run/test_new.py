"""``tlfgen new``: a small study in a new folder."""

from pathlib import Path

import pytest

from tests.workbooks import VARIABLES, changed_cell, write_book
from tlfgen.core.errors import OutputError, SpecError
from tlfgen.run.check import check_study
from tlfgen.run.new import new_study, new_study_from, starter_folder
from tlfgen.spec.load import load_study


def test_study_is_called_like_its_folder(tmp_path):
    """The id is the name of the folder, in lower case."""
    new_study(tmp_path / "Trial_7")
    assert "trial_7" == load_study(tmp_path / "Trial_7").study.id


def test_impossible_id_is_not_taken(tmp_path):
    """A folder whose name cannot be an id keeps the id of the shipped study."""
    new_study(tmp_path / "7 of 9")
    assert "starter" == load_study(tmp_path / "7 of 9").study.id


def test_names_of_the_files_are_given(tmp_path):
    """Every file is named as it lies, and is there."""
    names = new_study(tmp_path / "a")
    assert len(names) == sum(path.is_file() for path in starter_folder().rglob("*"))
    assert (tmp_path / "a" / "study.yaml").as_posix() in names


def test_folder_with_files_is_refused(tmp_path):
    """Nothing is written over, not even beside what is there."""
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError) as error:
        new_study(tmp_path)
    assert "output.not-empty" == error.value.code
    assert ["kept.txt"] == [path.name for path in tmp_path.iterdir()]


def test_empty_folder_is_taken(tmp_path):
    """An empty folder may be there already."""
    assert new_study(tmp_path)


def test_a_study_from_a_workbook_can_be_checked(tmp_path):
    """The file is copied, every dataset takes its metadata from it, and only derivations lack."""
    book = write_book(tmp_path / "adam.xlsx")
    names = new_study_from(tmp_path / "first", book)
    relative = [Path(name).relative_to(tmp_path / "first").as_posix() for name in names]
    assert relative == ["adam/adsl.yaml", "define/adam.xlsx", "study.yaml"]
    spec = load_study(tmp_path / "first")
    assert spec.datasets["adam.ADSL"].variables["SEX"].label == "Sex"
    codes = {one.code for one in check_study(tmp_path / "first")}
    assert codes <= {"spec.no-derivation", "output.no-data-folder"}


def test_a_study_from_a_wrong_workbook_is_not_begun(tmp_path):
    """The errors of the workbook come first; nothing is written."""
    book = write_book(tmp_path / "adam.xlsx", Variables=changed_cell(VARIABLES, 1, 5, "x"))
    with pytest.raises(SpecError) as caught:
        new_study_from(tmp_path / "first", book)
    assert caught.value.code == "workbook.not-a-number"
    assert not (tmp_path / "first").exists()
