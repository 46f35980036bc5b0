"""Models fitted to the records of a display, asked by the names a shell gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.lsmeans import LsMeans, estimate_lsmeans
from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.analysis.makers.repeated import Answer, fit_repeated
from tlfgen.analysis.model_estimates import (
    TermTests,
    compare_terms_jointly,
    estimate_combinations,
)
from tlfgen.analysis.negative_binomial import fit_negative_binomial
from tlfgen.analysis.sums_of_squares import compare_terms
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.methods.models import factors_of
from tlfgen.spec.shell.modelrows import ModelSpec

__all__ = ["Answer", "Fitted", "fit_model"]

_FAMILIES = {"logistic": "binomial", "poisson": "poisson"}


class Fitted(Protocol):
    """What every fitted model answers."""

    @property
    def reason(self) -> str | None:
        """Why there are no numbers."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the log should know of the fit."""

    def term(self, name: str) -> Answer:
        """Give the test of a term, with its coefficient where it has one."""

    def contrast(self, first: str, second: str, at: Mapping[str, str]) -> Answer:
        """Give the difference of two arms, first less second."""

    def mean(self, arm: str, at: Mapping[str, str]) -> Answer:
        """Give the mean of an arm."""


@dataclass(frozen=True, slots=True)
class _Unfitted:
    """A model without records."""

    reason: str | None
    remarks: tuple[str, ...] = ()

    def term(self, name: str) -> Answer:
        del name
        return {}, self.reason

    def contrast(self, first: str, second: str, at: Mapping[str, str]) -> Answer:
        del first, second, at
        return {}, self.reason

    def mean(self, arm: str, at: Mapping[str, str]) -> Answer:
        del arm, at
        return {}, self.reason


def fit_model(spec: ModelSpec, data: ModelData, reference: str | None) -> Fitted:
    """Fit a model to its records; without a complete record the reason is ``no_records``."""
    if not data.n_used:
        return _Unfitted("no_records")
    if spec.fit == "mmrm":
        return fit_repeated(spec, data)
    has_reference = ARM in data.classes and reference in data.arms
    arrays = (
        data.response[data.keep],
        {name: values[data.keep] for name, values in data.terms.items()},
        data.classes,
        [str(term) for term in spec.terms],
    )
    given: dict[str, Any] = {
        "levels": {ARM: data.arms} if ARM in data.classes else None,
        "references": {ARM: reference} if has_reference else None,
        "level": spec.level,
        **spec.options,
    }
    if spec.fit == "negative_binomial":
        return _Generalized(spec, data, fit_negative_binomial(*arrays, **given))
    given["covariance"] = str(spec.covariance[0]) if spec.covariance else "model"
    if spec.fit in _FAMILIES:
        fit = fit_generalized(*arrays, family=_FAMILIES[spec.fit], **given)
        return _Generalized(spec, data, fit)
    return _Linear(spec, data, fit_ancova(*arrays, **given))


@dataclass(frozen=True, slots=True)
class _Linear:
    spec: ModelSpec
    data: ModelData
    fit: Any
    remarks: tuple[str, ...] = ()

    @property
    def reason(self) -> str | None:
        found: str | None = self.fit.reason
        return found

    def term(self, name: str) -> Answer:
        fit = self.fit
        tests = self._tests()
        wanted = sorted(factors_of(name))
        place = [sorted(factors_of(term)) for term in tests.terms].index(wanted)
        numbers: dict[str, float | None] = {
            "statistic": float(tests.statistics[place]),
            "df": float(tests.df[place]),
            "df_residual": _finite(tests.denominator_df),
            "p": float(tests.p_values[place]),
        }
        if tests.terms[place] in fit.names:
            column = fit.names.index(tests.terms[place])
            numbers |= {
                "estimate": float(fit.coefficients[column]),
                "se": float(fit.std_errors[column]),
                "low": float(fit.lower[column]),
                "high": float(fit.upper[column]),
            }
        return numbers, fit.reason or tests.reasons[place]

    def _tests(self) -> TermTests:
        return compare_terms(self.fit, ss=self.spec.ss or 3, **_preset(self.spec))

    def contrast(self, first: str, second: str, at: Mapping[str, str]) -> Answer:
        lacking = self._lacking(at) or self._without(first) or self._without(second)
        if lacking is not None:
            return {}, lacking
        means = self._means(at)
        high, low = self._row(means, first, at), self._row(means, second, at)
        return self._answer(means.rows[high] - means.rows[low], "diff")

    def mean(self, arm: str, at: Mapping[str, str]) -> Answer:
        lacking = self._lacking(at) or self._without(arm)
        if lacking is not None:
            return {}, lacking
        means = self._means(at)
        return self._answer(means.rows[self._row(means, arm, at)], "lsmean")

    def _without(self, arm: str) -> str | None:
        """Say why an arm has no mean."""
        if arm not in self.data.arms or (ARM, arm) in self.data.empty:
            return "no_records"
        return None

    def _lacking(self, at: Mapping[str, str]) -> str | None:
        """Say why the levels asked for have no mean."""
        levels = self.fit.estimates.design.levels
        for name, level in at.items():
            if name in levels and str(level) not in map(str, levels[name]):
                return "no_records"
        return self.reason

    def _means(self, at: Mapping[str, str]) -> LsMeans:
        within = [name for name in at if name in self.data.classes]
        fixed = {name: float(value) for name, value in at.items() if name not in within}
        return estimate_lsmeans(
            self.fit.estimates,
            "*".join([ARM, *within]),
            weights=self.spec.lsmeans.weights,
            at=fixed,
            level=self.spec.level,
            **_preset(self.spec),
        )

    def _row(self, means: LsMeans, arm: str, at: Mapping[str, str]) -> int:
        wanted = tuple(arm if name == ARM else str(at[name]) for name in means.factors)
        return [tuple(map(str, levels)) for levels in means.levels].index(wanted)

    def _answer(self, row: Any, name: str) -> Answer:
        found = estimate_combinations(self.fit.estimates, np.atleast_2d(row), level=self.spec.level)
        numbers = {
            name: float(found.estimates[0]),
            "se": float(found.std_errors[0]),
            "df": _finite(found.df[0]),
            "statistic": float(found.statistics[0]),
            "p": float(found.p_values[0]),
            "low": float(found.lower[0]),
            "high": float(found.upper[0]),
        }
        return numbers, self.fit.reason or found.reasons[0]


@dataclass(frozen=True, slots=True)
class _Generalized(_Linear):
    """A generalized model: differences are of the predictor, ratios their exponentials."""

    def _tests(self) -> TermTests:
        return compare_terms_jointly(self.fit.estimates)

    def contrast(self, first: str, second: str, at: Mapping[str, str]) -> Answer:
        numbers, reason = _Linear.contrast(self, first, second, at)
        named = {"ratio": "diff", "ratio_low": "low", "ratio_high": "high"}
        found = {name: numbers.get(own) for name, own in named.items()}
        ratios = {name: None if one is None else math.exp(one) for name, one in found.items()}
        return {**numbers, **ratios}, reason


def _finite(value: Any) -> float | None:
    """Give degrees of freedom, or none where they are those of the normal law."""
    return float(value) if math.isfinite(value) else None


def _preset(spec: ModelSpec) -> dict[str, Any]:
    return {"preset": spec.options["preset"]} if "preset" in spec.options else {}
