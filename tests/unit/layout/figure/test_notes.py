"""Boxed notes, the table below a plot."""

import pytest

from tests import figure_factories as make
from tests.unit.analysis.figure.test_curves import KM, data
from tlfgen.core.errors import SpecError
from tlfgen.layout.figure.numbers import write_pattern

BOX = "boxes: [{preset: logrank}]"


def lines(box):
    """Give the lines of the first box of a figure."""
    return make.figure(KM.replace(BOX, f"boxes: [{box}]"), *data()).panels[0].boxes[0].lines


def test_preset():
    """A preset writes its own line."""
    (line,) = lines("{preset: logrank}")
    assert line.startswith("Log-rank p = 0.")
    assert len("Log-rank p = 0.1234") == len(line)


def test_own_line():
    """A line of the shell names the result it prints."""
    assert ("N events 2",) == lines('{lines: ["N events {events.n@high:x}"]}')


def test_pairs():
    """Each pair of arms has its line; a pair with an empty arm has no number."""
    (line,) = [one for one in lines("{preset: logrank_pairs}") if "Low" not in one]
    assert line.startswith("Placebo vs. High dose: p = 0.")


def test_median_not_reached():
    """A median that is not reached prints the text of its reason."""
    shown = lines("{preset: median_ci}")
    assert "High dose: NE (4.0, NE)" == shown[1]


def test_unknown_result():
    """A line that names no result of the figure is an error."""
    with pytest.raises(SpecError) as error:
        lines('{lines: ["{logrank.q}"]}')
    assert "spec.unknown-result" == error.value.code


def test_unknown_preset():
    """A preset that does not exist is an error with those that do."""
    with pytest.raises(SpecError) as error:
        lines("{preset: logrnk}")
    assert "did you mean 'logrank'?" == error.value.findings[0].hint


def test_small_p():
    """A p below its last decimal prints as less than it."""
    assert "p<0.001" == write_pattern("p={a.p:x.xxx}", {"a.p": 0.0004})


def test_inset():
    """The small table has one row an arm, in legend order."""
    text = KM + "  inset: {columns: [n, events, censored, median_ci], labels: {n: Subjects}}\n"
    inset = make.figure(text, *data()).inset
    assert ("", "Subjects", "Event", "Censored", "Median (95% CI)") == inset[0]
    assert ("High dose", "4", "50% (2)", "50% (2)", "NE (4.0, NE)") == inset[1]


def test_inset_of_a_study_format():
    """A column may be a format of the study over the same numbers."""
    text = KM + "  inset: {columns: [med], labels: {med: Median}}\n"
    own = 'formats: {med: "{estimate:x.x} [{low:x.x}-{high:x.x}]"}\nreasons: {not_reached: NA}\n'
    inset = make.figure(text, *data(), study_text=own).inset
    assert ("High dose", " NA [4.0- NA]") == inset[1]
