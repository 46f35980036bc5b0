"""Small builders for tests of verbs: frames, rows, a study, a derivation from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tlfgen.mapper.rows import Rows
from tlfgen.mapper.setting import Setting, SourceData
from tlfgen.model.dataset import ROW, Dataset, Stage, Variable
from tlfgen.model.step import StepResult
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.node import read_node
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile
from tlfgen.spec.verbs.derivation import Derivation
from tlfgen.spec.words import Words
from tlfgen.spec.yaml_file import parse_yaml

STUDY = """
id: mini
title: A small study
run_date: 2020-01-01T00:00
"""


def study(text: str = "") -> StudyFile:
    """Give a study file, with further lines of YAML."""
    return read_node(StudyFile, parse_yaml(STUDY + text, "study.yaml"))


def frame(**columns: list[Any]) -> pd.DataFrame:
    """
    Give a frame in house dtypes: text, Int64, float64, datetime64[s].

    Dates are given as ``pd.Timestamp``; ``_row`` counts from 1 where it is not given.
    """
    made = {name: _series(name, values) for name, values in columns.items()}
    size = len(next(iter(made.values()))) if made else 0
    made.setdefault(ROW, pd.Series(np.arange(1, size + 1), dtype="int64"))
    return pd.DataFrame(made)


def _series(name: str, values: list[Any]) -> pd.Series:
    if name == ROW:
        return pd.Series(values, dtype="int64")
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, pd.Timestamp) for value in known):
        return pd.to_datetime(pd.Series(values)).astype("datetime64[s]")
    if known and all(isinstance(value, int) for value in known):
        return pd.Series(values, dtype="Int64")
    if known and all(isinstance(value, (int, float)) for value in known):
        return pd.Series([np.nan if v is None else v for v in values], dtype="float64")
    return pd.Series(values, dtype="string[pyarrow]")


def day(text: str) -> pd.Timestamp:
    """Give a date or datetime."""
    return pd.Timestamp(text)


def rows_of(
    own: pd.DataFrame,
    sources: Mapping[str, pd.DataFrame] | None = None,
    *,
    record: str | None = None,
    tables: Mapping[str, pd.DataFrame] | None = None,
    conditions: Mapping[str, str] | None = None,
    study_text: str = "",
    name: str = "ADXX",
) -> Rows:
    """
    Give rows with their surroundings; subjects are numbered by USUBJID.

    ``record`` names the source each row was made from, row by row.
    """
    sources = sources or {}
    every = [f["USUBJID"] for f in (own, *sources.values()) if "USUBJID" in f]
    known = {s: n for n, s in enumerate(sorted({v for one in every for v in one.dropna()}))}

    def subjects(given: pd.DataFrame) -> np.ndarray:
        if "USUBJID" not in given:
            return np.full(len(given), -1, dtype=np.int64)
        return given["USUBJID"].map(known).fillna(-1).to_numpy(dtype=np.int64)

    facts = study(study_text)
    setting = Setting(
        dataset=name,
        study=facts,
        sources={alias: SourceData(alias, f, subjects(f)) for alias, f in sources.items()},
        tables=dict(tables or {}),
        conditions={key: Formula(_tree(text)) for key, text in (conditions or {}).items()},
        codelists=facts.codelists,
    )
    numbers = subjects(own)
    origins = {}
    if record is not None:
        origins = {record: np.arange(len(own), dtype=np.int64)}
        numbers = setting.sources[record].subjects
    return Rows(own, setting, numbers, name, origins)


def _tree(text: str) -> Any:
    from tlfgen.spec.expression import parse_expression

    return parse_expression(text)


def derivation(text: str) -> Derivation:
    """Give a derivation from YAML."""
    return read_node(Derivation, parse_yaml(text, "test.yaml"))


def dataset(name: str, given: pd.DataFrame, stage: Stage = "sdtm") -> Dataset:
    """Give a dataset of a frame."""
    variables = tuple(Variable(str(column)) for column in given.columns if column != ROW)
    return Dataset(name, "", stage, given, variables)


def dataset_spec(text: str) -> DatasetSpec:
    """Give the recipe of a dataset from YAML."""
    return read_node(DatasetSpec, parse_yaml(text, "dataset.yaml"))


def run(text: str, rows: Rows, *targets: str) -> StepResult:
    """Carry out a derivation written in YAML."""
    return rows.derive(derivation(text), targets or ("VALUE",))


def sentence(text: str, *targets: str, words: Words | None = None) -> str:
    """Give the sentence of a derivation written in YAML."""
    return derivation(text).sentence(targets or ("VALUE",), words or Words())
