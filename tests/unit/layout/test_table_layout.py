"""Tests of tables: rows, headers, stubs, texts."""

import pytest

from tests.shells import STAMP, STUDY_TEXT, dataset, lines, page, study, table
from tlfgen.core.errors import LayoutError
from tlfgen.layout.mock import mock_display

ARMS = "population: fas\ncolumns: {by: arm, total: Total}\n"
EVENTS = (
    "kind: occurrence\npopulation: saf\ndata: ADAE\nwhere: teae\n"
    "columns: {by: arm, stats: {subjects: {format: n_pct, label: n (%)}, events: {label: E}}}\n"
)
VISITS = "kind: by_visit\npopulation: fas\ndata: ADEFF\nwhere: PARAMCD = 'CD4'\n"


def heads(made):
    """Give the header cells by row: text, first column, columns covered."""
    return [[(cell.text, cell.first, cell.span) for cell in row] for row in made.header]


def test_block_has_heading_and_indented_statistics():
    """A block is its label and one indented row a statistic."""
    made = page(ARMS + "rows: [{var: AGE, label: Age, stats: [n, mean_sd, min_max]}]")
    assert [
        "Age",
        "  n|3|1|2|6",
        "  Mean (SD)|40.17 (10.004)|61.00|45.00 (14.142)|45.25 (12.049)",
        "  Min, Max|30.0, 50.0|61.0, 61.0|35.0, 55.0|30.0, 61.0",
    ] == lines(made)


def test_decimals_of_the_shell_win():
    """Decimals given in the shell replace those of the data."""
    made = page(ARMS + "rows: [{var: AGE, label: Age, stats: [mean], decimals: 0}]")
    assert ["Age", "  Mean|40.2|61.0|45.0|45.3"] == lines(made)


def test_single_statistic_without_heading():
    """Without a heading a single statistic stands beside its label."""
    made = page(ARMS + "rows: [{var: AGE, label: Mean age, stats: [mean], heading: false}]")
    assert ["Mean age|40.17|61.00|45.00|45.25"] == lines(made)


def test_levels_with_count_row():
    """Levels may follow the number of subjects with a value."""
    made = page(ARMS + "rows: [{var: SEX, label: Sex, values: {F: Female}, others: Other,"
                " stats: [n, n_pct]}]")  # fmt: skip
    assert [
        "Sex",
        "  n|3|1|1|5",
        "  Female|2 ( 66.7%)|0|0|2 ( 33.3%)",
        "  Other|1 ( 33.3%)|1 (100.0%)|1 ( 50.0%)|3 ( 50.0%)",
    ] == lines(made)


def test_levels_of_nobody_may_be_left_out():
    """show: if_any leaves levels out that nobody has."""
    text = ARMS + "rows: [{var: SEX, values: [F, M, U], stats: n_pct, show: if_any}]"
    assert ["F", "M"] == [row.path[-1] for row in page(text).rows]


def test_groups_are_rows():
    """Labelled conditions are one row each."""
    made = page(ARMS + "rows: [{groups: [{label: Young, where: AGE < 45}, {label: Old, where:"
                " AGE >= 45, indent: 1}], stats: n}]")  # fmt: skip
    assert ["Young|2|0|1|3", "  Old|1|1|1|3"] == lines(made)


def test_blocks_stand_apart():
    """A line is free between blocks."""
    made = page(ARMS + "rows: [{var: AGE, label: Age, stats: [n]}, {var: SEX, label: Sex,"
                " values: [M, F], stats: n_pct}]")  # fmt: skip
    assert ["group", "body", "blank", "group", "body", "body"] == [row.kind for row in made.rows]


def test_attached_block_has_no_label():
    """An attached block follows under the same label, after a free line."""
    made = page(ARMS + "rows: [{var: AGE, label: Age, stats: [n],"
                " attach: [{var: SEX, values: [M, F], stats: n_pct}]}]")  # fmt: skip
    assert [("Age", "n"), (), ("Age", "M"), ("Age", "F")] == [row.path for row in made.rows][1:]


def test_header_shows_label_and_count():
    """An arm's header is its label and its N."""
    made = page(ARMS + "rows: [{var: AGE, stats: [n]}]")
    assert "High dose\n(N=3)" == heads(made)[-1][1][0]


def test_header_without_count():
    """header_n: none leaves N out."""
    made = page(ARMS + "header_n: none\nrows: [{var: AGE, stats: [n]}]")
    assert "High dose" == heads(made)[-1][1][0]


def test_column_carries_its_count():
    """A column knows its N and its label without it."""
    column = page(ARMS + "rows: [{var: AGE, stats: [n]}]").columns[1]
    assert ("High dose", 3, ("High dose",)) == (column.label, column.n, column.path)


def test_spanning_header_is_underlined():
    """An arm over two statistics spans them, with a rule."""
    made = page(EVENTS + "rows: [{any: Any}]")
    top = made.header[0]
    assert [(1, 2, True), (3, 2, True), (5, 2, True)] == [
        (cell.first, cell.span, cell.underline) for cell in top if cell.text
    ]


def test_span_over_arms():
    """A span of its own selection stands above its arms, with their own N."""
    made = page("population: fas\ncolumns: [{span: Women, where: SEX = 'F', by: arm},"
                " {span: All, by: arm}]\nrows: [{var: AGE, stats: [n]}]")  # fmt: skip
    assert [("Women", 1, 3), ("All", 4, 3)] == [cell for cell in heads(made)[0] if cell[0]]
    assert "High dose\n(N=2)" == heads(made)[1][1][0]


def test_hierarchy_is_indented_and_grouped():
    """A term stands indented below its class, and knows the row of its class."""
    made = page(EVENTS + "rows: [{nest: [AEBODSYS, AEDECOD]}]")
    rows = [row for row in made.rows if row.kind != "blank"]
    assert [("INFECTION", 0), ("COLD", 2), ("FLU", 2), ("SKIN", 0), ("RASH", 2)] == [
        (row.path[-1], row.indent) for row in rows
    ]
    assert made.rows[rows[1].groups[0]] is rows[0]


def test_sort_by_a_hidden_column():
    """A hidden total may sort the rows; ties are alphabetical."""
    text = EVENTS.replace("by: arm,", "by: arm, total: {hidden: true},") + (
        "rows: [{nest: [AEDECOD], sort: {by: subjects, in: Total, desc: true}}]"
    )
    made = page(text)
    assert ["RASH", "COLD", "FLU"] == [row.path[-1] for row in made.rows]
    assert not any("Total" in cell for row in heads(made) for cell, _, _ in row)


def test_sort_by_an_absent_column_is_refused():
    """A sort names a column of the table."""
    text = EVENTS + "rows: [{nest: [AEDECOD], sort: {by: subjects, in: Total, desc: true}}]"
    with pytest.raises(LayoutError) as caught:
        page(text)
    assert caught.value.code == "layout.unknown-column"


def test_rare_terms_are_left_out():
    """A limit keeps terms that reach it in any arm; classes stay with their terms."""
    text = EVENTS + "keep: {pct: 50, in: any}\nrows: [{nest: [AEBODSYS, AEDECOD]}]"
    made = page(text)
    assert ["INFECTION", "COLD", "FLU", "SKIN", "RASH"] == [
        row.path[-1] for row in made.rows if row.kind != "blank"
    ]


def test_labels_are_cut_and_cased():
    """Labels of a level may be cut and change their case."""
    text = EVENTS + "rows: [{nest: [AEBODSYS], cut: {AEBODSYS: 4}, case: {AEBODSYS: title}}]"
    assert ["Infe", "Skin"] == [row.path[-1] for row in page(text).rows]


def test_p_value_stands_on_the_first_row():
    """The test of a block stands on its first row."""
    text = ARMS.replace("total: Total", "compare: {p: p}") + (
        "rows: [{var: AGE, label: Age, stats: [n, mean], test: anova}]"
    )
    assert [True, False] == [bool(row.cells[-1].text) for row in page(text).rows[1:]]


def test_small_p_is_marked_and_keeps_its_zeros():
    """A flag stands behind a small p, which keeps all decimals; others drop last zeros."""
    own = study(STUDY_TEXT + "formats: {own: {text: '{p:x.xxx}', trim_zeros: true}}\n")
    count = 40
    ids = [str(number) for number in range(2 * count)]
    arms = ["High dose"] * count + ["Placebo"] * count
    flags = ["Y"] * (2 * count)
    adsl = dataset("ADSL", {"USUBJID": ids, "TRT01P": arms, "TRT01A": arms, "SAFFL": flags})
    events = dataset("ADAE", {"USUBJID": ids[:20] + ids[40:41] + ids[41:42], "TRTEMFL": ["Y"] * 22,
                              "AEDECOD": ["A"] * 21 + ["B"]})  # fmt: skip
    text = (
        "kind: occurrence\npopulation: saf\ndata: ADAE\ncolumns: {by: arm, compare: {test: fisher,"
        " pairs: [[high, placebo]], format: own, flag: {below: 0.15}}}\nrows: [{nest: [AEDECOD]}]"
    )
    made = page(text, own, ADSL=adsl, ADAE=events)
    assert ["0.000*", "1"] == [row.cells[-1].text.strip() for row in made.rows]


def test_visits_without_values_are_left_out():
    """A block without any value at a visit is not printed."""
    text = VISITS + (
        "columns: {by: arm}\nrows: {cross: [{by: visit}, [{of: AVAL, label: Value, stats: [n]},"
        " {of: CHG, label: Change, stats: [n]}]]}"
    )
    assert [("Baseline", "Value"), ("Week 4", "Value"), ("Week 4", "Change")] == [
        row.path[:2] for row in page(text).rows if row.path[-1:] == ("n",)
    ]


def test_value_and_change_in_columns():
    """Value and change may stand in columns within arms, statistics in rows."""
    text = VISITS + (
        "columns: {cross: [{by: arm}, [{of: AVAL, label: Value}, {of: CHG, label: Change}]]}\n"
        "rows: {cross: [{by: visit}, {stats: [mean]}]}"
    )
    assert "  Mean|140.0|20.0|115.0|5.0|145.0|-5.0" == lines(page(text))[-1]


def test_stub_columns():
    """Groupings may stand in stub columns, printed where they change, with the arm's N."""
    text = VISITS + (
        "stub: [{var: arm, label: Arm}, {var: arm, n: true, label: N}, {var: visit}]\n"
        "rows: {cross: [{by: arm}, {by: visit}]}\ncolumns: [{of: AVAL, stats: [mean]}]"
    )
    assert ["High dose|3|Baseline|120.0", "||Week 4|140.0"] == lines(page(text))[:2]


def test_page_by_variable():
    """A page variable is the key of its rows, and no row."""
    text = "kind: summary\npopulation: fas\ncolumns: {by: arm}\npage: {by: [SEX]}\n"
    text += "rows: [{var: AGE, stats: [n]}]"
    assert [("F",), ("M",)] == [row.page_key for row in page(text).rows]


def test_sections_are_headings():
    """A section is a heading above its rows, under its label."""
    text = ARMS + "sections: {by: SEX, labels: {F: Women}}\nrows: [{var: AGE, stats: [n]}]"
    assert ["Women", "n|2|0|0|2", "", "M", "n|1|1|1|3"] == lines(page(text))


def test_no_data():
    """Without a record the sentence stands in place of rows; header and footnotes stay."""
    own = dataset("ADAE", {"USUBJID": ["1"], "TRTEMFL": ["N"]})
    made = page(EVENTS + "footnotes: [$once]\nrows: [{any: Any}]", ADAE=own)
    assert ("No subject met the criteria for this display", ()) == (made.empty, made.rows)
    assert made.footnotes == ("A subject counts once.",)


def test_cells_name_their_results():
    """A cell names the results it shows."""
    made = page(ARMS + "rows: [{var: AGE, stats: [mean_sd], label: Age}]")
    assert ("t_1/AGE/mean/high", "t_1/AGE/sd/high") == made.rows[1].cells[1].results


def test_zero_cells_may_have_a_text():
    """empty: cells gives the text of a count of nobody."""
    text = ARMS + "empty: {cells: '-'}\nrows: [{var: SEX, values: [M, F], stats: n_pct}]"
    assert "F|2 ( 66.7%)|-|-|2 ( 33.3%)" == lines(page(text))[-1]


def test_shift_label_heads_the_stub():
    """The label of a single shift stands above the stub."""
    text = (
        "kind: shift\npopulation: fas\ndata: ADEFF\nwhere: AVISIT = 'Week 4'\n"
        "columns: {by: arm, across: {var: BNRIND, label: Base, values: [LOW], others: drop}}\n"
        "rows: [{shift: {var: ANRIND, label: Worst, values: [LOW, NORMAL, HIGH]}}]"
    )
    made = page(text)
    assert ("Worst", ["LOW", "NORMAL", "HIGH"]) == (
        made.header[-1][0].text,
        [row.path[-1] for row in made.rows],
    )


def test_shift_within_a_parameter_has_no_heading():
    """A shift crossed with a parameter stands below the parameter alone."""
    text = (
        "kind: shift\npopulation: fas\ndata: ADEFF\nwhere: AVISIT = 'Week 4'\n"
        "columns: {by: arm, across: {var: BNRIND, label: Base, values: [LOW], others: drop}}\n"
        "rows: {cross: [{by: PARAMCD}, {shift: {var: ANRIND, label: Worst, values: [LOW],"
        " others: drop}}]}"
    )
    assert [("CD4",), ("CD4", "LOW")] == [row.path for row in page(text).rows]


def test_numbers_stand_on_their_units():
    """Texts of a column are padded so that units stand below each other."""
    made = page(ARMS + "rows: [{var: AGE, label: Age, stats: [n, mean]}]")
    texts = [row.cells[1].text for row in made.rows if row.kind == "body"]
    assert [" 3   ", "40.17"] == texts


def test_mock_has_marks_and_no_counts():
    """A mock shows patterns with x and N=xx."""
    spec = table(ARMS + "rows: [{var: AGE, label: Age, stats: [n, mean_sd]}]")
    made = mock_display(spec, study(), STAMP)
    assert ["Age", "  n|xx|xx|xx|xx", "  Mean (SD)|" + "|".join(["xx.x (xx.xx)"] * 4)] == lines(
        made
    )
    assert "High dose\n(N=xx)" == heads(made)[-1][1][0]


def test_ten_arms():
    """Ten arms are ten columns."""
    levels = ", ".join(f"a{n}: {{value: A{n}, label: Arm {n}}}" for n in range(10))
    text = "id: s\ntitle: s\nrun_date: 2016-06-01T09:00\n"
    text += f"arms: {{planned: {{var: TRT01P}}, levels: {{{levels}}}}}\n"
    ids, arms = [str(n) for n in range(10)], [f"A{n}" for n in range(10)]
    adsl = dataset("ADSL", {"USUBJID": ids, "TRT01P": arms, "AGE": list(range(10))})
    made = page("columns: {by: arm}\nrows: [{var: AGE, stats: [n]}]", study(text), ADSL=adsl)
    assert [1] * 10 == [column.n for column in made.columns[1:]]


COMPARED = "population: fas\ncolumns: {by: arm, compare: {test: %s, each: reference, stats: %s}}\n"


def test_a_method_is_a_name_with_options():
    """Newcombe's limits of 2 of 3 less 0 of 1, then of 0 of 1 less 0 of 1."""
    shell = COMPARED % ("{risk_difference: {method: newcombe}}", "[estimate_ci]")
    made = page(shell + "rows: [{var: SEX, label: Sex, values: [F, M], stats: n_pct}]")
    assert "  F|2 ( 66.7%)|0|0|66.7 (-25.0, 93.9)|0.0 (-79.3, 79.3)" in lines(made)


def test_a_stratified_test_of_numbers_in_a_row():
    """The strata stand among the options; one stratum is the Kruskal-Wallis test."""
    columns = "population: fas\ncolumns: {by: arm, compare: {stats: [p]}}\n"
    row = "rows: [{var: AGE, label: Age, stats: [n], test: %s}]"
    one = lines(page(columns + row % "{van_elteren: {scores: rank}}"))
    two = lines(page(columns + row % "kruskal_wallis"))
    assert one == two
    assert one != lines(page(columns + row % "{van_elteren: {strata: SEX, scores: rank}}"))


def test_a_preset_stands_under_a_test():
    """Corrected in R, not in SAS."""
    shell = COMPARED % ("{chisq: {preset: %s}}", "[statistic]")
    row = "rows: [{var: SEX, label: Sex, values: [F, M], stats: n_pct}]"
    assert lines(page(shell % "r" + row)) != lines(page(shell % "sas" + row))


def test_a_labelled_hierarchy_has_its_heading():
    """The label of a hierarchy stands above it; without records it is left out."""
    made = page(EVENTS + "rows: [{nest: [AEBODSYS], label: By class}]")
    assert "By class" == lines(made)[0]
    assert lines(made)[1].startswith("  INFECTION|")
    bare = page(
        EVENTS + "rows: [{any: Any}, {nest: [AEBODSYS], label: By class, where: AESER = 'X'}]"
    )
    assert not any("By class" in line for line in lines(bare))


def test_decimals_of_a_whole_table():
    """``decimals`` of the table stands in place of those of the data; counts stay."""
    text = ARMS + "decimals: 2\nrows: [{var: AGE, label: Age, stats: [n, mean, min_max]}]"
    assert ["Age", "  n|3|1|2|6", "  Mean|40.167|61.000|45.000|45.250"] == lines(page(text))[:3]
