"""Where every derived value came from, kept beside a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from tlfgen.core.source import Source

__all__ = ["ColumnLineage", "Lineage"]


@dataclass(frozen=True, slots=True)
class ColumnLineage:
    """
    How one column was made.

    Parameters
    ----------
    variable : str
    verb : str
        Name of the verb that ran, such as ``first_record``.
    sentence : str
        The define-style method sentence of that very run.
    reads : tuple of str
        ``DATASET.VARIABLE`` read, sorted; the own dataset included.
    derivation_hash : str
        SHA-256 of the canonical derivation, hexadecimal.
    source : Source or None
        The spec line.
    step : str or None
        Name under which the selecting columns of ``Lineage.frame`` stand
        (``<STEP>.row``, ``.branch``, ``.n``, ``.imputed``); None where the step selects nothing.
    origin : str
        Collected, Derived, Assigned, Protocol or Predecessor.
    step_datasets : tuple of str
        The dataset whose ``_row`` stands in ``<STEP>.row``, one for each number of
        ``<STEP>.branch``; a single one where the step has no branches.
    """

    variable: str
    verb: str
    sentence: str
    reads: tuple[str, ...]
    derivation_hash: str
    source: Source | None
    step: str | None = None
    origin: str = "Derived"
    step_datasets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """
    The lineage of a whole dataset.

    Parameters
    ----------
    dataset : str
    columns : tuple of ColumnLineage
        One entry a variable, in file order.
    frame : pd.DataFrame
        Same rows and order as the dataset: int32 columns ``<STEP>.row`` (the ``_row`` of the
        chosen record in the dataset read, -1 none), and ``.branch``, ``.n``, ``.imputed`` where
        more than one can occur. Also ``record.row``: the record the row was made from.
    record_source : tuple of (str, str)
        For each ``records`` block: its id and the dataset it reads.
    parents : pd.DataFrame or None
        ``row, dataset, parent_row`` for rows made from several records.
    """

    dataset: str
    columns: tuple[ColumnLineage, ...]
    frame: pd.DataFrame
    record_source: tuple[tuple[str, str], ...] = ()
    parents: pd.DataFrame | None = None
