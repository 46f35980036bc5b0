"""Fixed facts of the simulated trial: arms, sites, visits, response pattern.

Every number here that the paper does not publish is an assumption of the simulation.
"""

from datetime import date

import numpy as np

SEED = 20210609
STUDY = "NCT01213186"

HIGH, LOW, PLACEBO = "hUC-MSC high dose", "hUC-MSC low dose", "Placebo"
ARMS = (HIGH, LOW, PLACEBO)
CELLS_PER_KG = {HIGH: 1.5, LOW: 0.5, PLACEBO: 0.0}  # million cells per kilogram

SITE_SIZES = {"01": 30, "02": 18, "03": 14, "04": 10}  # randomised subjects
SCREEN_FAILURES = {"01": 5, "02": 3, "03": 2, "04": 2}

FIRST_CONSENT = date(2013, 5, 6)
FIRST_INFUSION = date(2013, 5, 13)
LAST_FIRST_INFUSION = date(2014, 5, 15)
STUDY_END = date(2016, 3, 31)

SCREENING = -1  # the week number that stands for the screening visit
WEEKS = (0, 4, 8, 12, 24, 36, 48, 60, 72, 84, 96)
POST_WEEKS = WEEKS[1:]
INFUSION_WEEKS = (0, 4, 12, 24, 36, 48)
SAFETY_WEEKS = (SCREENING, 0, 4, 8, 12, 24, 36, 48, 72, 96)
URINE_WEEKS = (SCREENING, 0, 12, 24, 48, 96)
MARKER_WEEKS = (0, 24, 48, 96)

# New responders at each scheduled week; the rest of the 24 never respond.
RESPONDERS = {
    HIGH: {4: 2, 8: 2, 12: 4, 24: 3, 36: 4, 48: 2, 60: 2, 72: 1},
    LOW: {4: 2, 8: 3, 12: 5, 24: 5, 36: 4, 48: 2, 60: 1, 72: 1},
    PLACEBO: {4: 1, 8: 1, 12: 2, 24: 4, 36: 3, 48: 2, 60: 2, 72: 1, 84: 1},
}

# (arm, responder?, last week attended, reason): the four early withdrawals.
WITHDRAWALS = (
    (HIGH, True, 72, "Withdrawal by subject"),
    (LOW, True, 84, "Lost to follow-up"),
    (PLACEBO, True, 60, "Withdrawal by subject"),
    (PLACEBO, False, 84, "Lost to follow-up"),
)

VISIT_NUMBERS = {week: index + 2 for index, week in enumerate(WEEKS)} | {SCREENING: 1}


def visit_name(week: int) -> str:
    """Name the scheduled visit of a week as the collection form prints it."""
    return "Screening" if week == SCREENING else f"Week {week}"


def window_days(week: int) -> int:
    """Give the allowed distance in days between a visit of ``week`` and its target day."""
    if week == 0:
        return 0
    if week <= 12:
        return 3
    return 7 if week <= 48 else 14


def stream(name: str) -> np.random.Generator:
    """Give the random stream of one part of the simulation, independent of all others."""
    return np.random.default_rng([SEED, *name.encode("ascii")])
