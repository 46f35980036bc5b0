"""The command line: what is printed where, and the exit code of every outcome."""

import pytest

import tlfgen.run.check
from tlfgen import cli
from tlfgen.core.errors import Finding
from tlfgen.run.new import new_study


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Make a new study, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    new_study(tmp_path / "small")
    return tmp_path / "small"


def exit_code(*arguments):
    """Run the command line and give its exit code."""
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return stop.value.code


def test_sound_study_exits_with_0(study, capsys):
    """``check`` prints the counts on standard output."""
    assert 0 == exit_code("check", "small")
    assert "0 errors, 0 warnings, 0 notes\n" == capsys.readouterr().out


def test_problems_exit_with_1(study, capsys):
    """Findings stand on standard error, their counts on standard output."""
    place = study / "displays" / "t_14_1_1.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace("fisher", "fishr"))
    assert 1 == exit_code("check", "small")
    said = capsys.readouterr()
    assert "[spec.unknown-test]" in said.err
    assert said.out.endswith("0 warnings, 0 notes\n")


def test_warnings_count_only_when_strict(study):
    """With ``--strict`` a warning is an error."""
    place = study / "study.yaml"
    place.write_text(place.read_text(encoding="utf-8").replace('"16.2.*"', '"16.3.*"'))
    assert 0 == exit_code("check", "small")
    assert 1 == exit_code("check", "small", "--strict")


@pytest.mark.parametrize(
    "arguments",
    [
        ("chek", "small"),
        ("check",),
        ("check", "small", "--fast"),
        ("build", "small", "--jobs", "0"),
        ("build", "small", "t_14_1_1"),
    ],
)
def test_wrong_usage_exits_with_2(study, arguments):
    """Unknown commands, options and values are usage."""
    assert 2 == exit_code(*arguments)


def test_missing_data_exit_with_3(study):
    """A file that cannot be read stops a build with 3."""
    (study / "raw" / "dosing.csv").unlink()
    assert 3 == exit_code("build", "small", "--quiet", "--jobs", "1")


def test_taken_folder_exits_with_3(study, capsys):
    """``new`` writes nothing over."""
    assert 3 == exit_code("new", "small")
    assert "[output.not-empty]" in capsys.readouterr().err


def test_fault_exits_with_4(study, monkeypatch, capsys):
    """A fault of the program says that it is one."""

    def broken(study, data=None):
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr(tlfgen.run.check, "check_study", broken)
    assert 4 == exit_code("check", "small")
    assert "this is a fault of tlfgen" in capsys.readouterr().err


def test_interrupt_exits_with_130(study, monkeypatch):
    """Ctrl-C is answered with 130."""

    def stopped(study, data=None):
        raise KeyboardInterrupt

    monkeypatch.setattr(tlfgen.run.check, "check_study", stopped)
    assert 130 == exit_code("check", "small")


def test_findings_are_grouped_by_file(study, monkeypatch, capsys):
    """Findings of one file stand together, errors before warnings."""
    from tlfgen.core.source import Source

    given = [
        Finding("a.warning", "W.", Source("b.yaml", 1), severity="warning"),
        Finding("a.second", "S.", Source("a.yaml", 2)),
        Finding("a.first", "F.", Source("b.yaml", 9)),
    ]
    monkeypatch.setattr(tlfgen.run.check, "check_study", lambda *_: given)
    assert 1 == exit_code("check", "small")
    said = capsys.readouterr().err
    marks = ("a.second", "a.first", "a.warning")
    assert sorted(marks, key=said.index) == list(marks)


def test_new_list_and_mock_print_what_they_did(tmp_path, monkeypatch, capsys):
    """Each command says what it made or found, and exits with 0."""
    monkeypatch.chdir(tmp_path)
    assert 0 == exit_code("new", "small")
    assert "small/study.yaml" in capsys.readouterr().out
    assert 0 == exit_code("list", "small")
    assert "adam.ADSL" in capsys.readouterr().out
    assert 0 == exit_code("mock", "small", "--formats", "txt")
    assert "4 files in outputs/small-mock\n" == capsys.readouterr().out
    assert 0 == exit_code("explain", "small", "spec:dm")
    assert "dataset: DM" in capsys.readouterr().out


def test_explain_of_nothing_built_exits_with_3(study):
    """Outputs that are not there cannot be read."""
    assert 3 == exit_code("explain", "small", "ADSL.AGE")


def test_only_takes_several_ids(study, monkeypatch):
    """Ids after ``--only`` are parted by blanks or commas, or the option is repeated."""
    asked = []

    class Built:
        warnings, tasks, found, files, folder = (), 1, 0, 1, study

    monkeypatch.setattr(
        "tlfgen.run.build.build_study", lambda request: asked.append(request.only) or Built
    )
    exit_code("build", "small", "--only", "ADSL", "t_14_1_1", "--quiet")
    exit_code("build", "small", "--only", "ADSL,t_14_1_1")
    exit_code("build", "small", "--only", "ADSL", "--only", "t_14_1_1")
    assert [("ADSL", "t_14_1_1")] * 3 == asked
