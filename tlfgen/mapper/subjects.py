"""The numbering of subjects across sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.setting import SourceData

if TYPE_CHECKING:
    from tlfgen.model.dataset import Dataset
    from tlfgen.spec.study import StudyFile

__all__ = ["Subjects", "linked", "number_subjects", "subject_variable"]

Codes: TypeAlias = npt.NDArray[np.int64]


def subject_variable(frame: pd.DataFrame, study: StudyFile) -> str | None:
    """Give the variable that tells subjects apart in a frame, None where there is none."""
    for name in (study.subjects.key[-1], "APID", study.subjects.raw):
        if name in frame.columns:
            return name
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """
    The subjects of a recipe, numbered in the order of their keys.

    Parameters
    ----------
    variable : str or None
        The variable of the record sources that tells subjects apart.
    sources : mapping of alias to SourceData
        A source that is told apart by another variable has -1 until ``linked``.
    others : mapping of alias to str
        The subject variable of those sources.
    count : int
    """

    variable: str | None
    sources: Mapping[str, SourceData]
    others: Mapping[str, str]
    count: int


def number_subjects(
    sources: Mapping[str, Dataset], record_aliases: tuple[str, ...], study: StudyFile
) -> Subjects:
    """Give the subjects of all sources, told apart by the variable of the record sources."""
    variables = {
        alias: subject_variable(dataset.frame, study) for alias, dataset in sources.items()
    }
    first = next((variables[a] for a in record_aliases if variables.get(a)), None)
    if first is None:
        first = next((v for v in variables.values() if v), None)
    alike = [alias for alias, variable in variables.items() if variable == first and first]
    keys = {alias: _text(sources[alias].frame[str(first)]) for alias in alike}
    joined = (
        pd.concat(list(keys.values()), ignore_index=True) if keys else pd.Series(dtype="string")
    )
    codes, known = pd.factorize(joined, sort=True)
    codes = codes.astype(np.int64)
    numbered: dict[str, SourceData] = {}
    start = 0
    for alias, dataset in sources.items():
        size = len(dataset.frame)
        if alias in keys:
            numbered[alias] = SourceData(dataset.name, dataset.frame, codes[start : start + size])
            start += size
        elif variables[alias] is None:
            numbered[alias] = SourceData(dataset.name, dataset.frame, None)
        else:
            unknown = np.full(size, -1, dtype=np.int64)
            numbered[alias] = SourceData(dataset.name, dataset.frame, unknown)
    others = {a: v for a, v in variables.items() if v is not None and v != first}
    return Subjects(first, numbered, others, len(known))


def linked(
    sources: Mapping[str, SourceData], aliases: Mapping[str, str], keys: pd.Series, codes: Codes
) -> Mapping[str, SourceData]:
    """
    Give the sources with the subjects numbered that another variable tells apart.

    Parameters
    ----------
    aliases : mapping of alias to subject variable
        The sources to be numbered, all by the variable whose values are ``keys``.
    keys, codes : values of that variable on the rows at hand, with their subject numbers
    """
    pairs = pd.DataFrame({"key": _text(keys), "code": codes}).drop_duplicates("key")
    pairs = pairs[pairs["key"].notna()]
    numbers = dict(zip(pairs["key"], pairs["code"], strict=True))
    found = dict(sources)
    for alias, variable in aliases.items():
        values = _text(sources[alias].frame[variable])
        numbered = values.map(numbers).fillna(-1).to_numpy(dtype=np.int64)
        found[alias] = replace(sources[alias], subjects=numbered)
    return found


def _text(values: pd.Series) -> pd.Series:
    return values.astype("string[pyarrow]").str.rstrip()
