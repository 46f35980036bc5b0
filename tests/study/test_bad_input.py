"""Data that are not as they should be: a clear message, the right exit code, the old outputs."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.study.little import write_form, write_given_study
from tests.study.little_build import LittleBuild
from tests.study.seed_build import run_tlfgen

pytestmark = pytest.mark.slow


def lines(little: LittleBuild, form: str) -> list[str]:
    """Give the lines of a raw form."""
    path = little.study / "raw" / f"{form}.csv"
    return path.read_text(encoding="utf-8").splitlines()


def replace_line(form: str, at: int, line: str) -> Callable[[LittleBuild], None]:
    """Give a change that replaces one line of a form."""

    def change(little: LittleBuild) -> None:
        known = lines(little, form)
        write_form(little.study, form, *known[:at], line, *known[at + 1 :])

    return change


def add_line(form: str, line: str) -> Callable[[LittleBuild], None]:
    """Give a change that adds a line to a form."""
    return lambda little: write_form(little.study, form, *lines(little, form), line) and None


def remove_form(little: LittleBuild) -> None:
    """Take a form away."""
    (little.study / "raw" / "events.csv").unlink()


def other_encoding(little: LittleBuild) -> None:
    """Write a form in another encoding than the study says."""
    path = little.study / "raw" / "events.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Rash", "Nausée").encode("cp1252"))


def empty_file(little: LittleBuild) -> None:
    """Leave a form without even its header."""
    (little.study / "raw" / "events.csv").write_bytes(b"")


def no_folder(little: LittleBuild) -> None:
    """Put a file where the folder of raw data is expected."""
    place = little.study / "raw"
    place.rename(little.study / "forms")
    place.write_text("")
    study = little.study / "study.yaml"
    study.write_text(study.read_text().replace("raw/forms.yaml", "forms/forms.yaml"))


BROKEN = {
    "a form is missing": (remove_form, 3, "output.no-file"),
    "the folder is a file": (no_folder, 3, "output.no-data-folder"),
    "another encoding": (other_encoding, 1, "data.encoding"),
    "a field too many": (add_line("events", "19,001,Rash,2019-05-01,more"), 1, "data.ragged"),
    "no header": (empty_file, 1, "data.empty-file"),
    "a column less": (
        lambda little: write_form(little.study, "events", "AENO,SUBJID,AETERM") and None,
        1,
        "data.missing-column",
    ),
    "no number": (
        replace_line("subjects", 3, "003,Male,young,Active,2019-03-03"),
        1,
        "data.not-a-number",
    ),
    "a subject twice": (
        add_line("subjects", "003,Male,33,Active,2019-03-03"),
        1,
        "data.duplicate-key",
    ),
    "an unknown word": (
        replace_line("subjects", 3, "003,Divers,33,Active,2019-03-03"),
        1,
        "mapping.unmatched",
    ),
    "a tie": (add_line("events", "19,002,Rash,2019-04-01"), 1, "mapping.tie"),
    "an unknown subject": (add_line("events", "19,099,Rash,2019-04-01"), 1, "mapping.unmatched"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data(little: LittleBuild, name: str) -> None:
    """The message has its code, the exit code is as promised, the outputs are as before."""
    change, exit_code, code = BROKEN[name]
    before = little.hashes()
    change(little)
    done = little.build("--formats", "txt")
    assert (exit_code, f"[{code}]") == (done.returncode, f"[{code}]" if code in done.stderr else "")
    assert "the outputs are as before" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == little.hashes()


def test_problems_of_several_files_are_listed_together(little: LittleBuild) -> None:
    """Two broken forms are two findings of one build."""
    BROKEN["no number"][0](little)
    other_encoding(little)
    done = little.build("--formats", "txt")
    assert 1 == done.returncode
    assert all(code in done.stderr for code in ("[data.not-a-number]", "[data.encoding]"))


def test_no_event_at_all(little: LittleBuild) -> None:
    """A form with a header only gives empty datasets, with displays that say so."""
    write_form(little.study, "events", lines(little, "events")[0])
    done = little.build("--formats", "txt")
    assert 0 == done.returncode, done.stderr
    assert "[data.empty-dataset]" in done.stderr
    text = (little.folder / "displays" / "l_16_2_7.txt").read_text(encoding="utf-8")
    assert "No subject met the criteria for this display" in text
    table = (little.folder / "displays" / "t_14_3_1.txt").read_text(encoding="utf-8")
    assert "No subject met the criteria for this display" in table
    assert "Active (N=6)" in table


def test_no_subject_at_all(little: LittleBuild) -> None:
    """A study without a subject gives every display in its empty form, or says what it lacks."""
    for form in ("subjects", "events"):
        write_form(little.study, form, lines(little, form)[0])
    done = little.build("--formats", "txt")
    assert "Traceback" not in done.stderr
    assert 0 == done.returncode, done.stderr
    text = (little.folder / "displays" / "t_14_1_1.txt").read_text(encoding="utf-8")
    assert "(N=0)" in text


def test_another_encoding_that_is_named(little: LittleBuild) -> None:
    """With its encoding named in study.yaml the form is read; transport files stay ASCII."""
    other_encoding(little)
    place = little.study / "study.yaml"
    place.write_text(place.read_text().replace("encoding: utf-8", "encoding: cp1252"))
    done = little.build("--formats", "txt")
    assert 3 == done.returncode
    assert "[data.encoding]" not in done.stderr
    assert "[output.xpt-not-ascii]" in done.stderr
    assert "'Nausée'" in done.stderr


@pytest.fixture
def given(little: LittleBuild, tmp_path: Path) -> LittleBuild:
    """Give a build that starts from tabulation data as transport files."""
    study = write_given_study(tmp_path / "given", little.folder)
    built = LittleBuild(study, tmp_path / "given-outputs" / "made")
    assert 0 == built.build("--formats", "txt").returncode
    return built


def cut(path: Path) -> None:
    """Lose the second half of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 7])


def test_data_as_given(given: LittleBuild, little: LittleBuild) -> None:
    """Starting from the tabulation data of a build gives its analysis datasets again."""
    own = {name: one for name, one in little.hashes().items() if name.startswith("adam/")}
    again = {name: one for name, one in given.hashes().items() if name.startswith("adam/")}
    assert own == again


def test_compressed_data(given: LittleBuild) -> None:
    """A transport file compressed by gzip is read like the plain one."""
    before = given.hashes()
    path = given.study / "data" / "ae.xpt"
    (given.study / "data" / "ae.xpt.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
    assert 0 == given.build("--formats", "txt").returncode
    after = given.hashes()
    assert {"log.jsonl", "log.txt", "manifest.json"} >= {
        name for name in before.keys() | after if before.get(name) != after.get(name)
    }


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
def test_truncated_data(given: LittleBuild, compressed: bool) -> None:  # noqa: FBT001 - a parameter of the case
    """A transport file of which the end is lost is refused, not read in part."""
    before = given.hashes()
    path = given.study / "data" / "ae.xpt"
    if compressed:
        whole = path.with_name("ae.xpt.gz")
        whole.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        path.unlink()
        path = whole
    cut(path)
    done = given.build()
    assert done.returncode in {1, 3}
    assert "ae.xpt" in done.stderr
    assert "Traceback" not in done.stderr
    assert "run.fault" not in done.stderr
    assert before == given.hashes()


def test_data_folder_of_the_command(given: LittleBuild, tmp_path: Path) -> None:
    """With --data the folders of study.yaml are looked up there."""
    shutil.move(given.study / "data", tmp_path / "moved" / "data")
    assert 3 == given.build().returncode
    done = given.build("--formats", "txt", "--data", str(tmp_path / "moved"))
    assert 0 == done.returncode, done.stderr


def test_wrong_words(little: LittleBuild) -> None:
    """An unknown option, or an unknown command, is wrong usage: exit code 2."""
    assert 2 == little.build("--formatts", "txt").returncode
    assert 2 == run_tlfgen("bild").returncode


def test_no_study(tmp_path: Path) -> None:
    """A folder without study.yaml is refused before any work."""
    done = run_tlfgen("build", tmp_path, "--out", tmp_path / "o" / "made")
    assert (1, True) == (done.returncode, "[spec.no-study]" in done.stderr)
