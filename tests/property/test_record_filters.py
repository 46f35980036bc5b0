"""Properties of results: filters give their records, counts agree, totals add up."""

from __future__ import annotations

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shells import dataset, study, table
from tlfgen.analysis.engine import compute_results
from tlfgen.frame.evaluate import Scope, evaluate_mask
from tlfgen.spec.expression import parse_filter

SHELLS = (
    """
kind: occurrence
population: saf
data: ADAE
where: teae
columns: {by: arm, pools: [active], total: Total, no_arm: None,
          stats: {subjects: {format: n_pct}, events: {}}, compare: {test: fisher, each: reference}}
rows:
  - {any: Any}
  - {nest: [AEBODSYS, AEDECOD], uncoded: No term}
  - {groups: [{label: Serious, where: AESER = 'Y'}, {label: Women, where: "ADSL.SEX = 'F'"}]}
""",
    """
population: fas
columns: [{span: Women, where: SEX = 'F', by: arm}, {span: All, by: arm, total: Total}]
rows:
  - {var: AGE, stats: [n, mean_sd], missing: show}
  - {var: SEX, stats: [n, n_pct], missing: show}
  - {groups: $ages, exclusive: true, stats: [n, n_pct], name: ages}
""",
    """
kind: model
population: fas
columns: {by: arm, pools: [active], total: Total}
models: {m: {fit: ancova, response: AGE, terms: [arm, SEX, arm*SEX], class: [arm, SEX]}}
rows:
  - {lsmeans: m}
  - {lsmeans: {model: m, at: {SEX: F}}}
  - {contrast: {model: m, arms: [[high, placebo], [high, low]]}}
  - {term: {model: m, of: "arm*SEX"}}
""",
)
TIMED = """
kind: survival
population: fas
time: {var: YEARS, censor: CNSR, event: "0", competing: "1", unit: years, from: years}
columns: {by: arm, total: Total}
rows:
  - incidence: {null: 5, show: [events, difference_ci, ratio_ci, incidence_p]}
  - cif_at: {times: [0.5, 3], ci: log}
  - gray: {strata: SEX}
  - {gray: {each: reference}, name: each}
  - logrank: {adjust: holm, show: [p, p_adjusted]}
  - {logrank: {joint: dunnett, show: p_adjusted}, name: joint}
  - hr: {adjust: hochberg}
  - km_at: {times: [0.5], show: [difference_ci, difference_p], estimator: nelson-aalen}
  - rmst: {tau_rule: min_last_event, show: [rmst_ci, rmst_ratio_ci, ratio_p]}
"""
OWN = """
population: fas
columns: {by: arm, compare: {each: reference, adjust: {method: bh, over: all}}}
below_limit: {of: AGE, where: YEARS = 0.5, limit: 20, replace: half, replace_before: missing,
              after_dose: CNSR = 0, rule: one_third}
rows:
  - {var: AGE, stats: [n, n_below, mean_sd, p10, median_ci, geo_mean_ci], test: geometric_ratio}
  - {var: SEX, values: {M: Male, F: Female}, stats: [n_pct], test: {chisq: {preset: r}}}
within_arm:
  - {on: AGE, test: [{kendall: {with: YEARS}}, {paired_means: {with: YEARS}}, signed_rank]}
  - on: SEX
    test: [{kappa: {with: FASFL}}, {mcnemar: {with: FASFL}}, {one_proportion: {null: 20}},
           {stratified_proportion: {strata: SAFFL}}, goodness_of_fit]
"""
EXPOSED = """
kind: occurrence
population: saf
data: ADAE
exposure: {var: YEARS, from: years, unit: years, per: 100, first: ADSL.CNSR}
columns: {by: arm, total: Total, stats: [n_pct, {events: {}}, event_rate_ci, first_rate_ci]}
rows:
  - {any: Any}
  - {nest: [AEBODSYS, AEDECOD], uncoded: No term}
"""
MODEL = """
kind: model
population: fas
columns: {by: arm}
models: {m: %s}
rows:
  - {contrast: {model: m, arms: [[high, placebo], [low, placebo]], adjust: holm}, show: p}
  - {term: {model: m, of: arm}, show: p}
"""
MODELS = (
    "{fit: ancova, response: AGE, weights: YEARS, terms: [arm, SEX], class: [arm, SEX]}",
    "{fit: logistic, response: SEX, event: F, offset: YEARS, terms: [arm, AGE], class: [arm]}",
    "{fit: {logistic: {is_firth: true, limits: profile}}, response: SEX, event: F, terms: [arm]}",
    "{fit: poisson, response: AGE, exposure: YEARS, terms: [arm, SEX], class: [arm, SEX]}",
    "{fit: negative_binomial, response: AGE, exposure: YEARS, terms: [arm], class: [arm]}",
    "{fit: proportional_odds, response: SEX, levels: [M, F], terms: [arm, AGE], class: [arm]}",
    "{fit: conditional_logistic, response: SEX, event: F, strata: SAFFL, terms: [arm, AGE]}",
    "{fit: {gee: {family: poisson}}, response: AGE, cluster: SEX, terms: [arm], class: [arm]}",
    "{fit: mixed, response: AGE, cluster: SEX, terms: [arm, YEARS], class: [arm]}",
    "{fit: {cox: {limits: profile}}, response: AGE, censor: CNSR, strata: SEX, terms: [arm]}",
    "{fit: survival, response: AGE, censor: CNSR, terms: [arm, SEX], class: [arm, SEX]}",
    "{fit: mmrm, response: AGE, visit: SEX, terms: [arm], class: [arm]}",
)
FITTED = (TIMED, OWN, EXPOSED, *(MODEL % model for model in MODELS))
SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ARMS = st.sampled_from(["High dose", "Low dose", "Placebo", ""])
FLAG = st.sampled_from(["Y", "N", ""])


@st.composite
def studies(draw):
    """Give subjects and events, many of them missing something."""
    count = draw(st.integers(1, 8))
    ids = [str(number) for number in range(count)]

    def each(values):
        return draw(st.lists(values, min_size=count, max_size=count))

    arms = each(ARMS)
    ages = each(st.one_of(st.none(), st.integers(18, 80).map(float)))
    subjects = {
        "USUBJID": ids,
        "TRT01P": arms,
        "TRT01A": arms,
        "FASFL": each(FLAG),
        "SAFFL": each(FLAG),
        "SEX": each(st.sampled_from(["M", "F", ""])),
        "AGE": [*ages[:-1], 44.0],
        "YEARS": [*each(st.sampled_from([None, 0.0, 0.5, 2.0]))[:-1], 1.0],
        "CNSR": [*each(st.sampled_from([None, 0.0, 1.0]))[:-1], 0.0],
    }
    events = draw(st.integers(0, 12))

    def many(values):
        return draw(st.lists(values, min_size=events, max_size=events))

    records = {
        "USUBJID": many(st.sampled_from(ids)),
        "TRTEMFL": many(FLAG),
        "AESER": many(FLAG),
        "AEBODSYS": many(st.sampled_from(["A", "B's", ""])),
        "AEDECOD": many(st.sampled_from(["X/Y", "Z", ""])),
    }
    adae = dataset("ADAE", records)
    adae = adae.with_frame(adae.frame.astype(dict.fromkeys(records, "string[pyarrow]")))
    return {"ADSL": dataset("ADSL", subjects), "ADAE": adae}


def _rows(text: str, frame: pd.DataFrame, subjects: pd.DataFrame) -> int:
    """Count the rows that a filter gives, subjects joined by their key."""
    joined = frame.merge(subjects.add_prefix("ADSL."), left_on="USUBJID", right_on="ADSL.USUBJID")

    def resolve(reference):
        name = str(reference)
        return joined[name]

    return int(evaluate_mask(parse_filter(text), Scope(resolve, joined.index)).sum())


@SETTINGS
@given(studies(), st.sampled_from((*SHELLS, *FITTED)))
def test_filter_gives_exactly_its_records(given_data, shell):
    """The filter of a result, evaluated on its dataset, gives as many rows as it says."""
    own = study()
    found = compute_results(table(shell), given_data, own).results
    subjects = given_data["ADSL"].frame
    for one in found:
        if one.record_filter and one.n_records is not None:
            frame = given_data[one.dataset].frame
            assert one.n_records == _rows(one.record_filter, frame, subjects), one


@SETTINGS
@given(studies(), st.sampled_from((*SHELLS, *FITTED)))
def test_result_has_one_of_number_text_reason(given_data, shell):
    """A result has a number, a text or a reason; counts are whole and not negative."""
    for one in compute_results(table(shell), given_data, study()).results:
        assert 1 == sum(value is not None for value in (one.number, one.text, one.reason))
        if one.stat in {"n", "events", "N"}:
            assert one.number is not None
            assert one.number >= 0
            assert one.number == int(one.number)


@SETTINGS
@given(studies())
def test_pool_counts_its_arms(given_data):
    """Subjects of a pool are those of its arms; of the total, those of all arms."""
    found = compute_results(table(SHELLS[0]), given_data, study()).results
    by_id = {one.result_id: one.number for one in found}
    for name, number in by_id.items():
        if name.endswith("/n/active"):
            stem = name.removesuffix("active")
            assert by_id[f"{stem}high"] + by_id[f"{stem}low"] == number
            assert number + by_id[f"{stem}placebo"] == by_id[f"{stem}total"]


@SETTINGS
@given(studies(), st.randoms())
def test_order_of_records_does_not_matter(given_data, random):
    """Results do not depend on the order of the records."""
    spec, own = table(SHELLS[0]), study()
    first = compute_results(spec, given_data, own).results
    frame = given_data["ADAE"].frame
    places = list(range(len(frame)))
    random.shuffle(places)
    turned = given_data["ADAE"].with_frame(frame.iloc[places].reset_index(drop=True))
    second = compute_results(spec, {**given_data, "ADAE": turned}, own).results
    assert [(one.result_id, one.number) for one in first] == [
        (one.result_id, one.number) for one in second
    ]
