"""Tests of the engine of results."""

from statistics import mean, median, stdev

import pandas as pd
import pytest

from tests.shells import adsl, data, dataset, notes, results, study, table
from tlfgen.analysis.engine import compute_results
from tlfgen.core.errors import DataError, SpecError

BY_ARM = "population: fas\ncolumns: {by: arm, total: Total}\n"
AGE = BY_ARM + "rows: [{var: AGE, stats: [n, mean_sd, median, min_max]}]"
SEX = BY_ARM + "rows: [{var: SEX, stats: n_pct, values: {M: Male, F: Female}}]"
EVENTS = (
    "kind: occurrence\npopulation: saf\ndata: ADAE\nwhere: teae\n"
    "columns: {by: arm, total: Total, stats: {subjects: {format: n_pct}, events: {}}}\n"
)
VISITS = "kind: by_visit\npopulation: fas\ndata: ADEFF\nwhere: PARAMCD = 'CD4'\n"


def code_of(text, **others):
    """Give the code of the error that a shell raises."""
    with pytest.raises((DataError, SpecError)) as caught:
        results(text, **others)
    return caught.value.code


def test_header_counts_subjects_of_the_set():
    """Header N counts the subjects of the analysis set in each arm."""
    found = results(AGE)
    assert [3, 1, 2] == [found[f"N/{arm}"].number for arm in ("high", "low", "placebo")]


def test_total_counts_each_subject_once():
    """The total holds every arm named, each subject once."""
    assert results(AGE)["N/total"].number == 6


def test_mean_of_an_arm():
    """A mean is the plain mean of the values of the arm."""
    assert mean([30, 40.5, 50]) == results(AGE)["AGE/mean/high"].number


def test_deviation_of_the_total():
    """The deviation of the total is that of all its values."""
    got = results(AGE)["AGE/sd/total"].number
    assert stdev([30, 40.5, 50, 61, 35, 55]) == pytest.approx(got, rel=1e-14)


def test_median_is_unrounded():
    """A median travels unrounded."""
    assert median([30, 40.5, 50]) == results(AGE)["AGE/median/high"].number


def test_deviation_of_one_value_has_a_reason():
    """One value has no deviation, and says why."""
    assert results(AGE)["AGE/sd/low"].reason == "too_few"


def test_data_decimals_are_a_result():
    """The decimals of the data are stored."""
    assert results(AGE)["AGE/decimals"].number == 1


def test_percentage_of_the_header():
    """A percentage is of the subjects in the column header."""
    assert pytest.approx(100 / 3) == results(SEX)["SEX/M/pct/high"].number


def test_denominator_is_stored():
    """What a percentage was taken of is stored with its rule."""
    found = results(SEX)["SEX/M/pct/placebo"]
    assert (found.denominator, found.denominator_rule) == (2, "population")


def test_denominator_with_value():
    """A base of subjects with a value leaves the missing out."""
    text = SEX.replace("stats: n_pct", "stats: n_pct, denominator: with_value")
    assert results(text)["SEX/M/pct/placebo"].number == 100


def test_denominator_by_condition():
    """A base may be given by a condition on the subjects."""
    text = SEX.replace("stats: n_pct", "stats: n_pct, denominator: {where: AGE > 35}")
    assert results(text)["SEX/F/pct/high"].number == 100


def test_missing_is_shown_when_asked():
    """A missing level is counted where the shell asks for it."""
    text = SEX.replace("stats: n_pct", "stats: n_pct, missing: show")
    assert results(text)["SEX/(missing)/n/placebo"].number == 1


def test_listed_levels_are_counted_at_zero():
    """A listed level that nobody has counts 0."""
    text = SEX.replace("F: Female", "F: Female, U: Unknown")
    assert results(text)["SEX/U/n/high"].number == 0


def test_unlisted_level_is_refused():
    """A level that the list leaves out stops the work."""
    assert code_of(SEX.replace(", F: Female", "")) == "data.unlisted-level"


def test_unlisted_levels_under_one_label():
    """Levels left out may be counted together."""
    text = SEX.replace("values: {M: Male, F: Female}", "values: {M: Male}, others: Other")
    assert results(text)["SEX/(others)/n/high"].number == 2


def test_unlisted_levels_dropped():
    """Levels left out may be dropped."""
    text = SEX.replace("values: {M: Male, F: Female}", "values: {M: Male}, others: drop")
    assert not any("SEX/F" in name for name in results(text))


def test_levels_without_order_warn():
    """Alphabetical order is a warning."""
    text = SEX.replace(", values: {M: Male, F: Female}", "")
    assert "data.alphabetical-levels" in notes(text)


def test_levels_follow_their_numeric_twin():
    """Levels stand in the order of the paired numeric variable."""
    codes = [2, 1, 1, 2, 1, 2, None, 2]
    frame = adsl().frame.drop(columns="_row").assign(SEXN=codes)
    own = dataset("ADSL", {name: frame[name].tolist() for name in frame.columns})
    found = results(SEX.replace(", values: {M: Male, F: Female}", ""), ADSL=own)
    assert [1, 2] == [found[f"SEX/{level}/n/high"].level_order for level in ("F", "M")]


def test_two_codes_for_a_text_are_refused():
    """A text with two codes stops the work."""
    codes = [1, 2, 2, 2, 2, 1, None, 1]
    frame = adsl().frame.drop(columns="_row").assign(SEXN=codes)
    own = dataset("ADSL", {name: frame[name].tolist() for name in frame.columns})
    text = SEX.replace(", values: {M: Male, F: Female}", "")
    assert code_of(text, ADSL=own) == "data.two-codes"


def test_unknown_arm_in_the_data_is_refused():
    """A treatment that no arm has stops the work."""
    frame = adsl().frame.drop(columns="_row")
    frame["TRT01P"] = frame["TRT01P"].replace("Placebo", "Plazebo")
    own = dataset("ADSL", {name: frame[name].tolist() for name in frame.columns})
    assert code_of(AGE, ADSL=own) == "data.unlisted-arm"


def test_subjects_without_arm_stand_where_named():
    """Screen failures are counted only in a column that names them."""
    text = (
        "population: scr\ncolumns: {by: arm, no_arm: Not randomized, total: Total}\n"
        "rows: [{groups: [{label: All}], stats: n}]"
    )
    found = results(text)
    assert [1, 7] == [found[f"count/all/n/{name}"].number for name in ("no_arm", "total")]


def test_subjects_are_counted_once_events_as_often():
    """A subject with two events counts once; both events count."""
    found = results(EVENTS + "rows: [{any: Any}]")
    assert (2, 3) == (found["any/n/high"].number, found["any/events/high"].number)


def test_hierarchy_counts_within_the_level_above():
    """A term is counted within its class."""
    found = results(EVENTS + "rows: [{nest: [AEBODSYS, AEDECOD]}]")
    name = "AEBODSYS.AEDECOD/INFECTION/COLD"
    assert (1, 2) == (found[f"{name}/n/high"].number, found[f"{name}/events/high"].number)


def test_uncoded_terms_get_their_label():
    """Events without a term stand under the label for them."""
    found = results(EVENTS + "rows: [{nest: [AEBODSYS, AEDECOD], uncoded: No coding}]")
    assert found["AEBODSYS.AEDECOD/SKIN/(missing)/n/placebo"].number == 1


def test_terms_left_out_are_noted():
    """Events without a term, where no label is given, are noted."""
    assert "data.uncoded" in notes(EVENTS + "rows: [{nest: [AEBODSYS, AEDECOD]}]")


def test_arm_is_that_of_the_subject():
    """Events count for the arm of their subject, actual in the safety set."""
    text = EVENTS + "rows: [{any: Any}]"
    assert results(text)["N/low"].number == 3


def test_changed_arm_is_noted():
    """Subjects with another actual than planned arm are noted."""
    assert "data.arm-changed" in notes(AGE)


def test_strangers_are_refused():
    """Records of a subject that is not in the subject dataset stop the work."""
    own = dataset("ADAE", {"USUBJID": ["99"], "TRTEMFL": ["Y"]})
    assert code_of(EVENTS + "rows: [{any: Any}]", ADAE=own) == "data.unknown-subject"


def test_strangers_are_dropped_when_asked():
    """Such records may be dropped, with a note."""
    own = dataset("ADAE", {"USUBJID": ["99", "1"], "TRTEMFL": ["Y", "Y"]})
    text = EVENTS + "not_in_adsl: drop\nrows: [{any: Any}]"
    assert results(text, ADAE=own)["any/events/total"].number == 1


def test_second_record_in_a_cell_is_refused():
    """Two records of a subject in one cell stop the work."""
    text = VISITS + "columns: {by: arm}\nrows: [{var: AVAL, stats: [mean]}]"
    assert code_of(text) == "data.many-records"


def test_unit_allows_several_records():
    """Another unit allows several records of a subject."""
    text = VISITS + "unit: record\ncolumns: {by: arm}\nrows: [{var: AVAL, stats: [n]}]"
    assert results(text)["AVAL/n/high"].number == 7


def test_visits_follow_their_number_and_need_a_name():
    """Records without a visit enter no row; they are noted."""
    text = VISITS + "columns: {by: arm}\nrows: {cross: [{by: visit}, {of: AVAL, stats: [n]}]}"
    found = results(text)
    visits = {one.groups[0][1:] for one in found.values() if one.stat == "n"}
    assert {("Baseline", 1), ("Week 4", 2)} == visits
    assert "data.no-level" in notes(text)


def test_paired_test_within_an_arm():
    """The paired t test within an arm equals t of the changes."""
    text = (
        VISITS + "columns: {by: arm, total: Total}\n"
        "rows: {cross: [{by: visit}, {of: CHG, stats: [n]}]}\n"
        "within_arm: {test: paired_t, on: CHG}"
    )
    found = results(text)
    expected = 20 / (10 / 3**0.5)
    assert expected == pytest.approx(found["CHG.paired_t/Week 4/statistic/high"].number)


def test_total_is_not_tested_within():
    """Totals never enter a test within arms."""
    text = (
        VISITS + "columns: {by: arm, total: Total}\n"
        "rows: {cross: [{by: visit}, {of: CHG, stats: [n]}]}\n"
        "within_arm: {test: paired_t, on: CHG}"
    )
    assert not any(name.endswith("p/total") for name in results(text))


def test_pools_and_totals_do_not_change_a_test():
    """A test is the same with and without pools and totals beside the arms."""
    alone = "population: fas\ncolumns: {by: arm, compare: {p: p}}\n"
    beside = "population: fas\ncolumns: {by: arm, pools: [active], total: T, compare: {p: p}}\n"
    row = "rows: [{var: AGE, stats: [n], test: anova}]"
    p = "AGE/p/overall"
    assert results(alone + row)[p].number == results(beside + row)[p].number


def test_pool_counts_both_arms():
    """A pool holds the subjects of its arms."""
    text = "population: fas\ncolumns: {by: arm, pools: [active]}\nrows: [{var: AGE, stats: [n]}]"
    assert results(text)["AGE/n/active"].number == 4


def test_empty_base_has_a_reason():
    """A percentage of nobody has a reason, no number."""
    text = (
        "population: fas\nsubset: SEX = 'F'\ncolumns: {by: arm}\n"
        "rows: [{groups: [{label: Old, where: AGE > 40}], stats: n_pct}]"
    )
    found = results(text)
    low = next(one for name, one in found.items() if name.endswith("pct/low"))
    assert low.reason == "no_denominator"


def test_shift_is_of_its_column():
    """A shift's percentages are of the subjects in the baseline column."""
    text = (
        "kind: shift\npopulation: fas\ndata: ADEFF\nwhere: AVISIT = 'Week 4'\n"
        "columns: {by: arm, across: {var: BNRIND, values: [LOW, NORMAL]}}\n"
        "rows: [{shift: {var: ANRIND, values: [LOW, NORMAL, HIGH], of: column, n_row: n}}]"
    )
    assert results(text)["ANRIND/HIGH/pct/high/NORMAL"].number == 50


def test_groups_that_overlap_are_refused():
    """Groups that exclude each other may not share a record."""
    text = BY_ARM + (
        "rows: [{groups: [{label: A, where: AGE > 30}, {label: B, where: AGE > 40}],"
        " exclusive: true, stats: n_pct}]"
    )
    assert code_of(text) == "data.overlapping-groups"


def test_groups_of_the_study():
    """A name with a dollar sign takes the groups of the study file."""
    found = results(BY_ARM + "rows: [{groups: $ages, stats: n}]")
    assert [2, 1] == [
        next(one.number for name, one in found.items() if name.endswith(f"{group}/n/high"))
        for group in ("younger", "older")
    ]


def test_same_name_is_refused():
    """Two blocks of one variable need names of their own."""
    text = BY_ARM + "rows: [{var: AGE, stats: [n]}, {var: AGE, stats: [mean], where: SEX = 'F'}]"
    assert code_of(text) == "spec.same-name"


def test_statistics_on_both_axes_are_refused():
    """Statistics stand on one axis."""
    text = "columns: {by: arm, stats: [n_pct]}\nrows: [{var: SEX, stats: n_pct}]"
    assert code_of(text) == "spec.two-statistics"


def test_statistics_in_columns():
    """Statistics may stand in the columns, arms in the rows."""
    text = VISITS + (
        "rows: {cross: [{by: arm}, {by: visit}]}\n"
        "columns: [{of: AVAL, stats: [n, mean]}, {span: Change, of: CHG, stats: [mean]}]"
    )
    assert results(text)["CHG/high/Week 4/mean"].number == 20


def test_ids_are_unique():
    """Every result has an id of its own."""
    found = compute_results(table(AGE), data(), study()).results
    assert len(found) == len({one.result_id for one in found})


def test_data_are_not_changed():
    """The engine leaves its input as it was."""
    given = data()
    before = {name: one.frame.copy() for name, one in given.items()}
    compute_results(table(EVENTS + "rows: [{nest: [AEBODSYS, AEDECOD]}]"), given, study())
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, given[name].frame)


def test_no_events_count_zero():
    """Without records every count is 0."""
    own = dataset("ADAE", {"USUBJID": [], "TRTEMFL": []})
    own = own.with_frame(own.frame.astype({"USUBJID": "string", "TRTEMFL": "string"}))
    assert results(EVENTS + "rows: [{any: Any}]", ADAE=own)["any/n/total"].number == 0


def test_arm_without_subjects():
    """An arm without subjects counts 0 and has reasons for its mean."""
    found = results(AGE.replace("population: fas", "population: fas\nsubset: TRT01P != 'Low dose'"))
    assert (0, "no_records") == (found["N/low"].number, found["AGE/mean/low"].reason)


def test_rows_of_another_dataset():
    """A group may count another dataset than its display; the display's filter is not its."""
    text = EVENTS + "rows: [{groups: [{label: Left, data: ADSL, where: EOSSTT = 'LEFT'}]}]"
    found = results(text)
    got = next(one for name, one in found.items() if name.endswith("left/n/placebo"))
    assert (1, "ADSL") == (got.number, got.dataset)


def test_record_arm():
    """Records may count for the arm they carry."""
    own = dataset(
        "ADAE", {"USUBJID": ["1", "1"], "TRTEMFL": ["Y", "Y"], "TRTA": ["High dose", "Placebo"]}
    )
    text = EVENTS.replace("by: arm", "by: {record: true}") + "rows: [{any: Any}]"
    assert results(text, ADAE=own)["any/n/placebo"].number == 1


def test_populations_across():
    """Columns may stand for analysis sets within arms, each with its own count."""
    text = (
        "population: scr\ncolumns: {by: arm, across: {populations: [fas, saf]}}\n"
        "rows: [{var: AGE, stats: [n]}]"
    )
    found = results(text)
    assert [1, 2] == [found[f"AGE/n/low/{name}"].number for name in ("fas", "saf")]
    assert [1, 2] == [found[f"N/low/{name}"].number for name in ("fas", "saf")]


def test_flags_across():
    """Columns may stand for conditions on subjects within arms."""
    text = (
        "population: fas\ncolumns: {by: arm, across: {flags: {Men: SEX = 'M'}}}\n"
        "rows: [{groups: [{label: Done, where: EOSSTT = 'DONE'}], stats: n_pct}]"
    )
    found = results(text)
    assert (1, 1) == (
        found["count/done/n/high/men"].number,
        found["count/done/pct/high/men"].denominator,
    )


def test_categories_by_visit_are_of_the_visit():
    """By visit a percentage is of the subjects with a value at the visit."""
    text = VISITS + (
        "columns: {by: arm}\n"
        "rows: {cross: [{by: visit}, {var: ANRIND, stats: n_pct, values: [LOW, NORMAL, HIGH]}]}"
    )
    found = results(text)["ANRIND/Week 4/LOW/pct/placebo"]
    assert (50, 2, "by_visit") == (found.number, found.denominator, found.denominator_rule)


def test_stratified_test_of_a_shift():
    """A stratified test takes the baseline levels across the columns as strata."""
    text = (
        "kind: shift\npopulation: fas\ndata: ADEFF\nwhere: AVISIT = 'Week 4'\n"
        "columns: {by: arm, across: {var: BNRIND, values: [LOW, NORMAL]}}\n"
        "rows: [{shift: {var: ANRIND, values: [LOW, NORMAL, HIGH]}},"
        " {cmh: {strata: BNRIND, label: p}}]"
    )
    found = results(text)["ANRIND/p/overall"]
    assert ("general_association", '{"strata": ["BNRIND"]}') == (found.method, found.options)
    assert 0 < found.number < 1


def test_percentages_of_subjects_with_a_record_elsewhere():
    """A base may be the subjects of the column that another dataset has a record of."""
    base = "denominator: {data: ADEFF, where: AVISITN = 4 and AVAL is present}"
    found = results(EVENTS + f"rows: [{{any: Any, {base}}}]")
    given = {"high": 2, "low": 2, "placebo": 1}
    assert given == {arm: found[f"any/n/{arm}"].denominator for arm in given}
    assert "ADEFF where AVISITN = 4 and AVAL is present" == found["any/n/low"].denominator_rule
