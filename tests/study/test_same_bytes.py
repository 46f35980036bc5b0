"""The same specs and data give the same bytes, wherever, whenever and however they are built."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.study.little import write_study
from tests.study.little_build import LittleBuild
from tests.study.seed_build import STUDY, SeedBuild, run_tlfgen

pytestmark = pytest.mark.slow
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
AWAY = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}


def hashes(folder: Path) -> dict[str, str]:
    """Give the hash of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(study: Path, folder: Path, jobs: int, settings: dict[str, str]) -> dict[str, str]:
    """Build a study from a working folder of its own, and give the hashes of its outputs."""
    folder.mkdir(parents=True)
    options = ("--out", folder / "outputs" / "made", "--quiet", "--jobs", str(jobs))
    done = run_tlfgen("build", study, *options, cwd=folder, env=settings)
    assert 0 == done.returncode, done.stderr
    return hashes(folder / "outputs" / "made")


def differing(left: dict[str, str], right: dict[str, str]) -> list[str]:
    """Give the names of the files that differ or stand in one folder only."""
    return sorted(name for name in left.keys() | right if left.get(name) != right.get(name))


def test_little_study(tmp_path: Path) -> None:
    """Zone, locale, hash seed, jobs, working folder and place of the specs change no byte."""
    one = build(write_study(tmp_path / "specs"), tmp_path / "one", 1, HERE)
    away = write_study(tmp_path / "elsewhere" / "a longer place" / "study")
    two = build(away, tmp_path / "two", 2, AWAY)
    assert [] == differing(one, two)
    assert len(one) > 30


def test_relative_place_of_the_study(tmp_path: Path) -> None:
    """A study named from within its folder gives the bytes of the one named in full."""
    study = write_study(tmp_path / "specs")
    one = build(study, tmp_path / "one", 2, HERE)
    done = run_tlfgen("build", ".", "--out", tmp_path / "two" / "made", "--quiet", cwd=study)
    assert 0 == done.returncode, done.stderr
    assert [] == differing(one, hashes(tmp_path / "two" / "made"))


def test_no_path_of_the_machine(tmp_path: Path) -> None:
    """No output file holds the folder it was built in, or from."""
    build(write_study(tmp_path / "specs"), tmp_path / "one", 2, HERE)
    place = str(tmp_path).encode()
    files = (path for path in (tmp_path / "one" / "outputs" / "made").rglob("*") if path.is_file())
    assert [] == [path.name for path in files if place in path.read_bytes()]


def test_seed_trial(seed: SeedBuild, tmp_path: Path) -> None:
    """A second build of the seed trial, elsewhere and with one worker, equals the first."""
    study = tmp_path / "copied" / "trial"
    shutil.copytree(STUDY, study)
    assert [] == differing(hashes(seed.folder), build(study, tmp_path / "again", 1, AWAY))


def test_what_is_known_gives_the_bytes_of_a_fresh_build(
    little: LittleBuild, tmp_path: Path
) -> None:
    """After lines of specs moved, a build that finds much known equals a fresh one."""
    for file in ("adam/adsl.yaml", "displays/t_14_1_1.yaml", "study.yaml"):
        place = little.study / file
        place.write_text(f"# A comment moves all lines.\n{place.read_text(encoding='utf-8')}")
    assert 0 == little.build("--quiet", "--formats", "txt").returncode
    fresh = LittleBuild(little.study, tmp_path / "fresh" / "made")
    assert 0 == fresh.build("--quiet", "--formats", "txt").returncode
    assert [] == differing(little.hashes(), fresh.hashes())
