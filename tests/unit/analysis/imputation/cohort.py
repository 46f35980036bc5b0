"""Fifty subjects of two arms at three visits, some of whom leave."""

import numpy as np

RNG = np.random.default_rng(2)
SIZE, COUNT = 50, 3
ARM = np.repeat(["active", "control"], SIZE // 2)
BASE = RNG.normal(50, 10, SIZE)
SPREAD = 64 * np.array([[1, 0.6, 0.5], [0.6, 1, 0.6], [0.5, 0.6, 1]])
WHOLE = (
    RNG.multivariate_normal(np.zeros(COUNT), SPREAD, SIZE)
    + 0.5 * BASE[:, None]
    - np.arange(1, COUNT + 1) * (1 + 2 * (ARM == "active"))[:, None]
)
STAY = RNG.integers(1, 6, SIZE)
SEEN = np.where(np.arange(COUNT) < STAY[:, None], WHOLE, np.nan)
SEEN[3, 0] = np.nan
SUBJECT = np.repeat(np.arange(SIZE), COUNT)
VISIT = np.tile(np.arange(1, COUNT + 1), SIZE)


def each(values):
    """Give a column of subjects for every record."""
    return np.repeat(values, COUNT)


def arrays(values=SEEN):
    """Give the arrays an imputation takes."""
    return values.ravel(), SUBJECT, VISIT, each(ARM)


def given(**more):
    """Give what an imputation takes by name."""
    return {"covariates": {"base": each(BASE)}, "reference": "control", **more}
