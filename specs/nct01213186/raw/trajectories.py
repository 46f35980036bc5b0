"""CD4 and CD8 counts by visit, conditioned on the response visit of each subject.

The model is log CD4(t) = log(base) + (g_arm + u)(1 - exp(-t/18)) + e with t in weeks. A draw is
kept when the first visit at 1.30 times baseline or more is the wanted one. Subjects are then
redrawn one at a time while the penalty of ``tuning`` does not rise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from protocol import ARMS, HIGH, LOW, PLACEBO, POST_WEEKS, WEEKS, stream
from tuning import penalty

GAIN = {HIGH: 0.20, LOW: 0.19, PLACEBO: 0.03}
THRESHOLD = 1.30
MARGIN = 0.012  # no ratio this close to the threshold, so that no rounding decides
BATCH = 400


@dataclass(frozen=True)
class Plan:
    """What the CD4 course of one subject has to show."""

    arm: str
    response: int | None
    last_week: int


@dataclass(frozen=True)
class Course:
    """The counts of one subject: at screening, then at each scheduled week from week 0."""

    cd4_screening: int
    cd4: np.ndarray
    cd8_screening: int
    cd8: np.ndarray


def draw_cd4(rng: np.random.Generator, plan: Plan) -> tuple[int, np.ndarray]:
    """Draw CD4 counts until the first response falls on the planned visit."""
    weeks = np.array(POST_WEEKS)
    target = len(weeks) if plan.response is None else POST_WEEKS.index(plan.response)
    rise = 1 - np.exp(-weeks / 18)
    while True:
        base = np.rint(160 * np.exp(rng.normal(0, 0.36, BATCH)))
        screening = np.rint(base * np.exp(rng.normal(0, 0.07, BATCH)))
        slope = GAIN[plan.arm] + rng.normal(0, 0.10, (BATCH, 1))
        noise = rng.normal(0, 0.15, (BATCH, len(weeks)))
        later = np.rint(base[:, None] * np.exp(slope * rise + noise))
        ratio = later / base[:, None]
        hit = np.column_stack([ratio >= THRESHOLD, np.ones(BATCH, dtype=bool)])
        good = (hit.argmax(axis=1) == target) & (np.abs(ratio - THRESHOLD) > MARGIN).all(axis=1)
        for count in (base, screening):
            good &= (count >= 56) & (count <= 246)
        if good.any():
            row = int(good.argmax())
            return int(screening[row]), np.append(base[row], later[row]).astype(int)


def draw_cd8(rng: np.random.Generator) -> tuple[int, np.ndarray]:
    """Draw CD8 counts around a level of the subject's own, without arm or time effect."""
    level = 560 * np.exp(np.clip(rng.normal(0, 0.36), -0.8, 0.8))
    counts = np.rint(level * np.exp(rng.normal(0, 0.16, len(WEEKS) + 1))).astype(int)
    return int(counts[0]), counts[1:]


def simulate_courses(plans: Sequence[Plan]) -> list[Course]:
    """Give one course for each plan, so that together they show the published pattern."""
    rng = stream("trajectories")
    arm = np.array([ARMS.index(plan.arm) for plan in plans])
    seen = np.array([[week <= plan.last_week for week in WEEKS] for plan in plans])
    first4 = [draw_cd4(rng, plan) for plan in plans]
    first8 = [draw_cd8(rng) for _ in plans]
    screen4, screen8 = [c[0] for c in first4], [c[0] for c in first8]
    cd4, cd8 = np.array([c[1] for c in first4]), np.array([c[1] for c in first8])
    cost = penalty(cd4, cd8, arm, seen)
    while cost > 0:
        i = int(rng.integers(len(plans)))
        counts, redraw4 = (cd4, True) if rng.random() < 0.6 else (cd8, False)
        before = counts[i].copy()
        screening, counts[i] = draw_cd4(rng, plans[i]) if redraw4 else draw_cd8(rng)
        new = penalty(cd4, cd8, arm, seen)
        if new <= cost:
            cost = new
            (screen4 if redraw4 else screen8)[i] = screening
        else:
            counts[i] = before
    return [Course(screen4[i], cd4[i], screen8[i], cd8[i]) for i in range(len(plans))]
