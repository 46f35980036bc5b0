"""Arms compared by means averaged on the scale of the response."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tlfgen.analysis.makers.model_answers import Answer, adjust_answers, with_ratios
from tlfgen.analysis.marginal import (
    MarginalMeans,
    compare_marginal_means,
    estimate_marginal_means,
)
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.shell.modelrows import ContrastOf

__all__ = ["compare_marginally", "mean_marginally"]

_PERCENT = 100.0


def mean_marginally(
    fit: Any, arm: str, variance: str, *, level: float, per: float | None = None
) -> Answer:
    """Give the mean of an arm: of a binomial model in percent, of counts for an exposure."""
    offset = None if per is None else float(np.log(per))
    means = estimate_marginal_means(fit, ARM, variance=variance, offset=offset, level=level)
    place = _words(means).index(arm)
    scale = _scale(fit)
    numbers = {
        "lsmean": scale * float(means.estimates[place]),
        "se": scale * float(means.std_errors[place]),
        "low": scale * float(means.lower[place]),
        "high": scale * float(means.upper[place]),
    }
    return numbers, means.reasons[place]


def compare_marginally(
    fit: Any, asked: ContrastOf, lacking: Sequence[str | None], variance: str, *, level: float
) -> list[Answer]:
    """
    Give the difference, the ratio or the odds ratio of each pair of arms.

    A difference of a binomial model is in percent. A ratio stands beside its logarithm.
    """
    if all(lacking):
        return [({}, reason) for reason in lacking]
    means = estimate_marginal_means(fit, ARM, variance=variance, level=level)
    answers: list[Answer] = []
    for pair, why in zip(asked.arms, lacking, strict=True):
        if why is not None:
            answers.append(({}, why))
            continue
        found = compare_marginal_means(means, measure=asked.measure, reference=pair[1], level=level)
        place = [str(high) for high, _ in found.pairs].index(pair[0])
        is_ratio = asked.measure != "difference"
        scale = 1.0 if is_ratio else _scale(fit)
        turn = np.log if is_ratio else np.asarray
        with np.errstate(all="ignore"):
            numbers: dict[str, float | None] = {
                "diff": scale * float(turn(found.estimates[place])),
                "se": scale * float(found.std_errors[place]),
                "low": scale * float(turn(found.lower[place])),
                "high": scale * float(turn(found.upper[place])),
                "statistic": float(found.statistics[place]),
                "p": float(found.p_values[place]),
            }
        answers.append(
            (with_ratios(numbers, "diff") if is_ratio else numbers, found.reasons[place])
        )
    return adjust_answers(answers, asked.adjust)


def _words(means: MarginalMeans) -> list[str]:
    return [str(level) for level in means.levels]


def _scale(fit: Any) -> float:
    return _PERCENT if fit.family == "binomial" else 1.0
