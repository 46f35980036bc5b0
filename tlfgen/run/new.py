"""A new study: a small working one from the package, or first recipes from a workbook."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tlfgen.core.errors import OutputError, SpecError
from tlfgen.core.source import Source
from tlfgen.spec.layers import library_folder

__all__ = ["new_study", "new_study_from", "starter_folder"]

_STUDY_ID = re.compile(r"[a-z][a-z0-9_-]*")
_STUDY = """\
id: {id}
title: {title}
protocol: {protocol}
layers: [library]
status: draft
run_date: 2000-01-01T00:00         # printed on pages; --run-date sets another
data:                              # where the input data lie, relative to --data
  sdtm: [{{folder: sdtm}}]
subjects: {{data: ADSL, key: [STUDYID, USUBJID]}}
"""
_ID_LINE = re.compile(r"\Aid: .*$", re.MULTILINE)


def starter_folder() -> Path:
    """
    Give the folder of the small study: in the package, else in the checkout around it.

    Raises
    ------
    OutputError
        ``output.no-starter`` where both are absent.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_builtin" / "starter", package.parent / "specs" / "starter"):
        if folder.is_dir():
            return folder
    what = "The small study is not in the package."
    raise OutputError.of("output.no-starter", what, hint="install tlfgen again")


def new_study_from(folder: Path, file: Path) -> tuple[str, ...]:
    """
    Write the first recipes of a study from a specification workbook or a define file.

    The file is copied to ``define/`` of the study; every dataset takes its metadata from there.

    Returns
    -------
    tuple of str
        The names of the files.

    Raises
    ------
    OutputError
        ``output.not-empty``, ``output.cannot-write``.
    SpecError
        The codes of ``read_metadata``, the errors of the file.
    """
    from tlfgen.spec.metadata_files import read_metadata
    from tlfgen.spec.skeleton import first_recipe, stage_of

    _require_new(folder)
    made, findings = read_metadata(file)
    wrong = [one for one in findings if one.severity == "error"]
    if wrong:
        raise SpecError(*wrong)
    name = f"define/{file.name}"
    texts: dict[str, str | bytes] = {name: file.read_bytes()}
    about = dict(made.study)
    word = folder.resolve().name.lower()
    texts["study.yaml"] = _STUDY.format(
        id=word if _STUDY_ID.fullmatch(word) else "study",
        title=json.dumps(about.get("StudyDescription", word), ensure_ascii=False),
        protocol=json.dumps(about.get("StudyName", word), ensure_ascii=False),
    )
    for dataset in made.datasets:
        stage = stage_of(dataset)
        known = {path.stem for path in (library_folder() / stage).glob("*.yaml")}
        place = f"{stage}/{dataset.name.lower()}.yaml"
        texts[place] = first_recipe(made, dataset, name, known)
    return _written(folder, texts)


def _require_new(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "There is something of this name already."
        hint = "give the name of a new or empty folder; nothing is written over"
        raise OutputError.of("output.not-empty", what, Source(folder.as_posix()), hint=hint)


def _written(folder: Path, texts: dict[str, str | bytes]) -> tuple[str, ...]:
    try:
        for name, content in sorted(texts.items()):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        what = f"The study cannot be written: {error.strerror}."
        raise OutputError.of("output.cannot-write", what, Source(folder.as_posix())) from None
    return tuple((folder / name).as_posix() for name in sorted(texts))


def new_study(folder: Path) -> tuple[str, ...]:
    """
    Write a small working study into a folder, and give the names of its files.

    The study is called like the folder where that is a possible id.

    Raises
    ------
    OutputError
        ``output.not-empty`` if the folder holds anything, ``output.cannot-write``.
    """
    _require_new(folder)
    source = starter_folder()
    names = sorted(p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file())
    texts: dict[str, str | bytes] = {name: (source / name).read_bytes() for name in names}
    texts["study.yaml"] = _renamed((source / "study.yaml").read_bytes(), folder.resolve().name)
    return _written(folder, texts)


def _renamed(content: bytes, name: str) -> bytes:
    word = name.lower()
    if not _STUDY_ID.fullmatch(word):
        return content
    return _ID_LINE.sub(f"id: {word}", content.decode(), count=1).encode()
