"""Small builders for tests of listings and figures: a study of three arms, datasets, shells."""

from __future__ import annotations

from typing import Any

from tests.mapping import frame
from tlfgen.analysis.engine import compute_results
from tlfgen.layout.figure import layout_figure
from tlfgen.layout.listing import layout_listing
from tlfgen.model.dataset import Dataset, Kind, Variable
from tlfgen.model.display import Listing
from tlfgen.model.figure import Figure
from tlfgen.model.output import RunStamp
from tlfgen.model.result import ResultSet
from tlfgen.spec.display import read_display
from tlfgen.spec.figure_table import inherit_shell
from tlfgen.spec.node import read_node
from tlfgen.spec.study import StudyFile
from tlfgen.spec.yaml_file import parse_yaml

STAMP = RunStamp(produced_at="2016-06-01T09:00")
STUDY = """
id: mini
title: A small study
protocol: MINI-01
notice: Simulated data, not study data
run_date: 2016-06-01T09:00
subjects: {data: ADSL, key: [USUBJID]}
populations:
  all: {label: All Subjects}
  saf: {label: Safety Set, where: SAFFL = 'Y'}
arms:
  planned: {var: TRT01P, order: TRT01PN, record: TRTP}
  levels:
    high: {value: High, label: "High\\ndose"}
    low: {value: Low, label: Low dose}
    placebo: {value: Placebo, label: Placebo}
  reference: placebo
header:
  - {left: "Protocol {study.protocol}", right: "Page {page} of {pages}"}
  - {left: "Population: {population.label}"}
footer:
  - {left: "Data: {data.names}", right: "{run:datetime}"}
footnotes: {simulated: "All values are simulated."}
dictionaries: {AE: {name: own list, version: "1"}}
"""

_KINDS: dict[str, Kind] = {"datetime64[s]": "date", "Int64": "integer", "float64": "float"}


def study(text: str = "") -> StudyFile:
    """Give the study file, with further lines of YAML."""
    return read_node(StudyFile, parse_yaml(STUDY + text, "study.yaml"))


def dataset(name: str, labels: dict[str, str] | None = None, **columns: list[Any]) -> Dataset:
    """Give a dataset; rows are numbered from 0."""
    made = frame(**columns)
    made["_row"] -= 1
    variables = tuple(
        Variable(
            column, (labels or {}).get(column, ""), _KINDS.get(str(made[column].dtype), "text")
        )
        for column in made.columns
        if column != "_row"
    )
    return Dataset(name, name, "adam", made, variables)


def subjects(arms: str = "HHLLPP") -> Dataset:
    """Give a subject dataset, one letter an arm; a blank is a subject without one."""
    words = {"H": "High", "L": "Low", "P": "Placebo", " ": None}
    return dataset(
        "ADSL",
        {"AGE": "Age"},
        USUBJID=[f"S{number}" for number in range(1, len(arms) + 1)],
        TRT01P=[words[letter] for letter in arms],
        SAFFL=["N" if letter == " " else "Y" for letter in arms],
        AGE=[30 + number for number in range(len(arms))],
        SEX=["F" if number % 2 else "M" for number in range(len(arms))],
    )


def spec(text: str) -> Any:
    """Give a display spec from YAML."""
    return read_display(parse_yaml(text, "display.yaml"))


def listing(text: str, *datasets: Dataset, study_text: str = "") -> Listing:
    """Give the listing of a shell over datasets."""
    data = {one.name: one for one in datasets}
    return layout_listing(spec(text), data, study(study_text), STAMP)


def results(text: str, *datasets: Dataset, shell: str | None = None) -> ResultSet:
    """Give the results of a figure's shell, drawn from a table where one is given."""
    data = {one.name: one for one in datasets}
    table = None if shell is None else spec(shell)
    shells = {} if table is None else {table.id: table}
    return compute_results(spec(text), data, study(), shells)


def figure(text: str, *datasets: Dataset, shell: str | None = None, study_text: str = "") -> Figure:
    """Give the figure of a shell over datasets."""
    data = {one.name: one for one in datasets}
    table = None if shell is None else spec(shell)
    made = inherit_shell(spec(text), table)
    own = study(study_text)
    found = compute_results(spec(text), data, own, {} if table is None else {table.id: table})
    return layout_figure(made, found, data, own, STAMP)


def number(found: ResultSet, result_id: str) -> float | None:
    """Give the number of a result."""
    return found.by_id()[result_id].number
