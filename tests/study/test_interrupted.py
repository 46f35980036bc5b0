"""Whatever stops a build, the outputs are the old ones, and the next build completes."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.study.little_build import LittleBuild
from tests.study.seed_build import ROOT

pytestmark = pytest.mark.slow
LONG = 60
QUICK = ("--quiet", "--formats", "txt")


def start(little: LittleBuild, *options: str) -> subprocess.Popen[str]:
    """Start a build as the leader of a process group of its own."""
    place = ("build", str(little.study), "--out", str(little.folder), *options)
    return subprocess.Popen(
        [sys.executable, "-m", "tlfgen.cli", *place],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def wait_for_task(build: subprocess.Popen[str], number: int) -> None:
    """Wait until the build says that so many tasks are done."""
    assert build.stderr is not None
    for line in build.stderr:
        if line.startswith("[") and int(line[1:].partition("/")[0]) >= number:
            return
    pytest.fail("the build ended too early")


def workers(build: subprocess.Popen[str]) -> list[int]:
    """Give the process ids of the workers of a build."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
            words = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == build.pid and b"spawn_main" in words:
            found.append(int(place.name))
    return sorted(found)


def is_running(number: int) -> bool:
    """Say whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def end(build: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a build; gives its exit code and what it still says."""
    try:
        _, said = build.communicate(timeout=LONG)
    finally:
        build.kill()
    return build.returncode, said


@pytest.fixture
def changed(little: LittleBuild) -> tuple[LittleBuild, dict[str, str]]:
    """Give a study built once, then changed, without a cache; and the hashes of its outputs."""
    before = little.hashes()
    place = little.study / "study.yaml"
    place.write_text(place.read_text().replace("title: A little study", "title: A changed study"))
    little.forget()
    return little, before


def requires_a_fresh_build(little: LittleBuild, tmp_path: Path) -> None:
    """Prove that the next build completes, equals a fresh one, and leaves nothing behind."""
    done = little.build(*QUICK)
    assert 0 == done.returncode, done.stderr
    fresh = LittleBuild(little.study, tmp_path / "fresh" / little.folder.name)
    assert 0 == fresh.build(*QUICK).returncode
    assert fresh.hashes() == little.hashes()
    left = [path.name for path in (little.folder.parent / ".cache").glob(".work-*")]
    assert [] == left
    allowed = {little.folder.name, ".cache", ".runs", f".{little.folder.name}.lock"}
    assert {path.name for path in little.folder.parent.iterdir()} <= allowed


def by_keyboard(build: subprocess.Popen[str]) -> None:
    """Press Ctrl-C: the whole group is told."""
    os.killpg(build.pid, signal.SIGINT)


def killed_group(build: subprocess.Popen[str]) -> None:
    """Kill the build with its workers."""
    os.killpg(build.pid, signal.SIGKILL)


def killed_worker(build: subprocess.Popen[str]) -> None:
    """Kill one worker."""
    os.kill(workers(build)[0], signal.SIGKILL)


STOPS = {
    "Ctrl-C": (by_keyboard, 130, "interrupted; the outputs are as before"),
    "killed with its workers": (killed_group, -signal.SIGKILL, ""),
}


@pytest.mark.parametrize("name", STOPS)
def test_stopped_in_the_middle(
    changed: tuple[LittleBuild, dict[str, str]], tmp_path: Path, name: str
) -> None:
    """The exit code is as promised, the outputs stay, and the next build completes."""
    little, before = changed
    stop: Callable[[subprocess.Popen[str]], None]
    stop, code, words = STOPS[name]
    build = start(little, *QUICK[1:], "--jobs", "2")
    wait_for_task(build, 6)
    stop(build)
    returned, said = end(build)
    assert (code, True) == (returned, words in said)
    assert "Traceback" not in said
    assert before == little.hashes()
    requires_a_fresh_build(little, tmp_path)


def test_a_worker_killed_in_the_middle(
    changed: tuple[LittleBuild, dict[str, str]], tmp_path: Path
) -> None:
    """What a lost worker did is done again, and the build completes."""
    little, _ = changed
    build = start(little, *QUICK[1:], "--jobs", "2")
    wait_for_task(build, 6)
    killed_worker(build)
    returned, said = end(build)
    assert (0, True) == (returned, "worker lost, tried again" in said)
    requires_a_fresh_build(little, tmp_path)


def test_workers_end_with_their_build(changed: tuple[LittleBuild, dict[str, str]]) -> None:
    """When the process of a build is killed alone, its workers do not stay behind."""
    little, _ = changed
    build = start(little, *QUICK[1:], "--jobs", "2")
    wait_for_task(build, 3)
    own = workers(build)
    build.kill()
    build.communicate(timeout=LONG)
    deadline = time.monotonic() + LONG
    while any(map(is_running, own)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert (2, []) == (len(own), [number for number in own if is_running(number)])


def test_two_builds_at_once(changed: tuple[LittleBuild, dict[str, str]], tmp_path: Path) -> None:
    """The second build of the same outputs is refused while the first one works."""
    little, _ = changed
    first = start(little, *QUICK[1:])
    wait_for_task(first, 1)
    second = little.build(*QUICK)
    assert (3, True) == (second.returncode, "[output.locked]" in second.stderr)
    assert 0 == end(first)[0]
    requires_a_fresh_build(little, tmp_path)


def test_two_studies_at_once(changed: tuple[LittleBuild, dict[str, str]]) -> None:
    """Builds of two output folders beside each other share the cache, and both complete."""
    little, _ = changed
    other = LittleBuild(little.study, little.folder.parent / "other")
    first = start(little, *QUICK[1:], "--jobs", "1")
    wait_for_task(first, 1)
    second = other.build(*QUICK, "--jobs", "1")
    assert (0, 0) == (end(first)[0], second.returncode)
    assert little.hashes() == other.hashes()


def small_files() -> None:
    """Let this process write no file of more than a kilobyte and a half, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))


@pytest.mark.parametrize("warm", [False, True], ids=["in a task", "at the end"])
def test_no_room(changed: tuple[LittleBuild, dict[str, str]], tmp_path: Path, warm: bool) -> None:  # noqa: FBT001 - a parameter of the case
    """Where a file cannot be written whole, nothing is published, and the message says so."""
    little, before = changed
    if warm:
        other = LittleBuild(little.study, little.folder.parent / "other")
        assert 0 == other.build(*QUICK).returncode
        for path in sorted(other.folder.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        other.folder.rmdir()
        (other.folder.parent / ".other.lock").unlink()
    done = little.build(*QUICK, preexec_fn=small_files)
    assert (3, True) == (done.returncode, "[output.cannot-write]" in done.stderr), done.stderr
    assert "File too large" in done.stderr
    assert before == little.hashes()
    requires_a_fresh_build(little, tmp_path)


def test_outputs_that_cannot_be_made(little: LittleBuild) -> None:
    """A file where the folder of outputs belongs is refused with exit code 3."""
    place = little.folder.parent / "file"
    place.write_text("")
    done = LittleBuild(little.study, place / "made").build(*QUICK)
    assert (3, False) == (done.returncode, "Traceback" in done.stderr)


def test_a_damaged_cache(little: LittleBuild) -> None:
    """Files of the cache that are cut or gone are made again; the outputs stay the same."""
    before = little.hashes()
    for number, path in enumerate(sorted((little.folder.parent / ".cache").rglob("done.json"))):
        if number % 3 == 0:
            path.write_text(path.read_text()[:20])
        elif number % 3 == 1:
            for file in [one for one in path.parent.iterdir() if one != path][:1]:
                file.unlink()
    done = little.build("--quiet")
    assert 0 == done.returncode, done.stderr
    assert before == little.hashes()


def test_the_lock_of_a_dead_build(little: LittleBuild) -> None:
    """A lock file nobody holds stops nobody."""
    path = little.folder.parent / f".{little.folder.name}.lock"
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert 3 == little.build(*QUICK).returncode
    assert 0 == little.build(*QUICK).returncode
