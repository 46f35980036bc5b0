"""Raw forms in workbooks, Parquet, SAS and transport files: the same texts as in a CSV export."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from tlfgen.core.errors import DataError, OutputError
from tlfgen.io.raw import read_raw
from tlfgen.io.raw_cells import read_cells
from tlfgen.model.dataset import ROW

FORM = {
    "label": "Vital signs",
    "fields": {
        "SUBJID": {"type": "text"},
        "VSDAT": {"type": "date"},
        "PULSE": {"type": "integer", "column": "IT.PULSE"},
    },
}
ROWS = {
    "SUBJID": ["001", "002"],
    "VSDAT": [pd.Timestamp("2014-03-09"), None],
    "IT.PULSE": [72.0, None],
}


def workbook(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Write a workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "vs.xlsx"
    book.save(path)
    return path


def vitals() -> list[list[object]]:
    """Give the rows of a sheet."""
    return [list(ROWS), *map(list, zip(*ROWS.values(), strict=True))]


def parquet(folder: Path) -> Path:
    """Write a Parquet file."""
    path = folder / "vs.parquet"
    pd.DataFrame(ROWS).to_parquet(path)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_a_form_is_read_like_a_csv_export(tmp_path: Path, kind: str) -> None:
    """Texts, dates and whole numbers come as a CSV file would hold them; records are numbered."""
    path = workbook(tmp_path, {"Vitals": vitals()}) if kind == "xlsx" else parquet(tmp_path)
    frame = read_raw(path, FORM, name="vs").frame
    assert ["001", "002"] == frame["SUBJID"].tolist()
    assert ["2014-03-09", pd.NA] == frame["VSDAT"].tolist()
    assert [72, pd.NA] == frame["PULSE"].tolist()
    assert [1, 2] == frame[ROW].tolist()


def test_a_form_names_its_sheet(tmp_path: Path) -> None:
    """The sheet of the form is read, not the first."""
    path = workbook(tmp_path, {"Notes": [["A"], ["x"]], "Vitals": vitals()})
    frame = read_raw(path, {**FORM, "sheet": "Vitals"}, name="vs").frame
    assert 2 == len(frame)


def test_a_sheet_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The sheets of the workbook are named."""
    path = workbook(tmp_path, {"Vitals": vitals()})
    with pytest.raises(DataError) as caught:
        read_cells(path, "Vital")
    assert ("data.unknown-sheet", ("Vitals",)) == (
        caught.value.code,
        caught.value.findings[0].allowed,
    )


def test_two_columns_of_one_heading_are_an_error(tmp_path: Path) -> None:
    """A heading tells its column apart."""
    path = workbook(tmp_path, {"Vitals": [["A", "A"], [1, 2]]})
    with pytest.raises(DataError) as caught:
        read_cells(path)
    assert caught.value.code == "data.duplicate-column"


def test_a_sheet_without_headings_is_an_error(tmp_path: Path) -> None:
    """An empty sheet is no form."""
    with pytest.raises(DataError) as caught:
        read_cells(workbook(tmp_path, {"Vitals": []}))
    assert caught.value.code == "data.empty-file"


@pytest.mark.parametrize("name", ["vs.xlsx", "vs.parquet"])
def test_a_file_of_another_kind_is_an_error(tmp_path: Path, name: str) -> None:
    """A file that is not what its name says cannot be read."""
    path = tmp_path / name
    path.write_text("SUBJID\n1\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_cells(path)
    assert caught.value.code == "data.unreadable"


def test_an_unknown_ending_is_an_error(tmp_path: Path) -> None:
    """The endings that can be read are named."""
    with pytest.raises(OutputError) as caught:
        read_cells(tmp_path / "vs.docx")
    assert caught.value.code == "output.unknown-ending"


def test_values_of_every_kind(tmp_path: Path) -> None:
    """Numbers keep their shortest form, times their seconds only where they have some."""
    path = tmp_path / "x.parquet"
    frame = pd.DataFrame(
        {
            "WHOLE": [1.0, None],
            "REAL": [98.6, 0.1],
            "TIME": [dt.time(7, 5), dt.time(7, 5, 30)],
            "SPAN": pd.to_timedelta(["07:05:00", None]),
            "BOTH": pd.to_datetime(["2014-03-09 07:05", None]),
            "TRUTH": [True, False],
        }
    )
    frame.to_parquet(path)
    assert {
        "WHOLE": ["1", ""],
        "REAL": ["98.6", "0.1"],
        "TIME": ["07:05", "07:05:30"],
        "SPAN": ["07:05", ""],
        "BOTH": ["2014-03-09T07:05", ""],
        "TRUTH": ["true", "false"],
    } == read_cells(path).to_pydict()
