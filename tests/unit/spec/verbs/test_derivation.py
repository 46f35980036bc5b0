"""What may stand as the value of a column."""

import pytest

from tests.mapping import derivation, sentence
from tlfgen.core.errors import SpecError
from tlfgen.spec.verbs.canonical import canonical_derivation, derivation_hash
from tlfgen.spec.verbs.expr import Expr


def test_bare_expression():
    """A bare value is an expression; one variable alone is a predecessor."""
    copied, made = derivation("DM.ARM"), derivation("AVAL * 2")
    assert isinstance(copied.step, Expr)
    assert isinstance(made.step, Expr)
    assert "DM.ARM" == str(copied.step.predecessor)
    assert made.step.predecessor is None


def test_unknown_verb_gives_the_nearest():
    """A misspelt verb names the right one and its line."""
    with pytest.raises(SpecError) as error:
        derivation("studyday: {of: ADT, from: TRTSDT}")
    assert "spec.unknown-verb" == error.value.code
    assert "did you mean 'study_day'" in str(error.value)


def test_unknown_parameter_gives_the_nearest():
    """A misspelt parameter is refused, with the keys allowed there."""
    with pytest.raises(SpecError) as error:
        derivation("study_day: {of: ADT, frm: TRTSDT}")
    assert "did you mean 'from'" in str(error.value)


def test_two_verbs():
    """A mapping with two verbs says so."""
    with pytest.raises(SpecError) as error:
        derivation("{expr: A, hardcode: B}")
    assert "spec.one-verb" == error.value.code
    assert "expr, hardcode" in str(error.value)


def test_comma_in_braces_is_explained():
    """An expression cut at a comma asks for quotes."""
    with pytest.raises(SpecError) as error:
        derivation("{expr: ratio(A, B)}")
    assert "double quotes" in str(error.value)


def test_extra_that_is_not_offered():
    """A value that the verb does not offer is refused where it stands."""
    with pytest.raises(SpecError) as error:
        derivation("{expr: AVAL, also: {N: $code}}")
    assert "spec.unknown-extra-value" == error.value.code
    assert error.value.findings[0].source is not None


def test_makes_targets_flags_and_extras():
    """Everything made is known before anything runs."""
    dated = derivation("impute_date: {from: AESTDTC, upto: month, to: first, flag: ASTDTF}")
    assert ("ASTDT", "ASTDTF") == dated.makes(("ASTDT",))


def test_nested_readings_know_their_candidates():
    """A variable read in the records of a source says so."""
    text = "first_record: {from: EX, where: EXDOSE > 0, order: [EXSEQ], value: datepart(EXSTDTC)}"
    read = {(one.kind, one.name, one.inside) for one in derivation(text).reads()}
    assert {
        ("source", "EX", ""),
        ("variable", "EXDOSE", "EX"),
        ("variable", "EXSEQ", "EX"),
        ("variable", "EXSTDTC", "EX"),
    } == read


def test_sentence_of_fallbacks():
    """A fallback is said after the verb."""
    expected = "Copied from A. If missing: Copied from B."
    assert expected == sentence("{expr: A, fallback: [B]}", "X")


def test_text_replaces_the_sentence():
    """A text of the spec is the method text."""
    assert "See the SAP." == sentence("{expr: A, text: See the SAP.}", "X")


def test_canonical_form_leaves_out_defaults():
    """Two ways to write the same derivation have the same hash; another has another."""
    plain = derivation("expr: AVAL*2")
    same = derivation("{expr: {value: 'AVAL  *  2'}, text: Twice AVAL.}")
    assert '{"expr": {"value": "AVAL * 2"}}' == canonical_derivation(plain)
    assert derivation_hash(plain) == derivation_hash(same)
    assert derivation_hash(plain) != derivation_hash(derivation("AVAL * 3"))


def test_sources_chosen_from_by_branch():
    """A verb says which source each branch chooses from; the dataset at hand is empty."""
    single = derivation("first_record: {from: EX, order: [EXSEQ], value: EXDOSE}")
    several = derivation("latest_of: [{from: AE, value: AESTDT}, TRTEDT]")
    assert ("EX",) == single.step.chooses_from()
    assert ("AE", "") == several.step.chooses_from()
