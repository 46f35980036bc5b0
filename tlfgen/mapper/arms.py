"""The actual arm by the treatment received, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.executors import executes
from tlfgen.mapper.groups import ranks_in_groups
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.arms import ActualArm

__all__ = ["find_actual_arm", "treatments_of"]

_JOINED = "; "


@executes(ActualArm)
def find_actual_arm(verb: ActualArm, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the arm of each subject by the treatments received, the reason where there is none.

    Raises
    ------
    MappingError
        ``mapping.tie`` where an order is asked for that does not tell two records apart.
    """
    received = treatments_of(verb, rows)
    ordered = bool(verb.order)
    arms = {_key(given, ordered=ordered): arm for arm, given in verb.arms.items()}
    planned = is_missing(rows.evaluate(verb.arm))
    failed = (
        np.zeros(len(rows), dtype=bool)
        if verb.screen_failure is None
        else rows.mask(verb.screen_failure).to_numpy(dtype=bool)
    )
    found: list[str | None] = []
    reasons: list[str | None] = []
    texts: list[str | None] = []
    for at, given in enumerate(received):
        arm = arms.get(_key(given, ordered=ordered)) if given else None
        reason = None
        if arm is None:
            reason = "ASSIGNED, NOT TREATED"
            if given:
                reason = "UNPLANNED TREATMENT"
            elif failed[at]:
                reason = "SCREEN FAILURE"
            elif planned[at]:
                reason = "NOT ASSIGNED"
        found.append(arm)
        reasons.append(reason)
        texts.append(_JOINED.join(given) if given and arm is None else None)
    columns = {targets[0]: found, "$reason": reasons, "$description": texts}
    return StepResult(
        {name: pd.Series(values, dtype="string[pyarrow]") for name, values in columns.items()}
    )


def treatments_of(verb: ActualArm, rows: Rows) -> list[tuple[str, ...]]:
    """
    Give the treatments each row's subject received: in order where asked, else sorted.

    A treatment that follows itself counts once.
    """
    found = rows.source(verb.alias, verb.source).where(verb.where)
    names = text_of(found.records.evaluate(verb.treatment)).fillna("").str.strip()
    given = pd.DataFrame({"group": found.group, "name": names.to_numpy(dtype=object)})
    if verb.order:
        by, _ = ranks_in_groups(found.records, found.group, verb.order, verb.source)
        given = given.iloc[by]
    given = given[given["name"] != ""]
    if verb.order:
        again = given["name"].eq(given["name"].shift()) & given["group"].eq(given["group"].shift())
        given = given[~again]
    else:
        given = given.drop_duplicates().sort_values(["group", "name"], kind="stable")
    lists: dict[int, list[str]] = {}
    for group, name in zip(given["group"].tolist(), given["name"].tolist(), strict=True):
        lists.setdefault(group, []).append(name)
    return [tuple(lists.get(group, ())) for group in found.wanted.tolist()]


def _key(given: tuple[str, ...], *, ordered: bool) -> tuple[str, ...]:
    return tuple(given) if ordered else tuple(sorted(set(given)))
