"""Results: one row a number, typed and never formatted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RESULT_COLUMNS", "Level", "Result", "ResultSet"]

Level = tuple[str, str, int]
"""Variable, level and level order of one grouping."""

RESULT_COLUMNS = (
    "result_id",
    "display_id",
    "analysis",
    "method",
    "options",
    "dataset",
    "population",
    "subset",
    "record_filter",
    "groups",
    "variable",
    "level",
    "level_order",
    "stat",
    "number",
    "text",
    "unit",
    "reason",
    "denominator",
    "denominator_rule",
    "n_subjects",
    "n_records",
    "warnings",
)
"""Columns of ``results/<display id>.parquet``, in file order."""


@dataclass(frozen=True, slots=True)
class Result:
    """
    One number, or a reason for having none.

    Parameters
    ----------
    result_id : str
        Built from declared names, such as ``t_14_1_2_1/AGE/mean/high``; unique in a display.
    analysis : str
        The node of the shell that asked for it.
    stat : str
        Name of the statistic: ``n``, ``mean``, ``p``, ``diff`` ...
    number, text, reason
        Exactly one is present. ``text`` only for level-valued results.
    method, options : str
        Name of the method, and its options as canonical JSON.
    groups : tuple of (variable, level, order)
    record_filter : str
        Canonical expression, population and groups included: evaluated on ``dataset``
        it gives exactly ``n_records`` rows.
    denominator : float or None
        What a percentage was taken of; ``denominator_rule`` says by which rule.
    """

    result_id: str
    display_id: str
    analysis: str
    stat: str
    number: float | None = None
    text: str | None = None
    reason: str | None = None
    method: str = ""
    options: str = "{}"
    dataset: str = ""
    population: str = ""
    subset: str = ""
    record_filter: str = ""
    groups: tuple[Level, ...] = ()
    variable: str = ""
    level: str = ""
    level_order: int = 0
    unit: str = ""
    denominator: float | None = None
    denominator_rule: str = ""
    n_subjects: int | None = None
    n_records: int | None = None
    warnings: str = ""

    def __post_init__(self) -> None:
        present = sum(value is not None for value in (self.number, self.text, self.reason))
        if present != 1:
            raise ValueError(
                f"{self.result_id}: exactly one of number, text and reason is needed, not {present}"
            )


@dataclass(frozen=True, slots=True)
class ResultSet:
    """
    All results of one display.

    Parameters
    ----------
    display_id : str
    results : tuple of Result
        In the order the shell asks for them.
    series : pd.DataFrame or None
        Long curves of a figure (columns ``series, x, y, low, high, ...``), kept apart from
        single numbers; each point is also a row of the stored results.
    """

    display_id: str
    results: tuple[Result, ...]
    series: pd.DataFrame | None = None

    def by_id(self) -> dict[str, Result]:
        """Give the results by their id."""
        return {result.result_id: result for result in self.results}
