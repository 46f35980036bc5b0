"""What holds for every partial date."""

from datetime import date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tlfgen.core.collected_date import build_iso
from tlfgen.core.date_words import format_date
from tlfgen.core.isodate import PartialDate, parse_iso, part_problem

seeded = settings(derandomize=True, deadline=None, max_examples=200)
maybe = lambda low, high: st.one_of(st.none(), st.integers(low, high))  # noqa: E731  # a strategy
partials = st.builds(
    PartialDate,
    maybe(1, 9999),
    maybe(1, 12),
    maybe(1, 31),
    maybe(0, 23),
    maybe(0, 59),
    maybe(0, 59),
).filter(lambda value: part_problem(value) is None)
moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(  # noqa: DTZ001  # no zone
    lambda moment: moment.replace(microsecond=0)
)


@seeded
@given(partials)
def test_text_reads_back(value):
    """Writing, then reading, changes nothing."""
    assert value == parse_iso(value.to_iso())


@seeded
@given(partials)
def test_bounds_exist_with_a_year_and_are_in_order(value):
    """The earliest moment is not after the latest; both exist where the year is known."""
    earliest, latest = value.earliest(), value.latest()
    if value.year is None:
        assert (None, None) == (earliest, latest)
    else:
        assert earliest <= latest


@seeded
@given(moments, st.sets(st.integers(1, 5)))
def test_the_true_moment_lies_within_the_bounds(moment, hidden):
    """Whatever parts are hidden, the moment they were hidden from is allowed."""
    parts = [*moment.timetuple()[:6]]
    shown = [None if place in hidden else part for place, part in enumerate(parts)]
    value = PartialDate(*shown)
    assert value.earliest() <= moment <= value.latest()


@seeded
@given(partials)
def test_bounds_have_the_known_parts(value):
    """A known part is the same in both bounds."""
    assume(value.year is not None)
    for bound in (value.earliest(), value.latest()):
        for part, found in zip(value.parts, bound.timetuple()[:6], strict=True):
            assert part is None or part == found


@seeded
@given(st.integers(1, 9999), maybe(1, 12))
def test_a_month_or_year_is_covered_to_its_last_second(year, month):
    """The second after the latest moment belongs to the next month or year."""
    latest = PartialDate(year, month).latest()
    assume(latest.year < 9999)
    after = latest + timedelta(seconds=1)
    assert (1, 0, 0, 0) == (after.day, after.hour, after.minute, after.second)


@seeded
@given(st.dates())
def test_collected_text_becomes_the_same_day(day):
    """A day written in any usual form is read as that day."""
    written = [
        (f"{day.day}-{day.month}-{day.year:04d}", "d-m-y"),
        (format_date(day, "date9"), "ddmonyyyy"),
        (format_date(day, "date11"), "dd-MON-yyyy"),
        (f"{day.month:02d}/{day.day:02d}/{day.year:04d}", "mm/dd/yyyy"),
    ]
    assert {(day.isoformat(), None)} == {build_iso([text], [form]) for text, form in written}


@seeded
@given(st.text(max_size=12))
def test_any_collected_text_is_read_or_a_problem(text):
    """Nothing collected stops the work."""
    found, problem = build_iso([text], ["d-m-y"], unknown=["UN"])
    assert not (found and problem)
    assert problem or not found or isinstance(parse_iso(found).date(), date | None)
