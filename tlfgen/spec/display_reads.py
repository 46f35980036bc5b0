"""The variables a display reads, for planning and caching."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from tlfgen.model.expression import (
    Condition,
    Expression,
    OrderKey,
    Reference,
    references,
    walk,
)
from tlfgen.spec.display import FigureSpec, ListingSpec, TableSpec
from tlfgen.spec.expression import parse_filter
from tlfgen.spec.grid import Dimension, Unit, build_grid
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.grid.modelrows import ModelRow, model_name
from tlfgen.spec.methods.modelwords import factors_of
from tlfgen.spec.methods.statistics import EXPOSED
from tlfgen.spec.shell.belowlimit import BelowLimitSpec
from tlfgen.spec.shell.choose import ChooseSpec
from tlfgen.spec.shell.rows import NestRow
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile

__all__ = ["PAIRED", "Reads", "display_reads", "unit_reads"]

PAIRED = {"PARAMCD": "PARAMN", "AVISIT": "AVISITN", "VISIT": "VISITNUM", "ATPT": "ATPTN"}
"""Numeric twins that are not called like their text with an N."""

_HOLE = re.compile(r"\{([A-Z][A-Z0-9_]*(?:\.[A-Z][A-Z0-9_]*)?)(?::[^{}]*)?\}")
_NAME = re.compile(r"[A-Z][A-Z0-9_]*(?:\.[A-Z][A-Z0-9_]*)?")
_SURVIVAL = ("strata", "covariates")


@dataclass
class Reads:
    """
    Variables by dataset.

    ``wanted`` must be there; ``twins`` are read where they are: codes that order a text.
    """

    study: StudyFile
    wanted: dict[str, dict[str, Any]] = field(default_factory=dict)
    twins: dict[str, set[str]] = field(default_factory=dict)

    def add(self, dataset: str, variable: str, place: Any = None) -> None:
        """Read a variable of a dataset; ``ADSL.SEX`` of another."""
        source, _, name = variable.rpartition(".")
        self.wanted.setdefault(source or dataset, {}).setdefault(name, place)

    def twin(self, dataset: str, variable: str | None) -> None:
        """Read a variable if the dataset has it."""
        if variable is not None:
            source, _, name = variable.rpartition(".")
            self.twins.setdefault(source or dataset, set()).add(name)

    def condition(
        self, dataset: str, given: Formula | Expression | None, place: Any = None
    ) -> None:
        """Read the variables of a condition, those of its named conditions included."""
        if given is None:
            return
        tree = given.tree if isinstance(given, Formula) else given
        at = given if place is None else place
        for reference in sorted(references(tree), key=str):
            self.add(dataset, str(reference), at)
        for node in walk(tree):
            if isinstance(node, Condition) and node.name in self.study.conditions:
                named = self.study.conditions[node.name]
                self.condition(dataset, parse_filter(named.where, named.source), at)

    def population(self, name: str | None) -> None:
        """Read the variables of an analysis set."""
        if name in self.study.populations and self.study.populations[name].where is not None:
            found = self.study.populations[name]
            self.condition(self.study.subjects.data, parse_filter(str(found.where), found.source))

    def choice(self, dataset: str, one: ChooseSpec) -> None:
        """Read what one record of several is chosen by."""
        for name in (*one.per, *(str(key.variable) for key in one.order)):
            self.add(dataset, name, one)

    def dimension(self, dataset: str, one: Dimension) -> None:
        """Read what a grouping is made of."""
        subjects = self.study.subjects.data
        if one.kind == "arm":
            self.add(dataset if one.is_record else subjects, one.variable, one.variable)
            for arm in (self.study.arms.planned, self.study.arms.actual) if self.study.arms else ():
                if arm is not None:
                    self.twin(subjects, arm.var)
                    self.twin(dataset, arm.record)
        elif one.kind == "variable":
            self.add(dataset, one.variable, one.variable)
            self.twin(dataset, one.order)
            self.twin(dataset, f"{one.variable}N")
            self.twin(dataset, PAIRED.get(one.variable))
        for member in one.members:
            self.condition(dataset, member.where)
            self.condition(subjects, member.subset)
            self.population(member.population)
            if member.choose is not None:
                self.choice(dataset, member.choose)


def display_reads(
    display: TableSpec | ListingSpec | FigureSpec, study: StudyFile
) -> dict[str, tuple[str, ...]]:
    """
    Give the variables that a display may read, by dataset.

    Returns
    -------
    dict of dataset to tuple of str
        Sorted; a superset: a twin that orders a text is named whether it exists or not, and a
        variable of a listing is named for its dataset and for the subjects.

    Raises
    ------
    SpecError
        Those of ``build_grid``.
    """
    reads = Reads(study)
    for name in study.subjects.key:
        reads.add(study.subjects.data, name)
    if isinstance(display, TableSpec):
        for unit in build_grid(display, study).units():
            unit_reads(reads, unit, display)
    else:
        _loose(reads, display)
    datasets = sorted({*reads.wanted, *reads.twins})
    return {
        name: tuple(sorted({*reads.wanted.get(name, {}), *reads.twins.get(name, ())}))
        for name in datasets
    }


def unit_reads(reads: Reads, unit: Unit, table: TableSpec) -> None:
    """Add what one thing to compute reads."""
    data, subjects = unit.data, reads.study.subjects.data
    for name in reads.study.subjects.key:
        reads.twin(data, name)
    for where in unit.where:
        reads.condition(data, where)
    base = unit.denominator.data or data
    for name in reads.study.subjects.key if base != data else ():
        reads.twin(base, name)
    reads.condition(base, unit.denominator.where)
    for subset in unit.subset:
        reads.condition(subjects, subset)
    reads.population(unit.population)
    for one in (*unit.dimensions, *([unit.levels] if unit.levels else [])):
        reads.dimension(data, one)
    spec = unit.spec
    if isinstance(spec, NestRow):
        for name in spec.nest:
            reads.add(data, name, name)
            reads.twin(data, f"{name}N")
        for name in (spec.split.var, *spec.split.flags) if spec.split is not None else ():
            reads.add(data, name, name)
    if unit.variable is not None:
        reads.add(data, unit.variable, unit.variable)
    if unit.choose is not None:
        reads.choice(data, unit.choose)
    if unit.exposure is not None and EXPOSED & {*unit.stored}:
        reads.add(subjects, unit.exposure.var, unit.exposure)
        if unit.exposure.first is not None:
            reads.add(data, unit.exposure.first, unit.exposure)
    if table.below_limit is not None and table.below_limit.of == unit.variable:
        _below_limit(reads, unit, table.below_limit)
    for name in unit.unit:
        if name != "record":
            reads.add(data, name, name)
    if unit.comparison is not None and unit.comparison.partner:
        reads.add(unit.data, unit.comparison.partner, unit.spec)
    for name in unit.comparison.strata if unit.comparison else ():
        reads.twin(data, name)
        reads.twin(subjects, name)
    if unit.kind == "survival":
        _survival(reads, unit, table)
    if unit.kind == "model":
        _model(reads, unit, table)


def _below_limit(reads: Reads, unit: Unit, below: BelowLimitSpec) -> None:
    """Add what says which values lie below the limit of quantification."""
    reads.condition(unit.data, below.where)
    reads.condition(unit.data, below.after_dose)
    if below.limit is not None and not below.limit.replace(".", "").isdigit():
        reads.add(unit.data, below.limit, below.limit)


def _model(reads: Reads, unit: Unit, table: TableSpec) -> None:
    """Add the response of a model with its terms; a term may be one of the subject."""
    if not isinstance(unit.spec, ModelRow):
        return
    model = table.models[model_name(unit.spec)]
    if model.response is not None:
        reads.add(unit.data, model.response, model.response)
    factors = [one for term in model.terms for one in factors_of(term)]
    for name in [*factors, *([model.visit] if model.visit else []), *model.variables]:
        if name != ARM:
            reads.twin(unit.data, name)
            reads.twin(reads.study.subjects.data, name)


def _survival(reads: Reads, unit: Unit, table: TableSpec) -> None:
    time = table.time
    for name in (time.var, time.censor) if time else ("AVAL", "CNSR"):
        reads.add(unit.data, name, time)
    inner = next(iter(dict(unit.spec).values()), None) if unit.spec is not None else None
    if isinstance(inner, BaseModel):
        for key in ("reasons", "count"):
            if getattr(inner, key, None) is not None:
                reads.add(unit.data, getattr(inner, key), getattr(inner, key))
        for name in (name for key in _SURVIVAL for name in getattr(inner, key, ())):
            reads.twin(unit.data, name)
            reads.twin(reads.study.subjects.data, name)


def _loose(reads: Reads, display: ListingSpec | FigureSpec) -> None:
    """Add every name that a listing or figure mentions, for its dataset and for the subjects."""
    subjects = reads.study.subjects.data
    data = display.data or subjects
    reads.population(display.population)
    arms = reads.study.arms
    for arm in (arms.planned, arms.actual) if arms else ():
        if arm is not None:
            reads.twin(subjects, arm.var)
            reads.twin(data, arm.record)
    for name in _names(display):
        for dataset in dict.fromkeys([data, subjects]):
            for one in (name, f"{name}N", PAIRED.get(name)):
                reads.twin(dataset, one)
    for related in display.related.values() if isinstance(display, ListingSpec) else ():
        for name in (*reads.study.subjects.key, *_names(related)):
            reads.twin(str(related.data), name)
    for related in getattr(display, "related", {}).values():
        for name in (*reads.study.subjects.key, *_names(related)):
            reads.twin(related.data, name)


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, Formula):
        yield from map(str, references(node.tree))
    elif isinstance(node, OrderKey):
        yield str(node.variable)
    elif isinstance(node, Reference):
        yield str(node)
    elif isinstance(node, str):
        yield from _HOLE.findall(node)
        if _NAME.fullmatch(node):
            yield node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _names(getattr(node, name))
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _names(key)
            yield from _names(value)
    elif isinstance(node, (tuple, list)):
        for item in node:
            yield from _names(item)
