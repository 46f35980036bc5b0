"""Firth's penalized likelihood of a logistic model."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import special

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.glm_likelihood import GlmRows
from tlfgen.analysis.newton import Likelihood, solve_symmetric

__all__ = ["make_firth_likelihood"]

_STEP: Final = 1e-5


def make_firth_likelihood(rows: GlmRows) -> Likelihood:
    """
    Give log likelihood plus half the log determinant of the information, with its score.

    The curvature is by differences of the score.

    Notes
    -----
    Source: Firth, Biometrika 1993; Heinze and Schemper, Stat Med 2002. SAS PROC LOGISTIC
    ``FIRTH``; R ``logistf::logistf``.
    """
    width = rows.columns.shape[1]

    def evaluate(values: Floats) -> tuple[float, Floats, Floats]:
        height, score = _penalize(rows, values)
        curve = np.empty((width, width))
        for place, move in enumerate(np.eye(width) * _STEP):
            ahead, behind = _penalize(rows, values + move)[1], _penalize(rows, values - move)[1]
            curve[place] = (behind - ahead) / (2 * _STEP)
        return height, score, (curve + curve.T) / 2

    return evaluate


def _penalize(rows: GlmRows, values: Floats) -> tuple[float, Floats]:
    """Give the penalized log likelihood with its score."""
    columns = rows.columns
    with np.errstate(all="ignore"):
        predictor = columns @ values + rows.offset
        mean = special.expit(predictor)
        events = rows.weight * rows.y
        height = float(
            events @ special.log_expit(predictor)
            + (rows.weight - events) @ special.log_expit(-predictor)
        )
        weight = rows.weight * mean * special.expit(-predictor)
        information = (columns * weight[:, None]).T @ columns
        _, log_size = np.linalg.slogdet(information)
        reach = solve_symmetric(information, np.eye(columns.shape[1]))
        hat = weight * ((columns @ reach) * columns).sum(axis=1)
        score = events - rows.weight * mean + hat * (0.5 - mean)
        return height + 0.5 * float(log_size), np.asarray(score @ columns)
