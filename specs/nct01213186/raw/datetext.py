"""Date texts as the collection systems export them."""

from datetime import date, datetime

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def dmy(day: date | None) -> str:
    """Write 13-MAY-2013, or nothing for no date."""
    return "" if day is None else f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def dmy_partial(day: date, known: str) -> str:
    """Write a date of which only ``known`` is known: day, month, year or none."""
    if known == "day":
        return dmy(day)
    if known == "month":
        return f"UN-{MONTHS[day.month - 1]}-{day.year:04d}"
    return f"UN-UNK-{day.year:04d}" if known == "year" else "UNK"


def ymd(day: date | None) -> str:
    """Write 2013-05-13, or nothing for no date."""
    return "" if day is None else f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def ymd_slash(day: date | None) -> str:
    """Write 2013/05/13, or nothing for no date."""
    return "" if day is None else f"{day.year:04d}/{day.month:02d}/{day.day:02d}"


def dmy_slash(day: date | None) -> str:
    """Write 13/05/2013, or nothing for no date."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def clock(moment: datetime | None) -> str:
    """Write 09:05, or nothing for no time."""
    return "" if moment is None else f"{moment.hour:02d}:{moment.minute:02d}"


def short_clock(moment: datetime | None) -> str:
    """Write 9:05 without a leading zero, or nothing for no time."""
    return "" if moment is None else f"{moment.hour}:{moment.minute:02d}"
