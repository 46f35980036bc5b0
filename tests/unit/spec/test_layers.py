"""Layers merge by name, and every value remembers the line that won."""

from pathlib import Path

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.spec.layers import Layer, SpecStore, merge
from tlfgen.spec.yaml_file import parse_yaml


def laid(lower: str, upper: str) -> object:
    """Merge two YAML texts."""
    return merge(parse_yaml(lower, "low.yaml"), parse_yaml(upper, "high.yaml"))


def store(folder: Path, **files: str) -> SpecStore:
    """Give two layers from texts keyed ``low_dm`` or ``high_dm``."""
    for key, text in files.items():
        level, name = key.split("_", 1)
        place = folder / level / "sdtm"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.yaml").write_text(text)
    return SpecStore([Layer("library", folder / "low"), Layer("study", folder / "high")])


def test_mappings_merge_by_key() -> None:
    """A key of the upper layer replaces only itself."""
    assert {"a": {"b": "1", "c": "9"}} == laid("a: {b: 1, c: 2}", "a: {c: 9}")


def test_lists_of_words_are_replaced() -> None:
    """A list of plain values is taken whole from the upper layer."""
    assert {"keys": ["B"]} == laid("keys: [A, C]", "keys: [B]")


def test_named_items_merge() -> None:
    """An item of the same name is merged, a new one is added at the end."""
    merged = laid(
        "rows: [{var: AGE, label: Age}, {var: SEX}]", "rows: [{var: SEX, label: S}, {var: X}]"
    )
    assert [{"var": "AGE", "label": "Age"}, {"var": "SEX", "label": "S"}, {"var": "X"}] == merged[
        "rows"
    ]  # type: ignore[index]


def test_an_item_is_placed_after_another() -> None:
    """``after`` gives the place and is not part of the item."""
    merged = laid("rows: [{var: A}, {var: B}]", "rows: [{var: C, after: A}]")
    assert [{"var": "A"}, {"var": "C"}, {"var": "B"}] == merged["rows"]  # type: ignore[index]


def test_names_are_dropped() -> None:
    """``drop`` removes keys and named items of the lower layer."""
    merged = laid("columns: {A: 1, B: 2}\nrows: [{var: C}, {var: D}]", "drop: [B, C]")
    assert {"columns": {"A": "1"}, "rows": [{"var": "D"}]} == merged


def test_dropping_an_unknown_name_is_an_error() -> None:
    """A misspelt name to drop is refused with the nearest one."""
    with pytest.raises(SpecError, match="did you mean 'ETHNIC'") as caught:
        laid("columns: {ETHNIC: 1}", "drop: [ETHNICS]")
    assert "spec.unknown-name-to-drop" == caught.value.code


def test_a_merged_value_remembers_its_line() -> None:
    """The place of a value is in the layer that gave it."""
    merged = laid("a:\n  b: 1\n  c: 2", "\n\na: {c: 9}")
    places = merged["a"].key_sources  # type: ignore[index]
    assert ("low.yaml", 2) == (places["b"].file, places["b"].line)
    assert ("high.yaml", 3) == (places["c"].file, places["c"].line)


def test_a_study_extends_the_library(tmp_path: Path) -> None:
    """``extends`` of the own name takes the spec of the layer below."""
    specs = store(tmp_path, low_dm="dataset: DM\nlabel: D", high_dm="extends: DM\nlabel: Mine")
    assert {"dataset": "DM", "label": "Mine"} == specs.resolve("sdtm", "dm", 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dataset: DM", "spec.shadowed"),
        ("extends: DN", "spec.unknown-spec-to-extend"),
        ("- a", "spec.not-a-mapping"),
    ],
)
def test_wrong_extension_is_an_error(tmp_path: Path, text: str, code: str) -> None:
    """Shadowing, an unknown base and a file that is a list are told apart."""
    specs = store(tmp_path, low_dm="dataset: DM", high_dm=text)
    with pytest.raises(SpecError) as caught:
        specs.resolve("sdtm", "dm", 1)
    assert code == caught.value.code


def test_specs_that_extend_each_other_are_an_error(tmp_path: Path) -> None:
    """A loop is shown in full."""
    specs = store(tmp_path, high_a="extends: b", high_b="extends: a")
    with pytest.raises(SpecError, match="b -> a -> b"):
        specs.resolve("sdtm", "a", 1)


def test_a_whole_collection_is_dropped() -> None:
    """A collection named under ``drop`` gives way to that of the upper layer, in its order."""
    merged = laid("variables: {A: 1, B: 2}", "drop: [variables]\nvariables: {C: 3, A: 4}")
    assert [("C", "3"), ("A", "4")] == list(merged["variables"].items())  # type: ignore[attr-defined,index]
