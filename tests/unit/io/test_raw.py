"""Raw forms: text as collected, numbers as declared, clear errors."""

from pathlib import Path

import pandas as pd
import pytest

from tlfgen.core.errors import DataError, OutputError
from tlfgen.io.raw import read_raw, read_raw_parts
from tlfgen.model.dataset import ROW

FORM = {
    "label": "Vital signs",
    "key": ["SUBJID"],
    "fields": {
        "SUBJID": {"label": "Subject", "type": "text"},
        "PULSE": {"label": "Pulse", "type": "integer"},
    },
}


def form_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a raw form."""
    path = folder / "vs.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_records_are_numbered_from_one(tmp_path: Path) -> None:
    """The record number is what a person counts below the header line."""
    path = form_file(tmp_path, "SUBJID,PULSE\n01-001,72\n01-002,80\n")
    assert [1, 2] == read_raw(path, FORM, name="vs").frame[ROW].tolist()


def test_text_keeps_what_was_written(tmp_path: Path) -> None:
    """Leading zeros, commas, quotes and line ends inside quotes stay."""
    path = form_file(tmp_path, 'SUBJID,PULSE\n001,\n"a ""b"",\nc",80\n')
    assert ["001", 'a "b",\nc'] == read_raw(path, FORM, name="vs").frame["SUBJID"].tolist()


def test_missing_tokens_are_missing(tmp_path: Path) -> None:
    """Only the declared tokens mean no value; NA is a text elsewhere."""
    path = form_file(tmp_path, "SUBJID,PULSE\nNA, UNK \n")
    frame = read_raw(path, FORM, name="vs", missing=("", "UNK")).frame
    assert ("NA", True) == (frame["SUBJID"][0], frame["PULSE"].isna()[0])


def test_numbers_are_numbers(tmp_path: Path) -> None:
    """A field declared as an integer becomes one."""
    path = form_file(tmp_path, "SUBJID,PULSE\n1,72\n")
    assert ("Int64", 72) == (
        str(read_raw(path, FORM, name="vs").frame["PULSE"].dtype),
        read_raw(path, FORM, name="vs").frame["PULSE"][0],
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SUBJID,PULSE\n1,fast\n", "data.not-a-number"),
        ("SUBJID,PULSE\n1,7.5\n", "data.not-a-number"),
        ("SUBJID,PULSE\n1,72,9\n", "data.ragged"),
        ("SUBJID,PULSE,PULSE\n1,72,9\n", "data.duplicate-column"),
        ("SUBJID\n1\n", "data.missing-column"),
        ("", "data.empty-file"),
    ],
)
def test_wrong_forms_are_errors(tmp_path: Path, text: str, code: str) -> None:
    """Each kind of damage has its own code."""
    with pytest.raises(DataError) as caught:
        read_raw(form_file(tmp_path, text), FORM, name="vs")
    assert code == caught.value.code


@pytest.mark.parametrize("header", ["SUBJID,PULSE\n", "SUBJID,PULSE\u00b0\n"])
def test_another_encoding_is_an_error(tmp_path: Path, header: str) -> None:
    """Bytes that are not UTF-8 stop the read and name the setting to change."""
    path = form_file(tmp_path, header + "\u00b5,72\n", "cp1252")
    with pytest.raises(DataError, match=r"data\.encoding[^$]*encoding"):
        read_raw(path, {}, name="vs")


def test_a_declared_encoding_is_read(tmp_path: Path) -> None:
    """The same bytes are read when their encoding is declared."""
    path = form_file(tmp_path, "SUBJID,PULSE\n\u00b5,72\n", "cp1252")
    assert ["\u00b5"] == read_raw(path, FORM, name="vs", encoding="cp1252").frame["SUBJID"].tolist()


def test_a_missing_form_is_an_error(tmp_path: Path) -> None:
    """A form without a file names the form."""
    with pytest.raises(OutputError, match="'vs' has no file"):
        read_raw(tmp_path / "vs.csv", FORM, name="vs")


def test_a_form_without_records_is_read(tmp_path: Path) -> None:
    """A header line alone gives an empty dataset with its variables."""
    dataset = read_raw(form_file(tmp_path, "SUBJID,PULSE\n"), FORM, name="vs")
    assert (0, ("SUBJID", "PULSE")) == (len(dataset.frame), dataset.names)


def test_parts_are_the_whole(tmp_path):
    """A form read in parts has the records and numbers of the form read at once."""
    lines = "".join(f'{n:03},"a\n{n}",{n % 90}\n' for n in range(9))
    path = form_file(tmp_path, f"SUBJID,NOTE,PULSE\n{lines}")
    whole = read_raw(path, FORM, name="vs")
    parts = list(read_raw_parts(path, FORM, name="vs", large=0))
    joined = pd.concat([part.frame for part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(whole.frame, joined)
    assert {whole.variables} == {part.variables for part in parts}


def test_parts_count_what_is_wrong(tmp_path, monkeypatch):
    """Values that are no numbers are counted over all parts, with their records."""
    monkeypatch.setattr("tlfgen.io.raw._BLOCK", 64)
    text = "SUBJID,PULSE\n" + "".join(f"{n:03},{'x' if n in {1, 40} else n}\n" for n in range(50))
    with pytest.raises(DataError) as error:
        list(read_raw_parts(form_file(tmp_path, text), FORM, name="vs", large=0))
    assert "2 values of 'PULSE'" in str(error.value)
    assert "record 41: 'x'" in str(error.value)


def test_a_column_of_another_heading_takes_the_name_of_its_field(tmp_path: Path) -> None:
    """A field names the column of the file that it is read from."""
    path = form_file(tmp_path, "SUBJID,IT.PULSE\n001,72\n")
    fields = {**FORM["fields"], "PULSE": {"type": "integer", "column": "IT.PULSE"}}
    frame = read_raw(path, {**FORM, "fields": fields}, name="vs").frame
    assert [72] == frame["PULSE"].tolist()


def test_one_name_for_two_columns_is_an_error(tmp_path: Path) -> None:
    """A field may not take the name of another column of the file."""
    path = form_file(tmp_path, "SUBJID,IT.PULSE,PULSE\n001,72,80\n")
    fields = {**FORM["fields"], "PULSE": {"type": "integer", "column": "IT.PULSE"}}
    with pytest.raises(DataError) as caught:
        read_raw(path, {**FORM, "fields": fields}, name="vs")
    assert caught.value.code == "data.duplicate-column"
