"""The best overall response, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.date_parts import read_dates
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.response import BestResponse, Confirmation

__all__ = ["best_of", "find_best_response", "is_confirmed"]

_RESPONSES = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "ND")
_NEITHER = "NON-CR/NON-PD"
Assessment: TypeAlias = tuple[int, str]
"""The day of an assessment, and its response."""


def is_confirmed(
    given: Sequence[Assessment], at: int, wanted: frozenset[str], rule: Confirmation
) -> bool:
    """
    Say whether a response is confirmed by a later one.

    Parameters
    ----------
    given : sequence of (day, response)
        In order of time.
    at : int
        Position of the response.
    wanted : frozenset of str
        ``{'CR'}``, or ``{'CR', 'PR'}`` for a partial response.
    rule : Confirmation

    Examples
    --------
    >>> given = [(0, "CR"), (14, "NE"), (28, "CR")]
    >>> is_confirmed(given, 0, frozenset({"CR"}), Confirmation())
    True
    """
    day = given[at][0]
    is_partial = "PR" in wanted
    missed = stable = 0
    complete = given[at][1] == "CR"
    for later, response in given[at + 1 :]:
        if response in {"NE", "ND"}:
            missed += 1
            if missed > rule.not_evaluable:
                return False
        elif response == "SD" and is_partial and rule.stable_allowed and not stable:
            stable = 1
        elif response in wanted:
            if response == "PR" and complete:
                return False  # a partial response after a complete one is a relapse
            complete |= response == "CR"
            if later - day >= rule.min_days:
                return True
        else:
            return False
    return False


def best_of(
    given: Sequence[Assessment], *, late: int, rule: Confirmation | None
) -> tuple[str, int] | None:
    """
    Give the best response of one subject with the position of its assessment.

    Parameters
    ----------
    given : sequence of (day, response)
        In order of time.
    late : int
        The day from which stable disease counts.
    rule : Confirmation or None

    Returns
    -------
    (str, int) or None
        None without an assessment.

    Notes
    -----
    Source: RECIST 1.1 (Eisenhauer et al. 2009), section 4.3 and table 3.

    Examples
    --------
    >>> best_of([(20, "SD"), (60, "PR"), (95, "PD")], late=42, rule=None)
    ('PR', 1)
    >>> best_of([(20, "SD"), (60, "PR"), (95, "PD")], late=42, rule=Confirmation())
    ('SD', 1)
    """
    progressed = next((at for at, one in enumerate(given) if one[1] == "PD"), len(given) - 1)
    known = given[: progressed + 1]
    for word, wanted in (("CR", frozenset({"CR"})), ("PR", frozenset({"CR", "PR"}))):
        for at, (_, response) in enumerate(known):
            found = response == word if rule is None else response in wanted
            if found and (rule is None or is_confirmed(known, at, wanted, rule)):
                return word, at
    stable = {"SD"} if rule is None else {"CR", "PR", "SD"}
    for word, words in (("SD", stable), (_NEITHER, {_NEITHER})):
        for at, (day, response) in enumerate(known):
            if response in words and day >= late:
                return word, at
    if known and known[-1][1] == "PD":
        return "PD", len(known) - 1
    return ("NE", 0) if known else None


@executes(BestResponse)
def find_best_response(verb: BestResponse, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the best overall response of the subject of each row.

    Raises
    ------
    MappingError
        ``mapping.unknown-response``; ``mapping.tie`` for two assessments of one day.
    """
    found = rows.source(verb.alias, verb.source).where(verb.where)
    records = found.records
    dates = read_dates(records.evaluate(verb.date), str(verb.date)).astype("datetime64[D]")
    words = text_of(records.evaluate(verb.response)).fillna("").str.strip().str.upper()
    use = ~np.isnat(dates) & (words != "").to_numpy(dtype=bool)
    strange = sorted(set(words[use].tolist()) - set(_RESPONSES))
    if strange:
        what = f"'{strange[0]}' is not an overall response."
        raise MappingError.of("mapping.unknown-response", what, verb.source, allowed=_RESPONSES)
    days = dates.astype("int64")
    by = np.flatnonzero(use)
    by = by[np.lexsort([days[by], found.group[by]])]
    twice = (found.group[by[1:]] == found.group[by[:-1]]) & (days[by[1:]] == days[by[:-1]])
    if twice.any():
        at = by[:-1][twice]
        what = f"{len(at)} pairs of assessments of {records.name} are of one subject and day."
        hint = "leave one of them out by where:"
        raise MappingError.of(
            "mapping.tie", what, verb.source, hint=hint, details=records.shown(at)
        )
    lists: dict[int, list[Assessment]] = {}
    for at, group in zip(by.tolist(), found.group[by].tolist(), strict=True):
        lists.setdefault(group, []).append((int(days[at]), str(words.iloc[at])))
    start = read_dates(rows.evaluate(verb.start), str(verb.start)).astype("datetime64[D]")
    return _spread(verb, targets, lists, found.wanted.tolist(), start)


def _spread(
    verb: BestResponse,
    targets: tuple[str, ...],
    lists: dict[int, list[Assessment]],
    wanted: list[int],
    start: np.ndarray,
) -> StepResult:
    values, moments = [], []
    never = np.iinfo(np.int64).max
    for group, first in zip(wanted, start, strict=True):
        late = never if np.isnat(first) else int(first.astype("int64")) + verb.stable_days
        given = lists.get(group, [])
        best = best_of(given, late=late, rule=verb.confirm)
        values.append(verb.none if best is None else best[0])
        moments.append(None if best is None else np.datetime64(given[best[1]][0], "D"))
    dates = pd.Series(np.array(moments, dtype="datetime64[s]"))
    return StepResult({targets[0]: pd.Series(values, dtype="string[pyarrow]"), "$date": dates})
