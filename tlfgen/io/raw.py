"""Raw forms as an EDC system exports them: every value first as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from tlfgen.core.errors import DataError, Finding, OutputError
from tlfgen.core.source import Source
from tlfgen.io.raw_cells import is_text_file, read_cells
from tlfgen.model.dataset import ROW, Dataset, Kind, Variable

__all__ = ["read_raw", "read_raw_parts"]

_SHOWN = 3
_LARGE = 32 << 20
_BLOCK = 16 << 20


def read_raw(
    path: Path,
    form: Mapping[str, Any],
    *,
    name: str,
    encoding: str = "utf-8",
    missing: Sequence[str] = ("",),
) -> Dataset:
    """
    Give one raw form as a dataset.

    Parameters
    ----------
    path : Path
        A CSV file with a header line, whose fields may be quoted and hold line ends; or a
        workbook, Parquet, SAS or transport file (``read_cells``).
    form : mapping
        Its entry of the data dictionary: ``label``, ``key`` and ``fields`` with ``label``,
        ``type`` (text, integer, float; decimals, dates and times stay text as written), and
        ``column`` where the file calls a field otherwise; ``sheet`` of a workbook.
    name : str
        Name of the form.
    encoding : str
    missing : sequence of str
        Texts that mean "no value", after blanks at both ends are cut.

    Returns
    -------
    Dataset
        One row a data record; ``_row`` counts them from 1.

    Raises
    ------
    OutputError
        ``output.no-file``.
    DataError
        ``data.encoding``, ``data.ragged``, ``data.empty-file``, ``data.missing-column``,
        ``data.duplicate-column`` or ``data.not-a-number``, all problems of the form at once.
    """
    parts = list(
        read_raw_parts(path, form, name=name, encoding=encoding, missing=missing, large=None)
    )
    return parts[0]


def read_raw_parts(
    path: Path,
    form: Mapping[str, Any],
    *,
    name: str,
    encoding: str = "utf-8",
    missing: Sequence[str] = ("",),
    large: int | None = _LARGE,
) -> Iterator[Dataset]:
    """
    Give one raw form some records after the other; at least one part, which may have none.

    Parameters
    ----------
    path, form, name, encoding, missing
        As in ``read_raw``; so are the errors.
    large : int or None
        Bytes of a file that is read in parts; None reads any as a whole.
    """
    if not path.is_file():
        hint = "check the folder given with --data and the file name in the data dictionary"
        what = f"The raw form '{name}' has no file."
        raise OutputError.of("output.no-file", what, Source(path.as_posix()), hint=hint)
    fields: Mapping[str, Any] = form.get("fields") or {}
    cells = None if is_text_file(path) else read_cells(path, form.get("sheet"))
    given = _header(path, encoding) if cells is None else cells.column_names
    header = _named(path, given, fields)
    problems: dict[str, _Wrong] = {}
    keys = tuple(str(key) for key in form.get("key") or ())
    count = 0
    tables = (
        _tables(path, header, encoding, in_parts=_is_over(path, large))
        if cells is None
        else iter([cells.rename_columns(header)])
    )
    for table in tables:
        columns: dict[str, Any] = {}
        variables = []
        for column in header:
            field: Mapping[str, Any] = fields.get(column) or {}
            values = _cleaned(table[column], missing)
            kind: Kind = "text"
            if field.get("type") in {"integer", "float"}:
                kind = "integer" if field["type"] == "integer" else "float"
                wrong = problems.setdefault(column, _Wrong(column, kind))
                values = wrong.numbers(values, count)
            columns[column] = values
            variables.append(Variable(column, str(field.get("label") or column), kind))
        columns[ROW] = np.arange(count + 1, count + table.num_rows + 1, dtype=np.int64)
        frame = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)
        count += table.num_rows
        label = str(form.get("label") or name)
        yield Dataset(name, label, "raw", frame, tuple(variables), keys)
    findings = [one.told(path) for one in problems.values() if one.count]
    if findings:
        raise DataError(*findings)


def _is_over(path: Path, large: int | None) -> bool:
    return large is not None and path.stat().st_size > large


def _header(path: Path, encoding: str) -> list[str]:
    place = Source(path.as_posix(), 1)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            header = next(csv.reader(stream), [])
    except UnicodeDecodeError as error:
        raise _wrong_encoding(path, encoding, str(error)) from None
    except LookupError:
        what = f"'{encoding}' is not the name of an encoding."
        raise DataError.of("data.encoding", what, place, hint="such as utf-8 or cp1252") from None
    names = [column.strip().removeprefix("\ufeff") for column in header]
    if not any(names):
        what = "The file has no header line."
        raise DataError.of("data.empty-file", what, place, hint="export the form again")
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        what = f"The column '{twice[0]}' stands twice in the header line."
        raise DataError.of("data.duplicate-column", what, place)
    return names


def _wrong_encoding(path: Path, encoding: str, reason: str) -> DataError:
    what = f"The file is not {encoding} text ({reason})."
    hint = "set 'encoding' of the raw data in study.yaml, for example to cp1252 or gb18030"
    return DataError.of("data.encoding", what, Source(path.as_posix()), hint=hint)


def _tables(path: Path, header: list[str], encoding: str, *, in_parts: bool) -> Iterator[pa.Table]:
    """Give the records as text, in one table or in several; at least one."""
    plain = encoding.lower().replace("_", "-") in {"utf-8", "utf8", "utf-8-sig"}
    options = {
        "read_options": arrow_csv.ReadOptions(
            column_names=header,
            skip_rows=1,
            encoding="utf8" if plain else encoding,
            block_size=_BLOCK if in_parts else None,
        ),
        "parse_options": arrow_csv.ParseOptions(newlines_in_values=True),
        "convert_options": arrow_csv.ConvertOptions(
            column_types={column: pa.string() for column in header}, strings_can_be_null=False
        ),
    }
    try:
        if not in_parts:
            yield arrow_csv.read_csv(path, **options)
            return
        for batch in arrow_csv.open_csv(path, **options):
            yield pa.Table.from_batches([batch])
    except pa.ArrowInvalid as error:
        reason = str(error).splitlines()[0]
        if "UTF8" in reason or "UTF-8" in reason:
            raise _wrong_encoding(path, encoding, reason) from None
        what = f"A record does not have the {len(header)} fields of the header line ({reason})."
        hint = "a comma, quote or line end inside a value must be quoted"
        raise DataError.of("data.ragged", what, Source(path.as_posix()), hint=hint) from None
    except UnicodeDecodeError as error:
        raise _wrong_encoding(path, encoding, str(error)) from None


def _named(path: Path, header: list[str], fields: Mapping[str, Any]) -> list[str]:
    """Give the columns of a file by the names of the data dictionary."""
    columns = {name: _column(name, field) for name, field in fields.items()}
    _check_header(path, header, fields, columns)
    names = {column: name for name, column in columns.items()}
    found = [names.get(column, column) for column in header]
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        what = f"Two columns are called '{twice[0]}': one by the file, one by the data dictionary."
        place = getattr(fields, "key_sources", {}).get(twice[0])
        raise DataError.of("data.duplicate-column", what, place, hint="name the field otherwise")
    return found


def _column(name: str, field: Any) -> str:
    """Give the heading of a field in the file."""
    return str((field.get("column") if isinstance(field, Mapping) else None) or name)


def _check_header(
    path: Path, header: list[str], fields: Mapping[str, Any], columns: Mapping[str, str]
) -> None:
    absent = [name for name, column in columns.items() if column not in header]
    if absent:
        shown = ", ".join(columns[name] for name in absent)
        what = f"The file lacks {shown}, which the data dictionary names."
        hint = "export the form again, or mend the data dictionary"
        place = getattr(fields, "key_sources", {}).get(absent[0]) or Source(path.as_posix(), 1)
        details = (f"{path.as_posix()}:1",)
        code = "data.missing-column"
        raise DataError.of(code, what, place, allowed=header, hint=hint, details=details)


def _cleaned(values: pa.ChunkedArray, missing: Sequence[str]) -> pd.Series:
    text = pd.Series(values.to_pandas(), dtype="string[pyarrow]").str.strip()
    return text.mask(text.isin(["", *missing]), pd.NA)


@dataclass(slots=True)
class _Wrong:
    """The values of a column that are not the numbers they should be."""

    column: str
    kind: Kind
    count: int = 0
    details: tuple[str, ...] = ()

    def numbers(self, values: pd.Series, start: int) -> pd.Series:
        """Give the values as numbers, keeping those that are none, by record from ``start``."""
        numbers = pd.to_numeric(values, errors="coerce")
        bad = values.notna() & numbers.isna()
        if self.kind == "integer":
            bad |= numbers.notna() & (numbers % 1 != 0).fillna(False)
        if bad.any():
            records = np.flatnonzero(bad.to_numpy(dtype=bool))
            shown = [f"record {start + at + 1}: '{values.iloc[at]}'" for at in records[:_SHOWN]]
            self.details = (*self.details, *shown)[:_SHOWN]
            self.count += len(records)
            numbers = numbers.mask(bad)
        return numbers.astype("Int64" if self.kind == "integer" else "float64")

    def told(self, path: Path) -> Finding:
        """Give the finding."""
        what = f"{self.count} values of '{self.column}' are not a number of type {self.kind}."
        hint = "correct the value, list it under 'missing', or declare the field as text"
        place = Source(path.as_posix())
        return Finding("data.not-a-number", what, place, hint=hint, details=self.details)
