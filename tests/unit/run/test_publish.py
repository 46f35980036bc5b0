"""Outputs are replaced as a whole, whatever interrupts the replacement."""

from pathlib import Path

import pytest

from tlfgen.core.errors import OutputError
from tlfgen.run.publish import locked, publish, recover


def content(target: Path) -> dict[str, str]:
    """Give every file of a folder with its text."""
    files = (path for path in target.rglob("*") if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_text() for path in files}


def left_over(target: Path) -> list[str]:
    """Give the names that stand beside the folder."""
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_the_folder_becomes_exactly_the_files(tmp_path: Path) -> None:
    """Files of the build before are gone, and nothing else is left."""
    target = tmp_path / "s"
    publish(target, {"a.txt": b"1", "b/c.txt": b"2"})
    publish(target, {"a.txt": b"3"})
    assert ({"a.txt": "3"}, []) == (content(target), left_over(target))


def test_an_interrupted_build_leaves_the_old_outputs(tmp_path: Path) -> None:
    """A folder half filled is removed by the next command."""
    target = tmp_path / "s"
    publish(target, {"a.txt": b"old"})
    (tmp_path / ".s.next").mkdir()
    (tmp_path / ".s.next" / "a.txt").write_text("half")
    recover(target)
    assert ({"a.txt": "old"}, []) == (content(target), left_over(target))


@pytest.mark.parametrize("moved", [False, True])
def test_an_interrupted_swap_is_completed(tmp_path: Path, moved: bool) -> None:  # noqa: FBT001 - a parameter of the case
    """Killed before or between the two renames, the next command puts the new outputs in place."""
    target = tmp_path / "s"
    publish(target, {"a.txt": b"old"})
    (tmp_path / ".s.next").mkdir()
    (tmp_path / ".s.next" / "a.txt").write_text("new")
    (tmp_path / ".s.journal").write_text("swap\n")
    if moved:
        target.rename(tmp_path / ".s.old")
    recover(target)
    assert ({"a.txt": "new"}, []) == (content(target), left_over(target))


def test_a_missing_source_leaves_the_old_outputs(tmp_path: Path) -> None:
    """An error while filling does not touch what is there."""
    target = tmp_path / "s"
    publish(target, {"a.txt": b"old"})
    with pytest.raises(OutputError, match=r"output\.cannot-write"):
        publish(target, {"a.txt": tmp_path / "nothing"})
    assert {"a.txt": "old"} == content(target)


def test_two_builds_cannot_write_one_folder(tmp_path: Path) -> None:
    """The second build is refused while the first holds the lock."""
    with (
        locked(tmp_path / "s"),
        pytest.raises(OutputError, match=r"output\.locked"),
        locked(tmp_path / "s"),
    ):
        pass
