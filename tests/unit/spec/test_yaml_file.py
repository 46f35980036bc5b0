"""YAML values stay as written and know their line."""

from pathlib import Path

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.spec.yaml_file import load_yaml, parse_yaml


@pytest.mark.parametrize(
    "word", ["NO", "01", "14.10", "1e5", "12:30:00", "yes", "0x1F", "2014-01-01"]
)
def test_plain_words_are_text(word: str) -> None:
    """YAML types are ignored: the slot decides."""
    assert {"a": word} == parse_yaml(f"a: {word}", "x.yaml")


@pytest.mark.parametrize("word", ["null", "~", ""])
def test_three_spellings_of_nothing(word: str) -> None:
    """Only null, ~ and nothing are missing."""
    assert {"a": None} == parse_yaml(f"a: {word}", "x.yaml")


@pytest.mark.parametrize("word", ["'null'", '""', "'~'"])
def test_quoted_words_are_text(word: str) -> None:
    """A quoted null is a text."""
    assert {"a": word[1:-1]} == parse_yaml(f"a: {word}", "x.yaml")


def test_a_value_knows_its_place() -> None:
    """File, line, column and address inside the file."""
    value = parse_yaml("rows:\n  - {var: AGE}", "x.yaml")["rows"][0]["var"]
    assert "x.yaml:2:11 (rows[0].var)" == str(value.source)


def test_all_duplicate_keys_are_reported() -> None:
    """Each repeated key is one finding, with the line of the first."""
    with pytest.raises(SpecError) as caught:
        parse_yaml("a: 1\nb: 2\na: 3\nb: 4", "x.yaml")
    assert [("spec.duplicate-key", 3), ("spec.duplicate-key", 4)] == [
        (one.code, one.source.line) for one in caught.value.findings if one.source
    ]


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\ta: 1", "a: 'x"])
def test_broken_yaml_names_the_line(text: str) -> None:
    """A text that is not YAML is an error with a line."""
    with pytest.raises(SpecError) as caught:
        parse_yaml(text, "x.yaml")
    source = caught.value.findings[0].source
    assert caught.value.code == "spec.yaml"
    assert source is not None
    assert source.line >= 1


def test_a_file_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    """The message says what to do."""
    (tmp_path / "x.yaml").write_bytes("a: µ".encode("cp1252"))
    with pytest.raises(SpecError, match=r"spec\.not-utf8"):
        load_yaml(tmp_path / "x.yaml")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """A spec that is not there has its own code."""
    with pytest.raises(SpecError, match=r"spec\.not-found"):
        load_yaml(tmp_path / "x.yaml")
