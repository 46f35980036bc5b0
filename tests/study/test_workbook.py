"""Real specification workbooks are read, written, held against the specs, built from."""

import shutil
from pathlib import Path

import pytest

from tests.shared_data import require_shared
from tests.study.pilot import STUDY, data_folder
from tlfgen.io.tabular import read_dataset
from tlfgen.render.spec_workbook import render_spec_workbook
from tlfgen.run.build import build_study
from tlfgen.run.request import Request
from tlfgen.run.workbook import study_metadata, write_study_workbook
from tlfgen.spec.define_file import read_define
from tlfgen.spec.load import load_study
from tlfgen.spec.overlay_lists import plain_codelist
from tlfgen.spec.variable import VariableSpec
from tlfgen.spec.workbook import read_workbook

SEED = STUDY.parent / "nct01213186"
COUNTS = {
    "ADaM_spec": (1, 51, 0, 0),
    "SDTM_spec_CDISC_pilot": (31, 517, 224, 103),
    "adam-pilot-3": (5, 216, 15, 157),
    "adam-pilot-5": (5, 216, 15, 143),
    "p21_mock": (5, 100, 7, 36),
    "pharmaverseadam-specs": (30, 2378, 0, 0),
}
"""Datasets, variables, value-level rows, methods. Three of the 227 value-level rows of the SDTM
workbook name a where clause that has no variable."""

LABELS = {
    "ADADAS.ITTFL": "Intent-to-Treat as the implementation guide writes it",
    "ADADAS.ANL01FL": "words of the published dataset",
    "ADAE.ADURN": "words of the published dataset",
    "ADAE.ADURU": "words of the published dataset",
    "ADAE.AOCCFL": "words of the published dataset",
    "ADTTE.STARTDT": "words of the published dataset",
    "ADTTE.SRCDOM": "words of the published dataset",
}
KINDS = {
    "ADADAS.BASE": "integer in the workbook; the scores are prorated, so AVAL and BASE are not",
    "ADADAS.CHG": "as BASE",
    "ADADAS.PCHG": "as BASE",
    "ADADAS.VISITNUM": "float in the workbook; the visits of these records are whole numbers",
    "ADSL.CUMDOSE": "float in the workbook; doses are whole milligrams",
}
LENGTHS = {
    "ADADAS.AVISIT",
    "ADADAS.VISIT",
    "ADADAS.PARAM",
    "ADADAS.PARAMCD",
    "ADADAS.DTYPE",
    "ADADAS.AWRANGE",
    "ADLBC.VISIT",
    "ADLBC.PARAM",
    "ADLBC.PARAMCD",
    "ADLBC.PARCAT1",
    "ADLBC.LBNRIND",
    "ADTTE.PARAM",
    "ADTTE.PARAMCD",
}
"""The workbook leaves room; the specs give the longest value that occurs."""


def book(name: str) -> Path:
    """Give the path of a shared workbook."""
    return require_shared("data/specs") / f"{name}.xlsx"


@pytest.fixture(scope="module")
def submitted():
    """Give the workbook that was submitted with the third pilot."""
    return read_workbook(book("adam-pilot-3"))[0]


@pytest.fixture(scope="module")
def pilot():
    """Give the specs of the pilot."""
    return load_study(STUDY)


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_a_real_workbook_is_read_whole(name):
    """The counts are those of the rows of its sheets; nothing in it is an error."""
    made, findings = read_workbook(book(name))
    counts = (len(made.datasets), len(made.items), len(made.values), len(made.methods))
    assert counts == COUNTS[name]
    assert [one for one in findings if one.severity == "error"] == []


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_a_real_workbook_comes_back_equal(tmp_path, name):
    """Read, written in layout 3 and read again, it says the same."""
    made = read_workbook(book(name))[0]
    path = tmp_path / "back.xlsx"
    path.write_bytes(render_spec_workbook(made, 3, "2025-01-15T09:00:00"))
    assert read_workbook(path)[0] == made


@pytest.mark.parametrize("name", ["SDTM_spec_CDISC_pilot", "p21_mock", "ADaM_spec"])
def test_a_workbook_of_layout_1_keeps_it(tmp_path, name):
    """Its where clauses go back to a sheet of their own."""
    made = read_workbook(book(name))[0]
    path = tmp_path / "back.xlsx"
    path.write_bytes(render_spec_workbook(made, 1, "2025-01-15T09:00:00"))
    assert read_workbook(path)[0] == made


def test_workbook_and_define_file_of_one_submission_agree(submitted):
    """The define file was made from the workbook by another program; every part is equal."""
    define = read_define(require_shared("data/specs") / "define-pilot3-adam.xml")[0]
    ordered = [sorted(one.datasets, key=lambda d: d.name) for one in (submitted, define)]
    assert ordered[0] == ordered[1]
    assert set(submitted.items) == set(define.items)
    assert set(submitted.values) == set(define.values)
    assert {one.id: one for one in submitted.codelists} == {one.id: one for one in define.codelists}
    assert set(submitted.methods) == set(define.methods)
    assert set(submitted.comments) == set(define.comments)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("pilot-adam/define.xml", (12, 509, 108, 160)),
        ("dataset-json/sdtm-msg/define.xml", (31, 439, 205, 29)),
    ],
)
def test_a_real_define_file_is_read_whole(name, counts):
    """The counts are those of its elements; every name in it leads somewhere."""
    folder, _, file = name.rpartition("/")
    made, findings = read_define(require_shared(f"data/{folder}") / file)
    assert (len(made.datasets), len(made.items), len(made.values), len(made.methods)) == counts
    assert {one.code for one in findings} == {"metadata.differs"}


@pytest.mark.parametrize(("study", "stage"), [(STUDY, "adam"), (SEED, "adam"), (SEED, "sdtm")])
def test_the_workbook_of_a_study_comes_back_equal(tmp_path, study, stage):
    """What is read from the written workbook is what the specs say; the bytes do not vary."""
    path, made = write_study_workbook(study, tmp_path / "one.xlsx", stage=stage)
    again, _ = write_study_workbook(study, tmp_path / "two.xlsx", stage=stage)
    back, findings = read_workbook(path)
    assert back == made
    assert [one for one in findings if one.severity == "error"] == []
    assert path.read_bytes() == again.read_bytes()


def test_every_derived_variable_has_a_method():
    """The sentence of its recipe is the description."""
    made = study_metadata(load_study(STUDY), "adam")
    texts = {one.id: one.description for one in made.methods}
    derived = [item for item in made.items if item.origin == "Derived"]
    assert [item for item in derived if not texts.get(item.method)] == []


def test_the_specs_of_the_pilot_describe_the_variables_of_the_workbook(pilot, submitted):
    """The same variables in the same order in all five datasets."""
    for dataset in submitted.datasets:
        mine = list(pilot.datasets[f"adam.{dataset.name}"].variables)
        assert mine == [item.variable for item in submitted.of(dataset.name)]


def test_labels_kinds_and_lengths_of_the_pilot_are_those_of_the_workbook(pilot, submitted):
    """The differences are these, each with a reason."""
    found = {"label": set(), "kind": set(), "length": set()}
    for item in submitted.items:
        mine = pilot.datasets[f"adam.{item.dataset}"].variables[item.variable]
        other = VariableSpec(type=item.type, format=item.display_format or None)
        name = f"{item.dataset}.{item.variable}"
        if mine.label != item.label:
            found["label"].add(name)
        if mine.kind("adam") != other.kind("adam"):
            found["kind"].add(name)
        elif mine.kind("adam") == "text" and mine.length != item.length:
            found["length"].add(name)
    assert found == {"label": set(LABELS), "kind": set(KINDS), "length": LENGTHS}


def test_codelists_of_the_pilot_hold_the_terms_of_the_workbook(pilot, submitted):
    """Ours may hold more; 'Completed' is no reason for discontinuation in the data."""
    lists = {one.id: one for one in submitted.codelists}
    lacking = set()
    for item in submitted.items:
        mine = pilot.datasets[f"adam.{item.dataset}"].variables[item.variable].codelist
        if mine in pilot.study.codelists and item.codelist in lists:
            terms = {term.value for term in pilot.study.codelists[mine].terms}
            theirs = {term.value for term in lists[item.codelist].terms}
            lacking |= {f"{item.variable} {term}" for term in theirs - terms}
    assert lacking == {"DCSREAS Completed"}


def test_keys_of_the_pilot_name_the_subject_as_those_of_the_workbook(pilot, submitted):
    """Ours begin with STUDYID and are enough to tell records apart."""
    for dataset in submitted.datasets:
        mine = pilot.datasets[f"adam.{dataset.name}"].keys
        assert mine[:2] == ("STUDYID", "USUBJID")
        assert dataset.keys[0] == "USUBJID"


def derivations_only(name: str) -> str:
    """Give a dataset of the pilot without its own metadata, taking them from a workbook."""
    text = (STUDY / "adam" / f"{name}.yaml").read_text(encoding="utf-8")
    kept, skipping = [], False
    for line in text.splitlines():
        skipping = line.startswith("variables:") or (skipping and line[:1] in {" ", "#", ""})
        if not skipping and not line.startswith(("label:", "structure:", "keys:", "drop:")):
            kept.append(line)
    where = next(n for n, line in enumerate(kept) if line.startswith("dataset:"))
    kept.insert(where + 1, f"metadata_from: define/adam.xlsx#{name.upper()}")
    return "\n".join(kept) + "\n"


def variant(folder: Path, workbook: Path) -> Path:
    """Write the pilot with an ADSL of derivations only."""
    study = folder / "study"
    shutil.copytree(STUDY, study, ignore=shutil.ignore_patterns("displays"))
    (study / "adam" / "adsl.yaml").write_text(derivations_only("adsl"), encoding="utf-8")
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(text[: text.index("appendix:")], encoding="utf-8")
    (study / "define").mkdir()
    shutil.copy(workbook, study / "define" / "adam.xlsx")
    return study


def built(study: Path, folder: Path) -> Path:
    """Build ADSL and give the file."""
    empty = folder / "empty"
    empty.mkdir(parents=True)
    data = data_folder("package", empty)
    out = folder / "out"
    request = Request(
        study=study, data=data, out=out, only=("ADSL",), formats=("txt",), jobs=1, quiet=True
    )
    build_study(request)
    return out / "adam" / "adsl.xpt"


@pytest.mark.slow
def test_derivations_with_a_workbook_build_the_same_file(tmp_path):
    """The workbook of the study in place of the YAML's metadata: not one byte differs."""
    made, _ = write_study_workbook(STUDY, tmp_path / "own.xlsx")
    changed = built(variant(tmp_path, made), tmp_path / "changed")
    assert built(STUDY, tmp_path / "plain").read_bytes() == changed.read_bytes()


@pytest.mark.slow
def test_derivations_with_the_submitted_workbook_build_the_same_values(tmp_path):
    """The workbook of the third pilot gives the same 254 subjects, with its own label."""
    changed = read_dataset(
        built(variant(tmp_path, book("adam-pilot-3")), tmp_path / "changed"), stage="adam"
    )
    plain = read_dataset(built(STUDY, tmp_path / "plain"), stage="adam")
    assert (plain.names, 254) == (changed.names, len(changed.frame))
    wrong = [
        name
        for name in plain.names
        if not plain.frame[name].astype(object).equals(changed.frame[name].astype(object))
        and plain.frame[name].astype(str).tolist() != changed.frame[name].astype(str).tolist()
    ]
    assert wrong == []
    assert changed.label == "Subject-Level Analysis Dataset"


def test_differences_to_the_submitted_workbook_are_told(tmp_path):
    """Words of the study's YAML that the workbook says otherwise are warnings with both places."""
    study = variant(tmp_path, book("adam-pilot-3"))
    yaml = study / "adam" / "adsl.yaml"
    text = yaml.read_text(encoding="utf-8")
    yaml.write_text(
        text.replace("sources:", "variables:\n  AGE: {label: Years}\nsources:", 1), encoding="utf-8"
    )
    spec = load_study(study)
    told = [one for one in spec.remarks if one.code == "spec.metadata-conflict"]
    assert "ADSL.AGE, label: the YAML says 'Years', the file 'Age'." in [one.what for one in told]
    assert all("adam.xlsx" in one.details[0] for one in told)
    variables = spec.datasets["adam.ADSL"].variables
    assert plain_codelist(variables["SEX"].codelist) == "SEX"
