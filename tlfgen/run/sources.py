"""The tasks that take inputs in: raw forms, given datasets, reference tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tlfgen.core.errors import OutputError, SpecError, nearest
from tlfgen.core.source import Source
from tlfgen.io.files import file_hash, text_hash
from tlfgen.run.inputs import Place, data_file, locate
from tlfgen.run.keys import code_hash, library_versions, spec_hash
from tlfgen.run.payloads import FileInput, PackageInput, RawInput, TableInput
from tlfgen.run.task import Task
from tlfgen.spec.forms import DataDictionary
from tlfgen.spec.load import StudySpec, load_named
from tlfgen.spec.node import read_node, source_of

__all__ = ["Inputs"]

_READ = "tlfgen.run.stages.read:read_input"
_STAGES = ("sdtm", "adam")


@dataclass(slots=True)
class Inputs:
    """
    Makes the reading task of each input when it is first asked for.

    Parameters
    ----------
    spec : StudySpec
    data : Path or None
        The folder of ``--data``.
    tasks : dict of ``stage.NAME`` to Task
    hashes : dict of ``stage/file`` to SHA-256
        For the manifest.
    places : dict of stage to the word of the place
    """

    spec: StudySpec
    data: Path | None = None
    tasks: dict[str, Task] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    _found: dict[str, Place] = field(default_factory=dict)
    _forms: Mapping[str, Any] | None = None

    def task(self, ref: str, source: Source | None = None) -> Task:
        """
        Give the task that reads ``stage.NAME``.

        Raises
        ------
        OutputError
            ``output.no-data-folder``, ``output.no-file``.
        SpecError
            ``spec.unknown-raw-form``, ``spec.unknown-reference-table``.
        """
        if ref not in self.tasks:
            stage, _, name = ref.partition(".")
            maker = {"raw": self._raw, "ref": self._table}.get(stage)
            self.tasks[ref] = maker(name, source) if maker else self._given(stage, name, source)
        return self.tasks[ref]

    def has(self, ref: str) -> bool:
        """Say whether a given dataset is there, such as the SUPP-- of a domain."""
        stage, _, name = ref.partition(".")
        if stage not in self.spec.study.data:
            return False
        place = self._place(stage)
        if place.package is not None:
            from tlfgen.io.package import package_names

            return name.upper() in package_names(place.package, stage)
        return data_file(place, name) is not None

    def form(self, name: str) -> Mapping[str, Any] | None:
        """Give the entry of a raw form in the data dictionary."""
        return self._dictionary().get(name)

    def _place(self, stage: str) -> Place:
        if stage not in self._found:
            found = locate(self.spec.study, self.spec.folder, self.data, stage)
            self._found[stage] = found
            self.places[stage] = found.word
        return self._found[stage]

    def _dictionary(self) -> Mapping[str, Any]:
        if self._forms is None:
            given = self.spec.study.data.get("raw", ())
            file = next((place.forms for place in given if place.forms), None)
            tree = load_named(self.spec.folder, file) if file else {}
            if file:
                read_node(DataDictionary, tree, what="data dictionary")
            self._forms = (tree or {}).get("forms") or {}
        return self._forms

    def _raw(self, name: str, source: Source | None) -> Task:
        form = self._dictionary().get(name)
        if form is None:
            raise SpecError.unknown("raw form", name, self._dictionary(), source)
        place = self._place("raw")
        if place.folder is None:
            what = "Raw forms are read from a folder."
            raise OutputError.of("output.no-data-folder", what, place.spec.source)
        path = place.folder / str(form.get("file") or f"{name}.csv")
        payload = RawInput(name, path, form, place.spec.encoding, place.spec.missing)
        at = source_of(form.get("file")) or source
        key = (self._hash("raw", path, at), spec_hash(form, place.spec))
        return self._reading(f"raw.{name}", payload, key)

    def _table(self, name: str, source: Source | None) -> Task:
        path = self.spec.references.get(name.lower())
        if path is not None:
            payload = TableInput(name, path)
            return self._reading(f"ref.{name}", payload, (self._hash("reference", path),))
        lists = {f"trial_{key}": rows for key, rows in self.spec.study.trial.items()}
        if name not in lists:
            known = [*self.spec.references, *lists]
            raise SpecError.unknown("reference table", name, known, source)
        rows = tuple(lists[name])
        return self._reading(f"ref.{name}", TableInput(name, rows=rows), (spec_hash(rows),))

    def _given(self, stage: str, name: str, source: Source | None) -> Task:
        if stage not in self.spec.study.data:
            what = f"{stage}.{name} has no recipe, and study.yaml names no {stage} data."
            close = nearest(f"{stage}.{name}", self.spec.datasets)
            hint = f"write {stage}/{name.lower()}.yaml, or name the folder under data: {stage}:"
            hint = f"did you mean '{close}'?" if close else hint
            raise SpecError.of("spec.no-recipe", what, source, hint=hint)
        place = self._place(stage)
        ref = f"{stage}.{name}"
        if place.package is not None:
            version = library_version(place.package)
            self.hashes[f"{stage}/{name.lower()}"] = text_hash(place.package, version)
            payload = PackageInput(name, place.package, _stage(stage))
            return self._reading(ref, payload, (place.package, version))
        path = data_file(place, name)
        if path is None:
            self._refuse_misspelt(place, ref, source)
            folder = place.folder.as_posix() if place.folder else ""
            what = f"The {stage} data hold no file of {name}."
            hint = f"looked for {name.lower()}.xpt, .xpt.gz, .sas7bdat, .parquet"
            raise OutputError.of(
                "output.no-file",
                what,
                source or Source(folder),
                hint=hint,
                details=(f"in {folder}",),
            )
        payload_of_file = FileInput(name, path, _stage(stage))
        return self._reading(ref, payload_of_file, (self._hash(stage, path),))

    def _refuse_misspelt(self, place: Place, ref: str, source: Source | None) -> None:
        """Say that a name is not known where the folder holds one spelt almost alike."""
        stage = ref.partition(".")[0]
        names = place.folder.iterdir() if place.folder else ()
        known = {f"{stage}.{path.name.partition('.')[0].upper()}" for path in names}
        known |= {one for one in self.spec.datasets if one.startswith(f"{stage}.")}
        if source is not None and nearest(ref, known) is not None:
            raise SpecError.unknown("dataset", ref, known, source)

    def _hash(self, stage: str, path: Path, source: Source | None = None) -> str:
        if not path.is_file():
            hint = "check the name, and the folder given with --data"
            place = source or Source(path.as_posix())
            details = (path.as_posix(),)
            what = "There is no such data file."
            raise OutputError.of("output.no-file", what, place, hint=hint, details=details)
        digest = file_hash(path)
        self.hashes[f"{stage}/{path.name}"] = digest
        return digest

    @staticmethod
    def _reading(ref: str, payload: Any, key: tuple[str, ...]) -> Task:
        decided = (ref, *key, code_hash("core", "model", "io"), *library_versions("data"))
        return Task(f"read.{ref}", "read", _READ, payload, {}, decided, ref)


def library_version(package: str) -> str:
    """Give the installed version of a data package."""
    from importlib import metadata

    return metadata.version(package)


def _stage(word: str) -> Any:
    return word if word in _STAGES else "sdtm"
