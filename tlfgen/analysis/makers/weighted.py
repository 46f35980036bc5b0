"""Weighted log-rank tests by the words of a shell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tlfgen.analysis.survival.logrank import compare_survival_curves
from tlfgen.analysis.survival.max_combo import compare_survival_max
from tlfgen.core.errors import SpecError
from tlfgen.spec.shell.survivalrows import LogrankSpec

__all__ = ["Weighted", "compare_weighted", "weights_word"]

_MAX = "max_combo"
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Weighted:
    """The numbers of a test of curves; the largest of several has no degrees of freedom."""

    statistic: float
    df: float | None
    p_value: float
    reason: str | None


def weights_word(spec: LogrankSpec) -> str:
    """Give the weights a shell names; its words may write ``_`` for ``-``."""
    word = str(spec.weights).replace("_", "-")
    return "log-rank" if word == "logrank" else word


def compare_weighted(
    spec: LogrankSpec,
    time: Any,
    event: Any,
    group: Any,
    *,
    strata: Any,
    levels: Sequence[str],
) -> Weighted:
    """
    Compare curves with the weights a shell names; its words may write ``_`` for ``-``.

    Raises
    ------
    SpecError
        ``spec.wrong-test`` for ``max_combo`` of more than two arms.
    AnalysisError
        ``analysis.unknown-weights``.
    """
    word = str(spec.weights).replace("-", "_")
    if word == _MAX:
        if len(levels) != _PAIR:
            what = "The largest of several weighted log-rank tests compares two arms."
            hint = "write each: reference"
            raise SpecError.of("spec.wrong-test", what, spec.source, hint=hint)
        largest = compare_survival_max(
            time, event, group, strata=strata, levels=(levels[0], levels[1])
        )
        return Weighted(largest.statistic, None, largest.p_value, largest.reason)
    found = compare_survival_curves(
        time,
        event,
        group,
        strata=strata,
        levels=levels,
        weights=weights_word(spec),
        rho=spec.rho,
        gamma=spec.gamma,
        until=spec.until,
    )
    return Weighted(found.statistic, float(found.df), found.p_value, found.reason)
