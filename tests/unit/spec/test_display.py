"""Tests of the display spec: what its YAML may say."""

from tlfgen.core.errors import SpecError
from tlfgen.spec.display import FigureSpec, ListingSpec, TableSpec, expand_display, read_display
from tlfgen.spec.yaml_file import parse_yaml

EVENTS = """
id: t_14_5_01
number: 14-5.01
title: Incidence of Treatment-Emergent Adverse Events
kind: occurrence
population: saf
data: ADAE
where: teae
columns:
  by: arm
  stats: {subjects: {format: n_pct, label: n (%)}, events: {format: n, label: "[AEs]"}}
  compare: {test: fisher, each: reference, label: "p-value", flag: {below: 0.15, mark: "*"}}
rows:
  - {any: ANY BODY SYSTEM}
  - {nest: [AEBODSYS, AEDECOD], sort: {by: subjects, in: Total, desc: true}, uncoded: No Coding}
keep: {pct: 5, in: any}
page: {keep_with_next: AEBODSYS, repeat: "{AEBODSYS} (cont.)", min_rows: 2}
for:
  - {number: 14-5.01}
  - {number: 14-5.02, title_add: Serious, where_add: AESER = 'Y'}
"""
SURVIVAL = """
id: t_14_3_20
kind: survival
time: {var: AVAL, censor: CNSR, event: "0", unit: months, from: days}
columns: {by: arm}
rows:
  - events: {label: Subjects with event, reasons: EVNTDESC}
  - km_quantiles: {q: [0.25, 0.5, 0.75], ci: {type: log-log, level: 0.95}}
  - km_range: {mark_censored: "+"}
  - rule
  - hr: {label: Stratified, strata: [SEX, AGEGR1], ties: efron, p: logrank}
  - km_at: {times: [6, 12], unit: months, show: [at_risk, rate_ci], ci: {type: log-log}}
"""
FIGURE = """
id: f_14_1_01
kind: figure
from: t_14_3_20
plot:
  km: {ci_band: true, x: {label: Months, every: 6, max: 36}, y: {percent: true}}
  risk_table: {rows: [at_risk, events], every: x}
  boxes: [median_ci]
"""
LISTING = """
id: l_16_2_7_2
kind: listing
data: ADAE
where: AESER = 'Y'
keys: [{var: TRTA, as: page}, {var: USUBJID, label: Subject, blank_repeats: true}]
columns:
  - {var: AEDECOD, stack: [AEDECOD, AETERM], width: 28}
  - {var: ASTDT, text: "{ASTDT:date9}\\n({ASTDY})"}
sort: [TRTA, USUBJID, desc ASTDT]
"""


def read(text):
    """Give the display of a text."""
    return read_display(parse_yaml(text, "d.yaml"))


def refused(text):
    """Give the findings of a display that is refused."""
    try:
        for entry in expand_display(parse_yaml(text, "d.yaml")):
            read_display(entry)
    except SpecError as error:
        return error.findings
    return ()


def test_kinds_decide_the_model():
    """Kind tells a table from a listing from a figure."""
    assert [TableSpec, ListingSpec, FigureSpec] == [
        type(read(text)) for text in (SURVIVAL, LISTING, FIGURE)
    ]


def test_members_give_their_own_id():
    """Each member of for: has the id of its number."""
    made = expand_display(parse_yaml(EVENTS, "d.yaml"))
    assert ["t_14_5_01", "t_14_5_02"] == [entry["id"] for entry in made]


def test_rows_of_a_member_merge_by_name():
    """A named row of a member is laid over that of the display; the others stay."""
    text = EVENTS.replace("{any: ANY BODY SYSTEM}", "{name: any, any: ANY BODY SYSTEM}")
    text = text.replace("{nest: [", "{name: terms, nest: [")
    text = text.replace("title_add: Serious,", "rows: [{name: any, any: Any serious event}],")
    first, second = (entry["rows"] for entry in expand_display(parse_yaml(text, "d.yaml")))
    assert ["ANY BODY SYSTEM", "Any serious event"] == [first[0]["any"], second[0]["any"]]
    assert ["terms", "terms"] == [first[1]["name"], second[1]["name"]]


def test_member_adds_to_the_title():
    """title_add stands behind the title."""
    made = expand_display(parse_yaml(EVENTS, "d.yaml"))
    expected = "Incidence of Treatment-Emergent Adverse Events: Serious"
    assert expected == read_display(made[1]).title[0]


def test_member_narrows_the_records():
    """where_add stands beside where."""
    made = read_display(expand_display(parse_yaml(EVENTS, "d.yaml"))[1])
    assert "AESER = 'Y'" == str(made.where_add)


def test_equal_members_are_refused():
    """Two members of one number make one display twice."""
    text = EVENTS.replace("number: 14-5.02", "number: 14-5.01")
    assert ["spec.duplicate-id"] == [one.code for one in refused(text)]


def test_member_without_number_is_refused():
    """A member needs a number."""
    text = EVENTS.replace("number: 14-5.02, ", "")
    assert ["spec.no-number"] == [one.code for one in refused(text)]


def test_display_without_members_is_itself():
    """Without for: there is one display."""
    entry = parse_yaml(SURVIVAL, "d.yaml")
    assert [entry] == expand_display(entry)


def test_unknown_key_is_found_with_its_line():
    """A misspelt key of a row names its line and the near word."""
    (found,) = refused(SURVIVAL.replace("reasons:", "reason:"))
    assert ("spec.unknown-key", 7, "did you mean 'reasons'?") == (
        found.code,
        found.source.line,
        found.hint,
    )


def test_unknown_row_is_found():
    """A row that no key tells is refused, with the words a row may begin with."""
    (found,) = refused(SURVIVAL.replace("- rule", "- ruler"))
    assert ("spec.unknown-row", "did you mean 'rule'?") == (found.code, found.hint)


def test_unknown_kind_is_found():
    """A misspelt kind names the near word."""
    (found,) = refused(SURVIVAL.replace("kind: survival", "kind: survivl"))
    assert ("spec.unknown-kind", "did you mean 'survival'?") == (found.code, found.hint)


def test_condition_is_parsed():
    """A condition that is no expression is refused with its line."""
    (found,) = refused(LISTING.replace("AESER = 'Y'", "AESER == 'Y'"))
    assert ("spec.expression", 5) == (found.code, found.source.line)


def test_figure_draws_one_thing():
    """A figure with two kinds of plot is refused."""
    text = FIGURE.replace("  boxes:", "  lines: {of: AVAL}\n  boxes:")
    assert ["spec.one-plot"] == [one.code for one in refused(text)]


def test_statistics_in_three_forms():
    """A word, a list and a mapping name statistics alike."""
    forms = ("mean_sd", "[mean_sd]", "{mean_sd: {label: 'Mean (SD)'}}")
    text = "id: t_1\nkind: summary\nrows: [{{var: AGE, stats: {}}}]"
    assert ["mean_sd"] * 3 == [read(text.format(form)).rows[0].stats[0].stat for form in forms]


def test_options_of_a_statistic():
    """What is no key of a statistic is an option of its method, typed as written."""
    text = "id: t_1\nkind: summary\nrows: [{var: A, stats: [{median: {definition: 4, label: M}}]}]"
    (found,) = read(text).rows[0].stats
    assert ("median", "M", {"definition": 4}) == (found.stat, found.label, found.options)


def test_levels_as_list_or_labels():
    """Values may be a list or have labels."""
    text = "id: t_1\nkind: summary\nrows: [{{var: SEX, values: {}}}]"
    shown = [read(text.format(given)).rows[0].values for given in ("[F, M]", "{F: Female}")]
    assert [{"F": "F", "M": "M"}, {"F": "Female"}] == shown
