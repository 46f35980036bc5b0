"""The cache of task outcomes, addressed by content keys."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source
from tlfgen.io.files import file_hash, text_hash
from tlfgen.run.task import Artifact

__all__ = ["Cache"]

_DONE = "done.json"


class Cache:
    """
    A folder of finished task outcomes.

    Parameters
    ----------
    folder : Path
        Made when first needed; may be deleted at any time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Give the folder of a key, there or not."""
        return self.folder / key[:2] / key

    def find(self, key: str) -> Artifact | None:
        """Give the finished outcome under a key, or None."""
        folder = self.path(key)
        try:
            done = json.loads((folder / _DONE).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        files: dict[str, str] = done["files"]
        if not all((folder / name).is_file() for name in files):
            return None
        findings = tuple(_finding(entry) for entry in done["findings"])
        return Artifact(str(folder), done["digest"], files, findings)

    def begin(self) -> Path:
        """Give a new folder to work in."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".work-", dir=self.folder))

    def finish(self, key: str, work: Path, findings: Sequence[Finding]) -> Artifact:
        """Keep what lies in ``work`` under the key, whole or not at all."""
        names = sorted(p.relative_to(work).as_posix() for p in work.rglob("*") if p.is_file())
        files = {name: file_hash(work / name) for name in names}
        entries = [asdict(finding) for finding in findings]
        digest = text_hash(*(f"{name}={digest}" for name, digest in files.items()))
        done = {"digest": digest, "files": files, "findings": entries}
        (work / _DONE).write_text(json.dumps(done, sort_keys=True), encoding="utf-8")
        place = self.path(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            work.rename(place)
        except OSError:  # another build was first, or an unfinished folder lies there
            known = self.find(key)
            if known is not None:
                shutil.rmtree(work)
                return known
            shutil.rmtree(place, ignore_errors=True)
            work.rename(place)
        return Artifact(str(place), digest, files, tuple(findings), fresh=True)

    def sweep(self) -> None:
        """Remove the working folders that interrupted builds left."""
        for left in self.folder.glob(".work-*"):
            shutil.rmtree(left, ignore_errors=True)


def _finding(entry: dict[str, Any]) -> Finding:
    place = entry["source"]
    return Finding(
        entry["code"],
        entry["what"],
        Source(**place) if place else None,
        tuple(entry["allowed"]),
        entry["hint"],
        entry["severity"],
        tuple(entry["details"]),
    )
