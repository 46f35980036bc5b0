"""Tasks run in order of need, once for the same content."""

import os
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tlfgen.core.errors import DataError, Finding
from tlfgen.run.cache import Cache
from tlfgen.run.execute import Outcome, run_tasks
from tlfgen.run.task import Task
from tlfgen.run.workers import start_workers

HERE = f"{__name__}"


def write_word(payload: str, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """Write the words of the inputs and one's own."""
    words = [(path / "word").read_text() for _, path in sorted(inputs.items())]
    if payload == "fail":
        raise DataError.of("data.test", "It fails.")
    if payload == "fault":
        raise KeyError(payload)
    if payload == "refused":
        (folder / "not-there" / "word").write_text("")
    (folder / "word").write_text(" ".join([*words, payload]))
    return [Finding("test.note", payload, severity="note")]


def task(name: str, word: str, **needs: str) -> Task:
    """Give a task that writes a word."""
    return Task(name, "test", f"{HERE}:write_word", word, needs, (word,))


class Pool:
    """Workers that never change."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def executor(self) -> Executor:
        """Give the executor."""
        return self._pool

    def renewed(self) -> Executor:
        """Give it again."""
        return self._pool


def run(folder: Path, *tasks: Task) -> tuple[Outcome, list[tuple[str, str]]]:
    """Run tasks in threads and take down what happened."""
    seen: list[tuple[str, str]] = []
    with ThreadPoolExecutor(2) as pool, Cache(folder) as cache:
        outcome = run_tasks(
            tasks, cache, Pool(pool), lambda event, one: seen.append((event, one.name))
        )
    return outcome, seen


def word_of(outcome: Outcome, name: str) -> str:
    """Read what a task wrote."""
    return (Path(outcome.artifacts[name].folder) / "word").read_text()


def test_a_task_gets_what_it_needs(tmp_path: Path) -> None:
    """Inputs are finished before a task starts, whatever the order given."""
    outcome, _ = run(tmp_path, task("c", "3", x="b"), task("b", "2", x="a"), task("a", "1"))
    assert "1 2 3" == word_of(outcome, "c")


def test_nothing_is_done_twice(tmp_path: Path) -> None:
    """A second run finds every outcome, findings included."""
    tasks = (task("a", "1"), task("b", "2", x="a"))
    run(tmp_path, *tasks)
    outcome, seen = run(tmp_path, *tasks)
    assert [("found", "a"), ("found", "b")] == seen
    assert ["1"] == [one.what for one in outcome.artifacts["a"].findings]


def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    """A change runs the task and what needs it, and no other."""
    run(tmp_path, task("a", "1"), task("b", "2", x="a"), task("c", "3"))
    _, seen = run(tmp_path, task("a", "9"), task("b", "2", x="a"), task("c", "3"))
    assert {"a", "b"} == {name for event, name in seen if event == "done"}


def test_an_equal_outcome_stops_the_change(tmp_path: Path) -> None:
    """When a changed task writes the same bytes, what needs it is not run again."""
    first = task("a", "1")
    run(tmp_path, first, task("b", "2", x="a"))
    again = Task("a", "test", first.function, "1", {}, ("another key",))
    _, seen = run(tmp_path, again, task("b", "2", x="a"))
    assert [("started", "a"), ("done", "a"), ("found", "b")] == seen


def test_a_failure_stops_only_what_needs_it(tmp_path: Path) -> None:
    """All other tasks run, so that every problem is found in one go."""
    outcome, _ = run(
        tmp_path, task("a", "fail"), task("b", "2", x="a"), task("c", "3"), task("d", "fault")
    )
    assert (["b"], {"c"}) == (outcome.skipped, set(outcome.artifacts))
    assert {"a": 1, "d": 4} == outcome.exit_codes


def test_a_damaged_outcome_is_made_again(tmp_path: Path) -> None:
    """An outcome of which a file is gone counts as absent."""
    first, _ = run(tmp_path, task("a", "1"))
    (Path(first.artifacts["a"].folder) / "word").unlink()
    second, seen = run(tmp_path, task("a", "1"))
    assert ("done", "a") in seen
    assert "1" == word_of(second, "a")


def test_unfinished_work_is_swept(tmp_path: Path) -> None:
    """Folders that a killed build left are removed by the next build."""
    left = tmp_path / ".work-killed"
    (left / "task").mkdir(parents=True)
    (left / "held").touch()
    with Cache(tmp_path):
        assert not left.exists()


def test_work_of_a_running_build_is_left_alone(tmp_path: Path) -> None:
    """A build that starts beside another one does not remove its unfinished work."""
    with Cache(tmp_path) as one:
        work: Any = one.begin()
        with Cache(tmp_path):
            assert work.is_dir()
    assert not work.exists()


def test_a_refusal_of_the_system_is_no_fault(tmp_path: Path) -> None:
    """A file that cannot be opened by a task gives exit code 3, with its place."""
    outcome, _ = run(tmp_path, task("a", "refused"))
    assert {"a": 3} == outcome.exit_codes
    (finding,) = outcome.errors["a"]
    assert ("output.system", True) == (finding.code, "not-there" in str(finding.source))


def write_after_losses(payload: str, inputs: Mapping[str, Path], folder: Path) -> list[Finding]:
    """End the process as often as the payload says, then write."""
    del inputs
    place, times = payload.split("|")
    with Path(place).open("a+") as stream:
        stream.seek(0)
        losses = len(stream.read())
        if losses < int(times):
            stream.write("x")
            stream.flush()
            os._exit(9)
    (folder / "word").write_text("done")
    return []


@pytest.mark.parametrize(("times", "codes"), [(1, {}), (2, {"a": 3})])
def test_a_lost_worker_is_replaced_once(tmp_path: Path, times: int, codes: dict[str, int]) -> None:
    """A task whose process ends is tried once more; twice is an error, and others are done."""
    lossy = Task(
        "a", "test", f"{HERE}:write_after_losses", f"{tmp_path / 'losses'}|{times}", {}, ("k",)
    )
    seen: list[str] = []
    with (
        Cache(tmp_path / "cache") as cache,
        start_workers(1, None, tmp_path, lambda: None) as workers,
    ):
        tasks = [lossy, task("b", "2"), task("c", "3", x="a")]
        outcome = run_tasks(tasks, cache, workers, lambda event, _: seen.append(event))
    assert codes == outcome.exit_codes
    assert ("b" in outcome.artifacts, seen.count("lost")) == (True, 1)
    assert ["run.worker-lost"] * len(codes) == [one.code for (one,) in outcome.errors.values()]
