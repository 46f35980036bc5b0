"""What tasks carry to workers: small values, no frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tlfgen.model.dataset import Stage
    from tlfgen.model.output import RunStamp
    from tlfgen.model.page import PageSetup
    from tlfgen.spec.dataset import DatasetSpec
    from tlfgen.spec.display import DisplaySpec, TableSpec
    from tlfgen.spec.study import StudyFile

__all__ = [
    "DATASET",
    "DISPLAY",
    "DUMMY_WATERMARK",
    "LENGTHS",
    "LINEAGE",
    "PARENTS",
    "RESULTS",
    "SUPPLEMENT",
    "TRACE",
    "Compile",
    "Derive",
    "Draw",
    "FileInput",
    "MakeDisplay",
    "PackageInput",
    "Part",
    "RawInput",
    "TableInput",
    "Transport",
]

DATASET = "dataset.parquet"
SUPPLEMENT = "supplement.parquet"
LINEAGE = "lineage.json"
TRACE = "lineage.parquet"
PARENTS = "parents.parquet"
LENGTHS = "lengths.json"
DISPLAY = "display.pickle"
RESULTS = "results.parquet"
DUMMY_WATERMARK = "DUMMY TREATMENT"

Templates = tuple[tuple[str, Path], ...]


@dataclass(frozen=True, slots=True)
class RawInput:
    """A raw form: its file, its entry of the data dictionary, how text is read."""

    name: str
    path: Path
    form: Mapping[str, Any]
    encoding: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileInput:
    """A transport, sas7bdat or Parquet file."""

    name: str
    path: Path
    stage: Stage


@dataclass(frozen=True, slots=True)
class PackageInput:
    """A dataset of an installed data package."""

    name: str
    package: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class TableInput:
    """A reference table: a CSV file, or the rows of the study file."""

    name: str
    path: Path | None = None
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Derive:
    """
    A dataset to derive.

    Parameters
    ----------
    spec : DatasetSpec
    study : StudyFile
    only : frozenset of str or None
        The columns of a partial pass.
    plugins : tuple of Path
        Python files of the study.
    places : mapping of folder to word
        How the folders of the layers are called in stored lineage.
    part_rows : int or None
        Records of the sources taken at once; None as the mapper sees fit.
    """

    spec: DatasetSpec
    study: StudyFile
    only: frozenset[str] | None = None
    plugins: tuple[Path, ...] = ()
    places: Mapping[str, str] | None = None
    part_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Transport:
    """A transport file to write: its dataset, its name, and the time printed in it."""

    name: str
    file: str
    made: datetime
    source_file: str = DATASET


@dataclass(frozen=True, slots=True)
class MakeDisplay:
    """
    A display to make.

    Parameters
    ----------
    spec : DisplaySpec
    study : StudyFile
    stamp : RunStamp
    program : str
        Path of the spec in its layer, and its hash: printed as the source.
    shells : mapping of display id to TableSpec
        The tables a figure takes results from.
    dummy : int or None
        The seed of dummy treatment.
    """

    spec: DisplaySpec
    study: StudyFile
    stamp: RunStamp
    program: str
    shells: Mapping[str, TableSpec] = field(default_factory=dict)
    dummy: int | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """A file to draw: its name, its format and the templates, highest layer first."""

    file: str
    format: str
    templates: Templates = ()


@dataclass(frozen=True, slots=True)
class Part:
    """
    One line of the contents: a section, or a display by its role among the inputs.

    ``depth`` counts from 0; ``file`` is the display's PDF inside its artifact.
    """

    number: str
    title: str
    depth: int
    role: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Compile:
    """What is compiled: file, cover texts, parts in order, page stamp, look."""

    file: str
    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]
    page_stamp: str
    setup: PageSetup
    stamp: RunStamp
    notice: str = ""
    watermark: str = ""
    depth: int = 3
    links: bool = True
    templates: Templates = ()
