"""The rows of a model as nodes: its term, its contrasts, its least-squares means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tlfgen.core.errors import Finding, SpecError
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.grid.modelcheck import check_model, unknown_word
from tlfgen.spec.grid.node import Node, ShownStat, shown_stat
from tlfgen.spec.methods.models import MODELS, ModelMethod
from tlfgen.spec.methods.modelwords import (
    ADJUSTMENTS,
    MEASURES,
    MODEL_NUMBERS,
    MODEL_SHOWN,
    PLAIN_ADJUSTMENTS,
    SCALES,
    factors_of,
)
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.modelrows import ContrastRow, LsmeansRow, ModelSpec, TermRow
from tlfgen.spec.shell.stats import StatSpec

if TYPE_CHECKING:
    from tlfgen.spec.grid.columns import Shell

__all__ = ["ModelRow", "build_model_row", "model_name"]

ModelRow = TermRow | ContrastRow | LsmeansRow


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
    findings = [*check_model(str(name), model)]
    if model.fit in MODELS:
        findings += _row_findings(row, model, shell)
    if findings:
        raise SpecError(*findings)
    return Node(
        "model",
        row.name or str(name),
        where=(model.where,) if model.where else (),
        population=model.population,
        data=model.data,
        unit=(model.visit,) if model.visit else None,
        stats=_stats(row, model, shell),
        spec=row,
    )


def _row_findings(row: ModelRow, model: ModelSpec, shell: Shell) -> Iterator[Finding]:
    """Look whether the model has what the row asks for."""
    method = MODELS[model.fit]
    factors = list(dict.fromkeys(one for term in model.terms for one in factors_of(term)))
    if isinstance(row, TermRow):
        yield from _term_findings(row, model, method)
        return
    if ARM not in factors:
        what = f"Model '{model_name(row)}' has no term '{ARM}' to take means of."
        yield Finding("spec.no-arm-term", what, row.source, hint="add arm to its terms")
    yield from _slope_findings(row, model, method, factors)
    if method.is_imputed:
        factors = [str(model.visit)]
    for name in _asked(row).at:
        if name not in factors:
            yield from unknown_word("term", name, factors, row.source)
    if isinstance(row, ContrastRow):
        yield from _contrast_findings(row, method, shell)
        return
    scale = row.lsmeans.scale
    if scale not in SCALES:
        yield from unknown_word("scale", scale, SCALES, row.source)
    if not method.weights:
        what = f"A {method.label} has no means of arms, only their contrasts."
        yield Finding("spec.wrong-option", what, row.source, hint="write contrast:")
    is_missing = scale == "marginal" and not method.is_marginal
    if is_missing or (scale == "response" and not method.is_ratio):
        what = f"Scale '{scale}' has no form in a {method.label}."
        yield Finding("spec.wrong-option", what, row.source, hint="leave scale out")


def _slope_findings(
    row: ContrastRow | LsmeansRow, model: ModelSpec, method: ModelMethod, factors: Sequence[str]
) -> Iterator[Finding]:
    """Look whether the covariate of a slope is a number of the model."""
    slope = _asked(row).slope
    if slope is None:
        return
    numbers = [one for one in factors if one != ARM and one not in model.class_terms]
    if slope not in numbers:
        yield from unknown_word("covariate", slope, numbers, row.source)
    scale = row.lsmeans.scale if isinstance(row, LsmeansRow) else row.contrast.measure
    if "outer" not in method.weights or scale != "predictor":
        what = f"A slope has no form in a {method.label} on this scale."
        yield Finding("spec.wrong-option", what, row.source, hint="leave slope out")


def _term_findings(row: TermRow, model: ModelSpec, method: ModelMethod) -> Iterator[Finding]:
    """Look whether a term, or a test of the whole model, is there."""
    if method.is_imputed:
        what = f"A {method.label} compares arms, and has no test of its terms."
        yield Finding("spec.wrong-option", what, row.source, hint="write contrast:")
        return
    wanted = sorted(factors_of(row.term.of))
    known = [sorted(factors_of(term)) for term in _written_out(model.terms)]
    if wanted not in known and row.term.of not in method.tests:
        yield from unknown_word("term", row.term.of, [*model.terms, *method.tests], row.source)
    elif row.term.level is not None and row.term.of not in (*model.class_terms, ARM):
        yield from unknown_word("class", row.term.of, model.class_terms, row.source)
    if (row.term.level is None) != (row.term.reference is None):
        what = "A level stands against a reference, and one of the two is missing."
        yield Finding("spec.wrong-option", what, row.source, hint="write level: and reference:")


def _written_out(terms: Sequence[str]) -> Iterator[str]:
    """Give each term, those that a bar stands for included."""
    for term in terms:
        factors = factors_of(term)
        if "|" in term:
            yield from factors
        yield "*".join(factors)


def _contrast_findings(row: ContrastRow, method: ModelMethod, shell: Shell) -> Iterator[Finding]:
    """Look whether arms and words of a contrast are known."""
    asked = row.contrast
    known = shell.study.arms.levels if shell.study.arms else {}
    for word in (*(word for pair in asked.arms for word in pair), *asked.coefficients):
        if word not in known:
            place = source_of(word) or row.source
            yield from SpecError.unknown("arm", word, list(known), place).findings
    if bool(asked.arms) == bool(asked.coefficients):
        what = "A contrast has either pairs of arms or one coefficient an arm."
        hint = "write arms: [[high, placebo]] or coefficients: {placebo: -1, high: 1}"
        yield Finding("spec.wrong-option", what, row.source, hint=hint)
    for kind, word, words in (
        ("adjustment", asked.adjust, ADJUSTMENTS),
        ("measure", asked.measure, MEASURES),
    ):
        if word not in words:
            yield from unknown_word(kind, word, words, row.source)
    is_alone = method.is_imputed or asked.measure != "predictor"
    if is_alone and asked.adjust in ADJUSTMENTS and asked.adjust not in PLAIN_ADJUSTMENTS:
        yield from unknown_word("adjustment", asked.adjust, PLAIN_ADJUSTMENTS, row.source)
    if asked.measure != "predictor" and not method.is_marginal:
        what = f"Measure '{asked.measure}' has no form in a {method.label}."
        yield Finding("spec.wrong-option", what, row.source, hint="leave measure out")
    if asked.measure != "predictor" and (asked.coefficients or asked.at):
        what = "Means averaged on the scale of the response are compared in pairs, at no level."
        yield Finding("spec.wrong-option", what, row.source, hint="leave measure out")


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
