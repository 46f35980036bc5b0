"""One proportion with its limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy import stats

from tlfgen.analysis.arguments import Preset, choose_default, require_word, to_number
from tlfgen.analysis.proportions.limits import METHODS, wilson
from tlfgen.analysis.samples import Alternative, limit_tail, require_alternative, tail_probability
from tlfgen.core.errors import AnalysisError

__all__ = [
    "OneProportionTest",
    "Proportion",
    "check_counts",
    "compare_one_proportion",
    "estimate_proportion",
]

TestMethod = Literal["exact", "normal", "normal_cc"]
TwoSided = Literal["likelihood", "double"]


@dataclass(frozen=True, slots=True)
class Proportion:
    """
    A proportion with limits.

    Parameters
    ----------
    events, n : float
    estimate, lower, upper : float or None
    se : float or None
        sqrt(p (1 - p) / n).
    method : str
    reason : str or None
        ``no_records``.
    """

    events: float
    n: float
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    se: float | None = None
    method: str = "clopper_pearson"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OneProportionTest:
    """
    A test of one proportion.

    Parameters
    ----------
    events, n : float
    estimate, z, p : float or None
    method : str
    reason : str or None
        ``no_records``.
    """

    events: float
    n: float
    estimate: float | None = None
    z: float | None = None
    p: float | None = None
    method: str = "exact"
    reason: str | None = None


def check_counts(events: float, n: float, *, is_whole: bool = False) -> tuple[float, float]:
    """
    Give a count of events and its total as floats.

    Returns
    -------
    tuple of float

    Raises
    ------
    AnalysisError
        ``analysis.bad-count`` where they are missing, under 0, or events exceed the total, or
        are not whole where ``is_whole`` asks for it; ``analysis.not-a-number``.

    Examples
    --------
    >>> check_counts(7, 20)
    (7.0, 20.0)
    """
    x, total = to_number(events), to_number(n)
    if not 0 <= x <= total < math.inf:
        raise AnalysisError.of("analysis.bad-count", f"{events} events of {n} records.")
    if is_whole and not (x.is_integer() and total.is_integer()):
        raise AnalysisError.of("analysis.bad-count", "an exact method needs whole counts.")
    return x, total


def estimate_proportion(
    events: float,
    n: float,
    *,
    method: str = "clopper_pearson",
    level: float = 0.95,
    alternative: Alternative = "two_sided",
    is_truncated: bool = True,
    preset: Preset = None,
) -> Proportion:
    """
    Estimate a proportion with limits by a named method.

    Parameters
    ----------
    events, n : int
    method : {'clopper_pearson', 'wald', 'wald_cc', 'wilson', 'wilson_cc', 'agresti_coull',
        'jeffreys', 'mid_p', 'blaker', 'logit', 'likelihood_ratio', 'arcsine'}
        ``arcsine`` is Anscombe's, of a proportion of x + 3/8 in n + 3/4.
    level : float
    alternative : {'two_sided', 'less', 'greater'}
        ``less`` gives an upper limit alone, ``greater`` a lower one. Blaker's are two-sided only:
        their one-sided limits are those of Clopper & Pearson.
    is_truncated : bool
        Whether limits outside 0 to 1 (Wald, Agresti & Coull) are drawn to 0 and 1, as SAS prints
        them.
    preset : {'sas', 'r'}
        ``r`` moves the count of ``wilson_cc`` by no more than its distance from n / 2, as
        ``prop.test`` does; SAS by one half always.

    Returns
    -------
    Proportion

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-alternative``,
        ``analysis.unknown-preset``, ``analysis.level-out-of-range``, ``analysis.bad-count``.

    Notes
    -----
    Source: Newcombe (1998), Statistics in Medicine 17, 857-872; Brown, Cai & DasGupta (2001);
    Blaker (2000). Jeffreys' limits are 0 and 1 at the edges. Equals SAS 9.4 FREQ BINOMIAL(CL=) and
    R ``binom.test`` (Clopper & Pearson) and ``prop.test`` (Wilson; corrected with the preset
    ``r``).

    Examples
    --------
    >>> found = estimate_proportion(7, 20)
    >>> round(found.lower, 6), round(found.upper, 6)
    (0.153909, 0.592189)
    >>> found = estimate_proportion(7, 20, method="wilson")
    >>> round(found.lower, 6), round(found.upper, 6)
    (0.181192, 0.567146)
    """
    require_word("method", method, METHODS)
    require_alternative(alternative)
    beyond = limit_tail(level, alternative)
    x, total = check_counts(events, n, is_whole=method in ("mid_p", "blaker"))
    if total == 0:
        return Proportion(x, total, method=method, reason="no_records")
    is_one_sided = alternative != "two_sided"
    rule = METHODS["clopper_pearson" if method == "blaker" and is_one_sided else method]
    lower, upper = rule(x, total, beyond)
    if choose_default(preset, None, {"sas": False, "r": True}) and method == "wilson_cc":
        most = min(0.5, abs(x - total / 2))
        z = float(stats.norm.isf(beyond))
        lower, upper = wilson(x, total, z, is_corrected=True, most=most)
    if is_truncated:
        lower, upper = float(np.clip(lower, 0, 1)), float(np.clip(upper, 0, 1))
    lower = (0.0 if is_truncated else -math.inf) if alternative == "less" else lower
    upper = (1.0 if is_truncated else math.inf) if alternative == "greater" else upper
    share = x / total
    se = math.sqrt(share * (1 - share) / total)
    return Proportion(x, total, share, lower, upper, se, method)


def _exact_p(x: float, n: float, null: float, alternative: str, two_sided: str) -> float:
    """Give the binomial p."""
    law = stats.binom(n, null)
    under, over = float(law.cdf(x)), float(law.sf(x - 1))
    if alternative != "two_sided":
        return under if alternative == "less" else over
    if two_sided == "double":
        return min(1.0, 2 * min(under, over))
    weights = law.pmf(np.arange(int(n) + 1))
    return min(1.0, float(weights[weights <= law.pmf(x) * (1 + 1e-7)].sum()))


def compare_one_proportion(
    events: float,
    n: float,
    *,
    null: float = 0.5,
    method: TestMethod = "exact",
    two_sided: TwoSided | None = None,
    alternative: Alternative = "two_sided",
    preset: Preset = None,
) -> OneProportionTest:
    """
    Compare one proportion with a number by the binomial or the normal law.

    Parameters
    ----------
    events, n : int
    null : float
        The proportion under the hypothesis, between 0 and 1.
    method : {'exact', 'normal', 'normal_cc'}
        ``normal`` takes the variance under the hypothesis; ``normal_cc`` with correction of one
        half.
    two_sided : {'likelihood', 'double'}
        The exact p sums counts no likelier than the observed one, or doubles the smaller tail.
    alternative : {'two_sided', 'less', 'greater'}
    preset : {'sas', 'r'}
        ``double``, or ``likelihood``.

    Returns
    -------
    OneProportionTest

    Raises
    ------
    AnalysisError
        ``analysis.unknown-method``, ``analysis.unknown-two-sided``,
        ``analysis.unknown-alternative``, ``analysis.bad-count``,
        ``analysis.probability-out-of-range``.

    Notes
    -----
    Source: SAS 9.4 FREQ BINOMIAL(P=) with EXACT BINOMIAL; R ``binom.test`` and ``prop.test``.

    Examples
    --------
    >>> round(compare_one_proportion(7, 20, preset="r").p, 6)
    0.263176
    """
    require_word("method", method, get_args(TestMethod))
    rule = choose_default(preset, two_sided, {"sas": "double", "r": "likelihood"})
    require_word("two-sided", rule, get_args(TwoSided))
    require_alternative(alternative)
    if not 0 < null < 1:
        what = f"the proportion {null} is not between 0 and 1."
        raise AnalysisError.of("analysis.probability-out-of-range", what)
    x, total = check_counts(events, n, is_whole=method == "exact")
    if total == 0:
        return OneProportionTest(x, total, method=method, reason="no_records")
    distance = x - total * null
    if method == "normal_cc":
        distance = math.copysign(max(abs(distance) - 0.5, 0.0), distance)
    z = distance / math.sqrt(total * null * (1 - null))
    if method == "exact":
        p = _exact_p(x, total, null, alternative, rule)
    else:
        p = tail_probability(stats.norm, z, alternative)
    return OneProportionTest(x, total, x / total, z, p, method)
