"""A fitted linear predictor, asked by the names a shell gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import Floats
from tlfgen.analysis.contrasts import Combinations, JointTest
from tlfgen.analysis.lsmeans import LsMeans, estimate_lsmeans, estimate_slopes
from tlfgen.analysis.makers.marginal_answers import compare_marginally, mean_marginally
from tlfgen.analysis.makers.model_answers import Answer, adjust_found, numbers_at, with_ratios
from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.analysis.model_estimates import ModelEstimates, TermTests
from tlfgen.analysis.response_scale import transform_lsmeans
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.methods.models import MODELS
from tlfgen.spec.methods.modelwords import factors_of
from tlfgen.spec.shell.modelrows import ContrastOf, LsmeansOf, ModelSpec, TermOf

__all__ = ["Parts", "Predictor", "Profile"]

Profile = Callable[[str], tuple[Sequence[str], Floats, Floats, Floats]]
"""From the arm of reference to names, lower limits, upper limits, likelihood ratio p-values."""

_SOFT = frozenset({"separation", "boundary"})
_PERCENT = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """
    What a fitted model offers.

    ``combine`` gives linear combinations of the columns of the design; ``terms`` the tests of the
    terms, ``likelihood`` those by likelihood ratios, ``whole`` those of the whole model. The arrays
    are those of the coefficients ``names``. ``generalized`` is the fit that marginal means are
    made from.
    """

    estimates: ModelEstimates
    combine: Callable[[Floats], Combinations]
    terms: Callable[[], TermTests]
    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    lower: Floats
    upper: Floats
    reason: str | None
    likelihood: Callable[[], TermTests] | None = None
    whole: Mapping[str, JointTest] = field(default_factory=dict)
    profile: Profile | None = None
    generalized: Any = None


@dataclass(frozen=True, slots=True)
class Predictor:
    """The answers of a model whose coefficients make one linear predictor."""

    spec: ModelSpec
    data: ModelData
    parts: Parts
    remarks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def reason(self) -> str | None:
        """Why there are no numbers."""
        return None if self.parts.reason in _SOFT else self.parts.reason

    def term(self, asked: TermOf, shown: Sequence[str]) -> Answer:
        """Give the test of a term, of a level against another, or of the whole model."""
        if self.reason is not None:
            return {}, self.reason
        if asked.of in self.parts.whole:
            return _joint(self.parts.whole[asked.of])
        if asked.level is not None:
            return self._level(asked)
        tests = self.parts.terms()
        wanted = sorted(factors_of(asked.of))
        place = [sorted(factors_of(term)) for term in tests.terms].index(wanted)
        below = tests.denominators[place] if tests.denominators else tests.denominator_df
        numbers: dict[str, float | None] = {
            "statistic": float(tests.statistics[place]),
            "df": float(tests.df[place]),
            "df_residual": float(below) if np.isfinite(below) else None,
            "p": float(tests.p_values[place]),
        }
        if "p_lr" in shown and self.parts.likelihood is not None:
            numbers["p_lr"] = float(self.parts.likelihood().p_values[place])
        if tests.terms[place] in self.parts.names:
            column = self.parts.names.index(tests.terms[place])
            for name in ("std_errors", "lower", "upper"):
                short = {"std_errors": "se", "lower": "low", "upper": "high"}[name]
                numbers[short] = float(getattr(self.parts, name)[column])
            numbers["estimate"] = float(self.parts.coefficients[column])
            numbers = self._ratio(numbers, "estimate")
        return numbers, self._why(tests.reasons[place])

    def contrasts(self, asked: ContrastOf, shown: Sequence[str]) -> list[Answer]:
        """Give the differences of pairs of arms, or one sum of arms."""
        del shown
        named = [tuple(map(str, pair)) for pair in asked.arms]
        named = named or [tuple(map(str, asked.coefficients))]
        lacking = [self._lacking(asked.at) or self._without(*arms) for arms in named]
        if asked.measure != "predictor":
            fit, variance = self.parts.generalized, self._variance()
            made = compare_marginally(fit, asked, lacking, variance, level=self.spec.level)
            return [(numbers, self._why(reason)) for numbers, reason in made]
        if all(lacking):
            return [({}, reason) for reason in lacking]
        means = self._means(ARM, asked.at, asked.slope)
        rows = [self._row(means, asked, arms) for arms, why in zip(named, lacking, strict=True)
                if why is None]  # fmt: skip
        plain = self.parts.combine(np.asarray(rows))
        found = adjust_found(plain, asked.adjust, n_means=self._count_arms())
        kept = [number for number, why in enumerate(lacking) if why is None]
        answers: list[Answer] = [({}, why) for why in lacking]
        for place, number in enumerate(kept):
            numbers = numbers_at(found, place, "diff")
            is_plain = asked.adjust == "none" and not asked.at and asked.slope is None
            if asked.arms and is_plain:
                numbers |= self._profiled(named[number])
            answers[number] = (self._ratio(numbers, "diff"), self._why(found.reasons[place]))
        return answers

    def mean(self, arm: str, asked: LsmeansOf) -> Answer:
        """Give the mean of an arm on the scale asked for."""
        lacking = self._lacking(asked.at) or self._without(arm)
        if lacking is not None:
            return {}, lacking
        if asked.scale == "marginal":
            fit, variance = self.parts.generalized, self._variance()
            return mean_marginally(fit, arm, variance, level=self.spec.level, per=asked.per)
        means = self._means(ARM, asked.at, asked.slope)
        place = self._place(means, ARM, arm, asked.at)
        found = self.parts.combine(means.rows[[place]])
        numbers = numbers_at(found, 0, "lsmean")
        if asked.scale == "response":
            own = LsMeans(
                means.factors, (means.levels[place],), means.rows[[place]], found, means.weights,
                means.at, means.model,
            )  # fmt: skip
            shift = 0.0 if asked.per is None else float(np.log(asked.per))
            turned = transform_lsmeans(own, offset=shift)
            scale = _PERCENT if self._is_share() else 1.0
            for stat, part in (("lsmean", "estimates"), ("se", "std_errors"), ("low", "lower"),
                               ("high", "upper")):  # fmt: skip
                numbers[stat] = scale * float(getattr(turned, part)[0])
        return numbers, self._why(found.reasons[0])

    def _is_share(self) -> bool:
        own = self.spec.options.get("family", self.spec.fit)
        return own in {"logistic", "binomial"}

    def _variance(self) -> str:
        return str(self.spec.options.get("marginal_variance", "delta"))

    def _ratio(self, numbers: dict[str, float | None], name: str) -> dict[str, float | None]:
        """Add ratios where a difference of the predictor is the log of one."""
        is_log = self.parts.estimates.link in {"log", "logit", "cloglog"}
        return with_ratios(numbers, name) if is_log and MODELS[self.spec.fit].is_ratio else numbers

    def _why(self, reason: str | None) -> str | None:
        """Give the reason of one number: that of the fit tells more than its own."""
        return self.reason or (reason and (self.parts.reason or reason))

    def _level(self, asked: TermOf) -> Answer:
        """Give a level of a class against its reference."""
        name = str(asked.of)
        means = self._means(name, {})
        words = [str(levels[0]) for levels in means.levels]
        if not {str(asked.level), str(asked.reference)} <= set(words):
            return {}, "no_records"
        high, low = words.index(str(asked.level)), words.index(str(asked.reference))
        found = self.parts.combine(means.rows[[high]] - means.rows[[low]])
        numbers = self._ratio(numbers_at(found, 0, "estimate"), "estimate")
        return numbers, self._why(found.reasons[0])

    def _profiled(self, pair: Sequence[str]) -> dict[str, float | None]:
        """Give profile limits of a pair of arms: those of the coefficient of the first."""
        crossed = any(ARM in factors_of(term) and len(factors_of(term)) > 1
                      for term in self.spec.terms)  # fmt: skip
        if self.parts.profile is None or crossed:
            return {}
        names, lower, upper, p_values = self.parts.profile(pair[1])
        place = list(names).index(f"{ARM}={pair[0]}")
        found = {"low": lower, "high": upper, "p_lr": p_values}
        return {name: float(values[place]) for name, values in found.items()}

    def _without(self, *arms: str) -> str | None:
        """Say why arms have no mean."""
        lost = [one for one in arms if one not in self.data.arms or (ARM, one) in self.data.empty]
        return "no_records" if lost else None

    def _count_arms(self) -> int:
        return sum(self._without(arm) is None for arm in self.data.arms)

    def _lacking(self, at: Mapping[str, str]) -> str | None:
        """Say why the levels asked for have no mean."""
        levels = self.parts.estimates.design.levels
        for name, level in at.items():
            if name in levels and str(level) not in map(str, levels[name]):
                return "no_records"
        return self.reason

    def _means(self, factor: str, at: Mapping[str, str], slope: str | None = None) -> LsMeans:
        """Give the means of a class, or the slopes of a covariate, at levels of others."""
        within = [name for name in at if name in self.data.classes]
        fixed = {name: float(value) for name, value in at.items() if name not in within}
        of, weights = "*".join([factor, *within]), self.spec.lsmeans.weights
        own, level = self.parts.estimates, self.spec.level
        if slope is not None:
            return estimate_slopes(own, str(slope), of, weights=weights, at=fixed, level=level)
        given = {"preset": self.spec.options["preset"]} if "preset" in self.spec.options else {}
        return estimate_lsmeans(own, of, weights=weights, at=fixed, level=level, **given)

    def _place(self, means: LsMeans, factor: str, level: str, at: Mapping[str, str]) -> int:
        wanted = tuple(level if name == factor else str(at[name]) for name in means.factors)
        return [tuple(map(str, levels)) for levels in means.levels].index(wanted)

    def _row(self, means: LsMeans, asked: ContrastOf, arms: Sequence[str]) -> Floats:
        """Give the combination of a pair of arms, or of all with their coefficients."""
        rows = np.asarray([means.rows[self._place(means, ARM, arm, asked.at)] for arm in arms])
        weights = list(asked.coefficients.values()) or [1.0, -1.0]
        return np.asarray(np.asarray(weights) @ rows)


def _joint(test: JointTest) -> Answer:
    numbers = {"statistic": test.statistic, "df": float(test.df), "p": test.p_value}
    return numbers, test.reason
