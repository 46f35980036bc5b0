"""The recipe of a dataset."""

import pytest

from tests.mapping import dataset_spec
from tlfgen.core.errors import SpecError
from tlfgen.model.expression import Reference
from tlfgen.spec.verbs.expr import Expr

BASE = "dataset: ADAE\nsources: {AE: sdtm.AE}\nrecords: {from: AE}\n"


def test_star_copies_each_target():
    """AE.* stands for the variable of the same name."""
    spec = dataset_spec(BASE + "columns:\n  AETERM, AEDECOD: AE.*\n")
    steps = [spec.derivations[name].derivation.step for name in ("AETERM", "AEDECOD")]
    assert all(isinstance(step, Expr) for step in steps)
    read = [step.predecessor for step in steps if isinstance(step, Expr)]
    assert [Reference("AE", "AETERM"), Reference("AE", "AEDECOD")] == read


def test_several_targets_of_one_verb():
    """One derivation may make several variables."""
    spec = dataset_spec(BASE + "columns:\n  A, B: {lookup: {table: T, by: [X]}}\n")
    assert spec.derivations["A"] is spec.derivations["B"]


def test_short_form_is_one_stage():
    """The four keys at the top are one stage."""
    assert 1 == len(dataset_spec(BASE).steps)


def test_stages_and_short_form_exclude_each_other():
    """Either stages, or the keys once."""
    with pytest.raises(SpecError) as error:
        dataset_spec(BASE + "stages:\n  - {columns: {A: AE.A}}\n")
    assert "spec.two-forms" == error.value.code


def test_variable_made_twice():
    """Two derivations of one variable are an error that shows the first."""
    with pytest.raises(SpecError) as error:
        dataset_spec(BASE + "columns:\n  A: AE.A\n  A, B: AE.*\n")
    assert "spec.two-derivations" == error.value.code
    assert "dataset.yaml:5" in str(error.value)


def test_source_names_a_stage():
    """A source without its stage is refused."""
    with pytest.raises(SpecError) as error:
        dataset_spec("dataset: ADAE\nsources: {AE: AE}\n")
    assert "spec.not-a-source" == error.value.code


def test_column_without_derivation():
    """An empty column asks for a derivation or a drop."""
    with pytest.raises(SpecError) as error:
        dataset_spec(BASE + "columns:\n  A:\n")
    assert "spec.empty-derivation" == error.value.code


def test_unknown_key_of_a_recipe():
    """A misspelt key gives the nearest."""
    with pytest.raises(SpecError) as error:
        dataset_spec(BASE + "colums: {}\n")
    assert "did you mean 'columns'" in str(error.value)


def test_dataset_without_records_has_no_recipe():
    """Metadata alone describe a dataset that is read."""
    assert not dataset_spec("dataset: DM\nvariables: {USUBJID: {}}\n").has_recipe
    assert dataset_spec(BASE).has_recipe


@pytest.mark.parametrize(
    ("stage", "given", "expected"),
    [
        ("sdtm", "{type: datetime}", "text"),
        ("adam", "{type: datetime}", "datetime"),
        ("adam", "{type: integer, format: DATE9.}", "date"),
        ("adam", "{type: integer, format: DATETIME20.}", "datetime"),
        ("adam", "{type: float, format: TIME5.}", "time"),
        ("adam", "{type: float, format: '8.3'}", "float"),
        ("adam", "{type: partialDate}", "text"),
    ],
)
def test_kind_of_a_variable(stage, given, expected):
    """Dates are ISO text in SDTM and values in ADaM, also as formatted numbers."""
    spec = dataset_spec(f"dataset: XX\nstage: {stage}\nvariables: {{X: {given}}}\n")
    assert expected == spec.metadata[0].kind


def test_pivot_pattern_needs_its_number():
    """A pattern without # is refused."""
    text = "dataset: MH\nrecords: {from: H, pivot: {columns: {MHTERM: MHTERM}}}\n"
    with pytest.raises(SpecError) as error:
        dataset_spec(text)
    assert "spec.no-number" == error.value.code


def test_stack_or_pivot():
    """A block does not do both."""
    text = """dataset: MH
records: {from: H, pivot: {columns: {T: T#}}, stack: {columns: {A: A}, test: X}}
"""
    with pytest.raises(SpecError) as error:
        dataset_spec(text)
    assert "spec.stack-or-pivot" == error.value.code


def test_derived_block_has_one_kind():
    """Two kinds in one block are refused."""
    text = (
        BASE
        + "derived_records: [{id: x, copy_records: {}, summary: {by: [A], values: {A: mean}}}]\n"
    )
    with pytest.raises(SpecError) as error:
        dataset_spec(text)
    assert "spec.one-kind" == error.value.code


def test_merge_states_what_happens_without_a_record():
    """if_missing has no default."""
    with pytest.raises(SpecError) as error:
        dataset_spec(BASE + "merge: {ADSL: {by: [USUBJID], take: [SAFFL]}}\n")
    assert "spec.missing-key" == error.value.code
    assert "if_missing" in str(error.value)


def test_population_with_a_condition():
    """A population is an alias, or an alias with a condition."""
    text = """dataset: ADTTE
time_to_event:
  - param: {PARAMCD: OS}
    population: ADSL where ITTFL = 'Y'
    start: ADSL.RANDDT
    events: [{from: ADSL, date: DTHDT, EVNTDESC: Death}]
"""
    parameter = dataset_spec(text).time_to_event[0]
    assert "ADSL" == parameter.population.origin
    assert "ITTFL = 'Y'" == str(parameter.population.where)
    assert {"EVNTDESC": "'Death'"} == {k: str(v) for k, v in parameter.events[0].set.items()}


def test_censoring_needs_its_code():
    """A censoring without CNSR is refused."""
    text = """dataset: ADTTE
time_to_event:
  - param: {PARAMCD: OS}
    population: ADSL
    start: ADSL.RANDDT
    events: []
    censor: [{from: ADSL, date: EOSDT}]
"""
    with pytest.raises(SpecError) as error:
        dataset_spec(text)
    assert "spec.no-censor-code" == error.value.code


def test_trace_belongs_to_events():
    """trace: without events is refused, and so is another variable or another part."""
    for text, code in (
        ("trace: {SRCDOM: $source.dataset}\n", "spec.trace-without-events"),
        ("trace: {SRCDM: $source.dataset}\n", "spec.unknown-trace-variable"),
        ("trace: {SRCDOM: $source.seq}\n", "spec.wrong-trace"),
    ):
        with pytest.raises(SpecError) as error:
            dataset_spec(BASE + text)
        assert code == error.value.code
