"""Texts of cells as values: words, numbers, yes or no, origins, data types."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import get_args

from tlfgen.core.errors import Finding, Severity, nearest
from tlfgen.spec.variable import DataType
from tlfgen.spec.workbook.sheets import Row

__all__ = ["CLASSES", "DATA_TYPES", "ORIGINS", "Cells", "modern_class", "modern_origin"]

DATA_TYPES: tuple[str, ...] = get_args(DataType)
ORIGINS = (
    "Collected",
    "Derived",
    "Assigned",
    "Protocol",
    "Predecessor",
    "Not Available",
)
CLASSES = {
    "ADSL": "SUBJECT LEVEL ANALYSIS DATASET",
    "BDS": "BASIC DATA STRUCTURE",
    "OCCDS": "OCCURRENCE DATA STRUCTURE",
    "ADAE": "OCCURRENCE DATA STRUCTURE",
    "OTHER": "ADAM OTHER",
}
_TYPES = {word.casefold(): word for word in DATA_TYPES} | {
    "string": "text",
    "char": "text",
    "character": "text",
    "num": "float",
    "numeric": "float",
    "decimal": "float",
    "double": "float",
    "int": "integer",
}
_OLD_ORIGINS = {
    "crf": ("Collected", "Investigator"),
    "edt": ("Collected", "Vendor"),
    "copied": ("Predecessor", ""),
    "not applicable": ("Not Available", ""),
}
_TRUTH = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_DATES = ("DATE", "YYMMDD", "MMDDYY", "DDMMYY", "TIME", "E8601", "IS8601", "DATETIME")


def modern_origin(word: str) -> tuple[str, str] | None:
    """
    Give an origin, and its source where the word says it, as Define-XML 2.1 calls them.

    Returns
    -------
    (str, str) or None
        None for a word of neither edition.

    Examples
    --------
    >>> modern_origin("CRF"), modern_origin("derived")
    (('Collected', 'Investigator'), ('Derived', ''))
    """
    folded = word.casefold()
    known = {one.casefold(): (one, "") for one in ORIGINS} | _OLD_ORIGINS
    return known.get(folded)


def modern_class(word: str) -> str:
    """Give the name of a class of datasets, also for the short codes in use."""
    return CLASSES.get(word.upper(), word.upper())


@dataclass(slots=True)
class Cells:
    """Reads the cells of rows, and keeps what is wrong with them."""

    findings: list[Finding] = field(default_factory=list)

    def whole(self, row: Row, fills: str) -> int | None:
        """Give a whole number, None where nothing stands or nothing can be read."""
        text = row.get(fills)
        if not text:
            return None
        if re.fullmatch(r"\d+(\.0*)?", text):
            return int(text.partition(".")[0])
        what = f"'{text}' is not a whole number."
        self.add("workbook.not-a-number", what, row, fills, hint="write digits, or leave it blank")
        return None

    def truth(self, row: Row, fills: str) -> bool:
        """Give Yes or No; blank is No."""
        text = row.get(fills)
        if not text or text.casefold() in _TRUTH:
            return _TRUTH.get(text.casefold(), False)
        what = f"'{text}' is neither Yes nor No; it is read as No."
        self.add("workbook.not-yes-or-no", what, row, fills, ("Yes", "No"), "warning")
        return False

    def type(self, row: Row, display_format: str) -> str:
        """Give a data type of Define-XML; a number with the format of a date is an integer."""
        text = row.get("type")
        if not text:
            return "text"
        folded = text.casefold()
        if folded not in _TYPES:
            close = nearest(text, DATA_TYPES)
            hint = f"did you mean '{close}'?" if close else None
            what = f"'{text}' is not a data type; it is read as text."
            self.add("workbook.unknown-type", what, row, "type", DATA_TYPES, hint=hint)
            return "text"
        if folded.startswith("num") and display_format.upper().startswith(_DATES):
            return "integer"
        return _TYPES[folded]

    def origin(self, row: Row) -> tuple[str, str]:
        """Give origin and source in the words of Define-XML 2.1."""
        text, source = row.get("origin"), row.get("origin_source")
        if not text:
            return "", source
        found = modern_origin(text)
        if found is None:
            what = f"'{text}' is not an origin."
            self.add("workbook.unknown-origin", what, row, "origin", ORIGINS, "warning")
            return text, source
        return found[0], source or found[1]

    def names(self, row: Row, fills: str) -> tuple[str, ...]:
        """Give variable names parted by commas or blanks."""
        return tuple(re.findall(r"[^\s,;]+", row.get(fills)))

    def add(
        self,
        code: str,
        what: str,
        row: Row,
        fills: str = "",
        allowed: tuple[str, ...] = (),
        severity: Severity = "error",
        hint: str | None = None,
    ) -> None:
        """Keep a finding at a cell."""
        self.findings.append(Finding(code, what, row.place(fills), allowed, hint, severity))
