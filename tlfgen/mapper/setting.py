"""What a recipe may look at beside its own rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from tlfgen.core.errors import Finding
from tlfgen.model.dataset import Variable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from tlfgen.model.step import StepResult
    from tlfgen.spec.slots import Formula
    from tlfgen.spec.study import Codelist, StudyFile
    from tlfgen.spec.verbs.derivation import Derivation

    Codes: TypeAlias = npt.NDArray[np.int64]

__all__ = ["Setting", "SourceData"]


@dataclass(frozen=True, slots=True)
class SourceData:
    """
    The records of a source that belong to the subjects at hand.

    Parameters
    ----------
    dataset : str
        Name of the dataset, such as ``EX``.
    frame : pd.DataFrame
        RangeIndex, with ``_row``.
    subjects : int64 array or None
        Number of the subject of each record, -1 unknown; None for a source without subjects.
    """

    dataset: str
    frame: pd.DataFrame
    subjects: Codes | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """
    The surroundings of one block of rows.

    Parameters
    ----------
    dataset : str
        The dataset being made.
    sources : mapping of alias to SourceData
        Subject data, cut to the subjects of the block.
    tables : mapping of alias to pd.DataFrame
        Reference tables, whole.
    conditions : mapping of name to Formula
        Named conditions that are expressions.
    tests : mapping of name to Derivation
        Named conditions that are verbs.
    variables : mapping of name to Variable
        Metadata of the dataset being made.
    study : StudyFile
        Arms, visits, cut-off date, lists.
    codelists : mapping of name to Codelist
    plugins : mapping of name to function
        What the study's own Python files offer.
    prepared : mapping of step name to StepResult
        Columns that look across subjects, derived before.
    warn : callable, optional
        Takes each warning.
    """

    dataset: str
    study: StudyFile
    sources: Mapping[str, SourceData] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    conditions: Mapping[str, Formula] = field(default_factory=dict)
    tests: Mapping[str, Derivation] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    codelists: Mapping[str, Codelist] = field(default_factory=dict)
    plugins: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    prepared: Mapping[str, StepResult] = field(default_factory=dict)
    warn: Callable[[Finding], object] | None = None

    def without_sources(self) -> Setting:
        """Give the setting of rows that hold all they need."""
        return replace(self, sources={}, tables={})
