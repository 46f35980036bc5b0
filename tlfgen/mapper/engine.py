"""The running of a recipe: sources in, a dataset with its lineage out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tlfgen.core.errors import Finding
from tlfgen.frame.table import HeldTable, Table
from tlfgen.mapper.inputs import gather_inputs
from tlfgen.mapper.joint import Part, PartsDifferError, Sink
from tlfgen.mapper.needs import Needs
from tlfgen.mapper.parts import cut_sources
from tlfgen.mapper.recipe import Derived, Recipe
from tlfgen.mapper.schedule import schedule_stages
from tlfgen.model.dataset import Dataset
from tlfgen.model.lineage import Lineage
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.study import StudyFile

__all__ = ["Mapped", "build_dataset", "derive_into", "listing_of"]


@dataclass(frozen=True, slots=True)
class Mapped:
    """
    A dataset that was derived.

    Parameters
    ----------
    dataset : Dataset
    lineage : Lineage
    supplement : Dataset or None
        Its SUPP-- dataset, where columns go there.
    findings : tuple of Finding
        Warnings, notes and breaches of checks.
    """

    dataset: Dataset
    lineage: Lineage
    supplement: Dataset | None
    findings: tuple[Finding, ...]


def build_dataset(
    spec: DatasetSpec,
    sources: Mapping[str, Dataset],
    study: StudyFile,
    *,
    only: frozenset[str] | None = None,
    plugins: Mapping[str, Callable[..., Any]] | None = None,
    rows: int | None = None,
) -> Mapped:
    """
    Derive a dataset from its sources, in memory.

    Parameters
    ----------
    spec : DatasetSpec
    sources : mapping of ``stage.NAME`` to Dataset
        Every source the recipe names. ``sdtm.SUPPAE`` beside ``sdtm.AE`` is joined on.
    study, only, plugins, rows
        As in ``derive_into``.

    Returns
    -------
    Mapped
        The dataset in key order, its variables in the order of the specification.

    Raises
    ------
    SpecError, MappingError, DataError
        All problems of a step together.
    """
    held = _Held()
    tables = {ref: HeldTable(dataset) for ref, dataset in sources.items()}
    done = derive_into(held, spec, tables, study, only=only, plugins=plugins, rows=rows)
    parts = held.parts
    trace = pd.concat([one.trace for one in parts], ignore_index=True)
    parents = [one.parents for one in parts if one.parents is not None]
    lineage = Lineage(
        spec.dataset,
        done.columns,
        trace[[name for name in trace.columns if name in done.telling]],
        done.record_source,
        pd.concat(parents, ignore_index=True) if parents else None,
    )
    dataset = _joined([one.dataset for one in parts])
    supplements = [one.supplement for one in parts if one.supplement is not None]
    return Mapped(dataset, lineage, _joined(supplements) if supplements else None, done.findings)


def derive_into(
    sink: Sink,
    spec: DatasetSpec,
    tables: Mapping[str, Table],
    study: StudyFile,
    *,
    only: frozenset[str] | None = None,
    plugins: Mapping[str, Callable[..., Any]] | None = None,
    rows: int | None = None,
) -> Derived:
    """
    Derive a dataset part by part, each part some whole subjects with all their records.

    A recipe that does not keep to subjects, and parts that do not follow each other in key order,
    make one part of the whole.

    Parameters
    ----------
    sink : Sink
        Takes the parts as they are finished.
    spec : DatasetSpec
    tables : mapping of ``stage.NAME`` to Table
        Every source the recipe names. ``sdtm.SUPPAE`` beside ``sdtm.AE`` is joined on.
    study : StudyFile
    only : frozenset of str, optional
        The columns of a partial pass: what another dataset needs before this one can be finished.
        Nothing is checked then.
    plugins : mapping of name to function, optional
        What the study's own Python files offer.
    rows : int, optional
        Records of the sources in a part.

    Raises
    ------
    SpecError, MappingError, DataError
        All problems of a step together.
    """
    recipe = Recipe.of(spec, tables, study, only, plugins or {})
    cuts = cut_sources(spec, tables, study, rows)
    if len(cuts) > 1:
        try:
            return recipe.run(cuts, sink)
        except PartsDifferError:
            pass  # below, in one
    return recipe.run([{}], sink)


@dataclass(slots=True)
class _Held:
    """Keeps the parts in memory."""

    parts: list[Part] = field(default_factory=list)

    def begin(self) -> None:
        """Forget every part."""
        self.parts = []

    def add(self, part: Part) -> None:
        """Keep the next part."""
        self.parts.append(part)


def _joined(parts: list[Dataset]) -> Dataset:
    if len(parts) == 1:
        return parts[0]
    return parts[0].with_frame(pd.concat([one.frame for one in parts], ignore_index=True))


def listing_of(spec: DatasetSpec, sources: Mapping[str, Dataset], study: StudyFile) -> str:
    """Give the derivations in run order, one line each, for reviewers."""
    inputs = gather_inputs(spec, sources, study, lambda _: None)
    columns = {
        alias: frozenset(map(str, data.frame.columns))
        for alias, data in inputs.subjects.sources.items()
    }
    schedules = schedule_stages(spec, Needs(spec, columns, inputs.subjects.others))
    return "\n".join(line for one in schedules for line in one.lines()) + "\n"
