"""The data dictionary of raw forms."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from tlfgen.spec.node import SpecNode

__all__ = ["DataDictionary", "RawField", "RawForm"]


class RawField(SpecNode):
    """
    One column of a raw form.

    ``type`` says what the text stands for; ``format`` how a date or time is written, ``partial``
    whether parts of it may be unknown; ``values`` lists the answers that can be collected.
    ``column`` is its heading in the file where that differs from the name, as ``IT.AETERM`` does.
    """

    short: ClassVar[str | None] = "label"
    label: str = ""
    column: str | None = None
    type: Literal["text", "integer", "float", "decimal", "date", "datetime", "time"] = "text"
    values: tuple[str, ...] = ()
    format: str | None = None
    partial: bool = False
    unit: str | None = None
    note: str | None = None


class RawForm(SpecNode):
    """
    A raw form: its file, label, key, columns, and the prefix of its record ids.

    The file is CSV, a workbook (``sheet`` names the sheet, else the first), Parquet, sas7bdat or
    a transport file; without ``file`` it is the name of the form with the ending ``.csv``.
    """

    file: str | None = None
    sheet: str | None = None
    label: str = ""
    prefix: str | None = None
    key: tuple[str, ...] = ()
    fields_: dict[str, RawField] = Field(default_factory=dict, alias="fields")


class DataDictionary(SpecNode):
    """All raw forms of a study, by the name that sources call them by."""

    forms: dict[str, RawForm]
