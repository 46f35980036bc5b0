"""How far imputed values must be shifted until a result is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats, require_level, require_word
from tlfgen.analysis.imputation.estimate import estimate_imputed
from tlfgen.analysis.imputation.impute import Imputations
from tlfgen.core.errors import AnalysisError

__all__ = ["TippingPoint", "find_tipping_point"]

_HALVINGS = 200


@dataclass(frozen=True, slots=True, eq=False)
class TippingPoint:
    """
    Results over shifts of the imputed values of one arm.

    ``delta`` is the shift of least size at which the p-value reaches ``alpha``, between the first
    two of ``deltas`` around it; None with a ``reason`` where there are none.
    """

    deltas: Floats
    estimates: Floats
    std_errors: Floats
    p_values: Floats
    delta: float | None
    pair: tuple[Any, Any]
    alpha: float
    reason: str | None


def find_tipping_point(
    imputations: Imputations,
    deltas: Sequence[float],
    *,
    arm: Any = None,
    visit: Any = None,
    alpha: float = 0.05,
    limits: str = "percentile",
) -> TippingPoint:
    """
    Find the shift of imputed values at which a difference is significant no more.

    Parameters
    ----------
    imputations : Imputations
    deltas : sequence of floats
        Shifts to look at, in the order to search; 0 is usually the first.
    arm : optional
        Whose imputed values are shifted, and which is compared with the reference; the first that
        is not the reference where not given.
    visit : optional
        The last where not given; all imputed visits are shifted.
    alpha : float
        The level that the p-value reaches.
    limits : {'percentile', 'normal'}
        Of a bootstrap.

    Returns
    -------
    TippingPoint
        Reasons: those of the imputation; ``'not_reached'`` where no shift turns the result,
        ``'not_estimable'`` where it is not significant at the first.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-level``, ``analysis.no-deltas``, ``analysis.level-out-of-range``.

    Notes
    -----
    Source: Yan, Lee and Li, Drug Inf J 2009; R ``rbmi::delta_template``; SAS PROC MI ``MNAR
    ADJUST``. The point is interpolated by halving with the imputations kept.
    """
    require_level(alpha)
    if not len(deltas):
        raise AnalysisError.of("analysis.no-deltas", "no shift is given.")
    arms, reference = imputations.arms, imputations.cohort.reference
    others = [one for number, one in enumerate(arms) if number != reference]
    if imputations.reason is not None or not others:
        blank = np.full(len(deltas), np.nan)
        reason = imputations.reason or "one_group"
        own: Floats = np.asarray(deltas, dtype=np.float64)
        return TippingPoint(own, blank, blank, blank, None, (arm, None), alpha, reason)
    chosen = others[0] if arm is None else arm
    require_word("level", str(chosen), [str(one) for one in others])
    place = [str(one) for one in others].index(str(chosen))

    def look(delta: float) -> tuple[float, float, float]:
        found = estimate_imputed(
            imputations, visit=visit, delta={chosen: delta}, limits=limits
        ).differences[place]
        numbers = (found.estimate, found.std_error, found.p_value)
        return tuple(np.nan if one is None else one for one in numbers)  # type: ignore[return-value]  # three numbers

    table = np.array([look(float(one)) for one in deltas])
    point, reason_ = _cross(np.asarray(deltas, dtype=np.float64), table, alpha, look)
    return TippingPoint(
        deltas=np.asarray(deltas, dtype=np.float64),
        estimates=table[:, 0],
        std_errors=table[:, 1],
        p_values=table[:, 2],
        delta=point,
        pair=(chosen, arms[reference]),
        alpha=alpha,
        reason=reason_,
    )


def _cross(deltas: Floats, table: Floats, alpha: float, look: Any) -> tuple[Any, str | None]:
    """Give the shift at which the p-value comes up to the level, or the sign turns."""
    first = float(np.sign(table[0, 0]))
    if not table[0, 2] < alpha:
        return None, "not_estimable"
    beyond = np.flatnonzero((table[:, 2] >= alpha) | (np.sign(table[:, 0]) != first))
    if not beyond.size:
        return None, "not_reached"
    low, high = float(deltas[beyond[0] - 1]), float(deltas[beyond[0]])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        estimate, _, p_value = look(middle)
        is_lost = p_value >= alpha or np.sign(estimate) != first
        low, high = (low, middle) if is_lost else (middle, high)
    return high, None
