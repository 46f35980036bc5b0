"""Records made from those of sources."""

import pytest

from tests.mapping import dataset_spec, frame, rows_of
from tlfgen.core.errors import MappingError
from tlfgen.mapper.records.made import make_records


def made(text, **sources):
    """Give the draft of a records: entry."""
    spec = dataset_spec(f"dataset: XX\nsources: {{}}\nrecords: {text}\n")
    setting = rows_of(frame(USUBJID=["1"]), sources).setting
    return make_records(spec.steps[0].records, setting)


def test_one_row_a_record():
    """Without more, every record of the source becomes a row that remembers it."""
    draft = made("{from: AE}", AE=frame(USUBJID=["1", "2"], _row=[7, 9]))
    assert [7, 9] == draft.trace["record.row"].tolist()
    assert ["1", "2"] == draft.rows.column("USUBJID").tolist()


def test_condition_leaves_records_out():
    """Only the records that meet the condition become rows."""
    draft = made("{from: AE, where: AESER = 'Y'}", AE=frame(USUBJID=["1", "2"], AESER=["N", "Y"]))
    assert ["2"] == draft.rows.column("USUBJID").tolist()


def test_one_per_refuses_to_choose_without_an_order():
    """Several records of one key are an error that shows them."""
    with pytest.raises(MappingError) as error:
        made("{from: VS, one_per: [USUBJID]}", VS=frame(USUBJID=["1", "1"]))
    assert "mapping.not-one-per" == error.value.code
    assert "USUBJID=1" in str(error.value)


def test_one_per_takes_the_first_by_order():
    """With an order the first record stands for all."""
    vitals = frame(USUBJID=["1", "1", "2"], DY=[5, 2, 1])
    draft = made("{from: VS, one_per: [USUBJID], order: [DY], if_many: first}", VS=vitals)
    assert [2, 1] == draft.rows.column("DY").tolist()


def test_blocks_stand_below_each_other():
    """Rows of several sources remember their block; a variable one source lacks is missing."""
    text = "[{id: a, from: AE, set: {CAT: A}}, {id: b, from: CM, set: {CAT: B}}]"
    draft = made(text, AE=frame(USUBJID=["1"], AETERM=["x"]), CM=frame(USUBJID=["2"]))
    assert ["A", "B"] == draft.rows.column("CAT").tolist()
    assert [0, 1] == draft.trace["record.branch"].tolist()
    assert [False, True] == draft.rows.column("AETERM").isna().tolist()
    assert ["1", "2"] == draft.rows.column("USUBJID").tolist()


def test_stack_makes_a_row_for_each_column():
    """Rows follow the records, then the columns; blanks make none unless they are kept."""
    vitals = frame(USUBJID=["1", "2"], SYS=["120", None], DIA=["80", "70"])
    columns = "columns: {SYS: SYSBP, DIA: DIABP}, test: TESTCD, result: ORRES"
    dropped = made(f"{{from: VS, stack: {{{columns}}}}}", VS=vitals).rows
    kept = made(f"{{from: VS, stack: {{{columns}, missing: keep}}}}", VS=vitals).rows
    assert ["SYSBP", "DIABP", "DIABP"] == dropped.column("TESTCD").tolist()
    assert ["120", "80", "70"] == dropped.column("ORRES").tolist()
    assert 4 == len(kept)


def test_stack_sets_values_of_a_column():
    """Fixed values, or variables of the record, stand beside the code of their column."""
    vitals = frame(USUBJID=["1"], WT=["70"], TEMP=["36"], U=["kg"])
    text = """{from: VS, stack: {columns: {WT: {code: WEIGHT, set: {ORRESU: {expr: U}}},
      TEMP: {code: TEMP, set: {ORRESU: C}}}, test: TESTCD, result: ORRES}}"""
    assert ["kg", "C"] == made(text, VS=vitals).rows.column("ORRESU").tolist()


def test_stack_of_checkboxes():
    """Only a column that is checked makes a row."""
    form = frame(USUBJID=["1"], FEVER=["Yes"], RASH=["No"])
    text = "{from: F, stack: {columns: {FEVER: FEVER, RASH: RASH}, test: TERM, checked: 'Yes'}}"
    assert ["FEVER"] == made(text, F=form).rows.column("TERM").tolist()


def test_stack_takes_companion_columns():
    """A column with the suffix goes along; a column without one leaves it missing."""
    form = frame(USUBJID=["1"], ALT=["5"], ALT_FL=["H"], AST=["6"])
    text = """{from: L, stack: {columns: {ALT: ALT, AST: AST}, test: T, result: R,
      beside: {IND: _FL}}}"""
    got = made(text, L=form).rows.column("IND")
    assert "H" == got.tolist()[0]
    assert [False, True] == got.isna().tolist()


def test_stack_of_an_unknown_column():
    """A column that was not collected is an error."""
    with pytest.raises(MappingError) as error:
        made("{from: L, stack: {columns: {ALX: ALT}, test: T, result: R}}", L=frame(ALT=["5"]))
    assert "did you mean 'L.ALT'" in str(error.value)


def test_pivot_of_numbered_columns():
    """Numbered columns become rows; a number without any value makes none."""
    history = frame(
        USUBJID=["1"], MH1=["Asthma"], DT1=["2001"], MH2=[None], DT2=[None], MH3=["Flu"]
    )
    text = "{from: H, pivot: {columns: {MHTERM: 'MH#', MHDAT: 'DT#'}, number: MHNO}}"
    rows = made(text, H=history).rows
    assert ["Asthma", "Flu"] == rows.column("MHTERM").tolist()
    assert ["1", "3"] == rows.column("MHNO").tolist()
    assert [False, True] == rows.column("MHDAT").isna().tolist()
