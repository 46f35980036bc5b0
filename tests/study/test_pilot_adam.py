"""Analysis datasets of the pilot beside ADSL: derived, equal to the published ones."""

import pandas as pd
import pytest

from tests.study.pilot import STUDY, build, data_folder
from tlfgen.check.compare import compare_datasets
from tlfgen.check.record_keys import identifying_keys
from tlfgen.io.tabular import read_dataset
from tlfgen.run.comparison_report import write_report

pytestmark = pytest.mark.slow

TOLERANCE = 1e-8
"""Published ratios and percentages have 12 to 15 significant digits, ours all."""

PUBLISHED = {
    # dataset: records, variables
    "ADAE": (1191, 55),
    "ADTTE": (254, 26),
    "ADVS": (32139, 35),
    "ADADAS": (12463, 40),
    "ADCIBC": (730, 36),
    "ADNPIX": (31140, 41),
    "ADLBC": (37132, 46),
    "ADLBH": (24966, 46),
    "ADLBHY": (9954, 43),
    "ADLBCPV": (37132, 46),
    "ADLBHPV": (24966, 46),
}
LATE = ("ADLBC", "ADLBH", "ADLBCPV", "ADLBHPV")
"""Published datasets with every date later than in the tabulation data."""
LATE_BY = 3653
LATE_KEYS = ["USUBJID", "LBSEQ", "AVISITN"]
DATES = {"TRTSDT", "TRTEDT", "ADT"}


@pytest.fixture(scope="module")
def derived(tmp_path_factory):
    """Derive the datasets in one build, and give their folder."""
    return build("folder", tmp_path_factory.mktemp("adam"), only=("ADSL", *PUBLISHED)) / "adam"


@pytest.fixture(scope="module", params=PUBLISHED)
def pair(request, derived):
    """Give a derived dataset with the published one."""
    name = request.param.lower()
    folder = data_folder("folder", None) / "pilot-adam"
    found = [folder / f"{name}{suffix}" for suffix in (".xpt", ".xpt.gz")]
    other = next(path for path in found if path.exists())
    return read_dataset(derived / f"{name}.xpt"), read_dataset(other)


@pytest.fixture(scope="module")
def comparison(pair):
    """Compare the pair by key."""
    keys = LATE_KEYS if pair[0].name in LATE else identifying_keys(*pair)
    return compare_datasets(*pair, keys, tolerance=TOLERANCE)


def test_same_records(comparison, pair):
    """Every published record is there, no other."""
    assert (PUBLISHED[pair[0].name][0], 0, 0) == (
        comparison.matched,
        comparison.only_left.count,
        comparison.only_right.count,
    )


def test_same_variables_in_the_same_order(comparison, pair):
    """All variables stand in the order of the published file."""
    assert PUBLISHED[pair[0].name][1] == len(pair[1].names)
    assert ((), (), False) == (
        comparison.variables_left,
        comparison.variables_right,
        comparison.reordered,
    )


def test_every_value_is_equal(comparison, pair):
    """No value differs, but for the dates of datasets that have all of them late."""
    late = DATES if pair[0].name in LATE else set()
    assert late == {one.variable for one in comparison.differences}


@pytest.mark.parametrize("pair", LATE, indirect=True)
def test_late_dates(pair):
    """The dates of these datasets differ by one and the same number of days."""
    ours, theirs = (
        one.frame.sort_values(LATE_KEYS, ignore_index=True)[sorted(DATES)] for one in pair
    )
    assert {LATE_BY} == set(
        pd.unique((theirs - ours).to_numpy().ravel().astype("<m8[D]")).astype(int)
    )


def test_labels_types_formats(comparison):
    """Labels, types and formats are equal; lengths hold the longest value."""
    assert {"length"} >= {one.attribute for one in comparison.attributes}


def test_page_of_the_comparison_is_up_to_date(derived, tmp_path):
    """The page is what the command writes; every difference has its reason, no reason is idle."""
    reasons = STUDY / "reference" / "adam_differences.yaml"
    published = data_folder("folder", None) / "pilot-adam"
    page = STUDY.parents[1] / "docs" / "pilot-datasets.md"
    lines, _ = write_report(tmp_path / "page.md", derived, published, (), TOLERANCE, reasons)
    assert page.read_text(encoding="utf-8") == (tmp_path / "page.md").read_text(encoding="utf-8")
    assert [] == [line for line in lines if "without a" in line]
