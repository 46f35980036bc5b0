"""First recipes keep what a workbook says of where a variable comes from."""

from tlfgen.model.metadata import DatasetMetadata, ItemMetadata, MethodMetadata, StudyMetadata
from tlfgen.spec.skeleton import first_recipe, stage_of

ADSL = DatasetMetadata("ADSL", class_name="SUBJECT LEVEL ANALYSIS DATASET")
ADAE = DatasetMetadata("ADAE", class_name="OCCURRENCE DATA STRUCTURE")
VS = DatasetMetadata("VS", class_name="FINDINGS")
MADE = StudyMetadata(
    datasets=(ADSL, ADAE, VS),
    items=(
        ItemMetadata("ADSL", "USUBJID", predecessor="DM.USUBJID"),
        ItemMetadata("ADAE", "USUBJID", predecessor="ADSL.USUBJID"),
        ItemMetadata("ADAE", "TRTA", predecessor="ADSL.TRT01A"),
        ItemMetadata("ADAE", "AETERM", origin="Derived", method="M1"),
        ItemMetadata("ADAE", "ASTDT", origin="Derived", method="M2", label="Start"),
        ItemMetadata("ADAE", "ADURU", origin="Assigned", assigned="DAYS"),
        ItemMetadata("ADAE", "VSPOS", predecessor="VS.VSPOS"),
        ItemMetadata("VS", "VSTESTCD", origin="Collected", label="Test"),
    ),
    methods=(
        MethodMetadata("M1", description="AE.AETERM"),
        MethodMetadata("M2", description="x\ny"),
    ),
)


def lines(dataset: DatasetMetadata, *library: str) -> list[str]:
    """Give the lines of a first recipe without its heading."""
    return first_recipe(MADE, dataset, "define/adam.xlsx", library).splitlines()[2:]


def test_an_occurrence_dataset():
    """Merged from ADSL, copied, a record of another dataset, a constant, a remark."""
    assert lines(ADAE) == [
        "dataset: ADAE",
        "metadata_from: define/adam.xlsx#ADAE",
        "sources: {AE: sdtm.AE, ADSL: adam.ADSL, VS: sdtm.VS}",
        "records: {from: AE}          # say which with where:",
        "merge:",
        "  ADSL:",
        "    by: [STUDYID, USUBJID]",
        "    take: {TRTA: TRT01A}",
        "    if_missing: error",
        "columns:",
        "  USUBJID: AE.USUBJID",
        "  AETERM: AE.AETERM",
        "  # ASTDT: (derived) x y",
        '  ADURU: {hardcode: "DAYS"}',
        "  VSPOS: {record: {from: VS, value: VSPOS}}",
    ]


def test_a_dataset_of_the_library_is_extended():
    """Its name is taken there."""
    assert "extends: adsl" in lines(ADSL, "adsl")


def test_tabulation_data_come_from_forms():
    """Which form is the study's to say."""
    assert lines(VS)[2:] == [
        "# sources: {FORM: raw.form}",
        "# records: {from: FORM}",
        "columns:",
        "  # VSTESTCD: (collected) Test",
    ]


def test_the_stage_of_a_dataset():
    """By class, or by a name that begins with AD."""
    assert [stage_of(one) for one in (ADSL, VS, DatasetMetadata("ADXX"))] == [
        "adam",
        "sdtm",
        "adam",
    ]
