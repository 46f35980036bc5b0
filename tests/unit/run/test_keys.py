"""Keys follow from what specs say, not from where they stand."""

from dataclasses import dataclass

from tlfgen.core.source import Source
from tlfgen.run.keys import spec_hash


@dataclass(frozen=True)
class Formula:
    """A value that knows its place, as parsed filters do."""

    text: str
    source: Source | None = None


def test_the_place_of_a_value_does_not_count() -> None:
    """The same filter on another line of another folder has the same key."""
    one = Formula("AGE > 65", Source("/here/a.yaml", 3))
    two = Formula("AGE > 65", Source("/there/a.yaml", 99))
    assert spec_hash(one) == spec_hash(two)


def test_the_value_counts() -> None:
    """Another filter has another key, also inside lists and mappings."""
    assert spec_hash({"a": [Formula("AGE > 65")]}) != spec_hash({"a": [Formula("AGE > 64")]})


def test_the_order_of_a_list_counts() -> None:
    """Lists keep their order; mappings and sets have none."""
    assert spec_hash(["a", "b"]) != spec_hash(["b", "a"])
    assert spec_hash({"a": 1, "b": 2}) == spec_hash({"b": 2, "a": 1})
    assert spec_hash({"x", "y", "z"}) == spec_hash({"z", "y", "x"})
