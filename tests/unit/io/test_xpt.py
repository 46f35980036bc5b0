"""Transport files: what is written reads back equal, what cannot be written is refused."""

import gzip
import struct
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.shared_data import require_shared
from tlfgen.core.errors import DataError, OutputError
from tlfgen.io.xpt import read_xpt, read_xpt_parts, write_xpt, write_xpt_parts
from tlfgen.io.xpt.ibm import ibm_bytes
from tlfgen.io.xpt.limits import study_lengths, words_of
from tlfgen.model.dataset import ROW, Dataset, Variable

MADE = datetime(2016, 6, 1, 9, 0)  # noqa: DTZ001 - a transport file knows no time zone


def vital_signs(**changes: object) -> Dataset:
    """Give a small dataset with every kind of variable."""
    columns: dict[str, object] = {
        "USUBJID": pd.Series(["01-001", "01-002", None], dtype="string[pyarrow]"),
        "VSSEQ": pd.Series([1, 2, None], dtype="Int64"),
        "AVAL": pd.Series([71.3, -0.1, np.nan]),
        "ADT": pd.Series(["2014-03-01", None, "1959-12-31"], dtype="datetime64[s]"),
        "ADTM": pd.Series(["2014-03-01T23:59:59", None, None], dtype="datetime64[s]"),
        "ATM": pd.Series([3600, None, 1], dtype="float").astype("timedelta64[s]"),
    }
    columns.update(changes)
    frame = pd.DataFrame(columns)
    frame[ROW] = np.arange(len(frame), dtype=np.int64)
    kinds = ("text", "integer", "float", "date", "datetime", "time")
    variables = tuple(
        Variable(name, f"Label of {name}", kind)
        for name, kind in zip(
            ("USUBJID", "VSSEQ", "AVAL", "ADT", "ADTM", "ATM"), kinds, strict=True
        )
    )
    return Dataset("ADVS", "Vital Signs", "adam", frame, variables)


def ibm_to_float(data: bytes) -> float:
    """Read one IBM double the plainest way."""
    number = struct.unpack(">Q", data)[0]
    sign = -1.0 if number >> 63 else 1.0
    exponent = ((number >> 56) & 0x7F) - 64
    return sign * (number & ((1 << 56) - 1)) / 2.0**56 * 16.0**exponent


@pytest.mark.parametrize("value", [0.0, 1.0, -118.625, 1e-70, 7.2e75, 0.1, 1 / 3, 123456789.123])
def test_ibm_numbers_keep_every_digit(value: float) -> None:
    """An IBM double read back by its definition is the number that was written."""
    assert value == ibm_to_float(ibm_bytes(np.array([value]))[0].tobytes())


def test_the_published_example_of_a_float() -> None:
    """-118.625 is C276A00000000000 (IBM System/360 Principles of Operation)."""
    assert "c276a00000000000" == ibm_bytes(np.array([-118.625]))[0].tobytes().hex()


def xpt_bytes(dataset: Dataset, *, made: datetime) -> bytes:
    """Give the bytes of a transport file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xpt"
        write_xpt(dataset, path, made=made)
        return path.read_bytes()


def test_what_is_written_reads_back_equal(tmp_path: Path) -> None:
    """Values, labels, kinds and order survive a write and a read by another program."""
    dataset = vital_signs()
    write_xpt(dataset, tmp_path / "advs.xpt", made=MADE)
    back = read_xpt(tmp_path / "advs.xpt", stage="adam")
    expected = dataset.frame.assign(VSSEQ=dataset.frame["VSSEQ"].astype("float64"))
    pd.testing.assert_frame_equal(expected, back.frame)
    assert [v.label for v in dataset.variables] == [v.label for v in back.variables]
    assert ("ADVS", "Vital Signs") == (back.name, back.label)


def test_the_same_data_give_the_same_bytes() -> None:
    """No clock and no order of memory is in the file."""
    assert xpt_bytes(vital_signs(), made=MADE) == xpt_bytes(vital_signs(), made=MADE)


def test_an_empty_dataset_is_written(tmp_path: Path) -> None:
    """A dataset without records keeps its variables."""
    dataset = vital_signs()
    write_xpt(dataset.with_frame(dataset.frame.iloc[:0]), tmp_path / "advs.xpt", made=MADE)
    back = read_xpt(tmp_path / "advs.xpt")
    assert (0, dataset.names) == (len(back.frame), back.names)


def test_lengths_are_the_same_in_the_whole_study() -> None:
    """The longest value of any dataset decides the length of a variable."""
    short = vital_signs()
    long = vital_signs(USUBJID=pd.Series(["123456789012", "b", "c"], dtype="string[pyarrow]"))
    assert {"USUBJID": 12} == study_lengths((one, words_of(one)) for one in (short, long))


def test_typographic_characters_are_folded(tmp_path: Path) -> None:
    """A dash, a quote and a comparison sign are written in ASCII."""
    words = pd.Series(["a\u2013b", "\u2265 38", "it\u2019s"], dtype="string[pyarrow]")
    write_xpt(vital_signs(USUBJID=words), tmp_path / "advs.xpt", made=MADE)
    assert ["a-b", ">= 38", "it's"] == read_xpt(tmp_path / "advs.xpt").frame["USUBJID"].tolist()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"USUBJID": pd.Series(["x" * 201, "", ""], dtype="string[pyarrow]")}, "output.xpt-text"),
        ({"USUBJID": pd.Series(["漢", "", ""], dtype="string[pyarrow]")}, "output.xpt-not-ascii"),
        ({"AVAL": pd.Series([np.inf, 0.0, 0.0])}, "output.xpt-number"),
    ],
)
def test_values_that_do_not_fit_are_refused(changes: dict[str, object], code: str) -> None:
    """A text over 200 bytes, a character beyond ASCII and an infinite number stop the write."""
    with pytest.raises(OutputError) as caught:
        xpt_bytes(vital_signs(**changes), made=MADE)
    assert code == caught.value.code


def test_names_and_labels_that_do_not_fit_are_all_reported() -> None:
    """A name of nine characters and a label of 41 are reported together."""
    dataset = vital_signs()
    wrong = [Variable("USUBJID", "x" * 41), *dataset.variables[1:]]
    with pytest.raises(OutputError) as caught:
        xpt_bytes(dataset.with_variables(wrong).__class__("ADVITALSX", "L", "adam", dataset.frame,
                  tuple(wrong)), made=MADE)  # fmt: skip
    assert ["output.xpt-name", "output.xpt-label"] == [f.code for f in caught.value.findings]


def test_a_last_record_of_blanks_is_refused() -> None:
    """Blank records at the end cannot be told from padding, so they stop the write."""
    frame = pd.DataFrame({"A": pd.Series(["x", None], dtype="string[pyarrow]")})
    dataset = Dataset("AA", "A", "adam", frame, (Variable("A", "A"),))
    with pytest.raises(OutputError, match="blank-rows"):
        xpt_bytes(dataset, made=MADE)


@pytest.mark.parametrize(
    ("change", "code"),
    [(lambda data: data[:-30], "data.truncated"), (lambda _: b"x" * 800, "data.unreadable")],
)
def test_a_damaged_file_is_an_error(tmp_path: Path, change: object, code: str) -> None:
    """A file cut short and a file of another kind are told apart and refused."""
    path = tmp_path / "advs.xpt"
    path.write_bytes(change(xpt_bytes(vital_signs(), made=MADE)))  # type: ignore[operator]
    with pytest.raises(DataError) as caught:
        read_xpt(path)
    assert code == caught.value.code


def test_a_damaged_gzip_is_an_error(tmp_path: Path) -> None:
    """A packed file that ends too early is refused."""
    path = tmp_path / "advs.xpt.gz"
    path.write_bytes(gzip.compress(xpt_bytes(vital_signs(), made=MADE))[:-40])
    with pytest.raises(DataError, match=r"data\.truncated"):
        read_xpt(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """A file that is not there is said to be missing, with exit code 3."""
    with pytest.raises(OutputError) as caught:
        read_xpt(tmp_path / "dm.xpt")
    assert ("output.no-file", 3) == (caught.value.code, caught.value.exit_code)


@pytest.mark.parametrize("name", ["dm.xpt", "ae.xpt", "vs.xpt.gz"])
def test_pilot_files_survive_a_round_trip(tmp_path: Path, name: str) -> None:
    """Real submitted files read, written and read again are equal in values and attributes."""
    given = read_xpt(require_shared("data/pilot-sdtm") / name)
    write_xpt(given, tmp_path / "again.xpt", made=MADE)
    again = read_xpt(tmp_path / "again.xpt")
    pd.testing.assert_frame_equal(given.frame, again.frame)
    assert [(v.name, v.label, v.kind) for v in given.variables] == [
        (v.name, v.label, v.kind) for v in again.variables
    ]


@pytest.mark.parametrize("name", ["advs.xpt", "advs.xpt.gz"])
def test_parts_are_the_whole(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file read in parts equals the file as another program reads it at once."""
    monkeypatch.setattr("tlfgen.io.xpt.parts._PART_ROWS", 2)
    path = tmp_path / name
    data = xpt_bytes(vital_signs(), made=MADE)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    parts = list(read_xpt_parts(path, stage="adam"))
    whole = read_xpt(path, stage="adam")
    joined = pd.concat([part.frame for part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(whole.frame, joined)
    assert 2 == len(parts)
    assert [whole.with_frame(None)] * 2 == [part.with_frame(None) for part in parts]


def test_the_same_bytes_in_parts(tmp_path: Path) -> None:
    """A file written in parts is the file written at once."""
    dataset = vital_signs()
    words = words_of(dataset)
    frames = (dataset.frame.iloc[at : at + 1] for at in range(len(dataset.frame)))
    lengths = study_lengths([(dataset, words)])
    write_xpt_parts(dataset, frames, words, tmp_path / "a.xpt", lengths=lengths, made=MADE)
    assert xpt_bytes(dataset, made=MADE) == (tmp_path / "a.xpt").read_bytes()


@pytest.mark.parametrize("name", ["dm", "vs", "lb", "suppdm", "ts"])
def test_published_files_in_parts(name: str) -> None:
    """The files of the pilot read in parts as another program reads them at once."""
    folder = require_shared("data/pilot-sdtm")
    path = next(iter(sorted(folder.glob(f"{name}.xpt*"))))
    whole = read_xpt(path)
    parts = list(read_xpt_parts(path, stage="sdtm"))
    joined = pd.concat([part.frame for part in parts], ignore_index=True)
    pd.testing.assert_frame_equal(whole.frame, joined)
    assert whole.with_frame(None) == parts[0].with_frame(None)
