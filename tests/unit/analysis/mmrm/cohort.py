"""A small simulated trial with missing visits."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.mmrm import MmrmFit, fit_mmrm

MODEL = ("BASE", "ARM", "VISIT", "ARM*VISIT")


@dataclass(frozen=True)
class Cohort:
    """Columns of a trial, one row for each planned visit."""

    response: np.ndarray
    subject: np.ndarray
    visit: np.ndarray
    arm: np.ndarray
    base: np.ndarray

    def fit(self, **options: Any) -> MmrmFit:
        """Fit baseline, arm, visit and their interaction."""
        asked = {"model": MODEL, "classes": ("ARM", "VISIT"), **options}
        terms = {"BASE": self.base, "ARM": self.arm, "VISIT": self.visit}
        return fit_mmrm(self.response, self.subject, self.visit, terms=terms, **asked)

    def take(self, rows: np.ndarray) -> "Cohort":
        """Give some rows, in the order asked for."""
        return Cohort(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def make_cohort(
    subjects: int = 40, visits: int = 3, missing: float = 0.15, seed: int = 7
) -> Cohort:
    """Simulate a trial of two arms."""
    source = np.random.default_rng(seed)
    subject, visit = np.repeat(np.arange(subjects), visits), np.tile(np.arange(visits), subjects)
    base = np.repeat(source.normal(size=subjects), visits)
    shared = np.repeat(source.normal(size=subjects), visits)
    response = base + shared + source.normal(size=subject.size) * (1 + visit)
    response[source.random(subject.size) < missing] = np.nan
    arm = np.where(subject % 2 == 1, "T", "P")
    return Cohort(response, subject, visit, arm, base)
