"""The call of each method a model may name, with what its fit offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from tlfgen.analysis.contrasts import Combinations
from tlfgen.analysis.gee import fit_gee
from tlfgen.analysis.generalized import fit_generalized
from tlfgen.analysis.likelihood_ratio import compare_terms_by_likelihood
from tlfgen.analysis.linear import fit_ancova
from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.analysis.makers.predictor import Parts
from tlfgen.analysis.mixed import fit_mixed
from tlfgen.analysis.mixed_inference import compare_mixed_terms, estimate_mixed
from tlfgen.analysis.model_estimates import (
    ModelEstimates,
    compare_terms_jointly,
    estimate_combinations,
)
from tlfgen.analysis.negative_binomial import fit_negative_binomial
from tlfgen.analysis.ordinal import fit_proportional_odds
from tlfgen.analysis.sums_of_squares import compare_terms
from tlfgen.spec.shell.modelrows import ModelSpec

__all__ = ["CALLS", "Asked"]

_OWN = {"marginal_variance"}


class Asked:
    """A model with its complete records: the arguments that methods share."""

    def __init__(self, spec: ModelSpec, data: ModelData, reference: str | None, arm: str) -> None:
        self.spec, self.data, self.arm = spec, data, arm
        has_reference = arm in data.classes and reference in data.arms
        self.response = data.response[data.keep]
        self.terms = {name: values[data.keep] for name, values in data.terms.items()}
        self.classes = data.classes
        self.model = [str(term) for term in spec.terms]
        self.levels = {arm: data.arms} if arm in data.classes else None
        self.references = {arm: reference} if has_reference else None
        self.options = {name: value for name, value in spec.options.items() if name not in _OWN}

    def arrays(self) -> dict[str, Any]:
        """Give response and terms."""
        return {
            "response": self.response,
            "terms": self.terms,
            "classes": self.classes,
            "model": self.model,
        }

    def design(self) -> dict[str, Any]:
        """Give what ``build_design`` takes by name."""
        return {"levels": self.levels, "references": self.references}

    def fitted(self) -> dict[str, Any]:
        """Give what every fit takes by name."""
        return {**self.design(), "level": self.spec.level, **self.options}

    def extras(self, *names: str) -> dict[str, Any]:
        """Give offset, weights and the like where they are asked for."""
        return {name: own for name in names if (own := self.data.column(name)) is not None}

    def covariance(self, default: str) -> str:
        """Give the covariance asked for."""
        return str(self.spec.covariance[0]) if self.spec.covariance else default

    def cluster(self) -> Any:
        """Give what is correlated: the subject where nothing is said."""
        own = self.data.column("cluster")
        return self.data.subjects[self.data.keep] if own is None else own

    def position(self) -> Any:
        """Give the place of the visit of each record, None without visits."""
        if self.data.visit is None:
            return None
        order = {visit: number for number, visit in enumerate(self.data.visits)}
        return np.array([order[one] for one in self.data.visit[self.data.keep].tolist()])


def _common(fit: Any, spec: ModelSpec, **more: Any) -> Parts:
    """Give the parts of a fit that has estimates of its own."""
    estimates = fit.estimates
    given: dict[str, Any] = {
        "estimates": estimates,
        "combine": _combiner(estimates, spec.level),
        "terms": lambda: compare_terms_jointly(estimates),
        "names": fit.names,
        "coefficients": fit.coefficients,
        "std_errors": fit.std_errors,
        "lower": fit.lower,
        "upper": fit.upper,
        "reason": fit.reason,
    }
    return Parts(**{**given, **more})


def _combiner(estimates: ModelEstimates, level: float) -> Callable[[Any], Combinations]:
    return lambda rows: estimate_combinations(estimates, rows, level=level)


def _ancova(asked: Asked) -> Parts:
    spec = asked.spec
    fit = fit_ancova(
        **asked.arrays(),
        **asked.fitted(),
        **asked.extras("weights"),
        covariance=asked.covariance("model"),
    )
    given = {"preset": spec.options["preset"]} if "preset" in spec.options else {}
    return _common(fit, spec, terms=lambda: compare_terms(fit, ss=spec.ss or 3, **given))


def _generalized(family: str) -> Callable[[Asked], Parts]:
    def call(asked: Asked) -> Parts:
        def run(references: Any) -> Any:
            return fit_generalized(
                **asked.arrays(),
                family=family,
                covariance=asked.covariance("model"),
                **{**asked.fitted(), "references": references},
                **asked.extras("offset", "weights"),
            )

        fit = run(asked.references)
        profile = _profiler(asked, run, "likelihood_ratio_p_values")
        return _common(fit, asked.spec, likelihood=lambda: compare_terms_by_likelihood(fit),
                       profile=profile, generalized=fit)  # fmt: skip

    return call


def _profiler(asked: Asked, run: Callable[[Any], Any], p_values: str | None) -> Any:
    """Give the limits of the coefficients against an arm, where profile limits are asked for."""
    if asked.options.get("limits") != "profile" or asked.arm not in asked.classes:
        return None
    known: dict[str, Any] = {}

    def profile(reference: str) -> tuple[Sequence[str], Any, Any, Any]:
        if reference not in known:
            known[reference] = run({asked.arm: reference})
        fit = known[reference]
        blank = np.full(len(fit.names), np.nan)
        ratio_p = blank if p_values is None else getattr(fit, p_values)
        return fit.names, fit.lower, fit.upper, ratio_p

    return profile


def _negative_binomial(asked: Asked) -> Parts:
    fit = fit_negative_binomial(
        **asked.arrays(), **asked.fitted(), **asked.extras("offset", "weights")
    )
    return _common(fit, asked.spec, likelihood=lambda: compare_terms_by_likelihood(fit),
                   generalized=fit)  # fmt: skip


def _proportional_odds(asked: Asked) -> Parts:
    fit = fit_proportional_odds(
        **asked.arrays(), **asked.fitted(), **asked.extras("offset", "weights")
    )
    whole = {
        "proportionality": fit.proportionality,
        "likelihood_ratio": fit.likelihood_ratio,
        "score": fit.score,
        "wald": fit.wald,
    }
    return _common(fit, asked.spec, whole=whole)


def _gee(asked: Asked) -> Parts:
    fit = fit_gee(
        **asked.arrays(),
        cluster=asked.cluster(),
        position=asked.position(),
        covariance=asked.covariance("robust"),
        **asked.fitted(),
        **asked.extras("offset"),
    )
    return _common(fit, asked.spec)


def _mixed(asked: Asked) -> Parts:
    spec = asked.spec
    fit = fit_mixed(
        **asked.arrays(),
        group=asked.cluster(),
        random=[str(name) for name in spec.random],
        df=str(spec.df) if spec.df else "satterthwaite",
        **asked.fitted(),
    )
    pieces = fit.pieces
    if pieces is None:
        return unfitted(fit.reason or "not_converged")
    width = pieces.design.width
    values, spread = np.zeros(width), np.zeros((width, width))
    values[pieces.free] = pieces.coefficients
    spread[np.ix_(pieces.free, pieces.free)] = pieces.covariance
    estimates = ModelEstimates(
        design=pieces.design,
        coefficients=values,
        covariance=spread,
        free=pieces.free,
        basis=pieces.basis,
        df=float("inf"),
        link="identity",
        weights=np.ones(fit.n),
        reason=fit.reason,
    )
    return Parts(
        estimates=estimates,
        combine=lambda rows: estimate_mixed(pieces, rows, level=spec.level),
        terms=lambda: compare_mixed_terms(pieces),
        names=fit.names,
        coefficients=fit.coefficients,
        std_errors=fit.std_errors,
        lower=fit.lower,
        upper=fit.upper,
        reason=fit.reason,
    )


def unfitted(reason: str) -> Parts:
    """Give the parts of a model that has no numbers."""
    from tlfgen.analysis.design import build_design

    design = build_design({}, ())
    blank = np.zeros(0)
    estimates = ModelEstimates(
        design, blank, np.zeros((0, 0)), blank > 0, np.zeros((0, 0)), float("inf"), "identity",
        blank, reason,
    )  # fmt: skip
    return Parts(
        estimates=estimates,
        combine=_combiner(estimates, 0.95),
        terms=lambda: compare_terms_jointly(estimates),
        names=(),
        coefficients=blank,
        std_errors=blank,
        lower=blank,
        upper=blank,
        reason=reason,
    )


CALLS: Mapping[str, Callable[[Asked], Parts]] = MappingProxyType(
    {
        "ancova": _ancova,
        "logistic": _generalized("binomial"),
        "poisson": _generalized("poisson"),
        "negative_binomial": _negative_binomial,
        "proportional_odds": _proportional_odds,
        "gee": _gee,
        "mixed": _mixed,
    }
)
"""By the word behind ``fit:``."""
