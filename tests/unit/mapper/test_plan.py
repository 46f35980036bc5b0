"""The passes in which datasets are built."""

from tests.mapping import dataset_spec
from tlfgen.mapper.plan import plan_passes


def named(*specs, columns=None):
    """Give the names of the passes."""
    return [one.name for one in plan_passes(map(dataset_spec, specs), columns)]


DM = "dataset: DM\nsources: {R: raw.dm}\nrecords: {from: R}\ncolumns: {USUBJID: R.ID, AGE: R.AGE}\n"
ADSL = (
    "dataset: ADSL\nsources: {DM: sdtm.DM}\nrecords: {from: DM}\ncolumns: {USUBJID: DM.USUBJID}\n"
)


def test_sources_come_first():
    """A dataset follows what it reads, however they are listed."""
    assert ["sdtm.DM#1", "adam.ADSL#1"] == named(ADSL, DM)


def test_dataset_without_recipe_is_not_planned():
    """A dataset that is read needs no pass."""
    assert ["adam.ADSL#1"] == named(ADSL, "dataset: DM\nvariables: {AGE: {}}\n")


def test_needs_are_named():
    """A pass names the datasets with a recipe that it reads."""
    passes = plan_passes(map(dataset_spec, (DM, ADSL)))
    assert [(), ("sdtm.DM",)] == [one.needs for one in passes]


def test_record_variables_without_alias_are_dependencies():
    """A variable of the record source counts though its alias is not written."""
    se = "dataset: SE\nsources: {DM: sdtm.DM}\nrecords: {from: DM}\ncolumns: {X: AGE}\n"
    passes = plan_passes(map(dataset_spec, (DM, se)))
    assert ["sdtm.DM#1", "sdtm.SE#1"] == [one.name for one in passes]


def test_names_of_given_data_are_no_dependencies():
    """A name that given data have is not looked for in a recipe."""
    one = """dataset: AA
sources: {R: raw.aa, BB: sdtm.BB}
records: {from: R}
columns: {X: {first_record: {from: R, order: [Y], value: Y}}, Y: BB.Z}
"""
    two = "dataset: BB\nsources: {AA: sdtm.AA}\nrecords: {from: AA}\ncolumns: {Z: AA.X}\n"
    assert ["sdtm.AA#1", "sdtm.BB#1", "sdtm.AA#2"] == named(
        one, two, columns={"raw.aa": ["Y", "ID"]}
    )
