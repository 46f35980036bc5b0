"""Listings from small datasets."""

import pytest

from tests import figure_factories as make
from tests.mapping import day
from tlfgen.core.errors import DataError, SpecError

HEAD = """
id: l_16_2_7_2
number: 16.2.7.2
title: Listing of Adverse Events
kind: listing
population: saf
data: ADAE
"""
COLUMNS = "columns: [{var: AEDECOD, label: Term}, {var: ASTDT, label: Start}]\n"
KEYED = """keys: [{var: TRTP, as: page, label: Treatment}, {var: USUBJID, label: Subject}]
columns: [{var: AEDECOD, label: Term}]
"""


def events(**changes):
    """Give five events of four subjects, in no useful order."""
    columns = {
        "USUBJID": ["S5", "S1", "S3", "S1", "S2"],
        "TRTP": ["Placebo", "High", "Low", "High", "High"],
        "AESEQ": [1, 2, 1, 1, 1],
        "AEDECOD": ["NAUSEA", "RASH", "FEVER", "COUGH", "PAIN"],
        "ASTDT": [day("2014-03-14"), day("2014-02-02"), None, day("2014-02-02"), day("2013-12-31")],
        "AESEV": ["MILD", "SEVERE", "MILD", "MODERATE", None],
    }
    return make.dataset("ADAE", {"AEDECOD": "Preferred Term"}, **{**columns, **changes})


def rows(made):
    """Give the cells of the body rows as texts."""
    return [[cell.text for cell in row.cells] for row in made.rows if row.kind == "body"]


def test_order_is_arm_subject_date_sequence():
    """Without a sort arms come first, as the study orders them, then subjects."""
    made = make.listing(HEAD + COLUMNS, make.subjects(), events())
    assert ["COUGH", "RASH", "PAIN", "FEVER", "NAUSEA"] == [row[0] for row in rows(made)]


def test_given_sort():
    """A sort that is given is all there is; ties keep the order of the data."""
    made = make.listing(HEAD + COLUMNS + "sort: [desc AEDECOD]\n", make.subjects(), events())
    assert ["RASH", "PAIN", "NAUSEA", "FEVER", "COUGH"] == [row[0] for row in rows(made)]


def test_sort_by_codelist():
    """A coded text sorts in the order of its codelist where the shell lists its levels."""
    shell = HEAD + (
        "keys: [{var: AESEV, values: {MILD: Mild, MODERATE: Moderate, SEVERE: Severe}}]\n"
        "columns: [AEDECOD]\nwhere: AESEV is present\n"
    )
    made = make.listing(shell, make.subjects(), events())
    assert ["Mild", "Mild", "Moderate", "Severe"] == [row[0] for row in rows(made)]


def test_arm_key_is_a_page():
    """Each arm starts a page, which its label names."""
    made = make.listing(HEAD + KEYED, make.subjects(), events())
    assert "Treatment: {0}" == made.rules.page_header
    assert [("High",)] * 3 + [("Low",), ("Placebo",)] == [row.page_key for row in made.rows]


def test_key_column_holds_its_value_on_every_row():
    """Paging blanks repeats; the rows keep the value."""
    made = make.listing(HEAD + KEYED, make.subjects(), events())
    assert ["S1", "S1", "S2", "S3", "S5"] == [row[0] for row in rows(made)]
    assert ("USUBJID",) == made.blank_repeats
    assert made.columns[0].is_stub


def test_records_point_into_the_dataset():
    """Each row names its record."""
    made = make.listing(HEAD + KEYED, make.subjects(), events())
    assert [(3,), (1,), (4,), (2,), (0,)] == [row.records for row in made.rows]


def test_population_keeps_others_out():
    """Subjects outside the analysis set are not listed."""
    made = make.listing(HEAD + COLUMNS, make.subjects("H LL P"), events())
    assert ["COUGH", "RASH", "FEVER"] == [row[0] for row in rows(made)]


def test_where_and_subset():
    """Conditions on records and on subjects both hold."""
    shell = HEAD + COLUMNS + "where: AESEV != 'MILD'\nsubset: SEX = 'M'\n"
    made = make.listing(shell, make.subjects(), events())
    assert ["COUGH", "RASH"] == [row[0] for row in rows(made)]


def test_subject_variable_by_its_dataset():
    """A variable of the subject is written with its dataset."""
    shell = HEAD + 'columns: [{text: "{ADSL.AGE}/{ADSL.SEX}", label: Age/Sex}]\n'
    made = make.listing(shell, make.subjects(), events())
    assert ["30/M"] == rows(made)[0]


def test_subject_variable_without_its_dataset():
    """The error says where the variable is."""
    with pytest.raises(SpecError) as error:
        make.listing(HEAD + "columns: [AGE]\n", make.subjects(), events())
    assert "write ADSL.AGE" == error.value.findings[0].hint


def test_subheader_stands_under_the_key():
    """The subject's line of age and sex stands in the key's cell."""
    shell = HEAD + ('keys: [{var: USUBJID, subheader: "{ADSL.AGE} years"}]\ncolumns: [AEDECOD]\n')
    made = make.listing(shell, make.subjects(), events())
    assert "S1\n30 years" == rows(made)[0][0]


def test_group_key_is_a_heading_row():
    """A group prints once above its records, which belong to it."""
    shell = HEAD + "keys: [{var: USUBJID, as: group, label: Subject}]\ncolumns: [AEDECOD]\n"
    made = make.listing(shell, make.subjects(), events())
    assert ["group", "body", "body", "group", "body"] == [row.kind for row in made.rows[:5]]
    assert "Subject: S1" == made.rows[0].cells[0].text
    assert (0,) == made.rows[2].groups


def test_blank_between_subjects():
    """A blank row parts subjects, not records of one."""
    shell = HEAD + COLUMNS + "blank_between: USUBJID\n"
    made = make.listing(shell, make.subjects(), events())
    kinds = ["body", "body", "blank", "body", "blank", "body", "blank", "body"]
    assert kinds == [row.kind for row in made.rows]


def test_label_of_the_variable():
    """A column without label takes that of its variable, or its name."""
    made = make.listing(HEAD + "columns: [AEDECOD, AESEV]\n", make.subjects(), events())
    assert ["Preferred Term", "AESEV"] == [column.label for column in made.columns]


def test_stack_leaves_blanks_out():
    """Stacked variables stand one under the other; a blank one takes no line."""
    shell = HEAD + "columns: [{label: Term, stack: [AEDECOD, AESEV]}]\n"
    made = make.listing(shell, make.subjects(), events())
    assert ["COUGH\nMODERATE", "RASH\nSEVERE", "PAIN"] == [row[0] for row in rows(made)[:3]]


def test_flag_marks_chosen_records():
    """A flag stands behind the value of the records it is for."""
    shell = HEAD + "columns: [{var: AEDECOD, flag: '#', flag_when: AESEV = 'SEVERE'}]\n"
    made = make.listing(shell, make.subjects(), events())
    assert ["COUGH", "RASH #", "PAIN"] == [row[0] for row in rows(made)[:3]]


def test_decimal_alignment():
    """Points stand under each other by padding."""
    data = make.dataset("ADAE", USUBJID=["S1", "S2", "S3"], AVAL=[1.25, 10.0, 100.5])
    shell = HEAD + "columns: [{var: AVAL, align: decimal}]\n"
    made = make.listing(shell, make.subjects(), data)
    assert ["  1.25", " 10   ", "100.5 "] == [row[0] for row in rows(made)]


def test_spans_make_two_header_rows():
    """Columns of one span stand under it."""
    shell = HEAD + (
        "keys: [USUBJID]\ncolumns: [{var: AEDECOD, span: Event}, {var: AESEV, span: Event}]\n"
    )
    made = make.listing(shell, make.subjects(), events())
    assert [("", 0, 1), ("Event", 1, 2)] == [(c.text, c.first, c.span) for c in made.header[0]]


def test_nothing_to_list():
    """A listing without records has its titles and the no-data sentence."""
    shell = HEAD + COLUMNS + "where: AEDECOD = 'NONE'\n"
    made = make.listing(shell, make.subjects(), events())
    assert () == made.rows
    assert "No subject met the criteria for this display" == made.empty


def test_unknown_subject():
    """Records of nobody are an error that names them."""
    with pytest.raises(DataError) as error:
        make.listing(HEAD + COLUMNS, make.subjects("HH"), events())
    assert "data.unknown-subject" == error.value.code
    assert ("S5", "S3") == error.value.findings[0].details


def test_unknown_subject_dropped():
    """They are left out where the shell says so."""
    shell = HEAD + COLUMNS + "not_in_adsl: drop\n"
    made = make.listing(shell, make.subjects("HH"), events())
    assert ["COUGH", "RASH", "PAIN"] == [row[0] for row in rows(made)]


def test_unlisted_level():
    """A level that the key's values leave out is an error."""
    shell = HEAD + "keys: [{var: AESEV, values: [MILD]}]\ncolumns: [AEDECOD]\n"
    with pytest.raises(DataError) as error:
        make.listing(shell, make.subjects(), events())
    assert "data.unlisted-level" == error.value.code


def test_documented_sample():
    """The listing sample of the documentation lays out."""
    shell = """
id: l_16_2_7_2
number: 16.2.7.2
title: Listing of Serious Adverse Events
kind: listing
population: saf
data: ADAE
where: AESER = 'Y'
keys:
  - {var: TRTP, as: page}
  - {var: USUBJID, label: Subject, subheader: "Age/Sex: {AGE}/{SEX}", blank_repeats: true}
columns:
  - {var: AEDECOD, label: "Preferred term /\\nVerbatim", stack: [AEDECOD, AETERM], width: 28}
  - {var: ASTDT, label: "Start\\n(day)", text: "{ASTDT:date9}\\n({ASTDY})", width: 12}
  - {var: AESEV, label: Severity, width: 9}
sort: [TRTP, USUBJID, ASTDT, AESEQ]
page: {max_width: fit, split_columns: {repeat: keys, label: "(columns {part} of {parts})"}}
"""
    data = events(
        AESER=["Y", "N", "Y", "Y", "N"],
        AETERM=["nausea", "rash", "fever", "cough", "pain"],
        ASTDY=[5, 2, None, 1, 1],
        AGE=[34, 30, 32, 30, 31],
        SEX=["M", "M", "M", "M", "F"],
    )
    made = make.listing(shell, make.subjects(), data)
    expected = [
        ["S1\nAge/Sex: 30/M", "COUGH\ncough", "02FEB2014\n(1)", "MODERATE"],
        ["S3\nAge/Sex: 32/M", "FEVER\nfever", "", "MILD"],
        ["S5\nAge/Sex: 34/M", "NAUSEA\nnausea", "14MAR2014\n(5)", "MILD"],
    ]
    assert expected == rows(made)
