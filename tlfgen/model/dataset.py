"""A dataset: a frame with the metadata that make it readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tlfgen.core.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from tlfgen.core.source import Source

__all__ = ["ROW", "Dataset", "Kind", "Stage", "Variable"]

Kind = Literal["text", "integer", "float", "date", "datetime", "time"]
Stage = Literal["raw", "sdtm", "adam", "reference"]

ROW = "_row"
"""Name of the record-number column every frame carries; never exported."""


@dataclass(frozen=True, slots=True)
class Variable:
    """
    One column of a dataset, as the define file speaks of it.

    Parameters
    ----------
    name : str
        Upper-case CDISC name.
    label : str
        What readers see; at most 40 bytes where it goes into a transport file.
    kind : {'text', 'integer', 'float', 'date', 'datetime', 'time'}
        Decides the dtype of the column (``frame/dtypes.py``).
    length : int or None
        Bytes of a text variable; None means study-wide, from the data.
    codelist : str or None
        Name of the codelist its values come from.
    display_format : str or None
        SAS format of a transport file, such as ``DATE9.``.
    origin : str or None
        Collected, Derived, Assigned, Protocol or Predecessor.
    core : str or None
        Req, Exp or Perm, where a standard says so.
    role : str or None
        SDTM role, where a standard says so.
    significant_digits : int or None
        Decimals of a float variable.
    source : Source or None
        The spec line that declares it.
    """

    name: str
    label: str = ""
    kind: Kind = "text"
    length: int | None = None
    codelist: str | None = None
    display_format: str | None = None
    origin: str | None = None
    core: str | None = None
    role: str | None = None
    significant_digits: int | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """
    A named frame with its variables and keys.

    Parameters
    ----------
    name : str
        Upper-case dataset name, such as ``ADSL``; a raw form keeps its own name.
    label : str
        What readers see.
    stage : {'raw', 'sdtm', 'adam', 'reference'}
    frame : pd.DataFrame
        RangeIndex; one column a variable, plus ``_row`` (int64), the record number.
    variables : tuple of Variable
        In file order; every one is a column of ``frame``.
    keys : tuple of str
        The variables that identify a record, in sort order.
    parents : tuple of str
        ``name@content-hash`` of the datasets it was built from.

    Notes
    -----
    Nothing changes a dataset: ``with_frame`` and ``with_variables`` give new ones.
    """

    name: str
    label: str
    stage: Stage
    frame: pd.DataFrame
    variables: tuple[Variable, ...]
    keys: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()

    def variable(self, name: str) -> Variable:
        """Give the variable called ``name``, or raise ``data.unknown-variable``."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise DataError.unknown("variable", f"{self.name}.{name}", self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The variable names in file order."""
        return tuple(variable.name for variable in self.variables)

    def with_frame(self, frame: pd.DataFrame) -> Dataset:
        """Give the same dataset with other rows or columns."""
        return replace(self, frame=frame)

    def with_variables(self, variables: Sequence[Variable]) -> Dataset:
        """Give the same dataset with other metadata."""
        return replace(self, variables=tuple(variables))
