"""The cutting of sources into parts of whole subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tlfgen.frame.table import Table
from tlfgen.mapper.subjects import subject_variable
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.study import StudyFile

__all__ = ["Cut", "cut_sources"]

Codes: TypeAlias = npt.NDArray[np.int32]
Coded: TypeAlias = Mapping[str, tuple[Codes, list[str]]]
Positions: TypeAlias = npt.NDArray[np.int64]
Cut: TypeAlias = Mapping[str, Positions]
"""The positions of the records of a part, by ``stage.NAME``; what is not named is whole."""

_PART_ROWS = 250_000


def cut_sources(
    spec: DatasetSpec, tables: Mapping[str, Table], study: StudyFile, rows: int | None = None
) -> list[Cut]:
    """
    Give the parts a dataset is derived in, each of whole subjects in the order of their keys.

    The bounds depend on the subjects and their records alone, so that no number of workers moves
    them. Records of no subject are in the first part. There is one part where the sources are
    small, or where the recipe does not keep to subjects: its records come from sources without
    subjects or with several subject variables, or its keys, ``one_per`` or ``unique`` do not name
    the subject.

    Parameters
    ----------
    spec : DatasetSpec
    tables : mapping of ``stage.NAME`` to Table
    study : StudyFile
    rows : int, optional
        Records of all sources in a part, by default about 250,000.
    """
    target = _PART_ROWS if rows is None else rows
    cuttable = {ref.ref: tables[ref.ref] for ref in spec.sources.values() if ref.has_subjects
                and ref.ref in tables}  # fmt: skip
    variables = {ref: subject_variable(table.head.frame, study) for ref, table in cuttable.items()}
    first = _subject_of(spec, variables, study)
    alike = {ref: table for ref, table in cuttable.items() if variables[ref] == first}
    others = sum(len(table) for ref, table in cuttable.items() if ref not in alike)
    sizes = sum(len(table) for table in alike.values())
    if first is None or sizes <= target or others > target:
        return [{}]
    beside = {f"sdtm.SUPP{ref.partition('.')[2]}" for ref in alike if ref.startswith("sdtm.")}
    supplements = {ref: tables[ref] for ref in sorted(beside & set(tables))}
    codes = [
        {ref: table.codes(first) for ref, table in some.items()} for some in (alike, supplements)
    ]
    return _parts(codes[0], codes[1], target)


def _subject_of(
    spec: DatasetSpec, variables: Mapping[str, str | None], study: StudyFile
) -> str | None:
    """Give the subject variable of the records, None where the recipe does not keep to it."""
    blocks = [block for stage in spec.steps for block in stage.records]
    aliases = [str(block.origin) for block in blocks]
    aliases += [str(p.population.origin) for stage in spec.steps for p in stage.time_to_event]
    known = {variables.get(spec.sources[a].ref) if a in spec.sources else None for a in aliases}
    subject = study.subjects.key[-1]
    if len(known) != 1 or not spec.variables or subject not in spec.keys:
        return None
    first = known.pop()
    single = [block.one_per for block in blocks if block.one_per]
    named = [{str(name) for name in one} for one in single]
    named += [set(check.unique) for check in spec.checks if check.unique]
    return first if all(names & {first, subject} for names in named) else None


def _parts(sources: Coded, supplements: Coded, target: int) -> list[Cut]:
    known = {word.rstrip() for _, words in sources.values() for word in words} - {""}
    place = {word: number for number, word in enumerate(sorted(known))}
    subjects = _numbered(sources, place)
    count = len(place)
    if not count:
        return [{}]
    sizes = np.zeros(count, dtype=np.int64)
    for one in subjects.values():
        sizes += np.bincount(one[one >= 0], minlength=count)
    part_of = (np.cumsum(sizes) - sizes) // target
    bounds = [*np.flatnonzero(np.diff(part_of, prepend=-1)).tolist(), count]
    subjects |= _numbered(supplements, place)
    placed = {ref: _by_part(one, bounds) for ref, one in subjects.items()}
    return [{ref: parts[at] for ref, parts in placed.items()} for at in range(len(bounds) - 1)]


def _numbered(codes: Coded, place: Mapping[str, int]) -> dict[str, Codes]:
    """Give the subject of each record, -1 none."""
    return {
        ref: np.array([*(place.get(word.rstrip(), -1) for word in words), -1], dtype=np.int32)[own]
        for ref, (own, words) in codes.items()
    }


def _by_part(subjects: Codes, bounds: Sequence[int]) -> list[Positions]:
    """Give the positions of the records of each part, ascending."""
    part = np.maximum(np.searchsorted(bounds, subjects, side="right") - 1, 0)
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=len(bounds) - 1))
    return np.split(order.astype(np.int64), ends[:-1])
