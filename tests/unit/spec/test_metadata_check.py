"""Metadata whose names lead nowhere, or that contradict each other."""

from dataclasses import replace

import pytest

from tlfgen.model.metadata import (
    CodelistMetadata,
    DatasetMetadata,
    ItemMetadata,
    MethodMetadata,
    StudyMetadata,
)
from tlfgen.spec.metadata_check import check_metadata_ids

AGE = ItemMetadata("ADSL", "AGE", label="Age", type="integer", origin="Derived", method="M1")
SEX = ItemMetadata("ADSL", "SEX", label="Sex", codelist="SEX")
MADE = StudyMetadata(
    datasets=(DatasetMetadata("ADSL", keys=("AGE",)), DatasetMetadata("ADAE")),
    items=(AGE, SEX),
    codelists=(CodelistMetadata("SEX"),),
    methods=(MethodMetadata("M1"),),
)


def told(**changed):
    """Give code, severity and words of what is found."""
    findings = check_metadata_ids(replace(MADE, **changed))
    return [(one.code, one.severity, one.what) for one in findings]


def test_sound_metadata():
    """Nothing is told."""
    assert told() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"items": (replace(AGE, method="M2"), SEX)}, "metadata.unknown-method"),
        ({"items": (AGE, replace(SEX, codelist="SEXX"))}, "metadata.unknown-codelist"),
        ({"items": (AGE, replace(SEX, dataset="ADXX"))}, "metadata.unknown-dataset"),
        ({"datasets": (DatasetMetadata("ADSL", keys=("AGES",)),)}, "metadata.unknown-key"),
        ({"values": (replace(SEX, variable="AVAL"),)}, "metadata.unknown-variable"),
        ({"methods": (MethodMetadata("M1", document="SAP"),)}, "metadata.unknown-document"),
    ],
)
def test_a_name_that_leads_nowhere(changed, code):
    """It is a warning."""
    assert (code, "warning") in [one[:2] for one in told(**changed)]


def test_what_nothing_uses_is_a_note():
    """Methods and codelists, with three examples."""
    methods = tuple(MethodMetadata(f"M{number}") for number in range(1, 6))
    said = "Methods that no variable names: M2, M3, M4 and 1 more."
    assert told(methods=methods) == [("metadata.unused", "note", said)]


def test_a_derived_variable_without_a_method_is_a_note():
    """Not where its values have methods of their own."""
    bare = (replace(AGE, method=""), SEX)
    said = ("metadata.no-method", "note", "Derived variables without a method: ADSL.AGE.")
    assert said in told(items=bare)
    assert said not in told(items=bare, values=(AGE,))


@pytest.mark.parametrize(("name", "word"), [("label", "Age (years)"), ("type", "float")])
def test_a_variable_described_in_two_ways_is_a_note(name, word):
    """One variable has one label and one type in all datasets."""
    other = replace(AGE, dataset="ADAE", **{name: word})
    said = f"Variables that differ in {name} among datasets: AGE."
    assert told(items=(AGE, SEX, other)) == [("metadata.differs", "note", said)]
