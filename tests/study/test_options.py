"""What the options of a build do, and what they leave as it was."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.study.little import STUDY, write_form
from tests.study.little_build import LittleBuild
from tests.study.seed_build import NOTICE, pdf_pages, run_tlfgen

pytestmark = pytest.mark.slow
RECORDS = {"manifest.json", "log.jsonl", "log.txt"}


def changes(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Give the outputs that were added, changed or removed, beside the records of the build."""
    return {name for name in before.keys() | after if before.get(name) != after.get(name)} - RECORDS


def manifest(little: LittleBuild) -> dict:
    """Give the manifest."""
    read: dict = json.loads((little.folder / "manifest.json").read_text(encoding="utf-8"))
    return read


def edit(little: LittleBuild, file: str, old: str, new: str) -> None:
    """Change a file of the study."""
    place = little.study / file
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")


def test_only_a_display(little: LittleBuild) -> None:
    """The named display is replaced; all other files stay, and the manifest says so."""
    before = little.hashes()
    edit(little, "displays/t_14_1_1.yaml", "title: Subjects", "title: All subjects")
    edit(little, "displays/t_14_3_1.yaml", "title: Adverse Events", "title: Events")
    done = little.build("--only", "t_14_1_1", "--quiet")
    assert 0 == done.returncode, done.stderr
    endings = ("pdf", "rtf", "xlsx", "html", "txt", "json")
    changed = changes(before, little.hashes())
    assert {f"displays/t_14_1_1.{ending}" for ending in endings} == changed
    outputs = manifest(little)["outputs"]
    fresh = {name for name, entry in outputs.items() if not entry.get("kept")}
    assert changed | {"results/t_14_1_1.parquet"} == fresh
    assert "All subjects" in (little.folder / "displays" / "t_14_1_1.txt").read_text()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("displays/t_14_3_1.yaml", "title: Adverse Events", "titel: Adverse Events"),
        ("displays/t_14_3_1.yaml", "population: saf", "population: nobody"),
        ("adam/adae.yaml", "AE.AESTDTC", "AE.NOTHING"),
    ],
)
def test_only_passes_by_errors_elsewhere(
    little: LittleBuild, file: str, old: str, new: str
) -> None:
    """Problems in a file that the named display does not need are notes."""
    edit(little, file, old, new)
    edit(little, "displays/t_14_1_1.yaml", "title: Subjects", "title: All subjects")
    done = little.build("--only", "t_14_1_1", "--quiet")
    assert (0, True) == (done.returncode, " note: " in done.stderr), done.stderr
    assert f"{Path(file).name}:" in done.stderr
    assert 1 == little.build("--quiet").returncode


def test_only_meets_errors_it_needs(little: LittleBuild) -> None:
    """A problem in what the named display needs stops it, and outputs stay."""
    before = little.hashes()
    edit(little, "adam/adsl.yaml", "DM.", "DX.")
    done = little.build("--only", "t_14_1_1", "--quiet")
    assert (1, before) == (done.returncode, little.hashes())


def test_only_does_not_compile(little: LittleBuild) -> None:
    """The appendix stays as it was, and the manifest marks it as kept."""
    before = little.hashes()
    edit(little, "displays/t_14_1_1.yaml", "title: Subjects", "title: All subjects")
    little.build("--only", "t_14_1_*", "--quiet")
    outputs = manifest(little)["outputs"]
    name = "appendix/little-appendix.pdf"
    assert (before[name], True) == (outputs[name]["sha256"], outputs[name]["kept"])


def test_only_hashes_are_true(little: LittleBuild) -> None:
    """The manifest of a part build holds the hash of every file that lies there."""
    edit(little, "displays/t_14_1_1.yaml", "title: Subjects", "title: All subjects")
    little.build("--only", "t_14_1_1", "--quiet")
    told = {name: entry["sha256"] for name, entry in manifest(little)["outputs"].items()}
    files = {name: one for name, one in little.hashes().items() if name not in RECORDS}
    assert files == told


def test_only_a_dataset(little: LittleBuild) -> None:
    """Naming a dataset writes the datasets of its stage, and nothing of other stages."""
    before = little.hashes()
    known = (little.study / "raw" / "subjects.csv").read_text().splitlines()
    write_form(little.study, "subjects", *known[:-1], known[-1].replace("42", "77"))
    done = little.build("--only", "ADSL", "--quiet")
    assert 0 == done.returncode, done.stderr
    assert {"adam/adsl.xpt"} == changes(before, little.hashes())
    fresh = {name for name, one in manifest(little)["outputs"].items() if not one.get("kept")}
    assert {"adam/adsl.xpt", "adam/adae.xpt"} <= fresh
    assert set() == {name for name in fresh if name.startswith(("sdtm/", "displays/"))}


def test_only_on_nothing(little: LittleBuild, tmp_path: Path) -> None:
    """Without outputs before, a part build leaves just the part."""
    fresh = LittleBuild(little.study, tmp_path / "fresh" / "made")
    done = fresh.build("--only", "t_14_1_1", "--formats", "txt", "--quiet")
    assert 0 == done.returncode, done.stderr
    wanted = {"displays/t_14_1_1.txt", "displays/t_14_1_1.json", "results/t_14_1_1.parquet"}
    assert wanted == set(fresh.hashes()) - RECORDS


def test_only_an_unknown_name(little: LittleBuild) -> None:
    """A name that is neither dataset nor display is refused with the nearest one."""
    before = little.hashes()
    done = little.build("--only", "t_14_1_2", "--quiet")
    assert (1, True) == (done.returncode, "did you mean 't_14_1_1'" in done.stderr)
    assert before == little.hashes()


def test_formats(little: LittleBuild) -> None:
    """Only the named formats are written; JSON always is."""
    done = little.build("--formats", "html,txt", "--quiet")
    assert 0 == done.returncode, done.stderr
    files = (name for name in little.hashes() if name.startswith(("displays/", "appendix/")))
    assert {"html", "txt", "json"} == {name.rpartition(".")[2] for name in files}


def test_an_unknown_format(little: LittleBuild) -> None:
    """A format that is not known is refused before any work, with those that are."""
    done = little.build("--formats", "docm")
    assert done.returncode in {2, 3}
    assert "allowed html, json, pdf, rtf, txt, xlsx" in done.stderr


def test_run_date(little: LittleBuild) -> None:
    """The given moment is printed on the pages instead of that of the study."""
    done = little.build("--run-date", "2021-02-01T10:30", "--formats", "txt", "--quiet")
    assert 0 == done.returncode, done.stderr
    text = (little.folder / "displays" / "t_14_1_1.txt").read_text()
    assert "01FEB2021 10:30" in text
    assert "2021-02-01T10:30" == manifest(little)["run_date"]
    assert 2 == little.build("--run-date", "tomorrow").returncode


def test_strict(little: LittleBuild) -> None:
    """A warning lets a build pass, and stops a strict one."""
    write_form(little.study, "events", "AENO,SUBJID,AETERM,AESTDAT")
    before = little.hashes()
    done = little.build("--strict", "--formats", "txt", "--quiet")
    assert (1, True) == (done.returncode, "[data.empty-dataset]" in done.stderr)
    assert before == little.hashes()
    assert 0 == little.build("--formats", "txt", "--quiet").returncode


def test_quiet(little: LittleBuild) -> None:
    """A quiet build without problems says nothing; another one says what it made."""
    quiet = little.build("--quiet")
    loud = little.build()
    assert ("", "") == (quiet.stdout, quiet.stderr)
    assert re.fullmatch(r"\d+ files in .* \(0 of \d+ tasks run\)\n", loud.stdout)


def test_default_folder(little: LittleBuild, tmp_path: Path) -> None:
    """Without --out the outputs lie in outputs/<study id> of the working folder."""
    done = run_tlfgen("build", little.study, "--formats", "txt", "--quiet", cwd=tmp_path)
    assert 0 == done.returncode, done.stderr
    assert (tmp_path / "outputs" / "little" / "manifest.json").is_file()


def test_from_adam(little: LittleBuild, tmp_path: Path) -> None:
    """Starting from the analysis datasets gives the same displays, and derives nothing."""
    study = tmp_path / "given"
    shutil.copytree(little.study, study)
    shutil.copytree(little.folder / "adam", study / "analysis")
    text = STUDY.lstrip().replace("data:\n", "data:\n  adam: {folder: analysis}\n", 1)
    (study / "study.yaml").write_text(text, encoding="utf-8")
    other = LittleBuild(study, tmp_path / "other" / "made")
    done = other.build("--from", "adam", "--formats", "txt", "--quiet")
    assert 0 == done.returncode, done.stderr
    own, given = little.hashes(), other.hashes()
    texts = {name for name in own if name.endswith(".txt") and name.startswith("displays/")}
    assert {name: own[name] for name in texts} == {name: given[name] for name in texts}
    assert [] == [name for name in given if name.startswith(("adam/", "sdtm/", "lineage/"))]


def test_dummy_arms(little: LittleBuild) -> None:
    """Dummy treatment is stamped on every page, keeps the sizes of arms, follows its seed."""
    true = (little.folder / "displays" / "t_14_1_1.txt").read_text()
    assert 0 == little.build("--dummy-arms", "7", "--formats", "txt,pdf", "--quiet").returncode
    first = little.hashes()
    assert 7 == manifest(little)["dummy_arms"]
    for path in (little.folder / "displays").glob("*.txt"):
        pages = path.read_text().split("\f")
        assert [True] * len(pages) == ["DUMMY TREATMENT  " in page for page in pages]
    for page in pdf_pages(little.folder / "appendix" / "little-appendix.pdf"):
        assert "DUMMY TREATMENT" in page
        assert NOTICE in page
    text = (little.folder / "displays" / "t_14_1_1.txt").read_text()
    assert "Active (N=6)" in text
    assert true != text
    assert 0 == little.build("--dummy-arms", "8", "--formats", "txt,pdf", "--quiet").returncode
    assert first != little.hashes()
    little.forget()
    assert 0 == little.build("--dummy-arms", "7", "--formats", "txt,pdf", "--quiet").returncode
    assert first == little.hashes()


def test_true_arms_come_back(little: LittleBuild) -> None:
    """A build without the option after a dummy one has the true treatment again."""
    before = little.hashes()
    little.build("--dummy-arms", "7", "--quiet", "--formats", "txt")
    assert 0 == little.build("--quiet").returncode
    assert before == little.hashes()


def runs(little: LittleBuild) -> list[list[dict]]:
    """Give the records of the builds, in order."""
    files = sorted((little.folder.parent / ".runs").glob("*.jsonl"), key=lambda p: int(p.stem))
    return [[json.loads(line) for line in file.read_text().splitlines()] for file in files]


def test_history(little: LittleBuild) -> None:
    """Each build, failed ones too, leaves a record of command, times and what was known."""
    little.build("--quiet")
    (little.study / "raw" / "events.csv").write_text("AENO,SUBJID,AETERM,AESTDAT\nx,001,Rash,\n")
    little.build("--quiet")
    first, second, third = runs(little)
    assert [0, 0, 1] == [one[0]["exit_code"] for one in (first, second, third)]
    assert {"run"} == {line["state"] for line in first[1:]}
    assert {"found"} == {line["state"] for line in second[1:]}
    assert {"found", "failed", "skipped"} <= {line["state"] for line in third[1:]}
    assert {"outputs", "user", "command", "started", "seconds", "exit_code"} == set(first[0])
    assert pd.DataFrame(first[1:])["seconds"].gt(0).any()
