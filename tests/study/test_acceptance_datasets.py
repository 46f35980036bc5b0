"""Datasets, lineage and results of the seed trial's build keep their promises."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.study.seed_build import STUDY, SeedBuild
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.io.xpt.limits import fold_text
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.load import load_study

pytestmark = pytest.mark.slow
SPEC = load_study(STUDY)
DATASETS = sorted(ref.replace(".", "/").lower() for ref in SPEC.datasets)
DISPLAYS = sorted(SPEC.displays)
ABOUT_THE_TRIAL = {"sdtm/ta", "sdtm/te", "sdtm/ti", "sdtm/ts", "sdtm/tv"}


def test_every_dataset_is_built(seed: SeedBuild) -> None:
    """Each recipe gives a transport file; the others hold supplemental qualifiers."""
    supplements = {name for name in seed.datasets() if name.startswith("sdtm/supp")}
    assert set(DATASETS) == set(seed.datasets()) - supplements


def test_labels_are_short_and_there(seed: SeedBuild) -> None:
    """Every variable of every dataset has a label of at most 40 characters."""
    wrong = [
        (name, variable, label)
        for name in seed.datasets()
        for variable, label in seed.labels(name).items()
        if not 0 < len(label or "") <= 40
    ]
    assert [] == wrong


@pytest.mark.parametrize("name", DATASETS)
def test_keys_identify_records(seed: SeedBuild, name: str) -> None:
    """No two records of a dataset agree in all its keys."""
    stage, _, short = name.partition("/")
    keys = list(SPEC.datasets[f"{stage}.{short.upper()}"].keys)
    frame = seed.frame(name)
    assert keys
    assert 0 == int(frame.duplicated([key for key in keys if key in frame]).sum())


@pytest.mark.parametrize("name", [one for one in DATASETS if one not in ABOUT_THE_TRIAL])
def test_subjects_are_known(seed: SeedBuild, name: str) -> None:
    """Every subject of a dataset is in DM, and in ADSL for analysis datasets."""
    frame = seed.frame(name)
    known = seed.frame("adam/adsl" if name.startswith("adam/") else "sdtm/dm")
    assert set() == set(frame["USUBJID"]) - set(known["USUBJID"]) - {""}


@pytest.mark.parametrize("name", DATASETS)
def test_every_variable_says_where_it_comes_from(seed: SeedBuild, name: str) -> None:
    """Each variable of a dataset has a lineage sentence that ends with a full stop."""
    short = name.partition("/")[2]
    text = (seed.folder / "lineage" / f"{short}.json").read_text(encoding="utf-8")
    sentences: dict[str, list[str]] = {}
    for entry in json.loads(text)["columns"]:
        sentences.setdefault(entry["variable"], []).append(entry["sentence"])
    variables = seed.frame(name).columns
    assert [] == [variable for variable in variables if not sentences.get(variable)]
    wrong = [one for told in sentences.values() for one in told if not one.endswith(".")]
    assert [] == wrong


@pytest.mark.parametrize("display", DISPLAYS)
def test_filter_of_a_result_gives_its_records(seed: SeedBuild, display: str) -> None:
    """The record filter of each result, applied to the transport file, gives its record count."""
    results = seed.results(display)
    checked = results[results["record_filter"].notna() & results["n_records"].notna()]
    cases = checked[["dataset", "record_filter", "n_records"]].drop_duplicates()
    subjects = _plain(seed, "adsl").add_prefix("ADSL.")
    for name, own in cases.groupby("dataset"):
        frame = _plain(seed, str(name).lower())
        joined = frame.merge(subjects, how="left", left_on="USUBJID", right_on="ADSL.USUBJID")
        scope = Scope(lambda reference, known=joined: known[str(reference)], joined.index)
        for text, count in zip(own["record_filter"], own["n_records"], strict=True):
            own_text = fold_text(text)  # as transport files hold their texts
            found = evaluate_mask(parse_filter(own_text), scope).sum() if text else len(frame)
            assert count == found, (name, text)


def _plain(seed: SeedBuild, name: str) -> pd.DataFrame:
    """Give an analysis dataset with text columns as text and blank as missing."""
    frame = seed.frame(f"adam/{name}")
    texts = [column for column in frame if frame[column].dtype == object]
    for column in texts:
        if frame[column].map(lambda value: isinstance(value, str)).all():
            frame[column] = frame[column].astype("string[pyarrow]").replace("", pd.NA)
    return frame


@pytest.mark.parametrize("display", [name for name in DISPLAYS if not name.startswith("f_")])
def test_cells_point_to_results(seed: SeedBuild, display: str) -> None:
    """Each number a table prints names the results it shows, and they are stored."""
    read = seed.display(display)
    known = set(seed.results(display).index)
    named = {one for row in read["rows"] for cell in row.get("results", []) for one in cell}
    assert set() == named - known
    if read["kind"] == "table" and read["rows"]:
        assert named
