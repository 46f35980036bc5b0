"""What a recipe is given: sources with their supplements, tables, subjects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tlfgen.core.errors import Finding, MappingError, SpecError
from tlfgen.mapper.sdtm.supp import join_supplement
from tlfgen.mapper.subjects import Subjects, number_subjects
from tlfgen.mapper.tally import Tally
from tlfgen.model.dataset import ROW, Dataset, Variable
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.study import StudyFile

__all__ = ["Inputs", "gather_inputs", "visits_table"]


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """
    The sources of a recipe.

    Parameters
    ----------
    datasets : mapping of alias to Dataset
    tables : mapping of alias to pd.DataFrame
    subjects : Subjects
    names : mapping of alias to dataset name
    parents : tuple of str
        ``name@content-hash`` is the conductor's; here the names alone.
    """

    datasets: Mapping[str, Dataset]
    tables: Mapping[str, pd.DataFrame]
    subjects: Subjects
    names: Mapping[str, str]
    parents: tuple[str, ...]


def gather_inputs(
    spec: DatasetSpec,
    sources: Mapping[str, Dataset],
    study: StudyFile,
    warn: Callable[[Tally], object],
    qualifiers: Mapping[str, Mapping[str, str]] | None = None,
) -> Inputs:
    """
    Give the sources of a recipe by alias, supplements joined on, subjects numbered.

    Parameters
    ----------
    spec : DatasetSpec
    sources : mapping of ``stage.NAME`` to Dataset
    study : StudyFile
    warn : callable
        Takes what is wrong with supplements.
    qualifiers : mapping of ``sdtm.SUPP--`` to its qualifiers with their labels, optional
        Needed where the sources are parts.

    Raises
    ------
    MappingError
        ``mapping.missing-source`` for every source that was not given.
    """
    datasets: dict[str, Dataset] = {}
    problems: list[Finding] = []
    for alias, ref in spec.sources.items():
        found = sources.get(ref.ref)
        if found is None and ref.ref == "study.visits":
            found = visits_table(study)
        if found is None:
            what = f"{spec.dataset} reads {ref.ref}, which is not there."
            hint = "check the data folder, and the name under sources:"
            problems.append(Finding("mapping.missing-source", what, ref.source, hint=hint))
            continue
        beside = f"sdtm.SUPP{ref.name}"
        supplement = sources.get(beside) if ref.stage == "sdtm" else None
        if supplement is not None:
            found, orphans = join_supplement(
                found, supplement, study.subjects.key, (qualifiers or {}).get(beside)
            )
            for orphan in orphans:
                warn(orphan)
        datasets[alias] = found if ROW in found.frame else _numbered(found)
    if problems:
        raise MappingError(*problems)
    _require_known_sources(spec)
    aliases = tuple(str(b.origin) for stage in spec.steps for b in stage.records)
    aliases += tuple(str(p.population.origin) for stage in spec.steps for p in stage.time_to_event)
    tables = {
        alias: dataset.frame
        for alias, dataset in datasets.items()
        if not spec.sources[alias].has_subjects
    }
    names = {alias: dataset.name for alias, dataset in datasets.items()}
    subjects = number_subjects(datasets, aliases, study)
    return Inputs(datasets, tables, subjects, names, tuple(sorted(set(names.values()))))


def visits_table(study: StudyFile) -> Dataset:
    """
    Give the planned visits of a study as a table.

    Columns: VISITNUM, VISIT, VISITDY and, as an analysis table has them, AVISITN, AVISIT, AWLO,
    AWHI, AWTARGET, WEEK, PLANNED (Y or N).
    """
    visits = study.visits
    names = pd.array([visit.name for visit in visits], dtype="string[pyarrow]")
    numbers = np.array([visit.number for visit in visits], dtype="float64")
    frame = pd.DataFrame(
        {
            "VISITNUM": numbers,
            "VISIT": names,
            "VISITDY": pd.array([visit.day for visit in visits], dtype="Int64"),
            "AVISITN": numbers,
            "AVISIT": names,
            "AWLO": pd.array([visit.low for visit in visits], dtype="Int64"),
            "AWHI": pd.array([visit.high for visit in visits], dtype="Int64"),
            "AWTARGET": pd.array([visit.day for visit in visits], dtype="Int64"),
            "WEEK": pd.array([visit.week for visit in visits], dtype="Float64").to_numpy(
                dtype="float64", na_value=np.nan
            ),
            "PLANNED": pd.array(
                ["Y" if visit.planned else "N" for visit in visits], dtype="string[pyarrow]"
            ),
            ROW: np.arange(1, len(visits) + 1, dtype=np.int64),
        }
    )
    variables = tuple(Variable(str(name)) for name in frame.columns if name != ROW)
    return Dataset("VISITS", "Planned visits", "reference", frame, variables)


def _numbered(dataset: Dataset) -> Dataset:
    frame = dataset.frame.reset_index(drop=True)
    return dataset.with_frame(frame.assign(**{ROW: np.arange(len(frame), dtype=np.int64)}))


def _require_known_sources(spec: DatasetSpec) -> None:
    """Refuse an alias that records, merges or events use and ``sources`` does not declare."""
    problems: list[Finding] = []
    for stage in spec.steps:
        used = [(str(block.origin), block.source) for block in stage.records]
        used += [(alias, merge.source) for alias, merge in stage.merge.items()]
        for parameter in stage.time_to_event:
            used += [(alias, parameter.source) for alias in parameter.source_names()]
        for alias, place in used:
            if alias not in spec.sources:
                problems += SpecError.unknown("source", alias, spec.sources, place).findings
    if problems:
        raise SpecError(*problems)
