"""The cache of task outcomes, addressed by content keys."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Self

from tlfgen.core.errors import Finding, OutputError
from tlfgen.core.source import Source
from tlfgen.io.files import file_hash, text_hash
from tlfgen.run.task import Artifact

__all__ = ["Cache"]

_DONE = "done.json"
_HELD = "held"


class Cache:
    """
    A folder of finished task outcomes, shared by builds that run side by side.

    While a build works, its unfinished folders lie in one folder of its own, which it holds by a
    lock; closing the cache removes it, and the next build removes what a killed one left.

    Parameters
    ----------
    folder : Path
        Made when first needed; may be deleted at any time no build runs.
    places : mapping of folder to word
        The folders of specs, whose findings are kept without a path of the machine.
    now : callable, optional
        Gives the place where what a finding names stands now.
    """

    def __init__(
        self,
        folder: Path,
        places: Mapping[str, str] | None = None,
        now: Callable[[Source], Source] | None = None,
    ) -> None:
        self.folder = folder
        self.now = now
        self.places = dict(places or {})
        self._own: Path | None = None
        self._held: IO[str] | None = None

    def __enter__(self) -> Self:
        self.sweep()
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()

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
        findings = tuple(_finding(entry, self.places, self.now) for entry in done["findings"])
        return Artifact(str(folder), done["digest"], files, findings)

    def begin(self) -> Path:
        """
        Give a new folder to work in.

        Raises
        ------
        OutputError
            ``output.cannot-write``.
        """
        try:
            if self._own is None:
                self._own = self._start()
            return Path(tempfile.mkdtemp(dir=self._own))
        except OSError as error:
            raise _unwritable(self.folder, error) from None

    def _start(self) -> Path:
        """Make the folder of this build, and hold it."""
        with self._alone():
            own = Path(tempfile.mkdtemp(prefix=".work-", dir=self.folder))
            self._held = (own / _HELD).open("w")
            fcntl.flock(self._held, fcntl.LOCK_EX)
        return own

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other builds from starting, or from sweeping, for a moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def finish(self, key: str, work: Path, findings: Sequence[Finding]) -> Artifact:
        """
        Keep what lies in ``work`` under the key, whole or not at all.

        Raises
        ------
        OutputError
            ``output.cannot-write``.
        """
        try:
            return self._keep(key, work, findings)
        except OSError as error:
            raise _unwritable(self.folder, error) from None

    def _keep(self, key: str, work: Path, findings: Sequence[Finding]) -> Artifact:
        names = sorted(p.relative_to(work).as_posix() for p in work.rglob("*") if p.is_file())
        files = {name: file_hash(work / name) for name in names}
        entries = [_entry(finding, self.places) for finding in findings]
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

    def close(self) -> None:
        """Remove the unfinished folders of this build."""
        if self._own is not None and self._held is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._held.close()
            self._own = self._held = None

    def sweep(self) -> None:
        """Remove the working folders that interrupted builds left, and no other's."""
        if not self.folder.is_dir():
            return
        with self._alone():
            for left in self.folder.glob(".work-*"):
                if not _is_held(left / _HELD):
                    shutil.rmtree(left, ignore_errors=True)


def _is_held(path: Path) -> bool:
    """Say whether a build that runs holds this file."""
    try:
        with path.open("r+") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _unwritable(folder: Path, error: OSError) -> OutputError:
    what = f"The cache of the builds cannot be written: {error.strerror}."
    hint = "check the free space and the rights of the folder"
    return OutputError.of("output.cannot-write", what, Source(folder.as_posix()), hint=hint)


def _entry(finding: Finding, places: Mapping[str, str]) -> dict[str, Any]:
    """Give a finding as stored: its file by layer, where it lies in one."""
    entry = asdict(finding)
    for folder in sorted(places, key=len, reverse=True) if finding.source else ():
        file = Path(entry["source"]["file"])
        if file.is_relative_to(folder):
            entry["source"]["file"] = file.relative_to(folder).as_posix()
            entry["layer"] = places[folder]
            break
    return entry


def _finding(
    entry: dict[str, Any], places: Mapping[str, str], now: Callable[[Source], Source] | None
) -> Finding:
    place = dict(entry["source"] or {})
    folder = next((one for one, word in places.items() if word == entry.get("layer")), None)
    if folder is not None:
        place["file"] = (Path(folder) / place["file"]).as_posix()
    source = Source(**place) if place else None
    return Finding(
        entry["code"],
        entry["what"],
        now(source) if now is not None and source is not None and folder is not None else source,
        tuple(entry["allowed"]),
        entry["hint"],
        entry["severity"],
        tuple(entry["details"]),
    )
