"""The library of displays: used by the studies, short to use, short in itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tlfgen.spec.load import load_study

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "specs" / "library" / "displays"
STUDIES = ("nct01213186", "cdiscpilot01")
LONGEST = 40
KINDS = {"summary", "occurrence", "shift", "by_visit", "model", "survival"}


def files(folder: Path) -> list[Path]:
    """Give the display specs of a folder."""
    return sorted(folder.glob("*.yaml"))


def read(place: Path) -> dict[str, object]:
    """Give a spec as plain values."""
    found = yaml.safe_load(place.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def extended(study: str) -> set[str]:
    """Give the library displays that a study extends, directly or through others."""
    named = {
        str(read(one).get("extends", "")) for one in files(ROOT / "specs" / study / "displays")
    }
    found: set[str] = set()
    while named - found:
        found |= named
        below = [LIBRARY / f"{name}.yaml" for name in found]
        named = {str(read(one).get("extends", "")) for one in below if one.is_file()}
    return {name for name in found if (LIBRARY / f"{name}.yaml").is_file()}


def test_two_studies_share_displays() -> None:
    """At least two library displays serve both studies."""
    assert len(extended(STUDIES[0]) & extended(STUDIES[1])) >= 2


def tables() -> list[Path]:
    """Give the tables of the library; a display without a kind has that of what it extends."""
    found = []
    for place in files(LIBRARY):
        whole = read(place)
        while "kind" not in whole:
            whole = read(LIBRARY / f"{whole['extends']}.yaml")
        found += [place] if whole["kind"] in KINDS else []
    return found


def test_every_table_of_the_library_is_used() -> None:
    """No table of the library is without a study that extends it."""
    used = set().union(*(extended(study) for study in STUDIES))
    assert set() == {one.stem for one in tables()} - used


@pytest.mark.parametrize("place", files(LIBRARY), ids=lambda one: one.stem)
def test_library_displays_are_abstract(place: Path) -> None:
    """A library display has a title and says what it shows; it has no id and no number."""
    found = read(place)
    assert "title" in found or "extends" in found
    assert not {"id", "number", "for"} & set(found)
    assert place.read_text(encoding="utf-8").startswith("# ")


def test_tables_are_short() -> None:
    """No table of the seed trial, and none of the library, needs more than one screen."""
    own = [one for one in files(ROOT / "specs" / STUDIES[0] / "displays") if one.stem[0] == "t"]
    lines = {
        one.name: len(one.read_text(encoding="utf-8").splitlines()) for one in (*own, *tables())
    }
    assert {} == {name: count for name, count in lines.items() if count >= LONGEST}


def test_library_displays_are_not_built() -> None:
    """The displays of a study are those of its own folder."""
    built = load_study(ROOT / "specs" / STUDIES[0]).displays
    assert not set(built) & {one.stem for one in files(LIBRARY)}
