"""Mixed models for repeated measures, asked by the names a shell gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.contrasts import Combinations
from tlfgen.analysis.makers.model_answers import Answer, adjust_found, numbers_at
from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.analysis.mmrm import (
    LADDER,
    MmrmFit,
    compare_mmrm_terms,
    estimate_mmrm_lsmeans,
    estimate_mmrm_rows,
    fit_mmrm,
)
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.methods.models import MODELS
from tlfgen.spec.methods.modelwords import factors_of
from tlfgen.spec.shell.modelrows import ContrastOf, LsmeansOf, ModelSpec, TermOf

__all__ = ["fit_repeated"]

_REASONS = {
    "no covariance structure converges": "not_converged",
    "no complete record": "no_records",
    "not more complete records than coefficients": "too_few",
    "the residuals are all zero": "no_variation",
}


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
        group=data.column("group"),
        weights=data.column("weights"),
        coordinates=_coordinates(spec, data),
        **spec.options,
    )
    return _Repeated(spec, data, fit)


def _written_out(term: str) -> list[str]:
    """Give the terms of a crossing; a bar stands for main effects too."""
    factors = factors_of(term)
    crossed = ["*".join(factors)]
    return [*factors, *crossed] if "|" in term else crossed


def _coordinates(spec: ModelSpec, data: ModelData) -> Floats | None:
    """Give where records lie, one column a variable."""
    columns = [data.column(f"coordinates{place}") for place in range(len(spec.coordinates))]
    return np.column_stack([one for one in columns if one is not None]) if columns else None


@dataclass(frozen=True, slots=True)
class _Repeated:
    spec: ModelSpec
    data: ModelData
    fit: MmrmFit

    @property
    def reason(self) -> str | None:
        if self.fit.reason is None:
            return None
        return _REASONS.get(self.fit.reason, "not_estimable")

    @property
    def remarks(self) -> tuple[str, ...]:
        if self.fit.reason is not None:
            return (self.fit.reason,)
        return (f"its covariance is '{self.fit.structure_used}'", *self.fit.warnings)

    @property
    def warnings(self) -> tuple[str, ...]:
        used = self.fit.structure_used
        told = self.fit.warnings if len(self.fit.tried) > 1 and used is not None else ()
        return (f"covariance '{used}' is used", *told) if told else ()

    def term(self, asked: TermOf, shown: Sequence[str]) -> Answer:
        del shown
        name = str(asked.of)
        if self.fit.reason is not None:
            return {}, self.reason
        if asked.level is not None:
            return self._level(asked)
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

    def _level(self, asked: TermOf) -> Answer:
        """Give a level of a class against its reference."""
        means = estimate_mmrm_lsmeans(self.fit, [asked.of], weights=self.spec.lsmeans.weights)
        rows = {str(one.levels[asked.of]): np.asarray(one.row) for one in means}
        if not {str(asked.level), str(asked.reference)} <= set(rows):
            return {}, "no_records"
        found, reasons = self._combine(
            np.asarray([rows[str(asked.level)] - rows[str(asked.reference)]])
        )
        return numbers_at(found, 0, "estimate"), reasons[0]

    def contrasts(self, asked: ContrastOf, shown: Sequence[str]) -> list[Answer]:
        del shown
        named = [tuple(map(str, pair)) for pair in asked.arms]
        named = named or [tuple(map(str, asked.coefficients))]
        lacking = [self._lacking(asked.at, *arms) for arms in named]
        kept = [arms for arms, why in zip(named, lacking, strict=True) if why is None]
        answers: list[Answer] = [({}, why) for why in lacking]
        if not kept:
            return answers
        rows = self._rows(asked.at)
        weights = list(asked.coefficients.values()) or [1.0, -1.0]
        table = np.asarray([weights @ np.asarray([rows[arm] for arm in arms]) for arms in kept])
        found, reasons = self._combine(table)
        adjusted = adjust_found(found, asked.adjust, n_means=len(rows))
        places = [number for number, why in enumerate(lacking) if why is None]
        for place, number in enumerate(places):
            answers[number] = (numbers_at(adjusted, place, "diff"), reasons[place])
        return answers

    def mean(self, arm: str, asked: LsmeansOf) -> Answer:
        lacking = self._lacking(asked.at, arm)
        if lacking is not None:
            return {}, lacking
        found, reasons = self._combine(np.asarray([self._rows(asked.at)[arm]]))
        return numbers_at(found, 0, "lsmean"), reasons[0]

    def _combine(self, table: Floats) -> tuple[Combinations, list[str | None]]:
        """Give combinations of the coefficients, each with its own degrees of freedom."""
        fit = self.fit
        each = estimate_mmrm_rows(fit, table, conf_level=self.spec.level)

        def take(part: str) -> Floats:
            return np.array([getattr(one, part) for one in each], dtype=np.float64)

        own = table[:, list(fit.kept)]
        spread = own @ np.asarray(fit.vcov) @ own.T
        reasons = ["not_estimable" if one.reason else None for one in each]
        found = Combinations(
            estimates=take("estimate"),
            std_errors=take("se"),
            df=take("df"),
            statistics=take("statistic"),
            p_values=take("p_value"),
            lower=take("lower"),
            upper=take("upper"),
            covariance=spread,
            level=self.spec.level,
            reasons=tuple(reasons),
        )
        return found, reasons

    def _rows(self, at: Mapping[str, str]) -> dict[str, Floats]:
        """Give the combination of coefficients of each arm that has one."""
        within = [name for name in at if name in self.data.classes]
        fixed = {name: float(at[name]) for name in at if name not in self.data.classes}
        weights = self.spec.lsmeans.weights
        found = estimate_mmrm_lsmeans(self.fit, [ARM, *within], weights=weights, at=fixed)
        return {
            one.levels[ARM]: np.asarray(one.row)
            for one in found
            if all(one.levels[name] == str(at[name]) for name in within)
        }

    def _lacking(self, at: Mapping[str, str], *arms: str) -> str | None:
        """Say why there is no mean of these arms at these levels."""
        if self.fit.reason is not None:
            return self.reason
        design = self.fit.design
        levels = {} if design is None else design.levels
        if any(arm not in levels[ARM] for arm in arms):
            return "no_records"
        asked = ((name, str(at[name])) for name in at if name in self.data.classes)
        return "no_records" if any(level not in levels[name] for name, level in asked) else None
