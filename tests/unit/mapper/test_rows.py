"""How names are found among rows."""

import pytest

from tests.mapping import day, frame, rows_of
from tlfgen.core.errors import MappingError
from tlfgen.model.expression import Reference
from tlfgen.spec.expression import parse_expression


def lab_rows():
    """Give two rows made from LB, beside DM with one record and AE with two a subject."""
    lab = frame(USUBJID=["1", "2"], LBTESTCD=["ALT", "AST"], AVAL=[1.0, 2.0])
    return rows_of(
        frame(AVAL=[10.0, 20.0]),
        {
            "LB": lab,
            "DM": frame(USUBJID=["2", "1"], RFSTDTC=["2020-02-02", "2020-01-01"]),
            "AE": frame(USUBJID=["1", "1"], AETERM=["A", "B"]),
        },
        record="LB",
        conditions={"high": "AVAL > 15"},
    )


def test_own_columns_come_before_the_record():
    """A derived column hides the variable of the record with the same name."""
    assert [10.0, 20.0] == lab_rows().column("AVAL").tolist()


def test_record_source_is_reached_by_its_alias():
    """The alias names the variable of the record."""
    assert [1.0, 2.0] == lab_rows().column(Reference("LB", "AVAL")).tolist()


def test_record_variables_need_no_alias():
    """A variable of the record is found by its name."""
    assert ["ALT", "AST"] == lab_rows().column("LBTESTCD").tolist()


def test_other_sources_are_matched_by_subject():
    """A qualified variable comes from the one record of the same subject."""
    got = lab_rows().column(Reference("DM", "RFSTDTC")).tolist()
    assert ["2020-01-01", "2020-02-02"] == got


def test_several_records_are_refused():
    """A qualified variable of a source with several records a subject is an error."""
    with pytest.raises(MappingError) as error:
        lab_rows().column(Reference("AE", "AETERM"))
    assert "mapping.many-records" == error.value.code


def test_unqualified_name_of_another_source_asks_for_the_alias():
    """The error says where the variable could come from."""
    with pytest.raises(MappingError) as error:
        lab_rows().column("RFSTDTC")
    assert "DM.RFSTDTC" in str(error.value)


def test_unknown_source_names_the_known_ones():
    """A misspelt alias lists the sources."""
    with pytest.raises(MappingError) as error:
        lab_rows().column(Reference("DN", "RFSTDTC"))
    assert "mapping.unknown-source" == error.value.code
    assert ("AE", "DM", "LB") == error.value.findings[0].allowed


def test_named_condition_is_evaluated_in_scope():
    """A condition reads the columns of the rows it is used on."""
    assert [False, True] == lab_rows().condition("high").tolist()
    assert [False, True] == lab_rows().mask(parse_expression("high")).tolist()


def test_unknown_condition():
    """A misspelt condition gives the nearest one."""
    with pytest.raises(MappingError) as error:
        lab_rows().condition("hihg")
    assert "did you mean 'high'" in str(error.value)


def test_rows_are_not_changed_by_new_columns():
    """Adding a column gives new rows and leaves the old ones alone."""
    rows = lab_rows()
    more = rows.with_columns({"NEW": rows.column("AVAL"), "AVAL": rows.column("LBTESTCD")})
    assert "NEW" not in rows.own
    assert [10.0, 20.0] == rows.column("AVAL").tolist()
    assert ["ALT", "AST"] == more.column("AVAL").tolist()


def test_at_keeps_the_record_of_each_row():
    """Rows taken by position keep the record they were made from."""
    turned = lab_rows().at([1, 0])  # type: ignore[arg-type] - any sequence of positions
    assert ["AST", "ALT"] == turned.column("LBTESTCD").tolist()


def test_fixed_value_has_the_kind_of_its_variable():
    """A literal becomes a number where the variable is one."""
    from dataclasses import replace

    from tlfgen.model.dataset import Variable
    from tlfgen.spec.verbs.derivation import Fixed

    rows = lab_rows()
    setting = replace(rows.setting, variables={"AVISITN": Variable("AVISITN", kind="float")})
    made = replace(rows, setting=setting).derive(Fixed(value="99"), ("AVISITN",))
    assert [99.0, 99.0] == made.columns["AVISITN"].tolist()


def test_evaluation_takes_dates():
    """A date literal is compared with a date column."""
    rows = rows_of(frame(USUBJID=["1", "1"], ADT=[day("2020-01-01"), day("2020-01-03")]))
    assert [False, True] == rows.mask(parse_expression("ADT > date('2020-01-02')")).tolist()
