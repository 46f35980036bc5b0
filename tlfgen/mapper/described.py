"""What a recipe says of its variables, told without any data."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from tlfgen.mapper.inputs import Inputs, visits_table
from tlfgen.mapper.sentences import describe_columns
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.subjects import number_subjects
from tlfgen.model.dataset import ROW, Dataset, Variable
from tlfgen.model.lineage import ColumnLineage
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.study import StudyFile

__all__ = ["describe_recipe"]


def describe_recipe(
    spec: DatasetSpec, study: StudyFile, names: Mapping[str, Collection[str]]
) -> tuple[ColumnLineage, ...]:
    """
    Give for each variable of a recipe its verb, method text and origin, as a build gives them.

    Parameters
    ----------
    spec : DatasetSpec
    study : StudyFile
    names : mapping of ``stage.NAME`` to the names of variables
        A source that is absent counts as having none.
    """
    sources = {
        alias: visits_table(study) if ref.ref == "study.visits" else _empty(ref.ref, names)
        for alias, ref in spec.sources.items()
    }
    aliases = tuple(str(b.origin) for stage in spec.steps for b in stage.records)
    aliases += tuple(str(p.population.origin) for stage in spec.steps for p in stage.time_to_event)
    shown = {alias: dataset.name for alias, dataset in sources.items()}
    subjects = number_subjects(sources, aliases, study)
    inputs = Inputs(sources, {}, subjects, shown, tuple(sorted(set(shown.values()))))
    empty = Dataset(spec.dataset, spec.label, spec.data_stage, pd.DataFrame(), spec.metadata)
    return describe_columns(spec, empty, inputs, Setting(spec.dataset, study))


def _empty(ref: str, names: Mapping[str, Collection[str]]) -> Dataset:
    stage, _, name = ref.partition(".")
    known = sorted(names.get(ref, ()))
    columns = {one: pd.Series([], dtype="string[pyarrow]") for one in known}
    frame = pd.DataFrame({**columns, ROW: np.array([], dtype=np.int64)})
    variables = tuple(Variable(one) for one in known)
    kind = stage if stage in {"raw", "sdtm", "adam"} else "reference"
    return Dataset(name, "", kind, frame, variables)  # type: ignore[arg-type]  # one of the stages
