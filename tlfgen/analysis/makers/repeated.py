"""Mixed models for repeated measures, asked by the names a shell gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.analysis.mmrm import (
    LADDER,
    MmrmFit,
    MmrmMean,
    compare_mmrm_lsmeans,
    compare_mmrm_terms,
    estimate_mmrm_lsmeans,
    fit_mmrm,
)
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.methods.models import MODELS, factors_of
from tlfgen.spec.shell.modelrows import ModelSpec

__all__ = ["Answer", "fit_repeated"]

Answer = tuple[Mapping[str, float | None], str | None]
"""Numbers by name, or the reason why there are none."""

_NOT_CONVERGED = "no covariance structure converges"


def fit_repeated(spec: ModelSpec, data: ModelData) -> _Repeated:
    """Fit a mixed model to its records; structures are tried in the order named."""
    assert data.visit is not None  # noqa: S101 - a model of this kind without visit is refused
    first, *others = [str(word) for word in spec.covariance] or ["us", *LADDER]
    classes: dict[str, Any] = dict.fromkeys(data.classes)
    if ARM in classes:
        classes[ARM] = data.arms
    if spec.visit in classes:
        classes[str(spec.visit)] = data.visits
    fit = fit_mmrm(
        data.response[data.keep],
        data.subjects[data.keep],
        data.visit[data.keep],
        terms={name: values[data.keep] for name, values in data.terms.items()},
        classes=classes,
        model=[term for written in spec.terms for term in _written_out(str(written))],
        covariance=first,
        fallback=others,
        df=str(spec.df) if spec.df else MODELS["mmrm"].freedoms[0],
        visit_levels=data.visits,
        **spec.options,
    )
    return _Repeated(spec, data, fit)


def _written_out(term: str) -> list[str]:
    """Give the terms of a crossing; a bar stands for main effects too."""
    factors = factors_of(term)
    crossed = ["*".join(factors)]
    return [*factors, *crossed] if "|" in term else crossed


@dataclass(frozen=True, slots=True)
class _Repeated:
    spec: ModelSpec
    data: ModelData
    fit: MmrmFit

    @property
    def reason(self) -> str | None:
        if self.fit.reason is None:
            return None
        return "not_converged" if self.fit.reason == _NOT_CONVERGED else "not_estimable"

    @property
    def remarks(self) -> tuple[str, ...]:
        if self.fit.reason is not None:
            return (self.fit.reason,)
        return (f"its covariance is '{self.fit.structure_used}'", *self.fit.warnings)

    def term(self, name: str) -> Answer:
        if self.fit.reason is not None:
            return {}, self.reason
        wanted = sorted(factors_of(name))
        test = next(
            one for one in compare_mmrm_terms(self.fit) if sorted(factors_of(one.name)) == wanted
        )
        numbers: dict[str, float | None] = {
            "statistic": test.statistic,
            "df": float(test.df_num),
            "df_residual": test.df_den,
            "p": test.p_value,
        }
        for one in self.fit.coefficients:
            if one.name == test.name:
                numbers |= {"estimate": one.estimate, "se": one.se}
        return numbers, "not_estimable" if test.reason else None

    def contrast(self, first: str, second: str, at: Mapping[str, str]) -> Answer:
        lacking = self._lacking(at, first, second)
        if lacking is not None:
            return {}, lacking
        found = compare_mmrm_lsmeans(
            self.fit, ARM, by=self._within(at), reference=second, **self._options(at)
        )
        return _answer(self._pick([one for one in found if one.minuend == first], at), "diff")

    def mean(self, arm: str, at: Mapping[str, str]) -> Answer:
        lacking = self._lacking(at, arm)
        if lacking is not None:
            return {}, lacking
        found = estimate_mmrm_lsmeans(self.fit, [ARM, *self._within(at)], **self._options(at))
        return _answer(self._pick([one for one in found if one.levels[ARM] == arm], at), "lsmean")

    def _lacking(self, at: Mapping[str, str], *arms: str) -> str | None:
        """Say why there is no mean of these arms at these levels."""
        if self.fit.reason is not None:
            return self.reason
        design = self.fit.design
        levels = {} if design is None else design.levels
        if any(arm not in levels[ARM] for arm in arms):
            return "no_records"
        asked = ((name, str(at[name])) for name in self._within(at))
        return "no_records" if any(level not in levels[name] for name, level in asked) else None

    def _within(self, at: Mapping[str, str]) -> list[str]:
        return [name for name in at if name in self.data.classes]

    def _options(self, at: Mapping[str, str]) -> dict[str, Any]:
        fixed = {name: float(at[name]) for name in at if name not in self.data.classes}
        return {
            "weights": self.spec.lsmeans.weights,
            "at": fixed,
            "conf_level": self.spec.level,
        }

    def _pick(self, found: list[MmrmMean], at: Mapping[str, str]) -> MmrmMean:
        within = self._within(at)
        return next(
            one for one in found if all(one.levels[name] == str(at[name]) for name in within)
        )


def _answer(found: MmrmMean, name: str) -> Answer:
    numbers = {
        name: found.estimate,
        "se": found.se,
        "df": found.df if found.df is None or np.isfinite(found.df) else None,
        "statistic": found.statistic,
        "p": found.p_value,
        "low": found.lower,
        "high": found.upper,
    }
    return numbers, "not_estimable" if found.reason else None
