"""The 84 screened subjects: who they are, where, in which arm, when they entered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from protocol import (
    ARMS,
    FIRST_CONSENT,
    FIRST_INFUSION,
    LAST_FIRST_INFUSION,
    RESPONDERS,
    SCREEN_FAILURES,
    SITE_SIZES,
    WITHDRAWALS,
    stream,
)
from trajectories import Course, Plan, simulate_courses
from tuning import arm_p, kruskal_p

MALES = (20, 19, 19)
ROUTES = {
    "Sexual contact": (15, 14, 14),
    "Blood/plasma": (6, 6, 6),
    "Injecting drug use": (2, 3, 2),
    "Unknown": (1, 1, 2),
}
REGIMENS = {
    "TDF+3TC+EFV": (12, 12, 12),
    "AZT+3TC+NVP": (5, 5, 4),
    "AZT+3TC+EFV": (3, 4, 4),
    "TDF+3TC+LPV/r": (4, 3, 4),
}
KARNOFSKY = {100: (12, 13, 12), 90: (10, 9, 9), 80: (2, 2, 3)}


@dataclass
class Subject:
    """One screened subject; screen failures have no arm and no first infusion."""

    site: str
    consent: datetime
    screening: date
    male: bool
    birth: date
    height: float
    weight: float
    diagnosis: date
    art_start: date
    nadir_drawn: int
    route: str
    regimen: str
    karnofsky: int
    arm: str | None = None
    randomised: datetime | None = None
    rand_number: int = 0
    first: date | None = None
    response: int | None = None
    last_week: int = 96
    withdrawal: str = ""
    failure: str = ""
    end: date | None = None
    course: Course | None = None
    subjid: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def age(self) -> int:
        """Completed years at informed consent."""
        day = self.consent.date()
        before = (day.month, day.day) < (self.birth.month, self.birth.day)
        return day.year - self.birth.year - before

    @property
    def nadir(self) -> int:
        """Lowest CD4 count on record, below every count before the first infusion."""
        if self.course is None:
            return self.nadir_drawn
        return min(self.nadir_drawn, int(0.9 * min(self.course.cd4_screening, self.course.cd4[0])))


def weekday_between(rng: np.random.Generator, start: date, end: date) -> date:
    """Draw a day from Monday to Friday in a closed interval that holds one."""
    days = [start + timedelta(d) for d in range((end - start).days + 1)]
    days = [day for day in days if day.weekday() < 5]
    return days[int(rng.integers(len(days)))]


def _balanced(draw: Callable[[], np.ndarray], arm: np.ndarray) -> np.ndarray:
    while True:
        values = draw()
        if arm_p(values, arm) > 0.25 and kruskal_p(values, arm) > 0.25:
            return values


def _truncated(
    rng: np.random.Generator, mean: float, sd: float, low: float, high: float, n: int
) -> np.ndarray:
    values = rng.normal(mean, sd, n)
    while (bad := (values < low) | (values > high)).any():
        values[bad] = rng.normal(mean, sd, int(bad.sum()))
    return values


def _dealt(rng: np.random.Generator, counts: dict, arm: np.ndarray) -> list:
    """Deal categories to subjects so that each arm gets its stated counts."""
    dealt: list = [None] * len(arm)
    for g in range(3):
        cards = [value for value, per_arm in counts.items() for _ in range(per_arm[g])]
        for i, card in zip(np.flatnonzero(arm == g), rng.permutation(len(cards)), strict=True):
            dealt[i] = cards[card]
    return dealt


def _randomised_entries(rng: np.random.Generator) -> tuple[list[str], list[str], list[date]]:
    """Give arm, site and first infusion date in order of randomisation."""
    arms = [
        arm for _ in range(12) for arm in (ARMS[k] for k in rng.permutation([0, 0, 1, 1, 2, 2]))
    ]
    sites = [site for site, size in SITE_SIZES.items() for _ in range(size)]
    sites = [sites[k] for k in rng.permutation(len(sites))]
    between = sorted(
        weekday_between(rng, FIRST_INFUSION + timedelta(7), LAST_FIRST_INFUSION - timedelta(2))
        for _ in range(len(arms) - 2)
    )
    return arms, sites, [FIRST_INFUSION, *between, LAST_FIRST_INFUSION]


def _body(rng: np.random.Generator, arm: np.ndarray, male: np.ndarray) -> tuple:
    heights = np.where(male, 171.5, 160.0) + _truncated(rng, 0, 5, -11, 11, len(male))

    def draw_bmi() -> np.ndarray:
        return _truncated(rng, 21.8, 2.3, 17.2, 28.5, len(male))

    bmi = _balanced(draw_bmi, arm)
    return np.round(heights), np.round(bmi * (np.round(heights) / 100) ** 2, 1)


def _years_before(day: date, years: float) -> date:
    return day - timedelta(round(years * 365.25))


def _facts(rng: np.random.Generator, arm: np.ndarray) -> list[dict]:
    """Draw what is known of each subject at entry; ``arm`` 0, 1, 2 balances the draws."""
    n = len(arm)
    sexes = _dealt(rng, {True: MALES, False: tuple(24 - m for m in MALES)}, arm)
    male = np.array(sexes, dtype=bool)
    heights, weights = _body(rng, arm, male)
    ages = _balanced(lambda: _truncated(rng, 41, 9, 22, 63, n), arm)
    art = _balanced(lambda: _truncated(rng, 4.8, 2.0, 2.05, 10, n), arm)
    lag = _balanced(lambda: rng.gamma(1.4, 1.5, n) + 0.05, arm)
    nadir = _balanced(lambda: np.rint(45 * np.exp(_truncated(rng, 0, 0.8, -3, 1.2, n))), arm)
    dealt = [_dealt(rng, table, arm) for table in (ROUTES, REGIMENS, KARNOFSKY)]
    return [
        {
            "male": bool(male[i]),
            "height": float(heights[i]),
            "weight": float(weights[i]),
            "age": float(ages[i]),
            "art": float(art[i]),
            "known": float(art[i] + lag[i]),
            "nadir": max(2, int(nadir[i])),
            "route": dealt[0][i],
            "regimen": dealt[1][i],
            "karnofsky": dealt[2][i],
        }
        for i in range(n)
    ]


def _subject(fact: dict, site: str, consent: datetime, screening: date) -> Subject:
    day = consent.date()
    birth = _years_before(day, fact["age"] + 0.02)
    diagnosis = max(_years_before(day, fact["known"]), birth + timedelta(19 * 365))
    art_start = min(
        max(_years_before(day, fact["art"]), diagnosis + timedelta(10)),
        _years_before(day, 2.03),
    )
    return Subject(
        site=site,
        consent=consent,
        screening=screening,
        male=fact["male"],
        birth=birth,
        height=fact["height"],
        weight=fact["weight"],
        diagnosis=min(diagnosis, art_start),
        art_start=art_start,
        nadir_drawn=fact["nadir"],
        route=fact["route"],
        regimen=fact["regimen"],
        karnofsky=fact["karnofsky"],
    )


def _consent_time(rng: np.random.Generator, day: date) -> datetime:
    return datetime.combine(day, time(8, 30)) + timedelta(minutes=5 * int(rng.integers(0, 80)))


def _enrolled(rng: np.random.Generator) -> list[Subject]:
    arms, sites, firsts = _randomised_entries(rng)
    arm = np.array([ARMS.index(name) for name in arms])
    subjects = []
    for k, fact in enumerate(_facts(rng, arm)):
        first = firsts[k]
        earliest = max(FIRST_CONSENT, first - timedelta(26))
        consent = FIRST_CONSENT if k == 0 else weekday_between(rng, earliest, first - timedelta(7))
        screening = weekday_between(rng, consent, min(consent + timedelta(3), first - timedelta(4)))
        subject = _subject(fact, sites[k], _consent_time(rng, consent), screening)
        subject.arm, subject.first, subject.rand_number = arms[k], first, k + 1
        subjects.append(subject)
    moment = datetime.combine(FIRST_CONSENT, time(0))
    for subject in subjects:  # numbers follow the order of randomisation
        day = subject.first - timedelta(3 if subject.first.weekday() == 0 else 1)
        drawn = datetime.combine(day, time(9)) + timedelta(minutes=int(rng.integers(0, 60)))
        moment = max(drawn, moment + timedelta(minutes=7))
        subject.randomised = moment
    return subjects


def _plan_responses(rng: np.random.Generator, subjects: list[Subject]) -> None:
    for arm in ARMS:
        group = [s for s in subjects if s.arm == arm]
        weeks: list[int | None] = [w for w, n in RESPONDERS[arm].items() for _ in range(n)]
        weeks += [None] * (len(group) - len(weeks))
        for subject, k in zip(group, rng.permutation(len(group)), strict=True):
            subject.response = weeks[k]
    for arm, responder, last_week, reason in WITHDRAWALS:
        fit = [
            s
            for s in subjects
            if s.arm == arm
            and not s.withdrawal
            and (s.response is not None) == responder
            and (s.response or 0) < last_week
        ]
        chosen = fit[int(rng.integers(len(fit)))]
        chosen.last_week, chosen.withdrawal = last_week, reason
    plans = [Plan(s.arm, s.response, s.last_week) for s in subjects]
    for subject, course in zip(subjects, simulate_courses(plans), strict=True):
        subject.course = course


FAILURES = (
    ["CD4 above 250"] * 4
    + ["Viral load above 50"] * 3
    + ["HBsAg positive", "Karnofsky below 70", "ALT above 2.5 x ULN"]
    + ["Withdrew consent"] * 2
)


def _failed(rng: np.random.Generator) -> list[Subject]:
    sites = [site for site, size in SCREEN_FAILURES.items() for _ in range(size)]
    reasons = [FAILURES[k] for k in rng.permutation(len(FAILURES))]
    facts = _facts(rng, np.repeat([0, 1, 2], 24))[:: 72 // len(sites)]
    subjects = []
    for site, reason, fact in zip(sites, reasons, facts, strict=True):
        consent = weekday_between(rng, date(2013, 5, 20), date(2014, 4, 18))
        screening = weekday_between(rng, consent, consent + timedelta(3))
        subject = _subject(fact, site, _consent_time(rng, consent), screening)
        subject.failure = reason
        if reason == "Karnofsky below 70":
            subject.karnofsky = 60
        subjects.append(subject)
    return subjects


def simulate_people() -> list[Subject]:
    """Give all screened subjects in order of subject id; ids follow consent within a site."""
    rng = stream("people")
    enrolled = _enrolled(rng)
    _plan_responses(rng, enrolled)
    people = sorted(enrolled + _failed(rng), key=lambda s: (s.site, s.consent, s.birth))
    counts: dict[str, int] = {}
    for subject in people:
        counts[subject.site] = counts.get(subject.site, 0) + 1
        subject.subjid = f"{subject.site}-{counts[subject.site]:03d}"
    return people
