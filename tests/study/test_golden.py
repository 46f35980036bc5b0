"""The text pages of the seed trial are those a person has read."""

from pathlib import Path

import pytest

from tests.study.seed_build import SeedBuild

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "nct01213186"
LISTING_LINES = 130


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_the_pages_are_the_golden_ones(seed: SeedBuild, page: Path) -> None:
    """Every line of a table or figure, and the first pages of a listing, are unchanged."""
    built = (seed.folder / "displays" / page.name).read_text(encoding="utf-8").split("\n")
    golden = page.read_text(encoding="utf-8").split("\n")
    if page.stem.startswith("l_"):
        built, golden = built[:LISTING_LINES], golden[:LISTING_LINES]
    assert golden == built


@pytest.mark.slow
def test_every_display_has_golden_pages(seed: SeedBuild) -> None:
    """No display is without a page that a person has read."""
    assert sorted(page.stem for page in GOLDEN.glob("*.txt")) == seed.displays()
