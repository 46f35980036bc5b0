"""The other tables of the seed trial against a plain recomputation from its transport files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.study.seed_build import NOTICE, SeedBuild
from tests.study.seed_numbers import ACTUAL, ARMS, PLANNED, by_arm, counted, mean_sd, subjects

pytestmark = pytest.mark.slow
SHORT = dict(zip(("high", "low", "placebo"), ARMS, strict=True))


def efficacy(seed: SeedBuild, parameter: str) -> pd.DataFrame:
    """Give the analysed records of a parameter, nothing carried forward."""
    frame = seed.frame("adam/adeff")
    chosen = (frame["PARAMCD"] == parameter) & (frame["ANL01FL"] == "Y") & (frame["DTYPE"] == "")
    return frame[chosen]


def people(seed: SeedBuild) -> pd.DataFrame:
    """Give the subjects who were randomized, with their planned arm as TRTP."""
    frame = seed.frame("adam/adsl")
    return frame[frame["RANDFL"] == "Y"].rename(columns={"TRT01P": "TRTP"})


def stripped(cells: list[str]) -> list[str]:
    """Give printed cells without their padding."""
    return [cell.strip() for cell in cells]


TABLES = (
    *(f"t_14_1_1_{n}" for n in (1, 2, 3, 4)),
    *("t_14_1_2_1", "t_14_1_2_2", "t_14_1_3_1", "t_14_1_4_1", "t_14_1_4_2", "t_14_1_5_1"),
    *(f"t_14_2_1_{n}" for n in (1, 2, 3, 4)),
    *(f"t_14_2_2_{n}" for n in (1, 2, 3, 4)),
    *("t_14_2_3_1", "t_14_2_3_2", "t_14_2_4_1", "t_14_2_5_1", "t_14_2_6_1"),
    *(f"t_14_3_1_{n}" for n in range(1, 9)),
    *(f"t_14_3_5_{n}" for n in range(1, 6)),
    *("t_14_3_2_1", "t_14_3_6_1", "t_14_3_6_2"),
)
CITED = {"t_14_2_1_1", "t_14_2_1_2", "t_14_2_2_1", "t_14_2_3_1_1", "t_14_2_3_2_1"}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_there(seed: SeedBuild, name: str) -> None:
    """Each table of the planned appendix is made, with the notice and its population."""
    display = seed.display(name)
    page = (seed.folder / "displays" / f"{name}.txt").read_text(encoding="utf-8")
    assert NOTICE in page
    assert display["population"]
    assert display["rows"] or "No subject died" in page


def test_only_published_results_cite_the_paper(seed: SeedBuild) -> None:
    """The abstract is named below the tables of its results, and below no other."""
    found = {
        name
        for name in seed.displays()
        if name.startswith("t_")
        and any("Wang L et al." in note for note in seed.display(name)["footnotes"])
    }
    assert CITED == found


@pytest.mark.parametrize("name", [one for one in TABLES if one.startswith("t_14_3_")])
def test_safety_tables_pool_the_doses(seed: SeedBuild, name: str) -> None:
    """Every safety table has the column of both doses."""
    heads = {column["path"][0] for column in seed.display(name)["columns"]}
    assert "hUC-MSC pooled" in heads


@pytest.mark.parametrize("site", ["01", "02", "03", "04"])
def test_enrollment(seed: SeedBuild, site: str) -> None:
    """Sites enrolled, and lost, the subjects that the subject dataset says."""
    own = people(seed)
    own = own[own["SITEID"] == site]
    lost = own[own["EOSSTT"] == "DISCONTINUED"]
    assert subjects(own, PLANNED) == counted(seed.row("t_14_1_1_2", f"Site {site}", "Enrolled"))
    row = seed.row("t_14_1_1_2", f"Site {site}", "Discontinued study")
    assert subjects(lost, PLANNED) == counted(row)


def test_exclusions_from_the_per_protocol_set(seed: SeedBuild) -> None:
    """Those excluded are those without the flag, and each has a reason."""
    own = people(seed)
    excluded = own[own["PPROTFL"] == "N"]
    row = seed.row("t_14_1_1_3", "Excluded from, n (%)", "Per-Protocol Set")
    assert subjects(excluded, PLANNED) == counted(row) == [1, 1, 2, 4]
    reasons = seed.frame("sdtm/suppdv")
    flagged = reasons[(reasons["QNAM"] == "DVPPS") & (reasons["QVAL"] == "Y")]
    assert set(excluded["USUBJID"]) == set(flagged["USUBJID"])


def test_important_deviations(seed: SeedBuild) -> None:
    """A subject with several important deviations counts once in the first row."""
    marks = seed.frame("sdtm/suppdv")
    important = marks[(marks["QNAM"] == "DVIMP") & (marks["QVAL"] == "Y")]
    own = people(seed)
    own = own[own["USUBJID"].isin(important["USUBJID"])]
    row = seed.row("t_14_1_1_4", "Any important protocol deviation")
    assert subjects(own, PLANNED) == counted(row)


def test_demographics(seed: SeedBuild) -> None:
    """Age is summarized and tested as a plain analysis of variance says."""
    own = people(seed)
    row = seed.row("t_14_1_2_1", "Age (years)", "Mean (SD)")
    assert by_arm(own, PLANNED, lambda one: mean_sd(one["AGE"], 0)) == stripped(row[:4])
    plain = stats.f_oneway(*(own.loc[own["TRTP"] == arm, "AGE"] for arm in ARMS)).pvalue
    assert f"{plain:.3f}" == seed.row("t_14_1_2_1", "Age (years)", "n")[4].strip()


def test_baseline_counts(seed: SeedBuild) -> None:
    """The nadir is compared among arms by ranks."""
    own = people(seed)
    plain = stats.kruskal(*(own.loc[own["TRTP"] == arm, "CD4NADIR"] for arm in ARMS)).pvalue
    assert f"{plain:.3f}" == seed.row("t_14_1_2_2", "CD4 nadir (cells/µL)", "n")[4].strip()


def test_exposure(seed: SeedBuild) -> None:
    """The cumulative dose is the sum of the infusions of a subject."""
    frame = seed.frame("adam/adex")
    sums = (
        frame[frame["PARAMCD"] == "DOSE"].groupby(["TRTP", "USUBJID"], as_index=False)["AVAL"].sum()
    )
    row = seed.row("t_14_1_5_1", "Cumulative dose (million cells/kg)", "Mean (SD)")
    assert by_arm(sums, ACTUAL, lambda one: mean_sd(one["AVAL"], 2)) == stripped(row)


@pytest.mark.parametrize(
    ("display", "parameter", "decimals"),
    [("t_14_2_1_1", "CD4", 0), ("t_14_2_3_1", "CD8", 0), ("t_14_2_3_2", "RATIO", 2)],
)
@pytest.mark.parametrize("week", [12, 48])
def test_change_by_visit(
    seed: SeedBuild, display: str, parameter: str, decimals: int, week: int
) -> None:
    """Means of the change, and the paired test within each arm, are those of the records."""
    own = efficacy(seed, parameter)
    own = own[own["AVISITN"] == week]
    change = own.assign(CHG=own["AVAL"] - own["BASE"])
    path = (f"Week {week}", "Change from baseline")
    wanted = by_arm(change, PLANNED, lambda one: mean_sd(one["CHG"], decimals))
    assert wanted == stripped(seed.row(display, *path, "Mean (SD)"))
    plain = [stats.ttest_1samp(change.loc[change["TRTP"] == arm, "CHG"], 0).pvalue for arm in ARMS]
    cells = stripped(seed.row(display, *path, "p-value, paired t [1]"))
    assert [("<0.001" if p < 0.001 else f"{p:.3f}") for p in plain] == cells[:3]
    assert "" == cells[3]


@pytest.mark.parametrize(
    ("display", "parameter"),
    [("t_14_2_1_2", "CD4"), ("t_14_2_3_1_1", "CD8"), ("t_14_2_3_2_1", "RATIO")],
)
@pytest.mark.parametrize("week", [48, 96])
def test_change_among_arms(seed: SeedBuild, display: str, parameter: str, week: int) -> None:
    """The rank test and the adjusted difference of the low dose are those of other programs."""
    import statsmodels.formula.api as smf

    own = efficacy(seed, parameter)
    own = own[own["AVISITN"] == week]
    plain = stats.kruskal(*(own.loc[own["TRTP"] == arm, "CHG"] for arm in ARMS)).pvalue
    row = seed.row(display, f"Week {week}", "Change from baseline [1]", "n")
    assert f"{plain:.3f}" == row[3].strip()
    assert plain > 0.05
    fit = smf.ols("CHG ~ C(TRTP, Treatment('Placebo')) + BASE", own).fit()
    low = next(name for name in fit.params.index if "low dose" in name)
    path = (f"Week {week}", "Difference from placebo (SE) [2]", "p-value")
    assert f"{fit.pvalues[low]:.3f}" == seed.row(display, *path)[1].strip()


def test_repeated_measures_at_a_complete_visit(seed: SeedBuild) -> None:
    """Where nobody is missing, means by visit lie close to those of that visit alone."""
    import statsmodels.formula.api as smf

    own = efficacy(seed, "CD4")
    own = own[own["AVISITN"] == 4]
    assert 72 == len(own)
    fit = smf.ols("CHG ~ C(TRTP, Treatment('Placebo')) + BASE", own).fit()
    cells = seed.row("t_14_2_1_3", "Week 4", "Difference from placebo (SE) [3]")
    for cell, word in zip(cells[:2], ("high", "low"), strict=True):
        name = next(one for one in fit.params.index if f"{word} dose" in one)
        assert abs(float(cell.split()[0]) - fit.params[name]) < 0.5


def test_per_protocol(seed: SeedBuild) -> None:
    """The per-protocol table is of the per-protocol set, as observed."""
    own = efficacy(seed, "CD4")
    own = own[(own["PPROTFL"] == "Y") & (own["AVISITN"] == 96)]
    row = seed.row("t_14_2_1_4", "Week 96", "Change from baseline", "Mean (SD)")
    assert by_arm(own, PLANNED, lambda one: mean_sd(one["CHG"], 0)) == stripped(row)
    heads = [column["n"] for column in seed.display("t_14_2_1_4")["columns"]]
    assert [23, 23, 22, 68] == heads


def test_last_observation_carried_forward(seed: SeedBuild) -> None:
    """The last post-baseline count stands where a later one lacks."""
    own = efficacy(seed, "CD4")
    last = own[own["AVISITN"] > 0].sort_values("AVISITN").groupby("USUBJID").tail(1)
    assert 72 == len(last)
    row = seed.row("t_14_2_1_4_1", "Week 96", "Change from baseline", "Mean (SD)")
    assert by_arm(last, PLANNED, lambda one: mean_sd(one["CHG"], 0)) == stripped(row)


@pytest.mark.parametrize(("arm", "place"), [("high", 0), ("low", 1)])
def test_hazard_ratio(seed: SeedBuild, arm: str, place: int) -> None:
    """Another program finds the hazard ratio and its limits, ties by Efron's method."""
    from lifelines import CoxPHFitter

    frame = seed.frame("adam/adtte")
    frame = frame[(frame["PARAMCD"] == "TTRESP") & frame["TRTP"].isin([SHORT[arm], "Placebo"])]
    data = pd.DataFrame(
        {"T": frame["AVAL"], "E": frame["CNSR"] == 0, "X": (frame["TRTP"] != "Placebo") * 1.0}
    )
    fit = CoxPHFitter().fit(data, "T", "E")
    low, high = np.exp(fit.confidence_intervals_.loc["X"])
    row = seed.row("t_14_2_2_2", "Against placebo, unadjusted [1]", "Hazard ratio (95% CI)")
    assert f"{fit.hazard_ratios_['X']:.2f} ({low:.2f}, {high:.2f})" == row[place].strip()


@pytest.mark.parametrize("week", [12, 48, 96])
def test_responders(seed: SeedBuild, week: int) -> None:
    """Responders so far, exact limits and Fisher's test are those of the standard library."""
    frame = seed.frame("adam/adtte")
    frame = frame[frame["PARAMCD"] == "TTRESP"]
    so_far = frame[(frame["CNSR"] == 0) & (frame["AVAL"] <= week)]
    path = ("Subjects with response by", f"Week {week}")
    cells = seed.row("t_14_2_2_3", *path, "n (%)")
    found = subjects(so_far, PLANNED)
    assert found == counted(cells[:4])
    low = stats.binomtest(found[1], 24).proportion_ci(method="exact")
    wanted = f"({100 * low.low:.1f}, {100 * low.high:.1f})"
    assert wanted == seed.row("t_14_2_2_3", *path, "95% CI")[1].strip()
    table = [[found[1], 24 - found[1]], [found[2], 24 - found[2]]]
    assert f"{stats.fisher_exact(table).pvalue:.3f}" == cells[5].strip()


def first_response(own: pd.DataFrame, is_response: pd.Series) -> pd.DataFrame:
    """Give week and outcome of each subject: the first response, else the last count."""
    after = own.assign(HIT=is_response & (own["AVISITN"] > 0)).sort_values("AVISITN")
    hits = after[after["HIT"]].groupby("USUBJID").head(1)
    last = after[~after["USUBJID"].isin(hits["USUBJID"])].groupby("USUBJID").tail(1)
    return pd.concat([hits, last])[["USUBJID", "TRTP", "AVISITN", "HIT"]]


def confirmed(own: pd.DataFrame) -> pd.Series:
    """Say which counts, and the next of the subject, are at least 1.30 times baseline."""
    ordered = own.sort_values(["USUBJID", "AVISITN"])
    hit = (ordered["AVAL"] * 100 >= np.round(ordered["BASE"] * 130)) & (ordered["AVISITN"] > 0)
    following = hit.groupby(ordered["USUBJID"]).shift(-1, fill_value=False)
    return (hit & following).reindex(own.index)


DEFINITIONS = {
    "CD4 count at least 1.20 times baseline": lambda own: (
        own["AVAL"] * 100 >= np.round(own["BASE"] * 120)
    ),
    "CD4 count at least 50 cells/µL above baseline": lambda own: own["AVAL"] - own["BASE"] >= 50,
    "CD4 count of at least 200 cells/µL [3]": lambda own: own["AVAL"] >= 200,
    "CD4 count at least 1.30 times baseline, confirmed [4]": confirmed,
}


@pytest.mark.parametrize("label", DEFINITIONS)
def test_definitions_of_response(seed: SeedBuild, label: str) -> None:
    """Responders and the log-rank test follow from the counts, whatever response means."""
    from lifelines.statistics import logrank_test

    own = efficacy(seed, "CD4")
    own = own[own["AVISITN"] >= 0]
    if "200" in label:
        own = own[own["BASE"] < 200]
    found = first_response(own, DEFINITIONS[label](own))
    row = seed.row("t_14_2_2_4", label, "Subjects with response")
    assert subjects(found[found["HIT"]], PLANNED[:3]) == counted(row[:3])
    low, control = (found[found["TRTP"] == SHORT[arm]] for arm in ("low", "placebo"))
    other = logrank_test(low["AVISITN"], control["AVISITN"], low["HIT"], control["HIT"])
    printed = seed.row("t_14_2_2_4", label, "p-value against placebo [2]")[1].strip()
    assert f"{other.p_value:.3f}" == printed


@pytest.mark.parametrize("week", [8, 36, 60, 96])
def test_snapshot(seed: SeedBuild, week: int) -> None:
    """Below, not below and no data are all subjects of the arm."""
    own = efficacy(seed, "HIVRNA")
    own = own[own["AVISITN"] == week]
    path = (f"Week {week}", "Snapshot, n (% of N) [1]")
    below = counted(seed.row("t_14_2_4_1", *path, "Below 50 copies/mL"))
    above = counted(seed.row("t_14_2_4_1", *path, "50 copies/mL or more"))
    no_data = counted(seed.row("t_14_2_4_1", *path, "No data in the visit window"))
    assert subjects(own[own["AVAL"] < 50], PLANNED) == below
    assert subjects(own[own["AVAL"] >= 50], PLANNED) == above
    sums = [sum(three) for three in zip(below, above, no_data, strict=True)]
    assert [24, 24, 24, 72] == sums


def test_markers(seed: SeedBuild) -> None:
    """The change of interleukin 6 at week 48 is compared among arms by ranks."""
    frame = seed.frame("adam/adbm")
    own = frame[(frame["ANL01FL"] == "Y") & (frame["AVISITN"] == 48)]
    own = own[own["PARAM"].str.startswith("Interleukin")]
    label = own["PARAM"].iloc[0]
    plain = stats.kruskal(*(own.loc[own["TRTP"] == arm, "CHG"].dropna() for arm in ARMS)).pvalue
    row = seed.row("t_14_2_5_1_1", label, "Week 48", "Change from baseline [1]", "n")
    assert f"{plain:.3f}" == row[3].strip()


@pytest.mark.parametrize(("block", "label", "band"), [("Sex", "Female", "F"), ("Site", "03", "03")])
def test_subgroups(seed: SeedBuild, block: str, label: str, band: str) -> None:
    """The change within a subgroup is the mean of its subjects."""
    own = efficacy(seed, "CD4")
    own = own[own["AVISITN"] == 48]
    own = own[own["SEX" if block == "Sex" else "SITEID"] == band]
    row = seed.row("t_14_2_6_1", "Week 48", block, label, "Mean (SD)")
    assert by_arm(own, PLANNED, lambda one: mean_sd(one["CHG"], 0)) == stripped(row)
