"""CIBIC+ of the pilot by category, against counts and a stratified test made plainly."""

import pytest

from tests.study.pilot_cells import ARMS, cells, displays, given, p4, rounded
from tests.study.plain_tests import cmh_general

pytestmark = pytest.mark.slow

CATEGORIES = (
    "Marked improvement",
    "Moderate improvement",
    "Minimal improvement",
    "No Change",
    "Minimal worsening",
    "Moderate worsening",
    "Marked worsening",
)
WEEKS = (8, 16, 24)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Build the table."""
    return displays(tmp_path_factory.mktemp("cibic"), "t_14_3_13")["t_14_3_13"]


def _scores(week):
    """Give the chosen scores of the efficacy population at a week, carried ones included."""
    found = given("adcibc")
    is_chosen = (found["EFFFL"] == "Y") & (found["ANL01FL"] == "Y")
    return found[is_chosen & (found["AVISITN"] == week)]


def _by_site(frame):
    """Give a table of arms by scores for each site group."""
    return [
        [
            [((own["TRTP"] == arm) & (own["AVAL"] == score)).sum() for score in range(1, 8)]
            for arm in ARMS
        ]
        for _, own in frame.groupby("SITEGR1")
    ]


@pytest.mark.parametrize("week", WEEKS)
def test_categories_of_a_week(page, week):
    """Subjects by score in percent of those with a score; every category has its row."""
    frame = _scores(week)
    arms = [frame[frame["TRTP"] == arm]["AVAL"].astype(float) for arm in ARMS]
    expected = {"n": [str(len(one)) for one in arms]}
    for score, label in enumerate(CATEGORIES, start=1):
        counts = [int((one == score).sum()) for one in arms]
        expected[label] = [
            f"{count} ({rounded(100 * count / len(one), 0):>3}%)" if count else "0"
            for count, one in zip(counts, arms, strict=True)
        ]
    shown = {path[1]: row for path, row in cells(page).items() if path[0] == f"Week {week}"}
    assert expected == {label: row[:-1] for label, row in shown.items()}
    assert list(expected) == list(shown)


@pytest.mark.parametrize("week", WEEKS)
def test_stratified_test_of_a_week(page, week):
    """The test of general association within site groups stands on the row of n alone."""
    shown = {path[1]: row[-1] for path, row in cells(page).items() if path[0] == f"Week {week}"}
    expected = dict.fromkeys(shown, "") | {"n": p4(cmh_general(_by_site(_scores(week))))}
    assert expected == shown
