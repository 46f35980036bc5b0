"""The SDTM datasets of the seed trial, built from its raw extract once a test run."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from tlfgen.io.raw import read_raw
from tlfgen.io.tabular import read_parquet
from tlfgen.mapper.engine import Mapped, build_dataset
from tlfgen.mapper.plan import plan_passes
from tlfgen.model.dataset import Dataset
from tlfgen.run.payloads import DATASET, TableInput
from tlfgen.run.stages.read import read_input
from tlfgen.spec.load import StudySpec, load_study
from tlfgen.spec.yaml_file import load_yaml

STUDY = Path(__file__).resolve().parents[2] / "specs" / "nct01213186"
RAW = STUDY / "raw"
PREFIX = "NCT01213186-"
MONTHS = dict(
    zip(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
        range(1, 13),
        strict=True,
    )
)


def read_form(name: str) -> pd.DataFrame:
    """Give a raw form with every column as trimmed text, with USUBJID where it has subjects."""
    frame = pd.read_csv(RAW / f"{name}.csv", dtype=str, keep_default_na=False)
    trimmed: pd.DataFrame = frame.apply(lambda column: column.str.strip())
    if "SUBJID" not in trimmed:
        return trimmed
    return trimmed.assign(USUBJID=PREFIX + trimmed["SUBJID"])


@cache
def study() -> StudySpec:
    """Give the specs of the seed trial."""
    return load_study(STUDY)


@cache
def built_sdtm() -> Mapping[str, Mapped]:
    """Give every SDTM dataset by name, with lineage, supplement and findings."""
    specs = {ref: one for ref, one in study().datasets.items() if one.data_stage == "sdtm"}
    sources: dict[str, Dataset] = {}
    made: dict[str, Mapped] = {}
    for one in plan_passes(specs.values()):
        recipe = specs[one.dataset]
        for source in recipe.sources.values():
            if source.stage in {"raw", "ref"} and source.ref not in sources:
                sources[source.ref] = _read(source.stage, source.name)
        mapped = build_dataset(recipe, sources, study().study, only=one.only)
        sources[one.dataset] = mapped.dataset
        if mapped.supplement is not None:
            sources[f"sdtm.SUPP{recipe.dataset}"] = mapped.supplement
        made[recipe.dataset] = mapped
    return made


def _read(stage: str, name: str) -> Dataset:
    if stage == "raw":
        form = load_yaml(RAW / "forms.yaml")["forms"][name]
        return read_raw(RAW / form["file"], form, name=name, missing=("",))
    path = study().references.get(name)
    rows = () if path else tuple(study().study.trial[name.removeprefix("trial_")])
    with tempfile.TemporaryDirectory() as folder:
        read_input(TableInput(name, path, rows), {}, Path(folder))
        return read_parquet(Path(folder) / DATASET)


def sdtm(name: str) -> pd.DataFrame:
    """Give the records of an SDTM dataset."""
    return built_sdtm()[name].dataset.frame


def supp(name: str) -> pd.DataFrame:
    """Give the records of the supplement of a dataset."""
    supplement = built_sdtm()[name].supplement
    assert supplement is not None
    return supplement.frame


def iso(text: str) -> str:
    """Write 13-MAY-2013 as 2013-05-13, cut at UN and UNK."""
    if not text or text == "UNK":
        return ""
    day, month, year = text.split("-")
    if month == "UNK":
        return year
    return f"{year}-{MONTHS[month]:02d}" + ("" if day == "UN" else f"-{day}")


def texts(column: pd.Series) -> list[str]:
    """Give a column as plain texts, blank where missing."""
    return column.astype(object).where(column.notna(), "").tolist()


def by_visit(frame: pd.DataFrame, number: str = "VISITNUM") -> pd.MultiIndex:
    """Give subject and visit number of each record."""
    return pd.MultiIndex.from_arrays([frame["USUBJID"].astype(str), frame[number].astype(float)])
