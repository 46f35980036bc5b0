"""The numbering of subjects across sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.setting import SourceData
from tlfgen.mapper.take import take_rows

if TYPE_CHECKING:
    from tlfgen.model.dataset import Dataset
    from tlfgen.spec.study import StudyFile

__all__ = ["Subjects", "cut", "linked", "number_subjects", "subject_variable"]

Codes: TypeAlias = npt.NDArray[np.int64]
_BLOCK_ROWS = 250_000


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

    @property
    def are_alike(self) -> bool:
        """Whether all sources tell subjects apart by the same variable."""
        return not self.others


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


def cut(subjects: Subjects, rows: int | None = None) -> Iterator[Mapping[str, SourceData]]:
    """
    Give the sources in blocks of whole subjects of about ``rows`` records (by default 250,000).

    The bounds depend on the subjects and their records alone. Records of no subject are in the
    first block; sources without subjects are whole in each.
    """
    target = _BLOCK_ROWS if rows is None else rows
    sizes = np.zeros(subjects.count, dtype=np.int64)
    for data in subjects.sources.values():
        if data.subjects is not None:
            sizes += np.bincount(data.subjects[data.subjects >= 0], minlength=subjects.count)
    if not subjects.are_alike or int(sizes.sum()) <= target:
        yield subjects.sources
        return
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    block_of = before // target
    bounds = np.flatnonzero(np.diff(block_of, prepend=-1))
    ends = [*bounds[1:].tolist(), subjects.count]
    for start, end in zip(bounds.tolist(), ends, strict=True):
        yield {
            alias: _between(data, start, end, takes_unknown=start == 0)
            for alias, data in subjects.sources.items()
        }


def _between(data: SourceData, start: int, end: int, *, takes_unknown: bool) -> SourceData:
    if data.subjects is None:
        return data
    mask = (data.subjects >= start) & (data.subjects < end)
    if takes_unknown:
        mask |= data.subjects < 0
    at = np.flatnonzero(mask)
    return replace(data, frame=take_rows(data.frame, at), subjects=data.subjects[at])


def _text(values: pd.Series) -> pd.Series:
    return values.astype("string[pyarrow]").str.rstrip()
