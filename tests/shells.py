"""A small study written by hand, for tests of display specs, results and tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tlfgen.analysis.engine import compute_results, compute_with_notes
from tlfgen.layout.engine import layout_table
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.model.display import Table
from tlfgen.model.output import RunStamp
from tlfgen.model.result import Result
from tlfgen.spec.display import TableSpec, read_display
from tlfgen.spec.node import read_node
from tlfgen.spec.study import StudyFile
from tlfgen.spec.yaml_file import parse_yaml

STAMP = RunStamp(produced_at="2016-06-01T09:00")

STUDY_TEXT = """
id: small
title: A small study
run_date: 2016-06-01T09:00
populations:
  scr: {label: Screened, arm: planned}
  fas: {label: Full Analysis Set, where: FASFL = 'Y', arm: planned}
  saf: {label: Safety Set, where: SAFFL = 'Y', arm: actual}
arms:
  planned: {var: TRT01P, record: TRTP}
  actual: {var: TRT01A, record: TRTA}
  levels:
    high: {value: High dose, label: High dose, short: High}
    low: {value: Low dose, label: Low dose, short: Low}
    placebo: {value: Placebo, label: Placebo}
  reference: placebo
  pools: {active: {of: [high, low], label: Active}}
conditions: {teae: {data: ADAE, where: TRTEMFL = 'Y'}}
lists: {chem: [ALT, AST]}
groups: {ages: [{label: Younger, where: AGE < 45}, {label: Older, where: AGE >= 45}]}
footnotes: {once: A subject counts once.}
"""


def study(text: str = STUDY_TEXT) -> StudyFile:
    """Give a study file from its text."""
    return read_node(StudyFile, parse_yaml(text, "study.yaml"))


def table_text(text: str) -> str:
    """Give the text of a shell with an id and a kind."""
    given = text if "id:" in text.split("rows:", maxsplit=1)[0] else f"id: t_1\n{text}"
    return given if "kind:" in given else f"kind: summary\n{given}"


def table(text: str) -> TableSpec:
    """Give a table spec; id and kind are those of a summary where the text has none."""
    display = read_display(parse_yaml(table_text(text), "t_1.yaml"))
    assert isinstance(display, TableSpec)
    return display


def dataset(name: str, columns: dict[str, list[Any]]) -> Dataset:
    """Give a dataset from plain lists; None is a missing value."""
    made = {}
    variables = []
    for variable, values in columns.items():
        known = [value for value in values if value is not None]
        is_text = any(isinstance(value, str) for value in known)
        kind = "string[pyarrow]" if is_text else "float64"
        made[variable] = pd.Series(values, dtype=kind)
        variables.append(Variable(variable, variable.title(), "text" if is_text else "float"))
    frame = pd.DataFrame(made)
    frame["_row"] = np.arange(len(frame))
    return Dataset(name, name, "adam", frame, tuple(variables))


def adsl() -> Dataset:
    """Give eight subjects: three high (one was given low), two low, two placebo, one failed."""
    return dataset(
        "ADSL",
        {
            "USUBJID": ["1", "2", "3", "4", "5", "6", "7", "8"],
            "TRT01P": ["High dose"] * 3 + ["Low dose"] * 2 + ["Placebo"] * 2 + [""],
            "TRT01A": ["High dose"] * 2 + ["Low dose"] * 3 + ["Placebo"] * 2 + [""],
            "FASFL": ["Y", "Y", "Y", "Y", "N", "Y", "Y", "N"],
            "SAFFL": ["Y"] * 7 + ["N"],
            "SEX": ["M", "F", "F", "M", "F", "M", "", "M"],
            "AGE": [30, 40.5, 50, 61, 45, 35, 55, 20],
            "EOSSTT": ["DONE", "DONE", "LEFT", "DONE", "DONE", "LEFT", "DONE", "FAILED"],
            "DCSREAS": ["", "", "Withdrew", "", "", "Lost", "", ""],
        },
    )


def adae() -> Dataset:
    """Give seven events, one before treatment, one without a term."""
    return dataset(
        "ADAE",
        {
            "USUBJID": ["1", "1", "1", "2", "4", "6", "6"],
            "AEBODSYS": ["INFECTION", "INFECTION", "SKIN", "INFECTION", "SKIN", "SKIN", "SKIN"],
            "AEDECOD": ["COLD", "COLD", "RASH", "FLU", "RASH", "RASH", ""],
            "TRTEMFL": ["Y", "Y", "", "Y", "Y", "Y", "Y"],
            "AESER": ["N", "N", "N", "N", "Y", "N", "N"],
        },
    )


def adeff() -> Dataset:
    """Give CD4 at baseline and week 4, one unscheduled value without a visit."""
    subjects = ["1", "2", "3", "4", "6", "7"]
    base = [100, 120, 140, 110, 150, 130]
    change = [10, 20, 30, 5, -5, None]
    week4 = [b + c if c is not None else None for b, c in zip(base, change, strict=True)]
    return dataset(
        "ADEFF",
        {
            "USUBJID": [*subjects, *subjects, "1"],
            "PARAMCD": ["CD4"] * 13,
            "AVISIT": ["Baseline"] * 6 + ["Week 4"] * 6 + [""],
            "AVISITN": [0] * 6 + [4] * 6 + [None],
            "AVAL": [*base, *week4, 999],
            "CHG": [None] * 6 + [*change, 1],
            "BNRIND": ["LOW", "NORMAL", "NORMAL", "NORMAL", "LOW", "LOW"] * 2 + ["LOW"],
            "ANRIND": ["LOW", "NORMAL", "HIGH", "NORMAL", "NORMAL", "LOW"] * 2 + ["LOW"],
        },
    )


def data(**others: Dataset) -> dict[str, Dataset]:
    """Give the data of the small study, some replaced."""
    made = {"ADSL": adsl(), "ADAE": adae(), "ADEFF": adeff()}
    return {**made, **others}


def results(text: str, **others: Dataset) -> dict[str, Result]:
    """Give the results of a shell by the part of their id behind the display."""
    found = compute_results(table(text), data(**others), study())
    return {one.result_id.partition("/")[2]: one for one in found.results}


def notes(text: str, **others: Dataset) -> list[str]:
    """Give the codes of what the log says."""
    return [one.code for one in compute_with_notes(table(text), data(**others), study())[1]]


def page(text: str, given: StudyFile | None = None, **others: Dataset) -> Table:
    """Give the table of a shell."""
    spec, own = table(text), given or study()
    return layout_table(spec, compute_results(spec, data(**others), own), own, STAMP)


def lines(made: Table) -> list[str]:
    """Give the body rows of a table as text, cells apart by a bar, blanks at cell ends left out."""
    shown = []
    for row in made.rows:
        cells = [cell.text.strip() for cell in row.cells]
        if cells and row.indent:
            cells[0] = " " * row.indent + cells[0]
        shown.append("|".join(cells).rstrip("|") if row.kind != "rule" else "----")
    return shown
