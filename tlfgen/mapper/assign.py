"""Verbs that put a collected or fixed value into a column, carried out."""

from __future__ import annotations

from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_series
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.assign import Assign, Hardcode

__all__ = ["assign_values", "hardcode_values"]


@executes(Assign)
def assign_values(verb: Assign, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the collected value where the condition holds."""
    values = rows.evaluate(verb.start)
    if verb.when is not None:
        values = values.where(rows.mask(verb.when))
    return StepResult({targets[0]: values})


@executes(Hardcode)
def hardcode_values(verb: Hardcode, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the fixed value where the condition holds.

    Raises
    ------
    MappingError
        ``mapping.not-in-codelist`` where the codelist does not hold the value.
    """
    if verb.codelist is not None and verb.value is not None:
        codelist = rows.codelist(verb.codelist, verb.source)
        known = [term.value for term in codelist.terms]
        if verb.value not in known and not codelist.extensible:
            what = f"'{verb.value}' is no term of codelist {verb.codelist}."
            raise MappingError.of("mapping.not-in-codelist", what, verb.source, allowed=known)
    values = text_series(verb.value, len(rows))
    if verb.when is not None:
        values = values.where(rows.mask(verb.when))
    return StepResult({targets[0]: values})
