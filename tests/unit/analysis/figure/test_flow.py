"""Boxes of a participant flow."""

from tests import figure_factories as make

FLOW = """
id: f_5
number: "5"
title: Participant Flow
kind: figure
plot:
  flow:
    - {name: screened, label: Screened}
    - {name: excluded, label: Excluded, where: SAFFL = 'N', side: true, reasons: SEX}
    - {name: treated, label: "{arm}", where: SAFFL = 'Y', each_arm: true, lines: [{label: Older, where: AGE > 31}]}
"""  # noqa: E501 - one box a line, as a shell has it


def count(result_id):
    """Give a count of the flow of seven subjects, two of them without an arm."""
    return make.number(make.results(FLOW, make.subjects("HHLP   ")), result_id)


def test_box_of_all():
    """A box without arms counts everybody."""
    assert 7.0 == count("f_5/flow.screened/n")


def test_condition_of_a_box():
    """A box counts the subjects that meet its condition."""
    assert 3.0 == count("f_5/flow.excluded/n")


def test_reasons_are_counted():
    """Reasons come with their counts, the most frequent first."""
    found = make.results(FLOW, make.subjects("HHLP   "))
    shown = [(one.level, one.number) for one in found.results if one.variable == "SEX"]
    assert [("M", 2.0), ("F", 1.0)] == shown


def test_box_of_each_arm():
    """A box for each arm counts its subjects."""
    assert 2.0 == count("f_5/flow.treated/n/high")


def test_line_of_a_box():
    """A line counts within its box."""
    assert 0.0 == count("f_5/flow.treated/Older/n/high")
    assert 1.0 == count("f_5/flow.treated/Older/n/placebo")
