"""The metadata of one variable, as a spec writes them."""

from __future__ import annotations

from typing import ClassVar, Literal, cast

from tlfgen.model.dataset import Kind, Variable
from tlfgen.spec.node import SpecNode

__all__ = ["DataType", "VariableSpec"]

DataType = Literal[
    "text",
    "integer",
    "float",
    "date",
    "datetime",
    "time",
    "partialDate",
    "partialTime",
    "partialDatetime",
    "incompleteDatetime",
    "durationDatetime",
    "intervalDatetime",
]
_DATE_FORMATS = ("DATE", "YYMMDD", "MMDDYY", "DDMMYY", "E8601DA", "IS8601DA")
_DATETIME_FORMATS = ("DATETIME", "E8601DT", "IS8601DT")
_TIME_FORMATS = ("TIME", "HHMM", "E8601TM", "IS8601TM")


class VariableSpec(SpecNode):
    """
    One variable: label, type, length, codelist, origin, role.

    Parameters
    ----------
    type : str
        A define data type. In SDTM the date and time types are ISO 8601 text; in ADaM ``date``,
        ``datetime`` and ``time``, or a number with such a ``format``, are values.
    core : {'Req', 'Exp', 'Perm', 'Cond'}
    mandatory : bool or None
        None: as ``core`` says.
    comment, method, predecessor, pages
        What an imported specification says; a difference to the derivation is a finding.
    """

    short: ClassVar[str | None] = "label"
    label: str = ""
    type: DataType = "text"
    length: int | None = None
    codelist: str | None = None
    core: Literal["Req", "Exp", "Perm", "Cond"] | None = None
    origin: str | None = None
    role: str | None = None
    format: str | None = None
    digits: int | None = None
    mandatory: bool | None = None
    comment: str | None = None
    method: str | None = None
    predecessor: str | None = None
    pages: str | None = None

    def kind(self, stage: str) -> Kind:
        """Give the kind of value a column of this variable holds in a stage."""
        form = (self.format or "").upper()
        if self.type in {"integer", "float"} and form:
            if form.startswith(_DATETIME_FORMATS):
                return "datetime"
            if form.startswith(_DATE_FORMATS):
                return "date"
            if form.startswith(_TIME_FORMATS):
                return "time"
        if self.type in {"integer", "float", "text"}:
            return cast("Kind", self.type)
        if stage == "adam" and self.type in {"date", "datetime", "time"}:
            return cast("Kind", self.type)
        return "text"

    def variable(self, name: str, stage: str) -> Variable:
        """Give the metadata of the column ``name``."""
        return Variable(
            name,
            self.label,
            self.kind(stage),
            self.length,
            self.codelist,
            self.format,
            self.origin,
            self.core,
            self.role,
            self.digits,
            self.source,
        )
