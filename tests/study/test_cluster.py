"""A build on a Dask cluster gives the bytes of a local one, and outlives a lost worker."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.study.little_build import LittleBuild, first_build
from tests.study.seed_build import ROOT

pytestmark = pytest.mark.slow

PATIENCE = 60
SETTINGS = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__DASHBOARD__LINK": ""}


@dataclass
class Cluster:
    """A scheduler with workers on this machine."""

    folder: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    address: str = ""

    def start(self, module: str, *options: str) -> str:
        """Start a process of the cluster; gives the address it says."""
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + module, *options],
            env=SETTINGS,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            cwd=self.folder,
        )
        self.processes.append(process)
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"(?:Scheduler|Start worker) at: +(tcp://\S+)", line)
            if found:
                return found[1]
        pytest.fail("the cluster does not start")

    def add_worker(self, threads: int = 1) -> None:
        """Start one more worker."""
        options = ("--nthreads", str(threads), "--no-dashboard", "--no-nanny")
        self.start("dask_worker", self.address, *options, "--host", "127.0.0.1")

    def end(self) -> None:
        """End every process of the cluster."""
        for process in self.processes[::-1]:
            process.kill()
            process.communicate(timeout=PATIENCE)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Give a scheduler with two workers on the loopback."""
    made = Cluster(tmp_path)
    try:
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        made.address = made.start("dask_scheduler", *options)
        made.add_worker()
        made.add_worker()
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> LittleBuild:
    """Build the little study with local processes."""
    return first_build(tmp_path_factory.mktemp("local"))


def test_the_same_bytes_on_a_cluster(cluster: Cluster, local: LittleBuild, tmp_path: Path) -> None:
    """Every file is the same, wherever its task ran."""
    made = LittleBuild(local.study, tmp_path / "outputs" / "made")
    done = made.build("--quiet", "--cluster", cluster.address)
    assert 0 == done.returncode, done.stderr
    assert local.hashes() == made.hashes()


def test_a_lost_worker_loses_nothing(cluster: Cluster, local: LittleBuild, tmp_path: Path) -> None:
    """When a worker is killed in the middle, its tasks are done by the other one."""
    made = LittleBuild(local.study, tmp_path / "outputs" / "made")
    place = ("build", str(made.study), "--out", str(made.folder), "--cluster", cluster.address)
    build = subprocess.Popen(
        [sys.executable, "-m", "tlfgen.cli", *place],
        env=SETTINGS, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert build.stderr is not None
    for line in build.stderr:
        if line.startswith("[8/"):
            break
    os.kill(cluster.processes[-1].pid, signal.SIGKILL)
    said = build.communicate(timeout=PATIENCE * 5)[1]
    assert 0 == build.returncode, said
    assert local.hashes() == made.hashes()


def test_a_cluster_that_is_not_there(local: LittleBuild, tmp_path: Path) -> None:
    """An address where nobody answers is an error with what to do, and exit code 3."""
    made = LittleBuild(local.study, tmp_path / "outputs" / "made")
    start = time.monotonic()
    done = made.build("--quiet", "--cluster", "tcp://127.0.0.1:1")
    assert (3, True) == (done.returncode, "[output.no-cluster]" in done.stderr)
    assert time.monotonic() - start < 2 * PATIENCE


def test_workers_of_several_threads_are_refused(
    cluster: Cluster, local: LittleBuild, tmp_path: Path
) -> None:
    """Tasks do not run beside each other in one process."""
    cluster.add_worker(threads=2)
    made = LittleBuild(local.study, tmp_path / "outputs" / "made")
    done = made.build("--quiet", "--cluster", cluster.address)
    assert (3, True) == (done.returncode, "[output.cluster-threads]" in done.stderr)
