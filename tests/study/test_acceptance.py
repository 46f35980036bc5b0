"""The published results and the agreed numbers, in what a build of the seed trial leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.study.seed_build import NOTICE, SeedBuild

pytestmark = pytest.mark.slow
ARMS = {"high": "hUC-MSC high dose", "low": "hUC-MSC low dose", "placebo": "Placebo"}


def efficacy(seed: SeedBuild, parameter: str, week: float) -> pd.DataFrame:
    """Give the analysed records of a parameter at a week, from the transport file."""
    frame = seed.frame("adam/adeff")
    chosen = (frame["PARAMCD"] == parameter) & (frame["ANL01FL"] == "Y")
    return frame[chosen & (frame["AVISITN"] == week) & (frame["DTYPE"] == "")]


def times(seed: SeedBuild) -> pd.DataFrame:
    """Give the 72 records of time to response in scheduled weeks."""
    frame = seed.frame("adam/adtte")
    return frame[frame["PARAMCD"] == "TTRESP"].reset_index(drop=True)


def test_full_analysis_set(seed: SeedBuild) -> None:
    """The Full Analysis Set has 72 subjects, 24 in each arm."""
    frame = seed.frame("adam/adsl")
    counts = frame.loc[frame["FASFL"] == "Y", "TRT01P"].value_counts().to_dict()
    assert dict.fromkeys(ARMS.values(), 24) == counts


def test_screened_subjects(seed: SeedBuild) -> None:
    """The subject dataset has all 84 screened subjects; the failures have no arm."""
    frame = seed.frame("adam/adsl")
    assert (84, 12) == (len(frame), int((frame["TRT01P"] == "").sum()))


def test_disposition_columns(seed: SeedBuild) -> None:
    """The disposition table prints 24, 24 and 24 of 72 in the Full Analysis Set."""
    assert ["24 (100.0%)", "24 (100.0%)", "24 (100.0%)", "0", "72 (100.0%)"] == [
        cell.strip() for cell in seed.row("t_14_1_1_1", "Full Analysis Set")
    ]


@pytest.mark.parametrize(("arm", "column", "text"), [("low", 1, "95.8"), ("placebo", 2, "70.8")])
def test_cumulative_probability(seed: SeedBuild, arm: str, column: int, text: str) -> None:
    """By week 96 the probability of response is 95.8% on low dose, 70.8% on control."""
    path = ("Response by week 96 [1]", "Probability (%) (95% CI)")
    assert text == seed.row("t_14_2_2_1", *path)[column].split()[0]
    frame = times(seed)
    events = frame[(frame["TRTP"] == ARMS[arm]) & (frame["CNSR"] == 0)]
    assert text == f"{100 * len(events) / 24:.1f}"


def test_log_rank_as_printed(seed: SeedBuild) -> None:
    """The log-rank test of low dose against control prints P = 0.004."""
    assert "0.004" == seed.row("t_14_2_2_1", "p-value against placebo [2]")[1].strip()


def test_log_rank_as_worked_by_hand(seed: SeedBuild) -> None:
    """Chi-square is 8.2687 and P is 0.00403, as the worked example of the two arms gives."""
    found = seed.results("t_14_2_2_1")["number"]
    statistic = found["t_14_2_2_1/against_reference/statistic/low_vs_placebo"]
    assert "8.269" == f"{statistic:.3f}"
    assert (
        pytest.approx(0.00403, abs=5e-6) == found["t_14_2_2_1/against_reference/p/low_vs_placebo"]
    )


def test_log_rank_by_another_program(seed: SeedBuild) -> None:
    """Another program, given the transport file alone, finds the same chi-square."""
    from lifelines.statistics import logrank_test

    frame = times(seed)
    low, control = (frame[frame["TRTP"] == ARMS[arm]] for arm in ("low", "placebo"))
    other = logrank_test(low["AVAL"], control["AVAL"], low["CNSR"] == 0, control["CNSR"] == 0)
    found = seed.results("t_14_2_2_1")["number"]
    assert (
        pytest.approx(other.test_statistic, rel=1e-12)
        == (found["t_14_2_2_1/against_reference/statistic/low_vs_placebo"])
    )


@pytest.mark.parametrize("arm", ARMS)
def test_change_at_week_48(seed: SeedBuild, arm: str) -> None:
    """CD4 at week 48 rises with P < 0.001 on both doses and not on control, by both tests."""
    at = efficacy(seed, "CD4", 48)
    change = at.loc[at["TRTP"] == ARMS[arm], "CHG"].to_numpy()
    plain = [stats.ttest_1samp(change, 0).pvalue, stats.wilcoxon(change).pvalue]
    printed = [
        seed.row("t_14_2_1_1", "Week 48", "Change from baseline", label)[list(ARMS).index(arm)]
        for label in ("p-value, paired t [1]", "p-value, signed rank [2]")
    ]
    found = seed.results("t_14_2_1_1")
    own = [
        found.loc[(found["method"] == method) & found.index.str.endswith(f"Week 48/p/{arm}")]
        for method in ("paired_t", "signed_rank")
    ]
    assert [1, 1] == [len(one) for one in own]
    assert pytest.approx(plain[0], rel=1e-9) == own[0]["number"].iloc[0]
    wanted = (lambda p: p > 0.05) if arm == "placebo" else (lambda p: p < 0.001)
    assert all(wanted(p) for p in (*plain, *(one["number"].iloc[0] for one in own)))
    assert (["<0.001"] * 2 == [text.strip() for text in printed]) is (arm != "placebo")


@pytest.mark.parametrize("week", [48, 96])
@pytest.mark.parametrize("parameter", ["CD4", "CD8", "RATIO"])
def test_no_difference_between_arms(seed: SeedBuild, parameter: str, week: int) -> None:
    """The change differs between the three arms in no parameter at weeks 48 and 96."""
    at = efficacy(seed, parameter, week)
    groups = [at.loc[at["TRTP"] == arm, "CHG"].dropna() for arm in ARMS.values()]
    assert min(map(len, groups)) >= 22
    assert stats.kruskal(*groups).pvalue > 0.05


def test_times_follow_from_the_counts(seed: SeedBuild) -> None:
    """The 72 times, derived again from the efficacy records in the plainest way, are the same."""
    frame = seed.frame("adam/adeff")
    chosen = (frame["PARAMCD"] == "CD4") & (frame["ANL01FL"] == "Y") & (frame["DTYPE"] == "")
    rows = []
    for subject, own in frame[chosen].groupby("USUBJID"):
        base = own.loc[own["AVISITN"] == 0, "AVAL"].iloc[0]
        after = own[own["AVISITN"] > 0].sort_values("AVISITN")
        response = after[after["AVAL"] * 100 >= np.round(base * 130)]
        last = after.iloc[-1] if response.empty else response.iloc[0]
        rows.append((subject, last["AVISITN"], last["ADT"], float(response.empty), last["LBSEQ"]))
    columns = ["USUBJID", "AVAL", "ADT", "CNSR", "SRCSEQ"]
    assert sorted(rows) == sorted(times(seed)[columns].itertuples(index=False, name=None))
    assert 72 == len(rows)


def test_deaths_print_their_empty_form(seed: SeedBuild) -> None:
    """Nobody died: the table of deaths is one page that says so under its full head."""
    page = (seed.folder / "displays" / "t_14_3_2_1.txt").read_text(encoding="utf-8")
    assert 1 == len(page.split("\f"))
    assert "No subject died during the study" in page
    assert all(word in page for word in ("Table 14.3.2.1", "High dose", "(N=24)", NOTICE))
    assert "" == "".join(seed.frame("adam/adsl")["DTHFL"])


def subjects_with(seed: SeedBuild, display: str, *path: str) -> list[int]:
    """Give the printed numbers of subjects of the three arms in a row with events."""
    cells = seed.row(display, *path)
    return [int(cells[place].split()[0]) for place in (0, 2, 4)]


OVERVIEW = {
    "Any treatment-emergent adverse event": [15, 14, 14],
    "Related to the infusion": [3, 2, 1],
    "Grade 3 or higher": [1, 1, 1],
    "Serious": [1, 0, 1],
    "Serious and related": [0, 0, 0],
    "Leading to discontinuation of infusions": [0, 0, 0],
    "Leading to death": [0, 0, 0],
}
TERMS = {
    "Upper respiratory tract infection": [6, 5, 6],
    "Pyrexia": [3, 2, 1],
    "Diarrhoea": [2, 3, 2],
    "Headache": [2, 2, 2],
    "Rash": [1, 2, 2],
    "Herpes zoster": [1, 1, 1],
    "ALT increased": [2, 1, 2],
    "Hypertriglyceridaemia": [2, 2, 1],
}


@pytest.mark.parametrize("row", OVERVIEW)
def test_overview_of_events(seed: SeedBuild, row: str) -> None:
    """The overview counts the planned subjects, and so does a plain count of the records."""
    assert OVERVIEW[row] == subjects_with(seed, "t_14_3_1_1", row)
    frame = seed.frame("adam/adae")
    events = frame[frame["TRTEMFL"] == "Y"]
    masks = {
        "Any treatment-emergent adverse event": events["AEDECOD"] != "",
        "Related to the infusion": events["AEREL"].isin(["POSSIBLY RELATED", "PROBABLY RELATED"]),
        "Grade 3 or higher": events["AETOXGR"].isin(["3", "4", "5"]),
        "Serious": events["AESER"] == "Y",
        "Leading to death": events["AESDTH"] == "Y",
    }
    if row in masks:
        counted = events[masks[row]].groupby("TRTA")["USUBJID"].nunique()
        assert OVERVIEW[row] == [int(counted.get(arm, 0)) for arm in ARMS.values()]


@pytest.mark.parametrize("term", TERMS)
def test_events_by_term(seed: SeedBuild, term: str) -> None:
    """Each planned term has its planned subjects, in the table and in the records."""
    assert TERMS[term] == subjects_with(seed, "t_14_3_1_2", term)
    frame = seed.frame("adam/adae")
    events = frame[(frame["TRTEMFL"] == "Y") & (frame["AEDECOD"] == term)]
    counted = events.groupby("TRTA")["USUBJID"].nunique()
    assert TERMS[term] == [int(counted.get(arm, 0)) for arm in ARMS.values()]
