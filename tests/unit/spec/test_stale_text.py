"""Method texts held against their derivation."""

from tests.mapping import dataset_spec, derivation
from tlfgen.spec.stale_text import check_texts
from tlfgen.spec.verbs.canonical import derivation_hash


def spec(beside):
    """Give a recipe with one hand-written text."""
    text = f"dataset: XX\ncolumns:\n  A: {{expr: B, text: As B.{beside}}}\n  C: B\n"
    return dataset_spec(text)


def test_text_without_hash_is_noted():
    """A text that is not tied to its derivation gives a note with the hash to write."""
    (found,) = check_texts(spec(""))
    assert "spec.unlocked-text" == found.code
    assert derivation_hash(derivation("B"))[:12] in str(found)


def test_text_with_its_hash_is_silent():
    """A text whose derivation has not changed is fine."""
    assert () == check_texts(spec(f", text_hash: '{derivation_hash(derivation('B'))[:8]}'"))


def test_changed_derivation_makes_the_text_stale():
    """Another hash is a warning."""
    (found,) = check_texts(spec(", text_hash: '000000'"))
    assert ("spec.stale-text", "warning") == (found.code, found.severity)
