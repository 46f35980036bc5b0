"""The specification workbook of a study, written from its specs."""

from __future__ import annotations

from pathlib import Path

from tlfgen.check.conformance import known_variables
from tlfgen.core.errors import OutputError
from tlfgen.core.source import Source
from tlfgen.io.files import write_atomically
from tlfgen.mapper.described import describe_recipe
from tlfgen.model.metadata import StudyMetadata
from tlfgen.render.spec_workbook import render_spec_workbook
from tlfgen.run.given import find_given
from tlfgen.run.sources import Inputs
from tlfgen.spec.load import StudySpec, load_study
from tlfgen.spec.study_metadata import gather_metadata

__all__ = ["study_metadata", "write_study_workbook"]


def write_study_workbook(
    study: Path,
    out: Path | None = None,
    *,
    stage: str = "adam",
    layout: int = 3,
    data: Path | None = None,
) -> tuple[Path, StudyMetadata]:
    """
    Write the specification workbook of one stage of a study.

    Parameters
    ----------
    study : Path
    out : Path or None
        Default ``outputs/<study id>-<stage>-spec.xlsx``.
    stage : {'adam', 'sdtm'}
    layout : {3, 2, 1}
        3 is that of Define-XML 2.1.
    data : Path or None
        Where the input data lie; their headers tell which dataset a variable comes from.

    Returns
    -------
    Path
    StudyMetadata

    Raises
    ------
    SpecError
        The problems of the specs.
    OutputError
        ``output.no-datasets``.
    """
    spec = load_study(study)
    made = study_metadata(spec, stage, data)
    if not made.datasets:
        what = f"The study describes no dataset of the stage {stage}."
        raise OutputError.of("output.no-datasets", what, Source(study.as_posix()))
    path = out or Path("outputs") / f"{spec.study.id}-{stage}-spec.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    produced = spec.study.run_date.isoformat(timespec="seconds")
    write_atomically(path, render_spec_workbook(made, layout, produced))
    return path, made


def study_metadata(spec: StudySpec, stage: str, data: Path | None = None) -> StudyMetadata:
    """Give the metadata of all datasets of a stage, with the method texts of their recipes."""
    given = find_given(spec, Inputs(spec, data))
    known = known_variables(spec, given.variables)
    names = {ref: tuple(one) for ref, one in known.items() if one is not None}
    lineages = {
        ref: describe_recipe(one, spec.study, names)
        for ref, one in spec.datasets.items()
        if one.has_recipe and ref.startswith(f"{stage}.")
    }
    return gather_metadata(spec, stage, lineages)
