"""Plain counts and summaries of the seed trial's datasets, one arm or pool after another."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

ARMS = ("hUC-MSC high dose", "hUC-MSC low dose", "Placebo")
POOLED = ARMS[:2]
PLANNED: tuple[tuple[str, ...], ...] = (*((arm,) for arm in ARMS), ARMS)
ACTUAL: tuple[tuple[str, ...], ...] = (*((arm,) for arm in ARMS), POOLED, ARMS)


def fixed(value: float, decimals: int) -> str:
    """Write a number with its decimals, half away from zero, no sign on zero."""
    text = Decimal(repr(round(value, 11))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{text or abs(text):.{decimals}f}"


def by_arm(
    frame: pd.DataFrame, columns: tuple[tuple[str, ...], ...], make: Callable[[pd.DataFrame], str]
) -> list[str]:
    """Give one text a column: the arms, the pool where there is one, the total."""
    return [make(frame[frame["TRTP"].isin(arms)]) for arms in columns]


def subjects(frame: pd.DataFrame, columns: tuple[tuple[str, ...], ...]) -> list[int]:
    """Count the subjects of each column."""
    return [frame.loc[frame["TRTP"].isin(arms), "USUBJID"].nunique() for arms in columns]


def mean_sd(values: pd.Series, decimals: int) -> str:
    """Write mean and standard deviation as the tables do."""
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    return f"{fixed(mean, decimals + 1)} ({fixed(sd, decimals + 2)})"


def counted(cells: list[str]) -> list[int]:
    """Give the first number of each printed cell."""
    return [int(cell.split()[0]) for cell in cells]
