"""Adverse events: who has which, when, how grave, with the laboratory values they rest on."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from people import Subject
from protocol import ARMS, HIGH, LOW, PLACEBO, SAFETY_WEEKS, stream
from schedule import SAMPLE_MINUTES, Visit, first_infusion
from vocabulary import EVENT_TERMS

# Subjects with each event: high dose, low dose, placebo.
SUBJECTS = {
    "Pneumonia": (1, 0, 0),
    "Appendicitis": (0, 0, 1),
    "Pyrexia": (3, 2, 1),
    "ALT increased": (2, 1, 2),
    "Hypertriglyceridaemia": (2, 2, 1),
    "Upper respiratory tract infection": (6, 5, 6),
    "Diarrhoea": (2, 3, 2),
    "Headache": (2, 2, 2),
    "Rash": (1, 2, 2),
    "Herpes zoster": (1, 1, 1),
    "Nausea": (1, 0, 1),
    "Insomnia": (0, 1, 1),
    "Back pain": (1, 0, 0),
    "Oral candidiasis": (0, 1, 0),
}
WITH_ANY = {HIGH: 15, LOW: 14, PLACEBO: 14}
# Infusions after which related fever occurs, one entry a subject.
FEVERS = {HIGH: [(1,), (1, 2), (2,)], LOW: [(1,), (3,)], PLACEBO: [(1,)]}
SEVERITY = {1: "Mild", 2: "Moderate", 3: "Severe"}


@dataclass
class Event:
    """One adverse event as the site knows it."""

    subject: Subject
    term: str
    reported: str
    start: datetime
    end: datetime | None
    grade: int = 1
    relation: str = "Not related"
    action: str = "Dose not changed"
    remedies: tuple[str, ...] = ()
    start_known: str = "day"
    timed: bool = False
    serious: bool = False
    comment: str = ""
    number: int = 0


@dataclass
class EventBook:
    """All events, with what they impose on other forms."""

    events: list[Event] = field(default_factory=list)
    labs: dict[tuple[str, int, str], float] = field(default_factory=dict)  # multiples or mmol/L
    temperatures: dict[tuple[str, int], float] = field(default_factory=dict)


class _Writer:
    """Writes events into a book; keeps the visits of each subject at hand."""

    def __init__(self, visits: list[Visit]) -> None:
        self.rng = stream("events")
        self.book = EventBook()
        self.visits = visits
        self.by_subject: dict[str, list[Visit]] = {}
        for visit in visits:
            self.by_subject.setdefault(visit.subject.subjid, []).append(visit)

    def pick(self, options: tuple) -> str:
        return options[int(self.rng.integers(len(options)))]

    def infusions(self, subject: Subject) -> list:
        return [v for v in self.by_subject[subject.subjid] if v.infusion and v.infusion.start]

    def near_infusion(self, subject: Subject, day: date) -> bool:
        return any(0 <= (day - v.day).days <= 2 for v in self.infusions(subject))

    def add(self, subject: Subject, term: str, start: datetime, days: float, grade: int) -> Event:
        entry = EVENT_TERMS[term]
        end: datetime | None = start + timedelta(days=days)
        if end.date() >= subject.end:
            end = None
        event = Event(subject, term, self.pick(entry.reported), start, end, grade)
        if subject.first and start > self.infusions(subject)[-1].infusion.start:
            event.action = "Not applicable"
        if entry.remedies and (grade > 1 or self.rng.random() < 0.5):
            many = len(entry.remedies) if grade > 2 else 1
            event.remedies = entry.remedies[:many]
        self.book.events.append(event)
        return event

    def free_start(self, subject: Subject, last: date) -> datetime:
        first = first_infusion(self.visits, subject).date()
        while True:
            day = first + timedelta(int(self.rng.integers(3, (last - first).days)))
            if not self.near_infusion(subject, day):
                minutes = 15 * int(self.rng.integers(28, 92))
                return datetime.combine(day, time(0)) + timedelta(minutes=minutes)

    def ordinary(self, subject: Subject, term: str) -> None:
        entry = EVENT_TERMS[term]
        repeats = 2 if term.startswith("Upper") and self.rng.random() < 0.4 else 1
        for _ in range(repeats):
            start = self.free_start(subject, subject.end - timedelta(30))
            days = int(self.rng.integers(entry.days[0], entry.days[1] + 1))
            event = self.add(subject, term, start, days, 2 if self.rng.random() < 0.22 else 1)
            event.timed = self.rng.random() < 0.35
            if term == "Insomnia" and subject.arm == PLACEBO:
                event.end = None  # goes on after the study
            event.relation = "Unlikely" if self.rng.random() < 0.2 else "Not related"

    def fever(self, subject: Subject, numbers: tuple[int, ...], *, pause: bool) -> None:
        for visit in self.infusions(subject):
            infusion = visit.infusion
            if infusion.number not in numbers:
                continue
            delay = 25 if pause else int(self.rng.integers(180, 640))
            start = infusion.start + timedelta(minutes=delay)
            hours = int(self.rng.integers(6, 20))
            grade = 1 if subject.arm == PLACEBO else 1 + int(self.rng.random() < 0.5)
            event = self.add(subject, "Pyrexia", start, hours / 24, grade)
            peak = 38.3 if grade == 1 else 38.9
            event.timed, event.relation = True, "Probably related" if pause else "Possibly related"
            event.comment = f'Peak {peak} °C; "felt cold" before onset, settled within 24 h'
            if pause:
                infusion.paused = 20
                infusion.end += timedelta(minutes=20)
                infusion.note = "paused for chills and fever, then completed"
                event.action = "Infusion interrupted"
                self.book.temperatures[subject.subjid, visit.week] = peak

    def laboratory(self, subject: Subject, term: str, grade: int) -> None:
        code = "ALT" if term == "ALT increased" else "TG"
        held = [
            v
            for v in self.by_subject[subject.subjid]
            if v.held and v.week in SAFETY_WEEKS and v.week > 0
        ]
        starts = [k for k, v in enumerate(held[:-1]) if v.week != 48]
        k = starts[int(self.rng.integers(len(starts)))]
        visit, after = held[k], held[k + 1]
        days = (after.day - visit.day).days
        event = self.add(subject, term, visit.at(SAMPLE_MINUTES), days, grade)
        event.timed = True
        low, high = {1: (1.5, 2.2), 2: (2.7, 3.8)}[grade] if code == "ALT" else (3.7, 5.1)
        if code == "TG" and grade == 3:
            low, high = 6.4, 8.6
        value = round(float(self.rng.uniform(low, high)), 2)
        self.book.labs[subject.subjid, visit.week, code] = value
        if event.end is None:  # the study ends with the next sample
            event.end = after.at(SAMPLE_MINUTES)
        event.comment = "See laboratory form, value flagged clinically significant"


def _deal(rng: np.random.Generator, group: list[Subject], k: int, any_: int) -> dict[str, list]:
    """Deal the events of one arm so that exactly ``any_`` of its subjects have one or more."""
    chosen = [group[i] for i in rng.permutation(len(group))[:any_]]
    if k != 1:  # a serious event needs a subject who stays to the end
        chosen.sort(key=lambda s: bool(s.withdrawal))
    bare = list(chosen)
    dealt: dict[str, list[Subject]] = {}
    for term, counts in SUBJECTS.items():
        holders = dealt.setdefault(term, [])
        for _ in range(counts[k]):
            pool = [s for s in bare if s not in holders] or [s for s in chosen if s not in holders]
            subject = pool[0 if pool[0] in bare else int(rng.integers(len(pool)))]
            holders.append(subject)
            if subject in bare:
                bare.remove(subject)
    if bare:
        raise ValueError("more subjects with events than events")
    return dealt


def _serious(writer: _Writer, subject: Subject, term: str) -> None:
    weeks = 30 if term == "Pneumonia" else 70
    day = subject.first + timedelta(7 * weeks + int(writer.rng.integers(0, 6)))
    start = datetime.combine(day, time(19, 30))
    event = writer.add(subject, term, start, EVENT_TERMS[term].days[0], 3)
    event.serious, event.timed = True, True
    event.comment = "Admitted to hospital; recovered, SAE report filed"


def _write_arm(writer: _Writer, arm: str, group: list[Subject]) -> None:
    k = ARMS.index(arm)
    dealt = _deal(writer.rng, group, k, WITH_ANY[arm])
    for term, holders in dealt.items():
        for i, subject in enumerate(holders):
            if term in {"Pneumonia", "Appendicitis"}:
                _serious(writer, subject, term)
            elif term == "Pyrexia":
                writer.fever(subject, FEVERS[arm][i], pause=arm == HIGH and i == 2)
            elif term == "ALT increased":
                writer.laboratory(subject, term, 1 + (i == 0))
            elif term == "Hypertriglyceridaemia":
                writer.laboratory(subject, term, 3 if arm == LOW and i == 0 else 2)
            else:
                writer.ordinary(subject, term)


def _before_treatment(writer: _Writer, people: list[Subject]) -> None:
    """Add events that began before the first infusion, one of them in a screen failure."""
    enrolled = [s for s in people if s.arm and (s.first - s.screening).days > 9]
    failed = [s for s in people if s.failure]
    for subject in (*enrolled[5:60:27], failed[3]):
        start = datetime.combine(subject.screening + timedelta(1), time(0))
        event = writer.add(subject, "Injection site bruising", start, 3, 1)
        event.action = "Not applicable"


def _blur(events: list[Event]) -> None:
    """Make some start dates partial where no possible completion changes a conclusion."""
    plain = [e for e in events if e.subject.first and e.start.date() > e.subject.first]
    plain = [e for e in plain if not e.timed and e.term not in {"ALT increased", "Pyrexia"}]
    plain = [e for e in plain if e.term != "Hypertriglyceridaemia"]
    later = [e for e in plain if (e.start.year, e.start.month) > _month(e.subject.first)]
    same = [e for e in later if e.end and _month(e.end.date()) == (e.start.year, e.start.month)]
    for event in same[2:30:6]:
        event.start_known = "month"
    years = [e for e in later if e.start.year > e.subject.first.year + 1 and e.start_known == "day"]
    years[-1].start_known = "year"


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def simulate_events(people: list[Subject], visits: list[Visit]) -> EventBook:
    """Give all adverse events; infusions interrupted by one are changed in ``visits``."""
    writer = _Writer(visits)
    for arm in ARMS:
        _write_arm(writer, arm, [s for s in people if s.arm == arm])
    _before_treatment(writer, people)
    book = writer.book
    book.events.sort(key=lambda e: (e.subject.subjid, e.start, e.term))
    _blur(book.events)
    counts: dict[str, int] = {}
    for event in book.events:
        counts[event.subject.subjid] = counts.get(event.subject.subjid, 0) + 1
        event.number = counts[event.subject.subjid]
    return book
