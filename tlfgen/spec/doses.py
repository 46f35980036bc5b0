"""Records of treatment turned into single doses by their frequency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, field_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.slots import ExpressionSlot, VariableName, VariableSlot

__all__ = ["FREQUENCIES", "Doses", "Frequency"]

_HOUR, _DAY = 1 / 24, 1.0


@dataclass(frozen=True, slots=True)
class Frequency:
    """How far two doses are apart, in days or in calendar months; neither for a single dose."""

    days: float = 0.0
    months: int = 0


def _table() -> dict[str, Frequency]:
    known = {"ONCE": Frequency()}
    per_day = {"QD": 1, "DAILY": 1, "QAM": 1, "QPM": 1, "QHS": 1, "QN": 1, "BID": 2, "TID": 3}
    per_day |= {"QID": 4, "BIDAC": 2, "BIDPC": 2, "TIDAC": 3, "TIDPC": 3}
    known |= {word: Frequency(_DAY / count) for word, count in per_day.items()}
    known |= {f"{n} TIMES PER DAY": Frequency(_DAY / n) for n in range(2, 13)}
    known |= {f"Q{n}H": Frequency(n * _HOUR) for n in (1, 2, 3, 4, 6, 8, 12, 24, 36, 48, 72)}
    known |= {f"EVERY {n} HOURS": Frequency(n * _HOUR) for n in range(2, 25)}
    known |= {"QH": Frequency(_HOUR), "QOD": Frequency(2 * _DAY), "BIW": Frequency(3.5)}
    known |= {f"Q{n}D": Frequency(float(n)) for n in range(2, 31)}
    known |= {f"EVERY {n} DAYS": Frequency(float(n)) for n in range(2, 31)}
    known |= {"QW": Frequency(7.0), "WEEKLY": Frequency(7.0), "EVERY WEEK": Frequency(7.0)}
    known |= {f"Q{n}W": Frequency(7.0 * n) for n in range(1, 53)}
    known |= {f"EVERY {n} WEEKS": Frequency(7.0 * n) for n in range(2, 53)}
    known |= {f"{n} TIMES PER WEEK": Frequency(7.0 / n) for n in range(2, 8)}
    known |= {"QM": Frequency(months=1), "MONTHLY": Frequency(months=1), "QY": Frequency(months=12)}
    known |= {f"Q{n}M": Frequency(months=n) for n in range(1, 13)}
    known |= {f"EVERY {n} MONTHS": Frequency(months=n) for n in range(2, 13)}
    known |= {f"{n} TIMES PER MONTH": Frequency(30.4375 / n) for n in range(2, 5)}
    known |= {"ANNUAL": Frequency(months=12), "EVERY YEAR": Frequency(months=12)}
    return known


FREQUENCIES: Mapping[str, Frequency] = _table()
"""The words of CDISC codelist FREQ that say when the next dose is due."""


class Doses(SpecNode):
    """
    One record for each dose of a record of treatment.

    The first dose is at the start; the next ones follow at the distance the frequency names, up
    to the end, which is included. A date without a time holds all its day.

    Parameters
    ----------
    start, end : expression
        ``--DTC`` texts, dates or datetimes.
    frequency : expression
        Words such as QD, BID, Q3W, 2 TIMES PER WEEK, ONCE.
    date : variable
        Takes the date of the dose.
    datetime : variable
        Takes date and time of the dose.
    number : variable
        Takes the number of the dose in its record, from 1.
    other : mapping of words to days
        Frequencies in words of the study; 0 for a single dose. They come first.
    no_end : {'error', 'once'}
        What a record without an end is, unless its frequency is ONCE.
    """

    start: ExpressionSlot
    end: ExpressionSlot
    frequency: ExpressionSlot
    date: VariableSlot = VariableName("ASTDT")
    datetime: VariableSlot | None = None
    number: VariableSlot | None = None
    other: dict[str, float] = Field(default_factory=dict)
    no_end: Literal["error", "once"] = "error"

    @field_validator("other")
    @classmethod
    def _days_are_not_negative(cls, other: dict[str, float]) -> dict[str, float]:
        for word, days in other.items():
            if days < 0:
                what = f"Doses of '{word}' are {days:g} days apart."
                hint = "give the days between two doses, 0 for a single one"
                raise SpecError.of("spec.wrong-value", what, source_of(word), hint=hint)
        return other

    @property
    def made(self) -> tuple[VariableName, ...]:
        """The variables its records begin with."""
        return tuple(n for n in (self.date, self.datetime, self.number) if n is not None)
