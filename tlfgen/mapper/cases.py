"""Verbs that choose a value by conditions or bands, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.codelists import code_of_term, match_terms
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import scatter, scatter_numbers
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.cases import Case, Categorize

__all__ = ["categorize_values", "choose_case"]


@executes(Case)
def choose_case(verb: Case, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the value of the first condition that holds, each branch carried out on its own rows.

    Raises
    ------
    MappingError
        ``mapping.mixed-kinds`` where the branches give values of unlike kinds.
    """
    size = len(rows)
    branch = np.full(size, -1, dtype=np.int32)
    for number, one in enumerate(verb.branches):
        free = branch < 0
        if one.when is not None and free.any():
            met = rows.mask(one.when).to_numpy(dtype=bool)
            free &= met
        branch[free] = number
    made = []
    for number, one in enumerate(verb.branches):
        at = np.flatnonzero(branch == number)
        if len(at):
            made.append((at, rows.at(at).derive(one.then, targets)))
    names = dict.fromkeys(name for _, result in made for name in result.columns)
    columns = {
        name: scatter(
            [(at, result.columns[name]) for at, result in made if name in result.columns],
            size,
            verb.source,
        )
        for name in dict.fromkeys((*verb.makes(targets), *names))
    }
    codes = [
        float(number) if one.code is None else one.code
        for number, one in enumerate(verb.branches, start=1)
    ]
    columns["$code"] = pd.Series(np.array([*codes, np.nan])[branch], dtype="float64")
    return StepResult(
        columns,
        scatter_numbers([(at, result.chosen) for at, result in made], size, -1),
        branch,
        scatter_numbers([(at, result.candidates) for at, result in made], size, 0),
        scatter_numbers([(at, result.imputed) for at, result in made], size, 0),
    )


@executes(Categorize)
def categorize_values(verb: Categorize, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the label of the band of each number, its code as an extra.

    Raises
    ------
    MappingError
        ``mapping.unmatched`` for a number in no band, ``mapping.not-in-codelist`` for a label.
    """
    values = pd.to_numeric(rows.evaluate(verb.start)).to_numpy(dtype="float64", na_value=np.nan)
    band = np.full(len(rows), -1, dtype=np.int32)
    for number, one in enumerate(verb.bands):
        low = -np.inf if one.low is None else one.low
        high = np.inf if one.high is None else one.high
        if verb.upper == "included":
            inside = ((values > low) | (one.low is None)) & (values <= high)
        else:
            inside = (values >= low) & ((values < high) | (one.high is None))
        band[inside & ~np.isnan(values)] = number
    lost = np.flatnonzero((band < 0) & ~np.isnan(values))
    if len(lost) and verb.unmatched == "error":
        what = f"{len(lost)} values of {verb.start} lie in no band."
        details = [
            f"{row}: {values[at]:g}" for row, at in zip(rows.shown(lost), lost, strict=False)
        ]
        hint = "widen the bands, or state unmatched: null"
        raise MappingError.of("mapping.unmatched", what, verb.source, hint=hint, details=details)
    labels = np.array([*(one.label for one in verb.bands), None], dtype=object)
    made = pd.Series(labels[band], dtype="string[pyarrow]")
    return StepResult({targets[0]: made, "$code": _band_codes(verb, made, band, rows)}, branch=band)


def _band_codes(verb: Categorize, labels: pd.Series, band: np.ndarray, rows: Rows) -> pd.Series:
    if verb.codelist is None:
        codes = np.array([*range(1, len(verb.bands) + 1), np.nan])
        return pd.Series(codes[band], dtype="float64")
    codelist = rows.codelist(verb.codelist, verb.source)
    every = pd.Series([one.label for one in verb.bands], dtype="string[pyarrow]")
    known = match_terms(every, codelist) >= 0
    if not known.all():
        what = f"'{every[~known].iloc[0]}' is no term of codelist {verb.codelist}."
        allowed = [term.value for term in codelist.terms]
        raise MappingError.of("mapping.not-in-codelist", what, verb.source, allowed=allowed)
    return code_of_term(codelist, match_terms(labels, codelist))
