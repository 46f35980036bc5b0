"""The rows of a model as nodes: its term, its contrasts, its least-squares means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tlfgen.core.errors import Finding, SpecError
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.grid.node import Node, ShownStat, shown_stat
from tlfgen.spec.methods.models import CHOICES, MODEL_NUMBERS, MODEL_SHOWN, MODELS, factors_of
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.modelrows import ContrastRow, LsmeansRow, ModelSpec, TermRow
from tlfgen.spec.shell.stats import StatSpec

if TYPE_CHECKING:
    from tlfgen.spec.grid.columns import Shell

__all__ = ["ModelRow", "build_model_row", "check_model", "model_name"]

ModelRow = TermRow | ContrastRow | LsmeansRow
_TYPE_III = 3


def model_name(row: ModelRow) -> str:
    """Give the name of the model a row shows."""
    return str(_asked(row).model)


def _asked(row: ModelRow) -> Any:
    return getattr(row, _kind(row))


def _kind(row: ModelRow) -> str:
    if isinstance(row, TermRow):
        return "term"
    return "contrast" if isinstance(row, ContrastRow) else "lsmeans"


def build_model_row(row: ModelRow, shell: Shell) -> Node:
    """
    Give the node of a row; the model narrows its records.

    Raises
    ------
    SpecError
        ``spec.unknown-model``, ``-term``, ``-arm``, ``-statistic``, ``-format``, and those of
        ``check_model``.
    """
    models = shell.table.models
    name = _asked(row).model
    if name not in models:
        raise SpecError.unknown("model", name, models, source_of(name) or row.source)
    model = models[name]
    findings = [*check_model(str(name), model), *_row_findings(row, model, shell)]
    if findings:
        raise SpecError(*findings)
    return Node(
        "model",
        row.name or str(name),
        where=(model.where,) if model.where else (),
        population=model.population,
        data=model.data,
        unit=(model.visit,) if model.visit and MODELS[model.fit].needs_visit else None,
        stats=_stats(row, model, shell),
        spec=row,
    )


def check_model(name: str, model: ModelSpec) -> Iterator[Finding]:
    """
    Give what is wrong in a model by itself.

    Yields
    ------
    Finding
        ``spec.unknown-fit``, ``-covariance``, ``-option``, ``-freedom``; ``spec.no-response``,
        ``spec.no-terms``, ``spec.no-visit``, ``spec.unknown-term`` for a class that is in no term,
        ``spec.wrong-option``.
    """
    method = MODELS.get(model.fit)
    if method is None:
        yield from _unknown("fit", model.fit, tuple(MODELS), model)
        return
    for word in model.covariance:
        if word not in method.covariances:
            yield from _unknown("covariance", word, method.covariances, model)
    for word in model.options:
        if word not in method.options:
            yield from _unknown("option", word, method.options, model)
    if model.df is not None and model.df not in method.freedoms:
        yield from _unknown("freedom", model.df, method.freedoms, model)
    if model.response is None:
        what = f"Model '{name}' has no response."
        yield Finding("spec.no-response", what, model.source, hint="write response: CHG")
    if not model.terms:
        what = f"Model '{name}' has no terms."
        yield Finding("spec.no-terms", what, model.source, hint="write terms: [arm, BASE]")
    factors = list(dict.fromkeys(one for term in model.terms for one in factors_of(term)))
    for word in model.class_terms:
        if word not in factors:
            yield from _unknown("term", word, factors, model)
    if method.needs_visit:
        yield from _visit_findings(name, model)
    elif model.ss not in {None, _TYPE_III} and set(model.covariance) - {"model"}:
        what = f"Type {model.ss} tests have no form with covariance '{model.covariance[0]}'."
        yield Finding("spec.wrong-option", what, model.source, hint="write ss: 3")


def _visit_findings(name: str, model: ModelSpec) -> Iterator[Finding]:
    """Look whether a model of several visits says what it needs, and nothing it has no form of."""
    if model.visit is None:
        what = f"Model '{name}' has no visit."
        yield Finding("spec.no-visit", what, model.source, hint="write visit: AVISITN")
    if model.ss not in {None, _TYPE_III}:
        what = f"Type {model.ss} tests have no form in model '{name}'."
        yield Finding("spec.wrong-option", what, model.source, hint="write ss: 3")
    if model.lsmeans.weights == "counterfactual":
        what = f"Weights 'counterfactual' have no form in model '{name}'."
        yield Finding("spec.wrong-option", what, model.source, hint="write lsmeans: equal")
    chosen = {word: str(model.options.get(word, known[0])) for word, known in CHOICES.items()}
    for word, value in chosen.items():
        if value not in CHOICES[word]:
            yield from _unknown(word, value, CHOICES[word], model)
    is_plain = chosen["method"] == "reml" and chosen["errors"] == "model"
    if not is_plain and str(model.df or "kenward_roger").startswith("kenward_roger"):
        what = f"Model '{name}' needs other degrees of freedom than Kenward and Roger's."
        yield Finding("spec.wrong-option", what, model.source, hint="write df: satterthwaite")


def _unknown(kind: str, word: str, allowed: Sequence[str], model: ModelSpec) -> Iterator[Finding]:
    yield from SpecError.unknown(
        kind, word, list(allowed), source_of(word) or model.source
    ).findings


def _row_findings(row: ModelRow, model: ModelSpec, shell: Shell) -> Iterator[Finding]:
    """Look whether the model has what the row asks for."""
    factors = [one for term in model.terms for one in factors_of(term)]
    if isinstance(row, TermRow):
        wanted = sorted(factors_of(row.term.of))
        if wanted not in [sorted(factors_of(term)) for term in model.terms]:
            yield from _unknown("term", row.term.of, model.terms, model)
        return
    if ARM not in factors:
        what = f"Model '{model_name(row)}' has no term '{ARM}' to take means of."
        yield Finding("spec.no-arm-term", what, row.source, hint="add arm to its terms")
    asked = _asked(row)
    for name in asked.at:
        if name not in factors:
            yield from _unknown("term", name, list(dict.fromkeys(factors)), model)
    if isinstance(row, ContrastRow):
        known = shell.study.arms.levels if shell.study.arms else {}
        for word in (word for pair in row.contrast.arms for word in pair):
            if word not in known:
                place = source_of(word) or row.source
                yield from SpecError.unknown("arm", word, list(known), place).findings


def _stats(row: ModelRow, model: ModelSpec, shell: Shell) -> tuple[ShownStat, ...]:
    """Give what the row shows; the label of the row stands on its first line."""
    kind = _kind(row)
    found: list[ShownStat] = []
    for place, word in enumerate(row.show or MODEL_SHOWN[kind]):
        stat = shown_stat(StatSpec(stat=word, format=None if place else row.format), shell.study)
        missing = [name for name in stat.stored if name not in MODEL_NUMBERS[kind]]
        if missing:
            allowed = MODEL_NUMBERS[kind]
            raise SpecError.unknown("number", missing[0], allowed, source_of(word) or row.source)
        label = row.labels.get(word) or stat.label.replace("95%", f"{100 * model.level:g}%")
        if place == 0 and row.label is not None and word not in row.labels:
            label = row.label
        found.append(replace(stat, label=label))
    return tuple(found)
