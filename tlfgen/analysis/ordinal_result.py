"""Result of a proportional odds model, put together from its maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Bools, Floats
from tlfgen.analysis.contrasts import JointTest, compare_jointly, compute_limits, exponentiate
from tlfgen.analysis.design import Design
from tlfgen.analysis.model_estimates import ModelEstimates
from tlfgen.analysis.newton import Maximum, solve_symmetric
from tlfgen.analysis.ordinal_likelihood import OrdinalRows, score_unequal_slopes

__all__ = ["OrdinalChoice", "OrdinalFit", "assemble_ordinal"]

_CHOSEN = ("link", "direction", "information", "level")
Found: TypeAlias = tuple[OrdinalRows, Floats, tuple[Maximum, Maximum]]


@dataclass(frozen=True, slots=True)
class OrdinalChoice:
    """How a model is fitted: link, whose odds a coefficient raises, information, level."""

    link: str
    direction: str
    information: str
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFit:
    """
    A fitted proportional odds model.

    ``names`` and the arrays cover all columns but the intercept; a column left out is NaN with
    reason ``'no_variation'``, an infinite estimate NaN with reason ``'separation'``. The k-th of
    ``thresholds`` stands between the k-th level and the next. ``likelihood_ratio``, ``score``,
    ``wald`` test all coefficients together; ``proportionality`` is the score test that they are
    the same at all thresholds. ``odds_ratios`` are those of the logit link.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    z: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    odds_ratios: Floats
    odds_ratio_lower: Floats
    odds_ratio_upper: Floats
    reasons: tuple[str | None, ...]
    thresholds: Floats
    threshold_std_errors: Floats
    likelihood_ratio: JointTest
    score: JointTest
    wald: JointTest
    proportionality: JointTest
    log_likelihood: float
    null_log_likelihood: float
    aic: float
    response_levels: tuple[Any, ...]
    counts: tuple[float, ...]
    n: int
    n_missing: int
    link: str
    direction: str
    information: str
    level: float
    estimates: ModelEstimates
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Numbers:
    """Estimates in the units of the given columns."""

    thresholds: Floats
    threshold_errors: Floats
    values: Floats
    spread: Floats
    infinite: Bools
    score: JointTest
    proportionality: JointTest
    heights: tuple[float, float]
    reason: str | None


def assemble_ordinal(
    design: Design,
    free: Bools,
    basis: Floats,
    slopes: Bools,
    words: tuple[Any, ...],
    weight: Floats,
    found: Found | None,
    choice: OrdinalChoice,
    reason: str | None,
) -> OrdinalFit:
    """Give the result; ``slopes`` marks the columns that have a coefficient."""
    numbers = _blank(len(words), int(slopes.sum())) if found is None else _read(found, choice)
    width = design.width
    sign = 1.0 if choice.direction == "higher" else -1.0
    place = np.flatnonzero(slopes)
    values, spread = np.zeros(width), np.zeros((width, width))
    values[place] = sign * numbers.values
    spread[np.ix_(place, place)] = numbers.spread
    estimates = ModelEstimates(
        design, values, spread, free, basis, float("inf"), choice.link, weight,
        reason or numbers.reason,
    )  # fmt: skip
    counts = () if found is None else _count(found[0])
    return _show(estimates, slopes, numbers, choice, words, counts)


def _show(
    estimates: ModelEstimates,
    slopes: Bools,
    numbers: _Numbers,
    choice: OrdinalChoice,
    words: tuple[Any, ...],
    counts: tuple[float, ...],
) -> OrdinalFit:
    """Give the numbers a reader sees: NaN in the columns left out."""
    design, reason = estimates.design, estimates.reason
    place = np.flatnonzero(slopes)
    shown = np.where(slopes, estimates.coefficients, np.nan)[1:]
    own = np.where(np.outer(slopes, slopes), estimates.covariance, np.nan)[1:, 1:]
    errors = np.sqrt(np.clip(np.diag(own), 0.0, None))
    z, p_values, lower, upper = compute_limits(
        shown, errors, np.full(shown.size, np.inf), choice.level
    )
    finite = np.eye(design.width)[place[~numbers.infinite]]
    height, null = numbers.heights
    used = int((~numbers.infinite).sum()) + numbers.thresholds.size
    chosen: dict[str, Any] = {name: getattr(choice, name) for name in _CHOSEN}
    return OrdinalFit(
        names=design.names[1:],
        coefficients=shown,
        lower=lower,
        upper=upper,
        std_errors=errors,
        covariance=own,
        z=z,
        p_values=p_values,
        odds_ratios=exponentiate(shown),
        odds_ratio_lower=exponentiate(lower),
        odds_ratio_upper=exponentiate(upper),
        reasons=_explain_each(slopes, place, numbers, reason),
        thresholds=numbers.thresholds,
        threshold_std_errors=numbers.threshold_errors,
        likelihood_ratio=_test(2 * (height - null), place.size),
        score=numbers.score,
        wald=compare_jointly(estimates.coefficients, estimates.covariance, finite),
        proportionality=numbers.proportionality,
        log_likelihood=height,
        null_log_likelihood=null,
        aic=2 * used - 2 * height,
        response_levels=words,
        counts=counts,
        n=int(design.kept.sum()),
        n_missing=design.n_missing,
        **chosen,
        estimates=estimates,
        reason=reason,
    )


def _test(statistic: float, df: int) -> JointTest:
    if df < 1 or not np.isfinite(statistic):
        return JointTest(float("nan"), df, float("inf"), float("nan"), "not_estimable")
    value = max(float(statistic), 0.0)
    return JointTest(value, df, float("inf"), float(stats.chi2.sf(value, df)), None)


def _count(rows: OrdinalRows) -> tuple[float, ...]:
    return tuple(np.bincount(rows.code, rows.weight, minlength=rows.size).tolist())


def _blank(levels: int, slopes: int) -> _Numbers:
    cuts = np.full(max(levels - 1, 0), np.nan)
    none = _test(float("nan"), 0)
    empty = np.full(slopes, np.nan)
    spread = np.full((slopes, slopes), np.nan)
    still = np.zeros(slopes, dtype=np.bool_)
    heights = (float("nan"), float("nan"))
    return _Numbers(cuts, cuts, empty, spread, still, none, none, heights, None)


def _read(found: Found, choice: OrdinalChoice) -> _Numbers:
    """Turn the maximum of the scaled columns back, an infinite estimate left out."""
    rows, back, (null, top) = found
    infinite = np.zeros(back.shape[0], dtype=np.bool_)
    if top.reason == "separation":
        reach = np.abs(back @ top.step) / np.abs(back).max(axis=1)
        infinite = reach > 1e-3 * max(float(reach.max()), 1e-300)
    values = np.where(infinite, np.nan, back @ top.values)
    is_expected = choice.information == "expected"
    scaled = rows.expect(top.values) if is_expected else top.information
    spread = np.full(back.shape, np.nan)
    if np.isfinite(scaled).all():
        turn = np.linalg.inv(back)
        information = (turn.T @ scaled @ turn)[np.ix_(~infinite, ~infinite)]
        spread[np.ix_(~infinite, ~infinite)] = solve_symmetric(
            information, np.eye(information.shape[0])
        )
    cuts = rows.cuts
    statistic, df = (float("nan"), 0)
    if top.reason is None:
        statistic, df = score_unequal_slopes(rows, top.values)
    start = np.concatenate([null.values, np.zeros(rows.columns.shape[1])])
    _, gradient, _ = rows.evaluate(start)
    own = float(gradient @ solve_symmetric(rows.expect(start), gradient))
    return _Numbers(
        thresholds=values[:cuts],
        threshold_errors=np.sqrt(np.clip(np.diag(spread)[:cuts], 0.0, None)),
        values=values[cuts:],
        spread=spread[cuts:, cuts:],
        infinite=infinite[cuts:],
        score=_test(own, rows.columns.shape[1]),
        proportionality=_test(statistic, df),
        heights=(top.log_likelihood, null.log_likelihood),
        reason=top.reason,
    )


def _explain_each(
    slopes: Bools, place: Any, numbers: _Numbers, reason: str | None
) -> tuple[str | None, ...]:
    """Give the reason of each column but the intercept."""
    whole = None if reason == "separation" else reason
    found: list[str | None] = [whole if flag else "no_variation" for flag in slopes.tolist()]
    for column, is_infinite in zip(place.tolist(), numbers.infinite.tolist(), strict=True):
        if is_infinite:
            found[column] = "separation"
    return tuple(found[1:])
