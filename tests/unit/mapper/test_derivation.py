"""The carrying out of one derivation."""

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import _EXECUTORS
from tlfgen.model.step import StepResult


def test_fallbacks_fill_what_is_missing_in_turn():
    """Each fallback is tried where the value is still missing, and counted as a branch."""
    rows = rows_of(frame(USUBJID=["1"] * 3, A=["a", None, None], B=[None, "b", None]))
    made = run("{expr: A, fallback: [B, {hardcode: none}]}", rows)
    assert ["a", "b", "none"] == made.columns["VALUE"].tolist()
    assert made.branch is not None
    assert [0, 1, 2] == made.branch.tolist()


def test_blank_text_is_missing():
    """A blank is filled by the fallback."""
    rows = rows_of(frame(USUBJID=["1"], A=[" "], B=["b"]))
    assert ["b"] == run("{expr: A, fallback: [B]}", rows).columns["VALUE"].tolist()


def test_also_takes_what_the_verb_offers():
    """The code of a band stands beside its label."""
    rows = rows_of(frame(USUBJID=["1", "1"], AGE=[10, 50]))
    bands = "[[null, 18, '<18'], [18, null, '>=18']]"
    text = f"{{categorize: {{from: AGE, bands: {bands}}}, also: {{N: $code}}}}"
    made = run(text, rows, "AGEGR1")
    assert ["<18", ">=18"] == made.columns["AGEGR1"].tolist()
    assert [1.0, 2.0] == made.columns["N"].tolist()


def test_broken_executor_is_told_apart(monkeypatch):
    """An executor that makes other columns than declared is an error of the verb."""

    def wrong(verb, targets, rows):
        return StepResult({"OTHER": rows.column("A")})

    monkeypatch.setitem(_EXECUTORS, "expr", wrong)
    with pytest.raises(MappingError) as error:
        run("A", rows_of(frame(USUBJID=["1"], A=["a"])), "B")
    assert "mapping.wrong-columns" == error.value.code
