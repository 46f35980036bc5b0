"""When each subject came: scheduled, missed, unscheduled visits with their infusions."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from people import Subject
from protocol import (
    CELLS_PER_KG,
    HIGH,
    INFUSION_WEEKS,
    LOW,
    PLACEBO,
    SCREENING,
    VISIT_NUMBERS,
    WEEKS,
    stream,
    visit_name,
    window_days,
)

# (arm, week) of visits that did not take place; responders' response visits are avoided.
MISSED_VISITS = (
    (HIGH, 8),
    (HIGH, 60),
    (HIGH, 84),
    (LOW, 60),
    (LOW, 84),
    (LOW, 36),
    (PLACEBO, 8),
    (PLACEBO, 72),
    (PLACEBO, 24),
)
# (arm, week) of visits held without a lymphocyte sample.
LOST_SAMPLES = ((HIGH, 72), (LOW, 8), (PLACEBO, 60))
# (arm, week) after which an unscheduled visit took place.
EXTRA_VISITS = ((HIGH, 4), (HIGH, 24), (LOW, 12), (LOW, 36), (PLACEBO, 24), (PLACEBO, 48))
SAMPLE_MINUTES = 20  # blood is drawn this long after arrival, before any infusion
MISSED_REASONS = ("Subject travelling for work", "Subject could not be reached", "Family reasons")


@dataclass
class Infusion:
    """One planned infusion; ``start`` is None when it was not given."""

    number: int
    start: datetime | None = None
    end: datetime | None = None
    weight: float = 0.0
    cells: float = 0.0
    prepared: int = 100
    given: int = 100
    viability: float = 0.0
    lot: str = ""
    paused: int = 0
    reason: str = ""
    note: str = ""


@dataclass
class Visit:
    """One visit of one subject; ``day`` is None when it was missed."""

    subject: Subject
    name: str
    number: str
    week: int | None
    day: date | None
    reason: str = ""
    arrival: datetime | None = None
    infusion: Infusion | None = None
    sampled: bool = True
    marks: dict[str, float] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether the subject came."""
        return self.day is not None

    def at(self, minutes: int) -> datetime:
        """Give the moment so many minutes after arrival."""
        if self.arrival is None:
            raise ValueError(f"{self.subject.subjid} {self.name} was missed")
        return self.arrival + timedelta(minutes=minutes)


def _visit_day(rng: np.random.Generator, first: date, week: int) -> date:
    window = window_days(week)
    spread = 0.42 * window
    while True:
        offset = round(rng.normal(0, spread)) if window else 0
        day = first + timedelta(7 * week + offset)
        if abs(offset) <= window and (day.weekday() < 5 or window == 0):
            return day


def _attended(rng: np.random.Generator, subject: Subject) -> list[Visit]:
    weeks = [SCREENING] + [w for w in WEEKS if subject.first and w <= subject.last_week]
    visits = []
    for week in weeks:
        day = subject.screening if week == SCREENING else _visit_day(rng, subject.first, week)
        arrival = datetime.combine(day, time(8)) + timedelta(minutes=int(rng.integers(-20, 40)))
        visit = Visit(subject, visit_name(week), str(VISIT_NUMBERS[week]), week, day)
        visit.arrival = arrival
        visits.append(visit)
    return visits


def _infuse(rng: np.random.Generator, visit: Visit, weight: float) -> Infusion:
    subject = visit.subject
    infusion = Infusion(INFUSION_WEEKS.index(visit.week) + 1)
    infusion.start = visit.at(int(rng.integers(85, 160)))
    infusion.end = infusion.start + timedelta(minutes=int(rng.integers(42, 71)))
    infusion.weight = weight
    infusion.cells = round(CELLS_PER_KG[subject.arm] * weight, 2)
    active = infusion.cells > 0
    infusion.viability = round(float(rng.uniform(88, 97)), 1) if active else 0.0
    letter = "UC" if active else "PB"
    infusion.lot = f"{letter}{visit.day.year % 100:02d}{visit.day.month:02d}-{rng.integers(1, 4)}"
    return infusion


def _give_infusions(rng: np.random.Generator, visits: list[Visit]) -> None:
    for visit in visits:
        if visit.week is None or visit.subject.first is None:
            continue
        drift = 0.0 if visit.week <= 0 else float(rng.normal(0.01 * visit.week, 0.8))
        weight = round(visit.subject.weight + drift, 1)
        visit.marks["weight"] = weight
        if visit.week in INFUSION_WEEKS and visit.held:
            visit.infusion = _infuse(rng, visit, weight)


def _choose(rng: np.random.Generator, visits: list[Visit], used: set[str]) -> Visit:
    fit = [v for v in visits if v.subject.subjid not in used]
    chosen = fit[int(rng.integers(len(fit)))]
    used.add(chosen.subject.subjid)
    return chosen


def _may_miss(visit: Visit) -> bool:
    """Say whether losing this visit leaves baseline, response and last visit untouched."""
    subject = visit.subject
    return visit.week not in {subject.response, subject.last_week} and visit.week not in {0, 48, 96}


def _miss(rng: np.random.Generator, visits: list[Visit], used: set[str]) -> None:
    for arm, week in MISSED_VISITS:
        fit = [v for v in visits if v.subject.arm == arm and v.week == week and _may_miss(v)]
        visit = _choose(rng, fit, used)
        visit.reason = MISSED_REASONS[int(rng.integers(len(MISSED_REASONS)))]
        visit.day, visit.arrival = None, None
        if visit.infusion:
            visit.infusion = Infusion(visit.infusion.number, reason="Visit missed")
    for arm, week in LOST_SAMPLES:
        fit = [v for v in visits if v.subject.arm == arm and v.week == week and _may_miss(v)]
        _choose(rng, fit, used).sampled = False


def _withhold(rng: np.random.Generator, visits: list[Visit], used: set[str]) -> None:
    """Leave out two infusions of one high-dose subject; shorten two infusions of others."""
    fit = [v for v in visits if v.subject.arm == HIGH and v.week == 24 and not v.subject.withdrawal]
    subject = _choose(rng, fit, used).subject
    subject.notes["two infusions missed"] = "yes"
    for visit in visits:
        if visit.subject is subject and visit.week in {24, 36}:
            reason = "Cell lot failed release test" if visit.week == 24 else "Subject declined"
            visit.infusion = Infusion(visit.infusion.number, reason=reason)
    for arm, week, given in ((LOW, 12, 60), (PLACEBO, 36, 80)):
        fit = [v for v in visits if v.subject.arm == arm and v.week == week and v.infusion]
        infusion = _choose(rng, [v for v in fit if v.infusion.start], used).infusion
        infusion.given = given
        infusion.note = f"line blocked; {100 - given} mL of 100 mL not given"


def _unscheduled(rng: np.random.Generator, visits: list[Visit], used: set[str]) -> list[Visit]:
    extra = []
    for arm, week in EXTRA_VISITS:
        fit = [v for v in visits if v.subject.arm == arm and v.week == week and v.held]
        if (arm, week) == (PLACEBO, 24):  # a rise seen only at an unscheduled visit
            fit = [v for v in fit if (v.subject.response or 99) > 48]
        scheduled = _choose(rng, fit, used)
        day = scheduled.day + timedelta(17)
        while day.weekday() > 4:
            day += timedelta(1)
        visit = Visit(scheduled.subject, "Unscheduled", f"{scheduled.number}.1", None, day)
        visit.arrival = datetime.combine(day, time(10)) + timedelta(minutes=int(rng.integers(90)))
        visit.reason = "Repeat of laboratory tests" if week % 24 else "Intercurrent complaint"
        visit.marks["cd4 factor"] = 1.42 if (arm, week) == (PLACEBO, 24) else 1.04
        visit.marks["weight"] = scheduled.marks["weight"]
        extra.append(visit)
    return extra


def _end_study(rng: np.random.Generator, visits: list[Visit]) -> None:
    for visit in visits:
        subject = visit.subject
        if visit.day is not None:
            subject.end = max(visit.day, subject.end or visit.day)
    for subject in {v.subject.subjid: v.subject for v in visits}.values():
        if subject.withdrawal:
            subject.end += timedelta(int(rng.integers(25, 60)))
        if subject.failure:
            subject.end += timedelta(int(rng.integers(3, 14)))


def simulate_visits(people: list[Subject]) -> list[Visit]:
    """Give every visit of every subject in order of subject, then visit number."""
    rng = stream("schedule")
    visits = [visit for subject in people for visit in _attended(rng, subject)]
    _give_infusions(rng, visits)
    used: set[str] = set()
    _miss(rng, visits, used)
    _withhold(rng, visits, used)
    visits += _unscheduled(rng, visits, used)
    _end_study(rng, visits)
    return sorted(visits, key=lambda v: (v.subject.subjid, float(v.number)))


def first_infusion(visits: list[Visit], subject: Subject) -> datetime:
    """Give the start of the first infusion of a randomised subject."""
    return min(
        v.infusion.start
        for v in visits
        if v.subject is subject and v.infusion is not None and v.infusion.start is not None
    )
