"""Every verb is a whole bundle: declaration, executor, sentence, decision table."""

import re

import pytest

from tests.mapping import derivation, sentence
from tlfgen.mapper.executors import executed
from tlfgen.spec.verbs.declaration import declarations

EXAMPLES = {
    "actual_arm": "{from: EX, where: EXDOSE > 0, treatment: EXTRT, arm: ARM, "
    "arms: {Drug: DRUG, Both: [DRUG, PLACEBO]}, screen_failure: ARMCD is missing}",
    "age": "{birth: BRTHDT, at: RFSTDT, unit_var: AGEU}",
    "assign": "LYM.LOT",
    "baseline": "{of: [AVAL, ANRIND], flag: ABLFL, by: [USUBJID, PARAMCD]}",
    "best_response": "{from: RS, date: ADT, response: AVALC, start: RANDDT, stable_days: 42, "
    "confirm: {min_days: 28, stable_allowed: true}}",
    "case": "[{when: SAFFL = 'Y', then: Y}, {when: otherwise, then: null}]",
    "categorize": "{from: AGE, bands: [[null, 18, '<18'], [18, null, '>=18']]}",
    "change": "{post_baseline: after_baseline_record}",
    "codelist": "{from: SEX, codelist: SEX, unmatched: report}",
    "codelist_code": "{from: AESEV, codelist: AESEV}",
    "criterion": "{text: ALT > 3 x ULN, applies: PARAMCD = 'ALT', "
    "when: AVAL > 3 * ANRHI, missing: null}",
    "decode": "{from: SEX, codelist: SEX, unmatched: keep}",
    "duration": "{from: TRTSDT, to: TRTEDT, unit: days, count_both_ends: true, unit_var: ADURU}",
    "earliest_of": "[{from: AE, value: AESTDT}, TRTSDT]",
    "emergent_line": "{flag: TELINE, by: [AEGRPID], start: ASTDT, first_dose: TRTSDT, "
    "severity: AETOXGRN}",
    "epoch": "{from: SE, date: AESTDTC, partial: if_certain}",
    "exists": "{in: EX, where: EXDOSE > 0, then: Y, else: N, no_records: N}",
    "expr": "datepart(TRTSDTM)",
    "first_of": "[{from: AE, where: AEOUT = 'FATAL', order: [AESEQ], value: AEDECOD, source: AE}]",
    "first_record": "{from: EX, order: [EXSEQ], value: EXDOSE}",
    "flag_best": "{by: [USUBJID], order: [abs AWTDIFF, LBSEQ]}",
    "flag_confirmed": "{by: [USUBJID, PARAMCD], date: ADT, where: AVALC = 'PD', min_days: 28}",
    "flag_first": "{where: TRTEMFL = 'Y', by: [USUBJID], order: [ASTDT, AESEQ]}",
    "flag_last": "{where: ADT <= TRTSDT, by: [USUBJID, PARAMCD], order: [ADT, LBSEQ]}",
    "formula": "{name: bmi, of: {height: HEIGHTBL, weight: WEIGHTBL}}",
    "hardcode": "{value: LB, when: LBCAT is present}",
    "impute_date": "{from: AESTDTC, upto: month, to: first, not_before: TRTSDT, flag: ASTDTF}",
    "impute_datetime": "{from: EXSTDTC, upto: hour, to: first, time_flag: TRTSTMF}",
    "iso_datetime": "{parts: [LBDAT, LBTIM], formats: [d-m-y, 'H:M'], unknown: [UN, UNK]}",
    "last_before_exposure": "{date: LBDTC, first_dose: DM.RFXSTDTC, same_day: include, "
    "by: [USUBJID, LBTESTCD], order: [LBDTC, LBSEQ]}",
    "last_record": "{from: EX, where: EXDOSE > 0, order: [EXSEQ], value: EXDOSE}",
    "latest_of": "[{from: AE, value: AESTDT}, TRTEDT]",
    "lookup": "{table: PARAMS, by: [LBTESTCD], unmatched: keep}",
    "multiple_choice": "{choices: {WHITE: RACEW, ASIAN: RACEA}}",
    "nominal_time": "{timepoint: PCTPT, day: VISITDY, infusion_hours: 1, other: {Trough: 23.5}}",
    "numeric_result": "{from: LBSTRESN, text: LBSTRESC, below_limit: one_unit, above_limit: limit}",
    "on_treatment": "{start: ADT, end: AENDT, first_dose: TRTSDT, last_dose: TRTEDT, "
    "window_days: 7, missing_start: on_treatment, before_dose: ATPT = 'PRE-DOSE', "
    "begun_before: on_treatment}",
    "percent_change": "{base_zero: missing, denominator: abs_base}",
    "period": "{date: ADT, before_first: first, periods: "
    "[{number: 1, label: Period 01, start: ADSL.AP01SDT, end: ADSL.AP01EDT}]}",
    "plugin": "{function: study.score, version: '1', description: The score of appendix 3}",
    "pool_small": "{from: SITEID, across: TRT01PN, below: 3, pooled: '900'}",
    "previous_value": "{of: LBSTRESN, by: [USUBJID], order: [VISITNUM], skip_missing: true}",
    "queries": "{table: QUERY, match: [AEDECOD]}",
    "range_indicator": "{value: AVAL, low: ANRLO, high: ANRHI}",
    "record": "{from: DS, where: DSCAT = 'DISPOSITION EVENT', value: DSDECOD, no_record: ONGOING}",
    "sequence": "{by: [USUBJID], order: [LBTESTCD, LBDTC]}",
    "shift": "{from: BNRIND, to: ANRIND, missing: MISSING}",
    "split_text": "{from: CMCOMM, bytes: 200}",
    "standard_result": "{result: LBORRES, unit: LBORRESU, table: UNITS, by: [LBTESTCD]}",
    "study_day": "{of: ADT, from: TRTSDT}",
    "summary": "{from: EX, of: EXDOSE, stat: sum}",
    "total_score": "{by: [USUBJID], items: {table: ITEMS}, missing_over: 0.3, prorate: by_count}",
    "toxicity_grade": "{criteria: GRADES, low: ATOXDSCL, high: ATOXDSCH}",
    "treatment_emergent": "{start: ASTDT, end: AENDT, first_dose: TRTSDT, last_dose: TRTEDT, "
    "window_days: 30, missing_start: emergent}",
    "treatment_relation": "{start: ASTDT, end: AENDT, first_dose: TRTSDT, last_dose: TRTEDT, "
    "window_days: 0, missing_start: before}",
    "visit": "{from: VISIT, unmatched: null}",
    "window": "{table: VISITS, by: [PARAMCD], day: ADY, outside: null}",
}
VERBS = sorted(declarations())


def test_every_declaration_has_an_executor_and_the_reverse():
    """No verb has only one of its two halves."""
    assert VERBS == list(executed())


def test_every_verb_has_an_example_here():
    """A new verb enters the contract with an example."""
    assert [name for name in VERBS if name not in EXAMPLES] == []


@pytest.mark.parametrize("verb", sorted(EXAMPLES))
def test_the_sentence_is_a_finished_text(verb):
    """A sentence begins with a capital, number or quote, ends with a full stop, fills its slots."""
    said = sentence(f"{verb}: {EXAMPLES[verb]}", "VALUE")
    assert said.endswith(".")
    assert not re.search(r"[{}]|None|Formula|\.\.|  | ,| \.", said), said
    assert re.match(r"['A-Z0-9]", said), said


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_with_policies_has_a_decision_table(verb):
    """A policy shows in a table, each row as wide as its heading."""
    declaration = declarations()[verb]
    table = declaration.decision_table()
    if declaration.policies():
        assert len(table) > 1
    assert all(len(row) == len(table[0]) for row in table)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_it_does(verb):
    """The docstring begins with a sentence."""
    text = (declarations()[verb].__doc__ or "").strip()
    assert text.split("\n\n")[0].rstrip().endswith((".", "rule."))


@pytest.mark.parametrize("verb", sorted(EXAMPLES))
def test_the_reading_of_an_example_is_stable(verb):
    """Asking twice what a verb reads gives the same answer."""
    given = derivation(f"{verb}: {EXAMPLES[verb]}")
    assert given.reads() == derivation(f"{verb}: {EXAMPLES[verb]}").reads()
