"""Finds the data a study is built from: folders, then installed packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tlfgen.core.errors import Finding, OutputError
from tlfgen.core.source import Source
from tlfgen.spec.study import DataFolder, StudyFile

__all__ = ["Place", "data_file", "locate"]

_ENDINGS = (".xpt", ".xpt.gz", ".sas7bdat", ".parquet")


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where the data of a stage were found.

    Exactly one of ``folder`` and ``package`` is given; ``word`` is how the log names it.
    """

    spec: DataFolder
    folder: Path | None
    package: str | None

    @property
    def word(self) -> str:
        """The place as a reader would name it, without a path of the machine."""
        return self.spec.folder or f"package {self.package}"


def locate(study: StudyFile, study_folder: Path, given: Path | None, stage: str) -> Place:
    """
    Give the first place of a stage's data that exists.

    Parameters
    ----------
    given : Path or None
        The folder of ``--data``; without it folders are relative to the study folder.

    Raises
    ------
    OutputError
        ``output.no-data-folder`` naming every place that was tried.
    """
    tried: list[str] = []
    for spec in study.data.get(stage, ()):
        if spec.folder is not None:
            bases = (given,) if given is not None else (study_folder,)
            for base in bases:
                folder = base / spec.folder
                tried.append(folder.as_posix())
                if folder.is_dir():
                    return Place(spec, folder, None)
        elif spec.package is not None:
            tried.append(f"package {spec.package}")
            if _installed(spec.package):
                return Place(spec, None, spec.package)
    source = next((spec.source for spec in study.data.get(stage, ())), None)
    what = f"No place of the {stage} data exists."
    hint = "give the folder that holds them with --data, or correct 'data' in study.yaml"
    details = tuple(f"looked at {place}" for place in tried)
    error = Finding("output.no-data-folder", what, source, hint=hint, details=details)
    raise OutputError(error)


def _installed(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


def data_file(place: Place, name: str) -> Path | None:
    """
    Give the file of a dataset in a folder, in whatever case and ending it is written.

    Raises
    ------
    OutputError
        ``output.two-files`` if two files could be it.
    """
    if place.folder is None:
        return None
    wanted = {name.lower() + ending for ending in _ENDINGS}
    found = sorted(path for path in place.folder.iterdir() if path.name.lower() in wanted)
    if len(found) > 1:
        what = f"Two files could be {name}: {', '.join(path.name for path in found)}."
        hint = "keep one of them in the folder"
        raise OutputError.of("output.two-files", what, Source(place.folder.as_posix()), hint=hint)
    return found[0] if found else None
