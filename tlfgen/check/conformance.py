"""Every problem of a study's specs that can be told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tlfgen.check.displays import check_displays
from tlfgen.check.metadata import check_metadata, check_values
from tlfgen.check.names import Known, Names, offered_variables
from tlfgen.check.recipe import check_recipe
from tlfgen.check.study_file import check_study_file
from tlfgen.core.errors import Finding
from tlfgen.core.source import Source
from tlfgen.model.dataset import Variable
from tlfgen.spec.load import StudySpec
from tlfgen.spec.study import Codelist

__all__ = ["check_specs", "known_variables"]


def known_variables(spec: StudySpec, given: Known) -> Known:
    """
    Give the variables of every dataset: of those with a recipe by it, of the others as given.

    Parameters
    ----------
    spec : StudySpec
    given : mapping of ``stage.NAME`` to variables or None
    """
    known = dict(given)
    for ref, dataset in spec.datasets.items():
        if dataset.has_recipe:
            known[ref] = offered_variables(dataset)
        else:
            known.setdefault(ref, None)
    for ref in spec.failed:
        if "." in ref:
            known[ref] = None
    return known


def check_specs(
    spec: StudySpec, known: Known, codelists: Mapping[str, Codelist] | None = None
) -> list[Finding]:
    """
    Give every problem of recipes, study file and displays.

    A problem of the study file is told once, not again by each display that meets it.

    Parameters
    ----------
    spec : StudySpec
    known : mapping of ``stage.NAME`` to variables or None
        Of `known_variables`.
    codelists : mapping of name to Codelist, optional
        Beside those of the study: the answers that raw forms can hold.
    """
    library = [f"{one.folder.as_posix()}/" for one in spec.layers if one.name == "library"]

    def in_library(place: Source | None) -> bool:
        return place is not None and place.file.startswith(tuple(library))

    findings: list[Finding] = []
    for dataset in spec.datasets.values():
        found = check_recipe(dataset, spec.study, known)
        wrong = {one.source for one in found}
        about = check_metadata(dataset, spec.study, in_library)
        findings += [*found, *(one for one in about if one.source not in wrong)]
        findings += check_values(dataset, spec.study, known, codelists)
    by_name = _by_name(known)
    datasets = sorted(by_name)
    whole = check_study_file(spec, by_name.get, datasets)
    told = {(one.code, one.what) for one in whole}
    sequences: dict[str, Sequence[Variable] | None] = {
        name: None if names is None else tuple(names.values()) for name, names in by_name.items()
    }
    shown = [one for one in check_displays(spec, sequences) if (one.code, one.what) not in told]
    return once([*findings, *whole, *shown])


def _by_name(known: Known) -> dict[str, Names | None]:
    """Give the variables by the name of the dataset alone, ADaM before SDTM."""
    found: dict[str, Names | None] = {}
    for stage in ("adam", "sdtm"):
        for ref in sorted(known):
            if ref.startswith(f"{stage}."):
                found.setdefault(ref.partition(".")[2], known[ref])
    return found


def once(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings without those that say the same of the same place."""
    kept: dict[object, Finding] = {}
    for one in findings:
        kept.setdefault((one.code, one.what, one.source), one)
    return list(kept.values())
