"""Subjects of the pilot: end of study, sites, exposure, against counts made plainly."""

import pytest

from tests.study.pilot_cells import (
    ARMS,
    by_arm,
    cells,
    displays,
    given,
    p4,
    six_numbers,
    whole,
)
from tests.study.plain_tests import fisher_of_three

pytestmark = pytest.mark.slow

REASONS = {
    "Adverse Event": "Adverse Event",
    "Death": "Death",
    "Lack of Efficacy[2]": "Lack of Efficacy",
    "Lost to Follow-up": "Lost to Follow-up",
    "Subject decided to withdraw": "Withdrew Consent",
    "Physician decided to withdraw subject": "Physician Decision",
    "Protocol criteria not met": "I/E Not Met",
    "Protocol violation": "Protocol Violation",
    "Sponsor decision": "Sponsor Decision",
}
STATUS = "Completion Status:"
EARLY = "Reason for Early Termination (prior to Week 24):"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Build the tables of this module."""
    folder = tmp_path_factory.mktemp("disposition")
    return displays(folder, "t_14_1_02", "t_14_1_03", "t_14_4_01")


@pytest.fixture(scope="module")
def adsl():
    """Read the subjects."""
    return given("adsl")


def _row(adsl, mask):
    """Give counts with percentages of the arms, then of all; zeros with their percentage."""
    frames = [*by_arm(adsl, "TRT01P"), adsl]
    return [whole(int(mask[one.index].sum()), len(one)) for one in frames]


def _tested(adsl, mask):
    frames = by_arm(adsl, "TRT01P")
    counts = [int(mask[one.index].sum()) for one in frames]
    table = [[count, len(one) - count] for count, one in zip(counts, frames, strict=True)]
    return p4(fisher_of_three(table))


def test_completion_status(pages, adsl):
    """Each row counts subjects in percent of the arm; completion alone is tested."""
    complete = adsl["COMP24FL"] == "Y"
    expected = {
        "Completed Week 24": [*_row(adsl, complete), _tested(adsl, complete)],
        "Early Termination (prior to Week 24)": [*_row(adsl, adsl["COMP24FL"] == "N"), ""],
        "Missing": [*_row(adsl, adsl["COMP24FL"].isna()), ""],
    }
    shown = cells(pages["t_14_1_02"])
    assert expected == {path[1]: row for path, row in shown.items() if path[0] == STATUS}


def test_reasons_of_early_termination(pages, adsl):
    """Reasons count those who left before Week 24; two of them are tested."""
    early = adsl["COMP24FL"] == "N"
    expected = {}
    for label, reason in REASONS.items():
        mask = early & (adsl["DCSREAS"] == reason)
        is_tested = label in {"Adverse Event", "Lack of Efficacy[2]"}
        expected[label] = [*_row(adsl, mask), _tested(adsl, mask) if is_tested else ""]
    expected["Missing"] = [*_row(adsl, early & adsl["DCSREAS"].isna()), ""]
    shown = cells(pages["t_14_1_02"])
    assert expected == {path[1]: row for path, row in shown.items() if path[0] == EARLY}
    assert list(expected) == [path[1] for path in shown if path[0] == EARLY]


def test_sites(pages, adsl):
    """One row a site, by pooled id then site, and the total; subjects by population and arm."""
    keys = sorted(set(zip(adsl["SITEGR1"], adsl["SITEID"], strict=True)))

    def counts(frame):
        return [
            str(int((one[flag] == "Y").sum()))
            for one in [*by_arm(frame, "TRT01P"), frame]
            for flag in ("ITTFL", "EFFFL", "COMP24FL")
        ]

    expected = {
        (pooled, site): counts(adsl[(adsl["SITEGR1"] == pooled) & (adsl["SITEID"] == site)])
        for pooled, site in keys
    }
    expected["TOTAL",] = counts(adsl)
    shown = cells(pages["t_14_1_03"])
    assert expected == shown
    assert list(expected) == list(shown)


@pytest.mark.parametrize(
    ("label", "variable"),
    [
        ("Average daily dose (mg)", "AVGDD"),
        ("Cumulative dose at end of study [2]", "CUMDOSE"),
    ],
)
def test_exposure(pages, adsl, label, variable):
    """Six numbers a dose, of the completers, then of all who were dosed."""
    completers = adsl[adsl["COMP24FL"] == "Y"]
    columns = [six_numbers(one[variable]) for frame in (completers, adsl) for one in by_arm(frame)]
    rows = dict(
        zip(("n", "mean", "std", "median", "min", "max"), zip(*columns, strict=True), strict=True)
    )
    shown = cells(pages["t_14_4_01"])
    assert {name: list(row) for name, row in rows.items()} == {
        path[1]: row for path, row in shown.items() if path[0] == label
    }


def test_subjects_above_the_exposure(pages, adsl):
    """Completers and the safety population have their own N under each arm."""
    completers = adsl[adsl["COMP24FL"] == "Y"]
    expected = [len(one) for frame in (completers, adsl) for one in by_arm(frame)]
    assert expected == [column["n"] for column in pages["t_14_4_01"]["columns"]]
    assert list(ARMS) * 2 == [column["path"][-1] for column in pages["t_14_4_01"]["columns"]]
