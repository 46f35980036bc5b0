"""What is wrong in a model by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tlfgen.core.errors import Finding, SpecError
from tlfgen.core.source import Source
from tlfgen.spec.methods.models import MODELS, SLOTS, ModelMethod
from tlfgen.spec.methods.modelwords import factors_of
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.modelrows import ModelSpec

__all__ = ["check_model", "unknown_word"]

_TYPE_III = 3
_HINTS = {
    "visit": "write visit: AVISITN",
    "strata": "write strata: [SITEID]",
    "censor": "write censor: CNSR",
}


def check_model(name: str, model: ModelSpec) -> Iterator[Finding]:
    """
    Give what is wrong in a model by itself.

    Yields
    ------
    Finding
        ``spec.unknown-fit``, ``-covariance``, ``-option``, ``-freedom``, one named after an option
        for a word it does not know; ``spec.no-response``, ``spec.no-terms``, ``spec.no-visit``,
        ``-strata``, ``-censor``, ``-family``; ``spec.unknown-term`` for a class that is in no term;
        ``spec.wrong-option``.
    """
    method = MODELS.get(model.fit)
    if method is None:
        yield from unknown_word("fit", model.fit, tuple(MODELS), model.source)
        return
    for word in model.covariance:
        if word not in method.covariances:
            yield from unknown_word("covariance", word, method.covariances, model.source)
    yield from _options(model, method)
    if model.df is not None and model.df not in method.freedoms:
        yield from unknown_word("freedom", model.df, method.freedoms, model.source)
    if model.response is None:
        what = f"Model '{name}' has no response."
        yield Finding("spec.no-response", what, model.source, hint="write response: CHG")
    if not model.terms:
        what = f"Model '{name}' has no terms."
        yield Finding("spec.no-terms", what, model.source, hint="write terms: [arm, BASE]")
    factors = list(dict.fromkeys(one for term in model.terms for one in factors_of(term)))
    for word in (*model.class_terms, *model.random):
        if word not in factors:
            yield from unknown_word("term", word, factors, model.source)
    yield from _slots(name, model, method)
    yield from _combinations(name, model, method)


def unknown_word(
    kind: str, word: str, allowed: Sequence[str], place: Source | None
) -> Iterator[Finding]:
    """Give the finding of a word that is not known."""
    yield from SpecError.unknown(kind, word, list(allowed), source_of(word) or place).findings


def _options(model: ModelSpec, method: ModelMethod) -> Iterator[Finding]:
    """Look whether options are known, and their words too."""
    for option, value in model.options.items():
        if option not in method.options:
            yield from unknown_word("option", option, tuple(method.options), model.source)
            continue
        words = method.options[option]
        if words and _said(value) not in words and not _is_number(option, value):
            yield from unknown_word(option, str(value), words, source_of(value) or model.source)


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(option: str, value: Any) -> bool:
    """Say whether a scale is given as a number."""
    return option == "dispersion" and isinstance(value, (int, float)) and value > 0


def _slots(name: str, model: ModelSpec, method: ModelMethod) -> Iterator[Finding]:
    """Look whether a model says what it needs, and nothing it has no use of."""
    for slot in SLOTS:
        given = getattr(model, slot)
        if given and slot not in method.slots:
            what = f"'{slot}' has no meaning in model '{name}', a {method.label}."
            place = model.place_of(slot)
            hint = f"it may have {', '.join(method.slots)}"
            yield Finding("spec.wrong-option", what, place, hint=hint)
        if not given and slot in method.needs:
            what = f"Model '{name}' has no {slot}."
            yield Finding(f"spec.no-{slot}", what, model.source, hint=_HINTS[slot])
    if method.name == "gee" and "family" not in model.options:
        what = f"Model '{name}' has no family."
        hint = "write options: {family: binomial}"
        yield Finding("spec.no-family", what, model.source, hint=hint)


def _combinations(name: str, model: ModelSpec, method: ModelMethod) -> Iterator[Finding]:
    """Look whether what is said goes together."""
    is_linear = method.name == "ancova" and not set(model.covariance) - {"model"}
    if model.ss not in {None, _TYPE_III} and not is_linear:
        what = f"Type {model.ss} tests have no form in model '{name}'."
        yield Finding("spec.wrong-option", what, model.source, hint="write ss: 3")
    weights = model.lsmeans.weights
    if weights != "equal" and weights not in method.weights:
        what = f"Weights '{weights}' have no form in model '{name}'."
        yield Finding("spec.wrong-option", what, model.source, hint="write lsmeans: equal")
    if model.offset and model.exposure:
        what = f"Model '{name}' has both an offset and an exposure."
        yield Finding("spec.wrong-option", what, model.source, hint="leave one of them out")
    if method.name == "mmrm":
        yield from _repeated(name, model)
    crossed = [one for term in model.terms for one in factors_of(term) if one == model.visit]
    if method.is_imputed and crossed:
        what = f"The terms of model '{name}' name its visit, with which all of them are crossed."
        hint = f"leave {model.visit} out of terms"
        yield Finding("spec.wrong-option", what, model.source, hint=hint)
    is_robust = bool(model.cluster or model.weights or model.options.get("is_robust"))
    if is_robust and model.options.get("ties") in {"exact", "discrete"}:
        what = f"Exact ties of model '{name}' take neither weights nor robust errors."
        yield Finding("spec.wrong-option", what, model.source, hint="write ties: efron")
    if model.options.get("is_firth") and model.options.get("link", "logit") != "logit":
        what = f"Firth's likelihood of model '{name}' needs the logit link."
        yield Finding("spec.wrong-option", what, model.source, hint="leave the link out")


def _repeated(name: str, model: ModelSpec) -> Iterator[Finding]:
    """Look whether the parts of a mixed model for repeated measures go together."""
    chosen = {word: str(model.options.get(word, "")) for word in ("method", "errors")}
    is_plain = chosen["method"] in {"", "reml"} and chosen["errors"] in {"", "model"}
    if not is_plain and str(model.df or "kenward_roger").startswith("kenward_roger"):
        what = f"Model '{name}' needs other degrees of freedom than Kenward and Roger's."
        yield Finding("spec.wrong-option", what, model.source, hint="write df: satterthwaite")
    is_spatial = "sp_exp" in model.covariance
    if is_spatial != bool(model.coordinates):
        what = f"Model '{name}' has coordinates without covariance sp_exp, or the reverse."
        hint = "write covariance: sp_exp with coordinates: [ADY]"
        yield Finding("spec.wrong-option", what, model.source, hint=hint)
