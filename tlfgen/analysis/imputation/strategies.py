"""What is assumed of visits after an event: the mean that is carried on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import Floats, require_word
from tlfgen.analysis.imputation.cohort import Cohort
from tlfgen.analysis.imputation.moments import Moments

__all__ = ["STRATEGIES", "assume_means", "name_strategies"]

STRATEGIES: Final = (
    "mar",
    "jump_to_reference",
    "copy_reference",
    "copy_increments",
    "last_mean",
)


def name_strategies(
    strategy: str | Mapping[Any, str], arms: tuple[Any, ...], reference: Any
) -> dict[Any, str]:
    """
    Give the strategy of each arm; one word is that of every arm but the reference.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-strategy``, ``analysis.unknown-level``.
    """
    if isinstance(strategy, str):
        require_word("strategy", strategy, STRATEGIES)
        return {one: "mar" if one == reference else strategy for one in arms}
    for one, word in strategy.items():
        require_word("level", str(one), [str(arm) for arm in arms])
        require_word("strategy", word, STRATEGIES)
    return {one: strategy.get(one, "mar") for one in arms}


def assume_means(cohort: Cohort, moments: Moments, strategies: Mapping[Any, str]) -> Floats:
    """
    Give the mean of each subject at each visit under the strategy of its arm, shape (n, T).

    With ``k`` visits before the event, own mean ``m`` and that of the reference ``r``:
    ``'mar'`` keeps ``m``; ``'jump_to_reference'`` takes ``r`` from the event on;
    ``'copy_reference'`` takes ``r`` at all visits; ``'copy_increments'`` goes on from
    ``m[k-1]`` by the steps of ``r``; ``'last_mean'`` stays at ``m[k-1]``.

    Notes
    -----
    Source: Carpenter, Roger and Kenward, J Biopharm Stat 2013; R ``rbmi``
    (``strategy_JR``, ``strategy_CR``, ``strategy_CIR``, ``strategy_LMCF``). The covariance is
    common to the arms, so that none of them changes it.
    """
    own = cohort.columns @ moments.slopes
    other = cohort.reference_columns @ moments.slopes
    visits = own.shape[1]
    after = np.arange(visits) >= cohort.before[:, None]
    last = np.clip(cohort.before - 1, 0, None)[:, None]
    at_last = np.take_along_axis(own, last, axis=1)
    steps = other - np.take_along_axis(other, last, axis=1)
    never = (cohort.before == 0)[:, None]
    found = {
        "mar": own,
        "jump_to_reference": np.where(after, other, own),
        "copy_reference": np.where(cohort.before[:, None] < visits, other, own),
        "copy_increments": np.where(after, np.where(never, other, at_last + steps), own),
        "last_mean": np.where(after & ~never, at_last, own),
    }
    words = np.array([strategies[level] for level in cohort.arms], dtype=object)[cohort.arm]
    made = own
    for word, means in found.items():
        made = np.where((words == word)[:, None], means, made)
    return np.asarray(made)
