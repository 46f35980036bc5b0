"""ISO 8601 text from dates as collected."""

import pytest

from tlfgen.core.collected_date import build_iso, require_date_format
from tlfgen.core.errors import SpecError

UNKNOWN = ["UN", "UNK", "NA"]


@pytest.mark.parametrize(
    ("parts", "formats", "expected"),
    [
        (["14-3-2014"], ["d-m-y"], "2014-03-14"),
        (["14-MAR-2014"], ["dd-MON-yyyy"], "2014-03-14"),
        (["14mar2014"], ["ddmonyyyy"], "2014-03-14"),
        (["03/14/2014"], ["mm/dd/yyyy"], "2014-03-14"),
        (["14 March 2014"], ["d month y"], "2014-03-14"),
        (["14 MAR 2014"], ["dd MMM yyyy"], "2014-03-14"),
        (["20140314"], ["yyyymmdd"], "2014-03-14"),
        (["14-3-2014", "7:05"], ["d-m-y", "H:M"], "2014-03-14T07:05"),
        (["14-3-2014", "1:05 PM"], ["d-m-y", "H:M p"], "2014-03-14T13:05"),
        (["14-3-2014", "12:05 am"], ["d-m-y", "H:M p"], "2014-03-14T00:05"),
        (["2014-03-14T10:30:15"], ["yyyy-mm-ddTHH:MM:SS"], "2014-03-14T10:30:15"),
        (["14", "3", "2014"], ["d", "m", "y"], "2014-03-14"),
        (["UN-MAR-2014"], ["dd-MON-yyyy"], "2014-03"),
        (["un-unk-2014"], ["dd-MON-yyyy"], "2014"),
        (["15-UNK-2013"], ["dd-MON-yyyy"], "2013---15"),
        (["UNUNK2014"], ["ddmonyyyy"], "2014"),
        (["14-3-2014", "UNK"], ["d-m-y", "H:M"], "2014-03-14"),
        (["UN-FEB-2014", "7:05"], ["d-mon-y", "H:M"], "2014-02--T07:05"),
        (["", "10:30"], ["d-m-y", "H:M"], "-----T10:30"),
        (["NA"], ["d-m-y"], ""),
        (["  "], ["d-m-y"], ""),
        (["2014-03-14"], ["d-m-y|y-m-d"], "2014-03-14"),
    ],
)
def test_collected_parts_become_iso_text(parts, formats, expected):
    """Known parts are kept, unknown ones left out or shown as a hyphen."""
    assert (expected, None) == build_iso(parts, formats, unknown=UNKNOWN)


@pytest.mark.parametrize(
    ("part", "form", "expected"),
    [
        ("31/02/2014", "d/m/y", "month 2 of 2014 has 28 days"),
        ("14.3.2014", "d-m-y", "not of the form d-m-y"),
        ("14-13-2014", "d-m-y", "month 13"),
        ("14-3-14", "d-m-y", "two digits"),
        ("13:05 PM", "H:M p", "hour 13"),
        ("25:00", "H:M", "hour 25"),
        ("٣-3-2014", "d-m-y", "not of the form"),
    ],
)
def test_what_cannot_be_read_is_a_problem(part, form, expected):
    """The text is blank, the problem quotes what was collected."""
    text, problem = build_iso([part], [form])
    assert ("", True) == (text, expected in (problem or ""))


def test_a_cutoff_gives_years_of_two_digits_their_century():
    """With 1926 as the first year, 26 is 1926, 25 is 2025."""
    years = [build_iso([f"1-1-{y}"], ["d-m-y"], year_cutoff=1926)[0][:4] for y in ("26", "25")]
    assert ["1926", "2025"] == years


def test_each_part_has_one_format():
    """Counts of parts with formats agree."""
    with pytest.raises(SpecError, match=r"spec\.arity"):
        build_iso(["1"], ["d", "m"])


@pytest.mark.parametrize("form", ["", "x", "d-d", "hh:mm", "%d", "m/M/mon"])
def test_forms_that_mean_nothing_are_refused(form):
    """A form has tokens, each once, with no other letter."""
    with pytest.raises(SpecError, match=r"spec\.date-format"):
        require_date_format(form)
