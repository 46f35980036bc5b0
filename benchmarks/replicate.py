"""
Time and memory of deriving the pilot's analysis datasets from N copies of its subjects.

Run: ``python benchmarks/replicate.py N [folder of the tabulation data] [build options]``. Every
transport file is copied with its observations repeated; the first two characters of USUBJID
number the copy. Everything is written to a temporary folder (``TMPDIR``); the datasets alone are
built. Ratios matter, not seconds.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
RECORD = 80
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def replicate(source: Path, target: Path, copies: int) -> int:
    """Write a transport file with its observations repeated; gives their number."""
    opener = gzip.open if source.suffix == ".gz" else open
    with opener(source, "rb") as stream:
        data = stream.read()
    count = int(data[RECORD * 7 + 54 : RECORD * 7 + 58])
    start = RECORD * 8 + -(-140 * count // RECORD) * RECORD + RECORD
    fields = {}
    for number in range(count):
        at = RECORD * 8 + 140 * number
        width, name = struct.unpack(">4xh2x8s", data[at : at + 16])
        fields[name.decode().strip()] = struct.unpack(">l", data[at + 84 : at + 88])[0], width
    row = sum(width for _, width in fields.values())
    rows = (len(data) - start) // row
    table = np.frombuffer(data, np.uint8, rows * row, start).reshape(rows, row).copy()
    while rows and (table[rows - 1] == ord(" ")).all():
        rows -= 1
    table = table[:rows]
    repeats = copies if "USUBJID" in fields else 1
    with target.open("wb") as out:
        out.write(data[:start])
        for copy in range(repeats):
            if "USUBJID" in fields:
                at = fields["USUBJID"][0]
                word = DIGITS[copy // 36] + DIGITS[copy % 36]
                table[:, at : at + 2] = np.frombuffer(word.encode(), np.uint8)
            out.write(table.tobytes())
        out.write(b" " * (-(rows * row * repeats) % RECORD))
    return rows * repeats


class Watch(threading.Thread):
    """Looks at the memory of all processes below this one."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Keep the largest sum of resident memory, in MB."""
        while not self.ended.wait(0.25):
            self.peak = max(self.peak, sum(map(resident, children(os.getpid()))) // 1024)


def children(process: int) -> list[int]:
    """Give the processes below a process."""
    try:
        lists = Path(f"/proc/{process}/task").glob("*/children")
        found = [int(word) for one in lists for word in one.read_text().split()]
    except OSError:
        return []
    return found + [below for one in found for below in children(one)]


def resident(process: int) -> int:
    """Give the private memory of a process in kB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))


def build(study: Path, data: Path, out: Path, options: list[str]) -> list[dict]:
    """Build the datasets; gives the record of every task."""
    command = [sys.executable, "-m", "tlfgen.cli", "build", str(study), "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command += ["--out", str(out), "--only", "AD*", "--quiet", *options]
    subprocess.run(command, env=environment, check=True)
    files = sorted((out.parent / ".runs").glob("*.jsonl"), key=lambda path: int(path.stem))
    return [json.loads(line) for line in files[-1].read_text(encoding="utf-8").splitlines()][1:]


def main() -> None:
    """Replicate, build, and print a line a task and the sums."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    given = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT.parent / "shared/data/pilot-sdtm"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "pilot-sdtm"
        data.mkdir()
        sources = [*given.glob("*.xpt"), *given.glob("*.xpt.gz")]
        rows = sum(
            replicate(one, data / f"{one.name.partition('.')[0]}.xpt", copies) for one in sources
        )
        study = Path(folder) / "study" / "cdiscpilot01"
        shutil.copytree(ROOT / "specs" / "cdiscpilot01", study)
        shutil.copytree(ROOT / "specs" / "library", study.parent / "library")
        shutil.rmtree(study / "displays")
        watch = Watch()
        watch.start()
        start = time.perf_counter()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        tasks = build(study, Path(folder), Path(folder) / "outputs" / "made", sys.argv[3:])
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        watch.ended.set()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{'task':<28}{'seconds':>9}{'MB':>8}")
    for task in sorted(tasks, key=lambda one: one["task"]):
        if task["state"] == "run":
            print(f"{task['task']:<28}{task['seconds']:>9.1f}{task['memory_mb']:>8.0f}")
    print(
        f"{copies} copies, {rows:,} records: {wall:.0f} s, {cpu:.0f} CPU-s, {watch.peak} MB in all"
    )


if __name__ == "__main__":
    main()
