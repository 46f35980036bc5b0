"""Vital signs, weight and medication of the pilot, against numbers made plainly."""

import pytest

from tests.study.pilot_cells import ARMS, by_arm, cells, displays, given, rounded, six_numbers

pytestmark = pytest.mark.slow

SHORT = dict(zip(ARMS, ("Placebo", "Xan.Low", "Xan.High"), strict=True))
SIGNS = {
    "SYSBP": "Systolic Blood Pressure(mmHg)",
    "DIABP": "Diastolic Blood Pressure(mmHg)",
    "PULSE": "Pulse(bpm)",
}
POSITIONS = {
    815: "AFTER LYING DOWN FOR 5 MINUTES",
    816: "AFTER STANDING FOR 1 MINUTE",
    817: "AFTER STANDING FOR 3 MINUTES",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Build the tables of this module."""
    names = ("t_14_7_01", "t_14_7_02", "t_14_7_03", "t_14_7_04")
    return displays(tmp_path_factory.mktemp("signs"), *names)


@pytest.fixture(scope="module")
def advs():
    """Read the vital signs of the safety population that are analysed."""
    found = given("advs")
    return found[(found["SAFFL"] == "Y") & (found["ANL01FL"] == "Y")]


def _times(frame):
    """Give the records of each time; the end of treatment is the last visit up to Week 24."""
    upto = frame[(frame["AVISITN"] > 0) & (frame["AVISITN"] <= 24)]
    last = {row.USUBJID: row.Index for row in upto.sort_values("ADT").itertuples()}
    return {
        "Baseline": frame[frame["AVISITN"] == 0],
        "Week 24": frame[frame["AVISITN"] == 24],
        "End of Trt.": upto.loc[sorted(last.values())],
    }


def _signs(advs, variable, times):
    """Give every row of a table of signs."""
    expected = {}
    for code, sign in SIGNS.items():
        for place, position in POSITIONS.items():
            own = advs[(advs["PARAMCD"] == code) & (advs["ATPTN"] == place)]
            for arm, short in SHORT.items():
                found = _times(own[own["TRTA"] == arm])
                for time in times:
                    expected[sign, position, short, time] = six_numbers(found[time][variable])
    return expected


def test_signs_at_baseline_and_end(pages, advs):
    """Every cell of 14-7.01, in its order."""
    expected = _signs(advs, "AVAL", ("Baseline", "Week 24", "End of Trt."))
    shown = cells(pages["t_14_7_01"])
    assert expected == shown
    assert list(expected) == list(shown)


def test_changes_of_signs(pages, advs):
    """Every cell of 14-7.02, in its order."""
    expected = _signs(advs, "CHG", ("Week 24", "End of Trt."))
    shown = cells(pages["t_14_7_02"])
    assert expected == shown
    assert list(expected) == list(shown)


def test_weight(pages, advs):
    """Every cell of 14-7.03, in its order: weights, then their changes."""
    weights = advs[advs["PARAMCD"] == "WEIGHT"]
    measures = {
        "Weight(kg)": ("AVAL", ("Baseline", "Week 24", "End of Trt.")),
        "Weight Change from Baseline": ("CHG", ("Week 24", "End of Trt.")),
    }
    expected = {}
    for label, (variable, times) in measures.items():
        for arm, short in SHORT.items():
            found = _times(weights[weights["TRTA"] == arm])
            for time in times:
                expected[label, short, time] = six_numbers(found[time][variable])
    shown = cells(pages["t_14_7_03"])
    assert expected == shown
    assert list(expected) == list(shown)


def _counted(records, adsl):
    """Give the subjects of each arm in whole percent, zeros bare."""
    with_it = set(records["USUBJID"])
    texts = []
    for own in by_arm(adsl):
        count = len(with_it & set(own["USUBJID"]))
        texts.append(f"{count} ({rounded(100 * count / len(own), 0)}%)" if count else "0")
    return texts


def test_every_cell_of_the_medication(pages):
    """Classes by the alphabet, ingredients by falling number of subjects, each subject once."""
    adsl = given("adsl")
    taken = given("cm", "sdtm")
    taken = taken[taken["USUBJID"].isin(adsl["USUBJID"])]
    first = "Patients receiving at least one concomitant medication"
    expected = [((first,), _counted(taken, adsl))]
    for group in sorted(taken["CMCLAS"].unique()):
        inside = taken[taken["CMCLAS"] == group]
        expected.append(((group,), _counted(inside, adsl)))
        subjects = inside.groupby("CMDECOD")["USUBJID"].nunique()
        for name in sorted(subjects.index, key=lambda one: (-subjects[one], one)):
            own = inside[inside["CMDECOD"] == name]
            expected.append(((group, name), _counted(own, adsl)))
    assert expected == list(cells(pages["t_14_7_04"]).items())
