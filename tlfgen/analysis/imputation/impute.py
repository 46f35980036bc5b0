"""Imputation of repeated measures under assumptions on what follows an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import Floats, Preset, choose_default, require_word
from tlfgen.analysis.imputation.cohort import Cohort, read_cohort
from tlfgen.analysis.imputation.draws import (
    augment_moments,
    bootstrap_weights,
    estimate_cohort,
    resample_moments,
)
from tlfgen.analysis.imputation.fill import fill_values
from tlfgen.analysis.imputation.moments import Moments
from tlfgen.analysis.imputation.strategies import STRATEGIES, assume_means, name_strategies
from tlfgen.core.errors import AnalysisError

__all__ = ["METHODS", "STRATEGIES", "Imputations", "impute_responses"]

METHODS: Final = ("bayes", "approximate_bayes", "jackknife", "bootstrap")
_BURN_IN: Final = 200
_BETWEEN: Final = 50


@dataclass(frozen=True, slots=True, eq=False)
class Imputations:
    """
    Complete data sets.

    ``values`` has shape (m, n, T), by ``subjects`` and ``visits``. Those of a jackknife or a
    bootstrap have the conditional means of all subjects first, then of each sample, whose
    subjects are counted by ``weights`` (m, n). ``imputed`` marks the values that were missing.
    ``moments`` is the likelihood estimate of all subjects.
    """

    values: Floats
    weights: Floats
    imputed: Any
    subjects: tuple[Any, ...]
    visits: tuple[Any, ...]
    arms: tuple[Any, ...]
    method: str
    strategies: Mapping[Any, str]
    moments: Moments | None
    cohort: Cohort
    n_missing: int
    reason: str | None


def impute_responses(
    response: Any,
    subject: Any,
    visit: Any,
    arm: Any,
    *,
    covariates: Mapping[str, Any] | None = None,
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    reference: Any = None,
    strategy: str | Mapping[Any, str] = "mar",
    onset: Any = None,
    method: str = "bayes",
    draws: int = 100,
    seed: int = 1,
    likelihood: str = "reml",
    arm_levels: Sequence[Any] | None = None,
    visit_levels: Sequence[Any] | None = None,
    preset: Preset = None,
) -> Imputations:
    """
    Impute the missing visits of subjects, also by reference to another arm.

    The visits of a subject are multivariate normal: each visit has its own intercept, arm effects
    and slopes of the covariates, the covariance is unstructured and common to the arms. A value
    missing before the event is at random; what is missing from the event on follows the strategy
    of the arm.

    Parameters
    ----------
    response, subject, visit, arm : arrays, shape (n,)
        One record for each subject and visit; a visit may lack its record or its response, and a
        subject its arm or a covariate, which leaves it out.
    covariates : mapping of names to arrays, shape (n,), optional
        Of the subject, the same in all of its records.
    classes : sequence of str
        Covariates that are classes.
    model : sequence of str, optional
        Terms as in ``build_design``; the arm, called ``arm``, and all covariates where not given.
    reference : optional
        The arm of reference; the first where not given.
    strategy : {'mar', 'jump_to_reference', 'copy_reference', 'copy_increments', 'last_mean'} or
        mapping of arms to them
        One word is that of every arm but the reference.
    onset : array, shape (n,), optional
        The first visit at or after the event, missing for a subject without one. Without it the
        event follows the last response. Responses from it on are not used, unless at random.
    method : {'bayes', 'approximate_bayes', 'jackknife', 'bootstrap'}
        Draws by data augmentation; draws from bootstrap estimates; conditional means of all
        subjects and of all but each; or of bootstrap samples.
    draws : int
        Number of imputed data sets, or of bootstrap samples.
    seed : int
        The same seed gives the same numbers.
    likelihood : {'reml', 'ml'}
    arm_levels, visit_levels : sequences, optional
        Their order; sorted where not given.
    preset : {'sas', 'r'}, optional
        Which arm is the reference where none is named: SAS the last, R the first.

    Returns
    -------
    Imputations
        Reasons: ``'no_records'``, ``'one_group'``, ``'too_few'`` for fewer subjects (with a visit,
        with two visits) than the model needs, ``'no_variation'``, ``'not_converged'``.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-strategy``, ``analysis.unknown-method``, ``analysis.unknown-level``,
        ``analysis.covariate-varies``, ``analysis.many-records``, ``analysis.draws``.

    Notes
    -----
    Source: Carpenter, Roger and Kenward, J Biopharm Stat 2013; Wolbers et al., Pharm Stat 2022
    (conditional means with jackknife); R ``rbmi`` with covariates crossed with the visit; SAS PROC
    MI ``MCMC`` with ``MNAR``. Draws of other programs agree within their simulation error.

    Examples
    --------
    >>> found = impute_responses([1, 2, 2, 4, 3, None, 5, 7, 6, 6.5, 2, 5, 4, 4, 3, 4],
    ...     [s for s in "abcdefgh" for _ in "12"], [1, 2] * 8, list("xxxxyyyyxxxxyyyy"),
    ...     method="jackknife")
    >>> found.values.shape, round(float(found.values[0, 2, 1]), 4)
    ((9, 8, 2), 4.1716)
    """
    require_word("method", method, METHODS)
    require_word("likelihood", likelihood, ("reml", "ml"))
    if draws < 1:
        raise AnalysisError.of("analysis.draws", f"{draws} draws give no data set.")
    first = read_cohort(
        response, subject, visit, arm,
        covariates=covariates or {}, classes=classes, model=model, reference=reference,
        arm_levels=arm_levels, visit_levels=visit_levels, onset=onset,
    )  # fmt: skip
    if reference is None and first.arms:
        reference = first.arms[choose_default(preset, None, {"sas": -1, "r": 0})]
    strategies = name_strategies(strategy, first.arms, reference)
    cohort = read_cohort(
        response, subject, visit, arm,
        covariates=covariates or {}, classes=classes, model=model,
        reference=reference if first.arms else None, arm_levels=arm_levels,
        visit_levels=visit_levels, onset=onset, strategies=strategies,
    )  # fmt: skip
    reason = cohort.shortage()
    start = None
    is_restricted = likelihood == "reml"
    if reason is None:
        start = estimate_cohort(cohort, is_restricted=is_restricted)
        reason = "not_converged" if start is None else None
    made = None
    if start is not None:
        try:
            made = _impute(
                cohort, start, strategies, method, draws, seed, is_restricted=is_restricted
            )
        except np.linalg.LinAlgError:  # a covariance that is singular
            made = None
        reason = "not_converged" if made is None else None
    n, visits = cohort.values.shape
    values, weights = made or (np.empty((0, n, visits)), np.empty((0, n)))
    return Imputations(
        values=values,
        weights=weights,
        imputed=~cohort.observed,
        subjects=cohort.subjects,
        visits=cohort.visits,
        arms=cohort.arms,
        method=method,
        strategies=strategies,
        moments=start,
        cohort=cohort,
        n_missing=cohort.n_missing,
        reason=reason,
    )


def _impute(
    cohort: Cohort,
    start: Moments,
    strategies: Mapping[Any, str],
    method: str,
    draws: int,
    seed: int,
    *,
    is_restricted: bool,
) -> tuple[Floats, Floats] | None:
    """Give the complete data sets with the weights of their subjects."""
    generator = np.random.Generator(np.random.PCG64(seed))
    ones = np.ones(cohort.arm.size)
    if method in {"jackknife", "bootstrap"}:
        samples = [ones, *_samples(cohort, method, draws, generator)]
        made = []
        for weight in samples:
            own = start
            if weight is not ones:
                found = estimate_cohort(
                    cohort, is_restricted=is_restricted, weight=weight, start=start
                )
                if found is None:
                    return None
                own = found
            means = assume_means(cohort, own, strategies)
            made.append(fill_values(cohort.values, means, own.covariance))
        return np.asarray(made), np.asarray(samples)
    source: Iterator[Moments | None]
    if method == "bayes":
        source = augment_moments(cohort, start, generator, burn_in=_BURN_IN, between=_BETWEEN)
    else:
        source = resample_moments(cohort, start, generator, is_restricted=is_restricted)
    other = np.random.Generator(np.random.PCG64([seed, 1]))
    made = []
    for one in islice(source, draws):
        if one is None:
            return None
        means = assume_means(cohort, one, strategies)
        made.append(fill_values(cohort.values, means, one.covariance, other))
    return np.asarray(made), np.tile(ones, (draws, 1))


def _samples(
    cohort: Cohort, method: str, draws: int, generator: np.random.Generator
) -> Iterator[Floats]:
    if method == "bootstrap":
        for _ in range(draws):
            yield bootstrap_weights(cohort, generator)
        return
    for place in range(cohort.arm.size):
        weight = np.ones(cohort.arm.size)
        weight[place] = 0.0
        yield weight
