"""Partial likelihood of the Cox model, ties by Efron or Breslow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tlfgen.analysis.arguments import Floats, Ints
from tlfgen.analysis.newton import Likelihood
from tlfgen.analysis.survival.cox_rows import CoxRows

__all__ = ["TieSteps", "compute_tie_steps", "make_partial_likelihood"]


@dataclass(frozen=True, slots=True, eq=False)
class TieSteps:
    """
    Sums over the tied events of each slot, each event taking its share of the tied risk out.

    ``hazard`` is the jump of the baseline hazard; ``tied`` the part of it that the tied events
    themselves are not exposed to; ``square_0`` to ``square_2`` the same for squared jumps.
    """

    relative_risk: Floats
    log_sums: Floats
    hazard: Floats
    tied: Floats
    square_0: Floats
    square_1: Floats
    square_2: Floats


def compute_tie_steps(rows: CoxRows, predictor: Floats, *, is_efron: bool) -> TieSteps:
    """
    Give the sums over tied events at a linear predictor.

    Notes
    -----
    Source: Efron, JASA 1977; Therneau and Grambsch, Modeling Survival Data, section 3.3. With
    case weights each tied event counts with the mean weight of the tied events.
    """
    risk = rows.weights * np.exp(predictor)
    total = rows.sum_at_risk(risk)
    size = rows.deaths.size
    weight = rows.sum_deaths(rows.weights) / rows.deaths
    place = np.repeat(np.arange(size), rows.deaths)
    share: Floats = np.zeros(place.size)
    left = total[place]
    if is_efron:
        first = np.cumsum(rows.deaths) - rows.deaths
        share = (np.arange(place.size) - first[place]) / rows.deaths[place]
        left = left - share * rows.sum_deaths(risk)[place]
    jump = weight[place] / left
    square = jump / left
    return TieSteps(
        relative_risk=risk,
        log_sums=_sum_by(place, weight[place] * np.log(left), size),
        hazard=_sum_by(place, jump, size),
        tied=_sum_by(place, jump * share, size),
        square_0=_sum_by(place, square, size),
        square_1=_sum_by(place, square * share, size),
        square_2=_sum_by(place, square * share**2, size),
    )


def _sum_by(place: Ints, values: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(place, values, minlength=size), dtype=np.float64)


def make_partial_likelihood(rows: CoxRows, *, is_efron: bool) -> Likelihood:
    """Give the log partial likelihood as a function of the coefficients of the scaled columns."""
    columns, event = rows.columns, rows.event
    happened = (rows.weights * event) @ columns

    def evaluate(values: Floats) -> tuple[float, Floats, Floats]:
        predictor = columns @ values + rows.offset
        predictor = predictor - predictor.mean()
        with np.errstate(all="ignore"):
            steps = compute_tie_steps(rows, predictor, is_efron=is_efron)
            risk = steps.relative_risk
            exposure = rows.over_slots(steps.hazard)
            exposure[event] -= steps.tied[rows.slot[event]]
            expected = risk * exposure
            at_risk = rows.sum_at_risk(risk[:, None] * columns)
            height = (rows.weights * event) @ predictor - steps.log_sums.sum()
            gradient = happened - expected @ columns
            information = (columns * expected[:, None]).T @ columns
            information -= (at_risk * steps.square_0[:, None]).T @ at_risk
            if is_efron:
                dying = rows.sum_deaths(risk[:, None] * columns)
                cross = (at_risk * steps.square_1[:, None]).T @ dying
                information += cross + cross.T
                information -= (dying * steps.square_2[:, None]).T @ dying
        return float(height), gradient, information

    return evaluate
