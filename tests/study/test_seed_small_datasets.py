"""Karnofsky, biomarker and deviation datasets of the seed trial against its raw forms."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from tests.study.built import read_form
from tests.study.seed_build import SeedBuild

pytestmark = pytest.mark.slow


def dosed(seed: SeedBuild) -> set[str]:
    """Give the subjects of the safety set."""
    subjects = seed.frame("adam/adsl")
    return set(subjects.loc[subjects["SAFFL"] == "Y", "USUBJID"])


def test_karnofsky_scores_are_those_of_the_form(seed: SeedBuild) -> None:
    """Every score of a dosed subject, none else."""
    form = read_form("karnofsky")
    form = form[form["USUBJID"].isin(dosed(seed)) & (form["KPS"] != "")]
    found = seed.frame("adam/adkps")
    assert Counter(zip(form["USUBJID"], form["KPS"].astype(float), strict=True)) == Counter(
        zip(found["USUBJID"], found["AVAL"], strict=True)
    )


def test_karnofsky_baseline_is_the_week_0_score(seed: SeedBuild) -> None:
    """Week 0 is assessed before the first infusion of every subject."""
    form = read_form("karnofsky")
    week0 = form[form["VISNO"] == "2"].set_index("USUBJID")["KPS"].astype(float)
    found = seed.frame("adam/adkps").drop_duplicates("USUBJID").set_index("USUBJID")["BASE"]
    assert 72 == len(found)
    assert week0.reindex(found.index).tolist() == found.tolist()


def test_a_biomarker_below_its_limit_is_half_of_it(seed: SeedBuild) -> None:
    """`<1.5` is 0.75; every other value is as collected."""
    form = read_form("biomarkers")
    form = form[form["USUBJID"].isin(dosed(seed)) & (form["IL6"] != "")]
    values = [float(text[1:]) / 2 if text.startswith("<") else float(text) for text in form["IL6"]]
    found = seed.frame("adam/adbm")
    found = found[found["PARAMCD"] == "INTLK6"]
    assert sorted(values) == sorted(found["AVAL"].tolist())


def test_deviations_are_those_of_the_form(seed: SeedBuild) -> None:
    """Subject, date and importance of each deviation."""
    form = read_form("deviations")
    found = seed.frame("adam/addv")
    assert Counter(
        zip(form["USUBJID"], form["DVDAT"], form["DVIMP"].str[:1], strict=True)
    ) == Counter(zip(found["USUBJID"], found["DVSTDTC"], found["DVIMPFL"], strict=True))


def test_the_worst_grade_is_flagged_once(seed: SeedBuild) -> None:
    """Highest post-baseline grade by subject and parameter, recomputed from all records."""
    labs = seed.frame("adam/adlb")
    labs = labs[(labs["DTYPE"].fillna("") == "") & (labs["ADY"] > 1)]
    for flag, grade in (("ANL02FL", "ATOXGRL"), ("ANL03FL", "ATOXGRH")):
        graded = labs[labs[grade].fillna("") != ""]
        keys = ["USUBJID", "PARAMCD"]
        expected = graded.assign(G=graded[grade].astype(int)).groupby(keys)["G"].max()
        flagged = graded[graded[flag] == "Y"].set_index(keys)[grade].astype(int)
        pd.testing.assert_series_equal(
            expected.sort_index(), flagged.sort_index(), check_names=False, check_dtype=False
        )
