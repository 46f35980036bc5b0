"""``tlfgen explain``: from a cell, a value or a spec line to where it comes from."""

import pytest

from tlfgen.core.errors import DataError, OutputError, SpecError
from tlfgen.run.explain import explain_address


@pytest.fixture
def explain(built):
    """Give a function that explains an address of the built study."""
    study, out = built
    return lambda what, *keys: explain_address(study, what, keys, out)


def test_spec_lines_name_file_and_line(explain):
    """A merged spec shows which layer gave each value."""
    lines = explain("spec:adsl")
    label = next(line for line in lines if line.startswith("label: "))
    assert label.endswith("library/adam/adsl.yaml:2")
    copied = next(line for line in lines if "TRT01P: DM.ARM" in line)
    assert "small/adam/adsl.yaml:" in copied


def test_display_spec_is_found_by_id(explain):
    """A display is named by its id, the study file by its name."""
    assert explain("spec:t_14_1_1")[0].startswith("id: t_14_1_1")
    assert any("Safety Set" in line for line in explain("spec:study"))


def test_unknown_spec_names_the_nearest(explain):
    """The nearest id is offered."""
    with pytest.raises(SpecError) as error:
        explain("spec:t_14_1_2")
    assert "spec.unknown-spec" == error.value.code
    assert "t_14_1_1" in str(error.value)


def test_variable_is_followed_to_raw_forms(explain):
    """Label, method, place and the chain of what is read."""
    lines = explain("ADSL.TRTSDT")
    assert "ADSL.TRTSDT  Date of First Exposure to Treatment" == lines[0]
    assert lines[2].strip().startswith("at small/adam/adsl.yaml:")
    assert any(line.strip() == "dosing.STDAT  (raw)  First day of the period" for line in lines)


def test_value_is_followed_to_the_raw_record(explain):
    """Subject 003 has two doses; the first, raw record 5, gives the date."""
    lines = explain("ADSL.TRTSDT", "USUBJID=EX01-003")
    assert lines[0].endswith("= '2024-01-15'")
    assert any("chosen record 5 of EX" in line and "of 2 candidates" in line for line in lines)
    raw = next(line for line in lines if "dosing.STDAT" in line)
    assert "= '15-JAN-2024', record 5 of dosing" in raw


def test_supplemental_variable_is_followed(explain):
    """A value of SUPPDM is shown with the raw answer behind it."""
    lines = explain("ADSL.EOSSTT", "USUBJID=EX01-003")
    assert any("DM.STATUS  (SUPPDM)" in line and "= 'Withdrawn'" in line for line in lines)
    assert any("subjects.STATUS" in line and "record 3 of subjects" in line for line in lines)


def test_record_of_an_event_is_followed(explain):
    """The first event of subject 003 is chosen among two, and comes from raw record 5."""
    lines = explain("ADTTE.ADT", "USUBJID=EX01-003")
    assert any("chosen record 5 of ADAE" in line for line in lines)
    assert any("adverse_events.STDAT" in line and "'25-JAN-2024'" in line for line in lines)


@pytest.mark.parametrize(
    ("what", "keys", "code"),
    [
        ("ADSL.TRTSTD", (), "data.unknown-variable"),
        ("ADXX.AGE", (), "data.unknown-dataset"),
        ("nonsense", (), "data.no-address"),
        ("ADAE.ASTDT", ("USUBJID=EX01-001",), "data.many-records"),
        ("ADAE.ASTDT", ("USUBJID=EX01-999",), "data.no-record"),
        ("ADAE.ASTDT", ("USUBJD=EX01-001",), "data.unknown-variable"),
        ("ADAE.ASTDT", ("EX01-001",), "data.wrong-key"),
        ("t_14_1_1:n:1", (), "data.ambiguous"),
        ("t_14_1_1:Headache:1", (), "data.unknown-row"),
        ("t_14_1_1:1:Activ", (), "data.unknown-column"),
        ("t_14_1_1:1", (), "data.unknown-column"),
        ("f_14_3_1_1:1:1", (), "data.no-cell"),
    ],
)
def test_wrong_addresses_are_answered(explain, what, keys, code):
    """What cannot be found, or is not one thing, is said."""
    with pytest.raises(DataError) as error:
        explain(what, *keys)
    assert code == error.value.code


def test_cell_shows_its_results(explain):
    """Headache: two subjects of eight, with three records."""
    lines = explain('t_14_3_1:"Nervous system disorders/Headache":Total')
    assert "text '2 ( 25.0%)'" in lines
    assert "  n = 2.0" in lines
    assert "  denominator 8 (population)" in lines
    assert "  2 subjects, 3 records" in lines
    assert any("AEDECOD = 'Headache'" in line and "records where" in line for line in lines)


def test_cell_is_found_by_numbers_and_by_texts(explain):
    """Row and column by number, by path, by the end of a path, or by how its parts begin."""
    asked = ("t_14_1_1:2:1", "t_14_1_1:Age (years)/Mean (SD):Examplin", "t_14_1_1:Age/Mean:Exam")
    first, *others = (explain(one) for one in asked)
    assert [first, first] == others


def test_listing_names_its_records(explain):
    """A cell of a listing names the record of its dataset."""
    assert "record 1 of ADAE" == explain("l_16_2_7:1:2")[-1]


def test_missing_outputs_are_told(study):
    """Without a build there is nothing to explain but specs."""
    with pytest.raises(OutputError) as error:
        explain_address(study, "ADSL.AGE")
    assert "output.not-built" == error.value.code
    with pytest.raises(OutputError) as error:
        explain_address(study, "t_14_1_1:1:1")
    assert "output.not-built" == error.value.code
