"""The study of ``tlfgen new``: it checks, it builds, and its bytes never differ."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tlfgen.run.check import check_study
from tlfgen.run.new import new_study

pytestmark = pytest.mark.slow

SURROUNDINGS = {
    "plain": {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "jobs": "1"},
    "other": {"TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77", "jobs": "2"},
}


def run(arguments, folder, **surroundings):
    """Run the command line in a folder, with surroundings of its own."""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(root), **surroundings}
    return subprocess.run(
        [sys.executable, "-m", "tlfgen.cli", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def hashes(folder):
    """Give the hash of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """Build the study once in each surroundings, each in a place of its own."""
    found = {}
    for name, surroundings in SURROUNDINGS.items():
        folder = tmp_path_factory.mktemp(name)
        new_study(folder / "small")
        words = {key: value for key, value in surroundings.items() if key != "jobs"}
        arguments = ["build", "small", "--quiet", "--jobs", surroundings["jobs"]]
        done = run(arguments, folder, **words)
        assert (0, "") == (done.returncode, done.stderr)
        found[name] = folder / "outputs" / "small"
    return found


def test_new_study_has_no_problem(tmp_path):
    """Nothing is found in a new study, not even a note."""
    new_study(tmp_path / "small")
    assert [] == check_study(tmp_path / "small")


def test_every_kind_of_output_is_there(builds):
    """SDTM, ADaM, lineage, results, displays in all formats and the appendix are written."""
    folder = builds["plain"]
    wanted = {"sdtm/dm.xpt", "adam/adsl.xpt", "adam/adae.xpt", "lineage/adsl.json"}
    wanted |= {f"displays/t_14_1_1.{end}" for end in ("pdf", "rtf", "xlsx", "html", "txt", "json")}
    wanted |= {"displays/f_14_3_1_1.pdf", "displays/l_16_2_7.pdf", "results/t_14_3_1.parquet"}
    wanted |= {"appendix/appendix.pdf", "appendix/appendix.xlsx", "manifest.json", "log.txt"}
    assert set() == wanted - set(hashes(folder))


def test_bytes_do_not_depend_on_the_surroundings(builds):
    """Another time zone, locale, hash seed, job count or place gives the same bytes."""
    one, other = (hashes(folder) for folder in builds.values())
    assert one == other


def test_numbers_of_the_first_table(builds):
    """The Safety Set has four subjects in each arm, and counts follow the raw forms."""
    text = (builds["plain"] / "displays" / "t_14_1_1.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines()]
    assert ["(N=4)", "(N=4)", "(N=8)", "p-value", "[1]"] in lines
    assert ["Female", "3", "(", "75.0%)", "1", "(", "25.0%)", "4", "(", "50.0%)", "0.486"] in lines


def test_numbers_of_the_adverse_events(builds):
    """Headache is counted once for subject 001, who reported it twice."""
    text = (builds["plain"] / "displays" / "t_14_3_1.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines()]
    assert ["Headache", "1", "(", "25.0%)", "1", "(", "25.0%)", "2", "(", "25.0%)"] in lines
