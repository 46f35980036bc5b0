"""A study folder read whole: study file, datasets, displays, reference tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.model.metadata import StudyMetadata
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.display import DisplaySpec, expand_display, read_display
from tlfgen.spec.inherited import name_user
from tlfgen.spec.layers import Layer, SpecStore, library_folder, merge
from tlfgen.spec.metadata_files import MetadataFiles
from tlfgen.spec.node import read_node, source_of
from tlfgen.spec.study import StudyFile
from tlfgen.spec.yaml_file import Entry, load_yaml

__all__ = ["STAGES", "StudySpec", "load_named", "load_study", "read_study"]

STAGES = ("sdtm", "adam")
_FILE_KEYS = ("visits", "trial", "codelists")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class StudySpec:
    """
    Everything a study's folder and its layers say.

    Parameters
    ----------
    study : StudyFile
    folder : Path
        The study folder.
    layers : tuple of Layer
        Lowest first; the study is the last.
    datasets : mapping of ``stage.NAME`` to DatasetSpec
        The datasets that have a recipe.
    displays : mapping of display id to DisplaySpec
        In the order of their numbers.
    references : mapping of lower-case table name to file
        ``reference/*.csv`` of all layers; a higher layer replaces a lower one.
    merged : mapping of spec id to the merged tree
        For ``explain spec:ID``.
    failed : frozenset of str
        Ids of datasets (``stage.NAME``) and displays whose files cannot be read.
    metadata : mapping of ``stage.NAME`` to (metadata, dataset)
        What ``metadata_from`` names: the file as read, and the dataset inside it.
    metadata_files : tuple of Path
    remarks : tuple of Finding
        Warnings and notes of those files.
    """

    study: StudyFile
    folder: Path
    layers: tuple[Layer, ...]
    datasets: Mapping[str, DatasetSpec]
    displays: Mapping[str, DisplaySpec]
    references: Mapping[str, Path] = field(default_factory=dict)
    merged: Mapping[str, Entry] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    metadata: Mapping[str, tuple[StudyMetadata, str]] = field(default_factory=dict)
    metadata_files: tuple[Path, ...] = ()
    remarks: tuple[Finding, ...] = ()


def load_study(folder: Path | str) -> StudySpec:
    """
    Give the specs of a study folder, or raise every problem of all its files at once.

    Raises
    ------
    SpecError
        ``spec.no-study`` if the folder has no ``study.yaml``, and the codes of its files.
    """
    spec, findings = read_study(Path(folder))
    if spec is None or findings:
        raise SpecError(*findings)
    return spec


def read_study(folder: Path) -> tuple[StudySpec | None, list[Finding]]:
    """Give the specs as far as they can be read, and every problem found on the way."""
    problems = _Problems()
    layers = problems.keep(lambda: _layers(folder))
    if layers is None:
        return None, problems.findings
    tree = problems.keep(lambda: _study_tree(layers))
    store = SpecStore(layers)
    files = MetadataFiles(layers)
    entries = _dataset_entries(store, files, problems)
    if tree is not None:
        tree = files.study(tree, entries)
    study = problems.keep(lambda: read_node(StudyFile, tree)) if tree is not None else None
    merged: dict[str, Entry] = {} if tree is None else {"study": tree}
    merged |= entries
    datasets: dict[str, DatasetSpec] = {}
    for ref, entry in entries.items():
        spec = problems.keep(partial(read_node, DatasetSpec, entry), ref)
        if spec is not None:
            name = ref.partition(".")[2].lower()
            problems.keep(partial(_same_name, spec.dataset, name, spec.place_of("dataset")))
            datasets[ref] = spec
    displays = _displays(store, merged, problems)
    if study is None:
        return None, problems.findings
    found = (_references(layers), merged, frozenset(problems.failed))
    given = (files.used, tuple(files.files), tuple(files.findings))
    return StudySpec(study, folder, layers, datasets, displays, *found, *given), problems.findings


def _dataset_entries(
    store: SpecStore, files: MetadataFiles, problems: _Problems
) -> dict[str, Entry]:
    """Give the merged spec of every dataset, with the metadata of the file it names."""
    found = {}
    for stage in STAGES:
        for name, entry in _entries(store, stage, problems).items():
            ref = f"{stage}.{name.upper()}"
            laid = problems.keep(partial(files.lay, ref, entry), ref)
            if laid is not None:
                found[ref] = laid
    return found


@dataclass(slots=True)
class _Problems:
    findings: list[Finding] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def keep(self, make: Callable[[], Made], name: str = "") -> Made | None:
        try:
            return make()
        except SpecError as error:
            self.failed |= {name} - {""}
            self.findings += [one for one in error.findings if one not in self.findings]
            return None


def _layers(folder: Path) -> tuple[Layer, ...]:
    place = folder / "study.yaml"
    if not place.is_file():
        hint = "give the folder of a study, or make one with 'tlfgen new FOLDER'"
        what = "The folder holds no study.yaml."
        raise SpecError.of("spec.no-study", what, Source(folder.as_posix()), hint=hint)
    tree = load_yaml(place)
    names = (tree.get("layers") if isinstance(tree, Entry) else None) or ["library"]
    found = []
    for name in names:
        path = library_folder() if name == "library" else folder / str(name)
        if not path.is_dir():
            hint = "write 'library', or a folder relative to the study folder"
            what = f"The layer '{name}' is not a folder."
            raise SpecError.of("spec.no-layer", what, source_of(name), hint=hint)
        found.append(Layer(str(name), path))
    return (*found, Layer("study", folder))


def _study_tree(layers: tuple[Layer, ...]) -> Entry:
    tree: Any = None
    for layer in layers:
        own = layer.folder / "study.yaml"
        if own.is_file():
            part = _with_files(load_yaml(own), layer.folder)
            tree = part if tree is None else merge(tree, part)
        lists = layer.folder / "reference" / "codelists.yaml"
        if lists.is_file():
            part = Entry(Source(lists.as_posix(), 1))
            part["codelists"] = load_yaml(lists)
            part.key_sources["codelists"] = part.source
            tree = part if tree is None else merge(tree, part)
    if not isinstance(tree, Entry):
        what = "The study file holds no mapping."
        raise SpecError.of("spec.not-a-mapping", what, source_of(tree))
    return tree


def _with_files(tree: Any, folder: Path) -> Any:
    """Give the study file with the parts that lie in files of their own."""
    if not isinstance(tree, Entry):
        return tree
    for key in _FILE_KEYS:
        if isinstance(tree.get(key), str):
            tree[key] = load_named(folder, tree[key])
    return tree


def load_named(folder: Path, name: str) -> Any:
    """
    Give the values of a file that a spec names.

    Raises
    ------
    SpecError
        ``spec.not-found`` at the line that names it, and the codes of ``load_yaml``.
    """
    path = folder / str(name)
    if not path.is_file():
        what = f"There is no file '{name}'."
        hint = "the name is relative to the folder of this file"
        raise SpecError.of("spec.not-found", what, source_of(name), hint=hint)
    return load_yaml(path)


def _entries(store: SpecStore, kind: str, problems: _Problems) -> dict[str, Entry]:
    level = len(store.layers) - 1
    found = {}
    for name in store.names(level, kind):
        word = name if kind == "displays" else f"{kind}.{name.upper()}"
        entry = problems.keep(partial(store.resolve, kind, name, level), word)
        if entry is not None:
            found[name] = entry
    return found


def _same_name(given: str, file: str, source: Source | None) -> None:
    if given.lower() != file.lower():
        hint = f"name the file {given.lower()}.yaml"
        what = f"The file '{file}.yaml' describes '{given}'."
        raise SpecError.of("spec.file-name", what, source, hint=hint)


def _displays(
    store: SpecStore, merged: dict[str, Entry], problems: _Problems
) -> dict[str, DisplaySpec]:
    found: dict[str, DisplaySpec] = {}
    for file, entry in _entries(store, "displays", problems).items():
        for single in problems.keep(partial(expand_display, entry), file) or ():
            word = str(single.get("id", file))
            display = problems.keep(partial(_read_display, single), word)
            if display is None:
                continue
            if display.id in found:
                what = f"Two displays have the id '{display.id}'."
                first = found[display.id].source
                details = (f"the other is at {first}",)
                problems.findings.append(
                    Finding("spec.duplicate-id", what, display.source, details=details)
                )
            found[display.id] = display
            merged[display.id] = single
    return dict(sorted(found.items(), key=lambda item: _order(item[1])))


def _read_display(entry: Entry) -> DisplaySpec:
    try:
        return read_display(entry)
    except SpecError as error:
        raise SpecError(*name_user(error.findings, entry.source)) from None


def _order(display: DisplaySpec) -> tuple[Any, ...]:
    """Give the place of a display: by number, tables before figures before listings."""
    return _number_key(display.number), "tfl".index(display.id[0])


def _number_key(number: str) -> tuple[tuple[int, int, str], ...]:
    """Give the order of display numbers: 14.2.10 after 14.2.9."""
    parts = number.replace("-", ".").split(".")
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _references(layers: tuple[Layer, ...]) -> dict[str, Path]:
    return {
        path.stem.lower(): path
        for layer in layers
        for path in sorted((layer.folder / "reference").glob("*.csv"))
    }
