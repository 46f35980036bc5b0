"""Results of fitted models: their terms, contrasts of arms, least-squares means, records used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tlfgen.analysis.cells import Cells, Combination
from tlfgen.analysis.makers.arms import Arm, arms_of, compared_spot
from tlfgen.analysis.makers.model_data import ModelData, read_model
from tlfgen.analysis.makers.model_fits import Fitted, fit_model
from tlfgen.analysis.makers.numbers import compute_decimals, split_by_place
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.core.errors import AnalysisError, Finding, SpecError
from tlfgen.model.result import Level, Result
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.grid.modelrows import ModelRow, model_name
from tlfgen.spec.methods.models import SLOTS
from tlfgen.spec.shell.modelrows import (
    SUM_OF_ARMS,
    ContrastRow,
    LsmeansOf,
    LsmeansRow,
    ModelSpec,
    TermRow,
    term_level,
)

__all__ = ["Fits", "model_results"]

Numbers = Mapping[str, float | None]


@dataclass
class Fits:
    """The models of a display that are fitted already; each is fitted once."""

    known: dict[Any, tuple[ModelData, Fitted]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Page:
    """One fitted model, with the place its numbers belong to."""

    maker: Maker
    arms: Sequence[Arm]
    combination: Combination
    data: ModelData
    fitted: Fitted

    def spot(self, **given: Any) -> Spot:
        """Give the place of a number of the model; no arm but those of ``extra``."""
        spot = compared_spot(self.maker.cells, self.arms[0], self.combination, "")
        return replace(spot, **{"filters": self.data.filters or (), "extra": (), **given})

    def rows(
        self, spot: Spot, numbers: Numbers, stats: Sequence[str], reason: str | None
    ) -> Iterator[Result]:
        """Give one result a number, or the reason in its place."""
        records = None if self.data.filters is None else self.data.n_used
        subjects = len(np.unique(self.data.subjects[self.data.keep]))
        for stat in stats:
            value = None if reason else numbers.get(stat)
            yield self.maker.row(
                spot, stat, value, reason, n_subjects=subjects, n_records=records,
                warnings="; ".join(self.fitted.warnings),
            )  # fmt: skip


def model_results(maker: Maker, models: Mapping[str, ModelSpec], fits: Fits) -> Iterator[Result]:
    """
    Give the numbers of one row of a model, behind the counts of the records it used.

    The records are those of the arms of the columns; totals, pools and subjects without an arm
    never enter. A model that cannot be fitted gives its reason in place of each number.

    Raises
    ------
    SpecError
        ``spec.no-arm-columns`` where no column is an arm.
    SpecError, DataError
        As ``read_model``.
    """
    row = maker.cells.unit.spec
    assert isinstance(row, ModelRow)  # noqa: S101 - units of kind model are made of these rows
    unit = maker.cells.unit
    if not any(one.kind == ARM for one in unit.dimensions[unit.row_dimensions :]):
        what = f"Model '{model_name(row)}' takes its arms from the columns, and they have none."
        raise SpecError.of("spec.no-arm-columns", what, row.source, hint="write columns: {by: arm}")
    spec = models[model_name(row)]
    own = replace(maker, method=str(spec.fit), options=_options(spec, row))
    for page in _pages(own, spec, row, fits):
        counts = {
            "n_used": page.data.n_used,
            "n_no_response": page.data.n_no_response,
            "n_no_covariate": page.data.n_no_covariate,
            "n_empty_levels": len(page.data.empty),
            "decimals": compute_decimals(page.data.response),
        }
        yield from page.rows(page.spot(), counts, tuple(counts), None)
        shown = _wanted(maker)
        if isinstance(row, TermRow):
            yield from _term(page, row, shown)
        elif isinstance(row, ContrastRow):
            yield from _contrasts(page, row, shown)
        else:
            yield from _means(page, row.lsmeans, shown)


def _wanted(maker: Maker) -> tuple[str, ...]:
    return maker.cells.unit.stored


def _options(spec: ModelSpec, row: ModelRow) -> str:
    given: dict[str, Any] = {
        "response": str(spec.response),
        "terms": [str(term) for term in spec.terms],
        "class": [str(term) for term in spec.class_terms],
        "ss": spec.ss or 3,
        "weights": spec.lsmeans.weights,
        "level": spec.level,
        "covariance": [str(word) for word in spec.covariance],
        **_named(spec),
        **spec.options,
        **_row_options(row),
    }
    return json.dumps(given, sort_keys=True, default=str)


def _row_options(row: ModelRow) -> dict[str, Any]:
    """Give what a row says of its numbers."""
    if isinstance(row, ContrastRow):
        asked = row.contrast
        said = {"adjust": asked.adjust, "measure": asked.measure, "slope": asked.slope}
        usual = {"none", "predictor", None}
        given: dict[str, Any] = {one: str(word) for one, word in said.items() if word not in usual}
        return {**given, "coefficients": dict(asked.coefficients)} if asked.coefficients else given
    if isinstance(row, LsmeansRow) and row.lsmeans.scale != "predictor":
        return {"scale": str(row.lsmeans.scale), "per": row.lsmeans.per}
    if isinstance(row, LsmeansRow) and row.lsmeans.slope is not None:
        return {"slope": str(row.lsmeans.slope)}
    return {}


def _named(spec: ModelSpec) -> dict[str, Any]:
    """Give the keys that only some models say."""
    found = {slot: getattr(spec, slot) for slot in SLOTS if getattr(spec, slot)}
    given = {name: [str(one) for one in value] if isinstance(value, tuple) else str(value)
             for name, value in found.items()}  # fmt: skip
    return {**given, "df": str(spec.df) if spec.df else None} if spec.visit else given


def _pages(maker: Maker, spec: ModelSpec, row: ModelRow, fits: Fits) -> Iterator[_Page]:
    """Fit the model for each choice of members of the rows, or take the fit made before."""
    cells = maker.cells
    unit = cells.unit
    for number, arms in enumerate(arms_of(cells, ())):
        split = [split_by_place(cells, arm.records & (cells.place_of >= 0)) for arm in arms]
        for place, combination in enumerate(cells.combinations):
            name = model_name(row)
            shared = (unit.data, unit.population, unit.where, unit.subset, unit.dimensions)
            key = (name, shared, number, place)
            if key not in fits.known:
                rows = [one[place] for one in split]
                data = read_model(cells, spec, arms, rows, combination)
                fits.known[key] = (data, _fit(cells, name, spec, data))
                _note(cells, name, data, combination, fits.known[key][1])
            yield _Page(maker, arms, combination, *fits.known[key])


def _fit(cells: Cells, name: str, spec: ModelSpec, data: ModelData) -> Fitted:
    """Fit a model; what it cannot take is told with its place."""
    arms = cells.bench.study.arms
    try:
        return fit_model(spec, data, arms.reference if arms else None)
    except AnalysisError as error:
        found = [
            replace(one, what=f"Model '{name}': {one.what}", source=one.source or spec.source)
            for one in error.findings
        ]
        raise AnalysisError(*found) from error


def _note(
    cells: Cells, name: str, data: ModelData, combination: Combination, fitted: Fitted
) -> None:
    """Say in the log what a model was fitted to."""
    where = ", ".join(member.label for member in combination.members)
    what = f"Model '{name}'{f' ({where})' if where else ''} uses {data.n_used} records"
    dropped = [(data.n_no_response, "response"), (data.n_no_covariate, "covariate")]
    parts = [f"{count} lack the {word}" for count, word in dropped if count]
    if data.empty:
        shown = ", ".join(f"{variable} {level}" for variable, level in data.empty[:3])
        parts.append(f"{len(data.empty)} class levels are empty ({shown})")
    if fitted.reason is not None:
        parts.append(f"it cannot be fitted ({fitted.reason})")
    text = "; ".join([what, *parts, *fitted.remarks]) + "."
    cells.bench.notes.append(Finding("analysis.model-records", text, cells.place, severity="note"))


def _term(page: _Page, row: TermRow, shown: Sequence[str]) -> Iterator[Result]:
    numbers, reason = page.fitted.term(row.term, shown)
    spot = page.spot(variable=str(row.term.of), level=term_level(row.term), level_order=1)
    yield from page.rows(spot, numbers, shown, reason)


def _at(at: Mapping[str, str]) -> tuple[Level, ...]:
    return tuple((str(name), str(level), 1) for name, level in at.items())


def _contrasts(page: _Page, row: ContrastRow, shown: Sequence[str]) -> Iterator[Result]:
    asked = row.contrast
    names = [f"{first}_vs_{second}" for first, second in asked.arms] or [SUM_OF_ARMS]
    for name, (numbers, reason) in zip(names, page.fitted.contrasts(asked, shown), strict=True):
        compared = ("compare", name, 1)
        yield from page.rows(page.spot(extra=(*_at(asked.at), compared)), numbers, shown, reason)


def _means(page: _Page, asked: LsmeansOf, shown: Sequence[str]) -> Iterator[Result]:
    for arm in page.arms:
        numbers, reason = page.fitted.mean(arm.name, asked)
        members = page.maker.cells.members(arm.fixed, page.combination)
        spot = page.spot(members=members, extra=_at(asked.at))
        yield from page.rows(spot, numbers, shown, reason)
