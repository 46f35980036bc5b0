"""The pilot's displays are the same from the given analysis data and from those derived."""

import json

import pandas as pd
import pytest

from tests.shared_data import require_shared
from tests.study.pilot import build

pytestmark = pytest.mark.slow

CLOSE = 1e-9
"""Published values have 12 to 15 significant digits, the derived ones all they have."""


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Build every display from the given analysis data, and give the folder."""
    require_shared("data/pilot-adam")
    return build("folder", tmp_path_factory.mktemp("given"), start="adam")


@pytest.fixture(scope="module")
def derived(given, tmp_path_factory):
    """Build every display from the tabulation data, and give the folder."""
    names = tuple(path.stem for path in sorted((given / "displays").glob("*.json")))
    return build("folder", tmp_path_factory.mktemp("derived"), only=names)


def _texts(folder):
    """Give each display as it is read by a program."""
    paths = sorted((folder / "displays").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def _results(folder):
    """Give the results of each display."""
    return {path.stem: pd.read_parquet(path) for path in sorted((folder / "results").iterdir())}


def test_displays_are_the_same(given, derived):
    """Titles, columns, rows, cells, the results behind them and the footnotes are equal."""
    expected, got = _texts(given), _texts(derived)
    assert list(expected) == list(got)
    assert [] == [name for name in expected if expected[name] != got[name]]


def test_results_are_the_same(given, derived):
    """Every column of the results but the number is equal, filters and counts included."""
    expected, got = _results(given), _results(derived)
    assert list(expected) == list(got)
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(
            frame.drop(columns="number"), got[name].drop(columns="number"), obj=name
        )


def test_numbers_are_the_same(given, derived):
    """Numbers are equal to the digits that the given data hold."""
    got = _results(derived)
    for name, frame in _results(given).items():
        pd.testing.assert_series_equal(
            frame["number"], got[name]["number"], rtol=CLOSE, atol=CLOSE, obj=name
        )
