"""Builds of the little study, by the command line."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.study.little import write_study
from tests.study.seed_build import run_tlfgen


@dataclass(frozen=True)
class LittleBuild:
    """A study folder, and the folder its outputs go to."""

    study: Path
    folder: Path

    def build(self, *options: str, **settings: Any) -> subprocess.CompletedProcess[str]:
        """Build it."""
        return run_tlfgen("build", self.study, "--out", self.folder, *options, **settings)

    def hashes(self) -> dict[str, str]:
        """Give the hash of every output file."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def forget(self) -> None:
        """Remove the cache, so that the next build does everything."""
        shutil.rmtree(self.folder.parent / ".cache")

    def copied(self, place: Path) -> LittleBuild:
        """Give a copy of the study with its outputs and its cache."""
        shutil.copytree(self.study, place / "study")
        shutil.copytree(self.folder.parent, place / "outputs")
        return LittleBuild(place / "study", place / "outputs" / self.folder.name)


def first_build(place: Path) -> LittleBuild:
    """Write the little study and build it."""
    made = LittleBuild(write_study(place / "study"), place / "outputs" / "made")
    done = made.build("--quiet")
    assert 0 == done.returncode, done.stderr
    return made
