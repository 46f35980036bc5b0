"""Tests of the simulated raw extract against the acceptance numbers of the trial.

The numbers are re-derived from the CSV files with pandas, scipy, lifelines, never with tlfgen.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from scipy import stats

RAW = Path(__file__).resolve().parents[2] / "specs" / "nct01213186" / "raw"
HIGH, LOW, PLACEBO = "hUC-MSC high dose", "hUC-MSC low dose", "Placebo"
ARMS = (HIGH, LOW, PLACEBO)
WEEKS = {"2": 0, "3": 4, "4": 8, "5": 12, "6": 24, "7": 36}
WEEKS |= {"8": 48, "9": 60, "10": 72, "11": 84, "12": 96}


def read_form(name: str) -> pd.DataFrame:
    """Give a form with every column as trimmed text."""
    frame = pd.read_csv(RAW / f"{name}.csv", dtype=str, keep_default_na=False)
    return frame.apply(lambda column: column.str.strip())


def count_by_arm(subjects: pd.Series) -> list[int]:
    """Count distinct subjects in each arm: high dose, low dose, placebo."""
    arm = read_form("randomisation").set_index("SUBJID")["TRT"]
    counts = arm.reindex(sorted(set(subjects))).value_counts()
    return [int(counts.get(name, 0)) for name in ARMS]


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    """One row a subject and scheduled week: the draw that counts."""
    frame = read_form("lymphocytes")
    arm = read_form("randomisation").set_index("SUBJID")["TRT"]
    first = read_form("infusions").query("INFNO == '1'").set_index("SUBJID")["INFDAT"]
    frame = frame[(frame["LYDONE"] == "Yes") & frame["VISNO"].isin(WEEKS)]
    frame = frame[frame["SUBJID"].isin(arm.index)]
    frame = frame.assign(
        WEEK=frame["VISNO"].map(WEEKS),
        ARM=frame["SUBJID"].map(arm),
        CD4=frame["CD4"].astype(int),
        CD8=frame["CD8"].astype(int),
    )
    start = pd.to_datetime(frame["SUBJID"].map(first), format="%d/%m/%Y")
    days = (pd.to_datetime(frame["SAMPDT"], format="%Y-%m-%d") - start).dt.days
    frame["OFF"] = (days - 7 * frame["WEEK"]).abs()
    frame = frame.sort_values(["SUBJID", "WEEK", "OFF", "SAMPDT", "SAMPTM", "RECID"])
    frame = frame.drop_duplicates(["SUBJID", "WEEK"])
    frame["RATIO"] = frame["CD4"] / frame["CD8"]
    return frame.reset_index(drop=True)


@pytest.fixture(scope="module")
def times(counts: pd.DataFrame) -> pd.DataFrame:
    """One row a subject: scheduled week of response or last CD4 visit."""
    base = counts[counts["WEEK"] == 0].set_index("SUBJID")["CD4"]
    later = counts[counts["WEEK"] > 0]
    hit = later[later["CD4"] >= 1.30 * later["SUBJID"].map(base)]
    event = hit.groupby("SUBJID")["WEEK"].min()
    last = counts.groupby("SUBJID")["WEEK"].max()
    frame = pd.DataFrame({"ARM": counts.groupby("SUBJID")["ARM"].first(), "LAST": last})
    frame["EVENT"] = frame.index.isin(event.index)
    frame["TIME"] = event.reindex(frame.index).fillna(frame["LAST"])
    return frame


def changes(counts: pd.DataFrame, name: str, week: int) -> dict[str, pd.Series]:
    """Give the change from week 0 to ``week`` by arm."""
    wide = counts.pivot_table(index="SUBJID", columns="WEEK", values=name)
    arm = counts.groupby("SUBJID")["ARM"].first()
    change = (wide[week] - wide[0]).dropna()
    return {name: change[arm.reindex(change.index) == name] for name in ARMS}


def test_randomised_subjects() -> None:
    """72 subjects are randomised, 24 to each arm."""
    assert count_by_arm(read_form("randomisation")["SUBJID"]) == [24, 24, 24]


@pytest.mark.parametrize(("arm", "percent"), [(LOW, 95.8), (PLACEBO, 70.8), (HIGH, 83.3)])
def test_cumulative_response_at_week_96(times: pd.DataFrame, arm: str, percent: float) -> None:
    """The Kaplan-Meier estimate at week 96 is the published one (high dose: assumed)."""
    rows = times[times["ARM"] == arm]
    curve = KaplanMeierFitter().fit(rows["TIME"], rows["EVENT"])
    assert percent == round(100 * (1 - float(curve.predict(96))), 1)


def test_logrank_low_against_placebo(times: pd.DataFrame) -> None:
    """The log-rank chi-square of low dose against placebo is 8.2687, P = 0.00403."""
    low, placebo = times[times["ARM"] == LOW], times[times["ARM"] == PLACEBO]
    found = logrank_test(low["TIME"], placebo["TIME"], low["EVENT"], placebo["EVENT"])
    assert (8.2687, 0.00403) == (round(found.test_statistic, 4), round(found.p_value, 5))


@pytest.mark.parametrize(
    ("arm", "pattern"),
    [
        (LOW, {4: 2, 8: 3, 12: 5, 24: 5, 36: 4, 48: 2, 60: 1, 72: 1}),
        (PLACEBO, {4: 1, 8: 1, 12: 2, 24: 4, 36: 3, 48: 2, 60: 2, 72: 1, 84: 1}),
        (HIGH, {4: 2, 8: 2, 12: 4, 24: 3, 36: 4, 48: 2, 60: 2, 72: 1}),
    ],
)
def test_new_responders_by_week(times: pd.DataFrame, arm: str, pattern: dict[int, int]) -> None:
    """New responders at each scheduled week follow the assumed pattern."""
    hits = times[(times["ARM"] == arm) & times["EVENT"]]
    assert pattern == {int(w): int(n) for w, n in hits["TIME"].value_counts().sort_index().items()}


@pytest.mark.parametrize("arm", [HIGH, LOW])
def test_cd4_rises_in_active_arms(counts: pd.DataFrame, arm: str) -> None:
    """The paired changes of CD4 at week 48 have P < 0.001 by t and signed-rank tests."""
    change = changes(counts, "CD4", 48)[arm]
    found = stats.ttest_1samp(change, 0).pvalue, stats.wilcoxon(change).pvalue
    assert max(found) < 0.001
    assert change.mean() > 0


def test_cd4_does_not_change_on_placebo(counts: pd.DataFrame) -> None:
    """The paired change of CD4 on placebo at week 48 has P > 0.05 by both tests."""
    change = changes(counts, "CD4", 48)[PLACEBO]
    assert min(stats.ttest_1samp(change, 0).pvalue, stats.wilcoxon(change).pvalue) > 0.05


@pytest.mark.parametrize("name", ["CD4", "CD8", "RATIO"])
@pytest.mark.parametrize("week", [48, 96])
def test_no_difference_among_arms(counts: pd.DataFrame, name: str, week: int) -> None:
    """Kruskal-Wallis on change has P > 0.05 for CD4, CD8, ratio at weeks 48, 96."""
    assert stats.kruskal(*changes(counts, name, week).values()).pvalue > 0.05


def test_other_draws_would_mislead(times: pd.DataFrame, counts: pd.DataFrame) -> None:
    """Repeated or unscheduled draws, if they counted, would make two responses earlier."""
    frame = read_form("lymphocytes").query("LYDONE == 'Yes'")
    base = counts[counts["WEEK"] == 0].set_index("SUBJID")["CD4"]
    frame = frame[frame["SUBJID"].isin(base.index) & ~frame["VISNO"].isin(["1", "2"])]
    hit = frame[frame["CD4"].astype(int) >= 1.30 * frame["SUBJID"].map(base)]
    first = hit["VISNO"].astype(float).groupby(hit["SUBJID"]).min()
    number = {week: float(visit) for visit, week in WEEKS.items()}
    true = times["TIME"].map(number).where(times["EVENT"], float("inf"))
    assert 2 == int((first.reindex(true.index) < true).sum())


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("demographics", "AGE"),
        ("hiv_history", "NADIRCD4"),
        ("vitals", "WEIGHT"),
        ("lymphocytes", "CD4"),
        ("lymphocytes", "CD8"),
        ("lymphocytes", "RATIO"),
    ],
)
def test_arms_are_balanced_at_entry(form: str, name: str) -> None:
    """Age, nadir, weight, CD4, CD8, ratio at entry differ among arms with P > 0.2."""
    frame = read_form(form)
    if "VISNO" in frame:
        frame = frame[(frame["VISNO"] == "2") & (frame[name] != "")]
    frame = frame.merge(read_form("randomisation")[["SUBJID", "TRT"]], on="SUBJID")
    groups = [frame[frame["TRT"] == arm][name].astype(float) for arm in ARMS]
    assert min(stats.kruskal(*groups).pvalue, stats.f_oneway(*groups).pvalue) > 0.2


def test_every_arm_is_complete_at_week_48(counts: pd.DataFrame) -> None:
    """All 72 subjects have a CD4 count at weeks 0 and 48."""
    seen = counts[counts["WEEK"].isin([0, 48])].groupby("WEEK").size().to_dict()
    assert seen == {0: 72, 48: 72}


def test_completers() -> None:
    """All complete treatment; 23, 23, 22 complete the study."""
    frame = read_form("disposition").query("DSSTAT == 'Completed'")
    treatment = count_by_arm(frame[frame["DSPHASE"] == "Treatment"]["SUBJID"])
    study = count_by_arm(frame[frame["DSPHASE"] == "Study"]["SUBJID"])
    assert ([24, 24, 24], [23, 23, 22]) == (treatment, study)


def test_withdrawals(times: pd.DataFrame) -> None:
    """Four withdraw: responders after weeks 72, 84, 60, one non-responder after week 84."""
    left = read_form("disposition").query("DSPHASE == 'Study' and DSSTAT == 'Discontinued'")
    rows = times.loc[left["SUBJID"]]
    found = sorted(zip(rows["ARM"], rows["EVENT"], rows["LAST"], strict=True))
    expected = [(PLACEBO, False, 84), (PLACEBO, True, 60), (HIGH, True, 72), (LOW, True, 84)]
    assert sorted(expected) == found


def test_screened_subjects() -> None:
    """84 subjects are screened, 12 fail."""
    assert {"Randomised": 72, "Screen failure": 12} == (
        read_form("subjects")["SUBJSTAT"].value_counts().to_dict()
    )


def test_per_protocol_set() -> None:
    """Deviations leave 23, 23, 22 subjects in the per-protocol set."""
    excluded = read_form("deviations").query("DVPPS == 'Yes'")["SUBJID"]
    assert [1, 1, 2] == count_by_arm(excluded)


def test_files_follow_the_dictionary() -> None:
    """Each file of the dictionary has its columns, a unique key, no other file beside it."""
    forms = yaml.safe_load((RAW / "forms.yaml").read_text(encoding="utf-8"))["forms"]
    assert sorted(f["file"] for f in forms.values()) == sorted(p.name for p in RAW.glob("*.csv"))
    for name, form in forms.items():
        frame = pd.read_csv(RAW / form["file"], dtype=str, keep_default_na=False)
        assert list(form["fields"]) == list(frame.columns), name
        assert not frame.duplicated(form["key"]).any(), name


def test_size() -> None:
    """The extract stays below 3 MB."""
    assert sum(path.stat().st_size for path in RAW.glob("*.csv")) < 3_000_000


def test_readme_states_the_row_counts() -> None:
    """README.md gives the number of rows of every form."""
    text = (RAW / "README.md").read_text(encoding="utf-8")
    for path in sorted(RAW.glob("*.csv")):
        assert f"| {path.stem} | {len(read_form(path.stem))} |" in text, path.stem


@pytest.mark.slow
def test_program_writes_the_committed_bytes(tmp_path: Path) -> None:
    """Another locale, time zone, hash seed and working folder give the committed bytes."""
    odd = {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(RAW / "simulate.py"), str(tmp_path / "out")]
    subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, **odd})

    def digests(folder: Path) -> dict[str, str]:
        return {
            p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("*.csv"))
        }

    assert digests(RAW) == digests(tmp_path / "out")
