"""
Time and memory of building a study: cold, unchanged, one display changed.

Run: ``python benchmarks/build_trial.py [study folder] [build options]`` (the seed trial where none
is named). Everything is written to a temporary folder. Ratios matter, not seconds.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build(study: Path, out: Path, options: list[str]) -> tuple[float, float]:
    """Build once; gives wall seconds, and CPU seconds of the build with its workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "tlfgen.cli", "build", str(study), "--out", str(out)]
    subprocess.run(
        [*command, "--quiet", *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        check=True,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def last_run(out: Path) -> list[dict]:
    """Give the record of the last build, one entry a task."""
    files = sorted((out.parent / ".runs").glob("*.jsonl"), key=lambda path: int(path.stem))
    return [json.loads(line) for line in files[-1].read_text(encoding="utf-8").splitlines()][1:]


def show_stages(tasks: list[dict]) -> None:
    """Print tasks, seconds and peak memory by stage."""
    stages: dict[str, list[dict]] = defaultdict(list)
    for task in tasks:
        if task["state"] == "run":
            stages[task["stage"]].append(task)
    print(f"  {'stage':<12}{'tasks':>6}{'seconds':>9}{'slowest':>9}  MB")
    for stage, own in stages.items():
        seconds = [task["seconds"] for task in own]
        memory = max(task["memory_mb"] for task in own)
        print(f"  {stage:<12}{len(own):>6}{sum(seconds):>9.1f}{max(seconds):>9.1f}  {memory}")


def main() -> None:
    """Build three times and print a table."""
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "specs" / "nct01213186"
    options = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / given.name
        shutil.copytree(given, study)
        out = Path(folder) / "outputs" / "made"
        cold, cpu = build(study, out, options)
        tasks = last_run(out)
        print(f"cold: {cold:.1f} s, {cpu:.1f} CPU-s, {len(tasks)} tasks, {os.cpu_count()} cores")
        show_stages(tasks)
        wall, cpu = build(study, out, options)
        print(f"unchanged: {wall:.1f} s, {cpu:.1f} CPU-s, {wall / cold:.0%} of cold")
        shells = sorted((study / "displays").glob("t_*.yaml"))
        shell = next(one for one in shells if "title: " in one.read_text(encoding="utf-8"))
        shell.write_text(shell.read_text(encoding="utf-8").replace("title: ", "title: New ", 1))
        wall, cpu = build(study, out, options)
        ran = sum(task["state"] == "run" for task in last_run(out))
        print(f"one table changed: {wall:.1f} s, {cpu:.1f} CPU-s, {ran} tasks run")


if __name__ == "__main__":
    main()
