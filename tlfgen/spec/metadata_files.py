"""The workbooks or define files that datasets take their metadata from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tlfgen.core.errors import Finding, SpecError
from tlfgen.model.metadata import StudyMetadata
from tlfgen.spec.layers import Layer
from tlfgen.spec.node import source_of
from tlfgen.spec.overlay import lay_dataset
from tlfgen.spec.overlay_lists import lay_codelists, lay_dictionaries
from tlfgen.spec.yaml_file import Entry

__all__ = ["MetadataFiles", "read_metadata"]

_WORKBOOKS = (".xlsx", ".xlsm")


def read_metadata(path: Path, file: str | None = None) -> tuple[StudyMetadata, list[Finding]]:
    """
    Give what a specification workbook or a define file says, with everything wrong in it.

    Raises
    ------
    SpecError
        ``spec.metadata-kind`` for a file of another kind; the codes of ``read_workbook`` and
        ``read_define``.
    """
    if path.suffix.lower() in _WORKBOOKS:
        from tlfgen.spec.workbook.read import read_workbook

        return read_workbook(path, file)
    if path.suffix.lower() == ".xml":
        from tlfgen.spec.define_file.read import read_define

        return read_define(path, file)
    what = f"'{path.name}' is neither a workbook nor a define file."
    raise SpecError.of("spec.metadata-kind", what, allowed=(*_WORKBOOKS, ".xml"))


@dataclass(slots=True)
class MetadataFiles:
    """
    The files of metadata that the datasets of a study name, each read once.

    Parameters
    ----------
    layers : tuple of Layer
        Lowest first.

    Attributes
    ----------
    findings : list of Finding
        Conflicts between a file and the YAML, and what is odd in a file: warnings and notes.
    used : dict of ``stage.NAME`` to (metadata, name of the dataset in them)
    """

    layers: tuple[Layer, ...]
    findings: list[Finding] = field(default_factory=list)
    used: dict[str, tuple[StudyMetadata, str]] = field(default_factory=dict)
    files: dict[Path, StudyMetadata] = field(default_factory=dict)

    def lay(self, ref: str, entry: Entry) -> Entry:
        """
        Give a dataset's spec with the metadata of the file it names; unchanged if it names none.

        What a file says counts; what the library says is replaced in silence, and what a sponsor
        or the study says otherwise is a warning ``spec.metadata-conflict``.

        Raises
        ------
        SpecError
            ``spec.metadata-not-found``, ``spec.metadata-no-dataset``, the errors of the file.
        """
        wanted = entry.get("metadata_from")
        if wanted is None:
            return entry
        name, _, inside = str(wanted).partition("#")
        own = ref.partition(".")[2]
        made = self._file(name, wanted)
        dataset = made.dataset(inside or own)
        if dataset is None:
            what = f"'{name}' describes no dataset {inside or own}."
            allowed = tuple(one.name for one in made.datasets)
            raise SpecError.of("spec.metadata-no-dataset", what, source_of(wanted), allowed=allowed)
        self.used[ref] = (made, dataset.name)
        laid, findings = lay_dataset(entry, made, dataset, self.is_standard)
        self.findings += findings
        return laid

    def study(self, tree: Entry, entries: Mapping[str, Entry]) -> Entry:
        """Give the study file with the codelists and dictionaries of the files in use."""
        for ref, (made, name) in self.used.items():
            tree, findings = lay_codelists(tree, made, name, entries[ref], self.is_standard)
            self.findings += findings
            tree = lay_dictionaries(tree, made)
        return tree

    def is_standard(self, file: str) -> bool:
        """Say whether a file belongs to the library."""
        path = Path(file)
        folders = [layer.folder for layer in self.layers if layer.name == "library"]
        return any(path.is_relative_to(folder) for folder in folders)

    def _file(self, name: str, wanted: object) -> StudyMetadata:
        place = source_of(wanted)
        folder = _layer_of(self.layers, place.file if place else "").folder
        path = folder / name
        if path not in self.files:
            if not path.is_file():
                what = f"There is no file '{name}' to take metadata from."
                hint = "the path is relative to the folder that holds study.yaml"
                raise SpecError.of("spec.metadata-not-found", what, place, hint=hint)
            made, findings = read_metadata(path)
            wrong = [one for one in findings if one.severity == "error"]
            if wrong:
                raise SpecError(*wrong)
            self.findings += findings
            self.files[path] = made
        return self.files[path]


def _layer_of(layers: Iterable[Layer], file: str) -> Layer:
    """Give the layer that holds a file; the highest where none does."""
    *_, highest = layers
    holding = [one for one in layers if Path(file).is_relative_to(one.folder)]
    return max(holding, key=lambda one: len(one.folder.parts), default=highest)
