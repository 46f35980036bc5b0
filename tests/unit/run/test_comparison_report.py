"""Reports of comparisons as files."""

import pytest
from click.testing import CliRunner

from tests.unit.run.test_comparison import _write
from tlfgen.cli import commands
from tlfgen.core.errors import SpecError
from tlfgen.run.comparison_report import read_reasons, write_report


@pytest.fixture
def sides(tmp_path):
    """Write two folders of one dataset that differ in an age."""
    _write(tmp_path / "a" / "adsl.xpt", [30, 40])
    _write(tmp_path / "b" / "adsl.xpt", [30, 41])
    return tmp_path / "a", tmp_path / "b"


def _reasons(folder, text):
    path = folder / "reasons.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_report_is_written(sides, tmp_path):
    """The file holds the tables, the lines are those of the comparison."""
    lines, differ = write_report(tmp_path / "r.md", *sides)
    assert differ
    assert "report in r.md" == lines[-1]
    assert "| ADSL | 2 | 2 | 2 | 1 | 75.0% |" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_reason_stands_below_the_table(sides, tmp_path):
    """A reason by the name of the variable explains the difference."""
    reasons = _reasons(tmp_path, "ADSL.AGE: counted anew\n")
    write_report(tmp_path / "r.md", *sides, (), 0.0, reasons)
    assert "[1] counted anew" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_open_ends_are_told(sides, tmp_path):
    """Differences without a reason and reasons without a difference are lines."""
    reasons = _reasons(tmp_path, "ADSL.SEX: coded anew\n")
    lines, _ = write_report(tmp_path / "r.md", *sides, (), 0.0, reasons)
    assert "differences without a reason: ADSL.AGE" in lines
    assert "reasons without a difference: ADSL.SEX" in lines


def test_reasons_are_texts(tmp_path):
    """A list is no mapping of reasons."""
    with pytest.raises(SpecError) as error:
        read_reasons(_reasons(tmp_path, "- ADSL.AGE\n"))
    assert "spec.wrong-value" == error.value.code


def test_command_writes_the_report(sides, tmp_path):
    """The command ends with 1 where anything differs, and names the report."""
    words = ["compare", *map(str, sides), "--report", str(tmp_path / "r.md")]
    found = CliRunner().invoke(commands, words)
    assert (1, True) == (found.exit_code, "report in r.md" in found.output)


def test_reasons_need_a_report(sides, tmp_path):
    """Reasons without a report are wrong usage."""
    words = ["compare", *map(str, sides), "--reasons", str(tmp_path / "reasons.yaml")]
    assert CliRunner().invoke(commands, words).exit_code == 2
