"""The text pages of the seed trial are those a person has read."""

from pathlib import Path

import pytest

from tests.study.seed_build import SeedBuild

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "nct01213186"
LINES = 200


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_the_pages_are_the_golden_ones(seed: SeedBuild, page: Path) -> None:
    """The first pages of each display are unchanged."""
    built = (seed.folder / "displays" / page.name).read_text(encoding="utf-8").split("\n")
    golden = page.read_text(encoding="utf-8").split("\n")
    assert golden[:LINES] == built[:LINES]


@pytest.mark.slow
def test_every_display_has_golden_pages(seed: SeedBuild) -> None:
    """No display is without a page that a person has read."""
    assert sorted(page.stem for page in GOLDEN.glob("*.txt")) == seed.displays()
