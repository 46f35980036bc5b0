"""Metadata written as a workbook and read again are the same."""

from dataclasses import replace

import pytest

from tlfgen.core.errors import RenderError
from tlfgen.model.expression import And, Compare, In, Missing, Number, Or, Reference, Text
from tlfgen.model.metadata import (
    AnalysisDisplay,
    AnalysisResult,
    CodelistMetadata,
    CommentMetadata,
    DatasetMetadata,
    DictionaryMetadata,
    DocumentMetadata,
    ItemMetadata,
    MethodMetadata,
    StudyMetadata,
    TermMetadata,
)
from tlfgen.render.spec_workbook import render_spec_workbook
from tlfgen.spec.workbook import read_workbook

MADE = "2025-01-15T09:00:00"
CODE = Compare("=", Reference(None, "PARAMCD"), Text("SYSBP"))
WEEKS = In(Reference(None, "AVISITN"), (Number(2), Number(4.5)))
DATASET = DatasetMetadata(
    "ADVS",
    "Vital Signs",
    "BASIC DATA STRUCTURE",
    "",
    "One record per subject, parameter and visit",
    ("USUBJID", "PARAMCD", "AVISITN"),
    repeating=True,
    comment="ADVS",
)
ITEMS = (
    ItemMetadata("ADVS", "USUBJID", label="Subject", length=20, mandatory=True, role="Identifier"),
    ItemMetadata("ADVS", "PARAMCD", label="Code", codelist="CODES", pages="12 14"),
    ItemMetadata("ADVS", "AVISITN", type="float", digits=1, display_format="4.1"),
    ItemMetadata(
        "ADVS",
        "AVAL",
        label="=1+1",
        type="float",
        origin="Derived",
        method="M1",
        comment="free text",
    ),
    ItemMetadata(
        "ADVS", "VSPOS", origin="Collected", origin_source="Vendor", predecessor="VS.VSPOS"
    ),
)
STUDY = StudyMetadata(
    study=(("StudyName", "X1"), ("Language", "en")),
    datasets=(DATASET,),
    items=ITEMS,
    values=(
        ItemMetadata("ADVS", "AVAL", And((CODE, WEEKS)), "Systolic", "integer", 8),
        ItemMetadata("ADVS", "AVAL", replace(CODE, op="!="), "Other", "float", digits=1),
    ),
    codelists=(
        CodelistMetadata(
            "CODES",
            "Codes",
            "C1",
            "text",
            terms=(TermMetadata("SYSBP", "C2", "Systolic\npressure"),),
        ),
    ),
    dictionaries=(DictionaryMetadata("AEDICT", "Events", "text", "MedDRA", "27.0"),),
    methods=(
        MethodMetadata("M1", "Of AVAL", "Computation", "The mean.\nOf three.", "tlfgen", "{}"),
    ),
    comments=(CommentMetadata("ADVS", "Triplicates are averaged.", "SAP", "3"),),
    documents=(DocumentMetadata("SAP", "Statistical analysis plan", "sap.pdf"),),
)
RESULTS = replace(
    STUDY,
    displays=(AnalysisDisplay("T1", "Table 1", "SAP", "9"),),
    results=(AnalysisResult("T1", "R1", "Means", "ADVS.AVAL", "SPECIFIED IN SAP", "PRIMARY"),),
)


def back(made, layout, path):
    """Write and read again."""
    file = path / "spec.xlsx"
    file.write_bytes(render_spec_workbook(made, layout, MADE))
    return read_workbook(file)


@pytest.mark.parametrize("layout", [1, 2, 3])
def test_what_is_written_is_read_again(tmp_path, layout):
    """Nothing is lost in any layout; the one remark is of a dictionary that nothing uses."""
    made, findings = back(STUDY, layout, tmp_path)
    assert made == STUDY
    assert [one.code for one in findings] == ["metadata.unused"]


@pytest.mark.parametrize("layout", [2, 3])
def test_analysis_results(tmp_path, layout):
    """Layouts 2 and 3 hold them."""
    assert back(RESULTS, layout, tmp_path)[0] == RESULTS


def test_what_layout_3_alone_holds(tmp_path):
    """Standard, subclass, source and terminology."""
    made = replace(
        STUDY,
        datasets=(replace(DATASET, standard="ADaMIG 1.3", subclass="X", has_no_data=True),),
        items=(replace(ITEMS[0], assigned="A", common=True, notes="for review"), *ITEMS[1:]),
        codelists=(replace(STUDY.codelists[0], terminology="ADaM 2024-09-27", comment="short"),),
    )
    assert back(made, 3, tmp_path)[0] == made


def test_alternatives_are_written_inline(tmp_path):
    """Layout 3 says 'or'."""
    made = replace(STUDY, values=(replace(STUDY.values[0], where=Or((CODE, WEEKS))),))
    assert back(made, 3, tmp_path)[0] == made


@pytest.mark.parametrize(
    ("where", "layout"), [(Or((CODE, WEEKS)), 1), (Missing(Reference(None, "AVAL")), 3)]
)
def test_a_condition_the_layout_cannot_say(where, layout):
    """It is refused with the variable, not left out."""
    made = replace(STUDY, values=(replace(STUDY.values[0], where=where),))
    with pytest.raises(RenderError) as caught:
        render_spec_workbook(made, layout, MADE)
    assert caught.value.code == "render.where-clause"


def test_the_same_metadata_give_the_same_bytes():
    """No clock enters the file."""
    assert render_spec_workbook(STUDY, 3, MADE) == render_spec_workbook(STUDY, 3, MADE)
