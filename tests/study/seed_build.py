"""One build of the seed trial a test run, shared by the processes of the run."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "specs" / "nct01213186"
NOTICE = "Simulated data, not study data"


def run_tlfgen(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "tlfgen.cli", *map(str, arguments)]
    return subprocess.run(
        command, env=settings, capture_output=True, text=True, check=False, **options
    )


@dataclass(frozen=True)
class SeedBuild:
    """The output folder of the seed trial, with what the command said."""

    folder: Path
    said: str

    def frame(self, name: str) -> pd.DataFrame:
        """Give a dataset such as ``adam/adsl``, read from its transport file."""
        frame, _ = pyreadstat.read_xport(str(self.folder / f"{name}.xpt"))
        return frame

    def labels(self, name: str) -> dict[str, str]:
        """Give the labels of the variables of a dataset."""
        _, meta = pyreadstat.read_xport(str(self.folder / f"{name}.xpt"), metadataonly=True)
        return dict(meta.column_names_to_labels)

    def datasets(self) -> list[str]:
        """Give the name of every dataset, such as ``sdtm/dm``."""
        found = [*self.folder.glob("sdtm/*.xpt"), *self.folder.glob("adam/*.xpt")]
        return sorted(path.relative_to(self.folder).with_suffix("").as_posix() for path in found)

    def displays(self) -> list[str]:
        """Give the id of every display."""
        return sorted(path.stem for path in self.folder.glob("displays/*.json"))

    def display(self, name: str) -> dict[str, Any]:
        """Give a display as its JSON says."""
        text = (self.folder / "displays" / f"{name}.json").read_text(encoding="utf-8")
        read: dict[str, Any] = json.loads(text)
        return read

    def row(self, display: str, *path: str) -> list[str]:
        """Give the cells of the one row whose path ends so."""
        found = [
            row["cells"]
            for row in self.display(display)["rows"]
            if tuple(row["path"][-len(path) :]) == path
        ]
        assert 1 == len(found), (path, len(found))
        cells: list[str] = found[0]
        return cells

    def results(self, name: str) -> pd.DataFrame:
        """Give the results of a display by their id."""
        frame = pd.read_parquet(self.folder / "results" / f"{name}.parquet")
        return frame.set_index("result_id")


def build_once(folder: Path) -> SeedBuild:
    """Build the seed trial into a folder, once for all processes that ask."""
    target, said = folder / "nct01213186", folder / "said.txt"
    with (folder / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if not said.exists():
            done = run_tlfgen("build", STUDY, "--out", target, "--quiet", cwd=folder)
            assert 0 == done.returncode, done.stderr
            said.write_text(done.stderr, encoding="utf-8")
    return SeedBuild(target, said.read_text(encoding="utf-8"))


def pdf_pages(path: Path) -> list[str]:
    """Give the text of each page of a PDF."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]
