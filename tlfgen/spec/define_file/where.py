"""Where clauses of a define file as expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tlfgen.model.expression import And, Compare, Expression, In, Number, Or, Reference, Text
from tlfgen.spec.define_file.xml import Define
from tlfgen.spec.workbook.where import COMPARATORS

__all__ = ["WhereClauses"]

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class WhereClauses:
    """
    The where clauses of a define file.

    Parameters
    ----------
    define : Define
    owners : mapping of item id to (dataset, variable) pairs
        The datasets that hold an item.
    """

    def __init__(self, define: Define, owners: Mapping[str, list[tuple[str, str]]]) -> None:
        self._define = define
        self._owners = owners
        self._clauses = define.by_oid("WhereClauseDef")
        self._items = define.by_oid("ItemDef")

    def of(self, reference: Any, dataset: str) -> tuple[Expression | None, list[str]]:
        """
        Give the condition of an item reference, and the ids that lead nowhere.

        Several clauses of one item are alternatives; the checks of one clause all have to hold.
        """
        found, lost = [], []
        for link in self._define.below(reference, "WhereClauseRef"):
            oid = self._define.get(link, "WhereClauseOID")
            clause = self._clauses.get(oid)
            if clause is None:
                lost.append(oid)
                continue
            checks = [self._check(one, dataset) for one in self._define.below(clause, "RangeCheck")]
            if checks:
                found.append(checks[0] if len(checks) == 1 else And(tuple(checks)))
        if not found:
            return None, lost
        return (found[0] if len(found) == 1 else Or(tuple(found))), lost

    def _check(self, check: Any, dataset: str) -> Expression:
        oid = self._define.get(check, "ItemOID")
        pairs = self._owners.get(oid) or [(dataset, oid.rpartition(".")[2])]
        owner, name = next((pair for pair in pairs if pair[0] == dataset), pairs[0])
        variable = Reference(None if owner == dataset else owner, name)
        item = self._items.get(oid)
        numeric = item is not None and self._define.get(item, "DataType") in {"integer", "float"}
        texts = [(one.text or "").strip() for one in self._define.below(check, "CheckValue")]
        values = tuple(_literal(text, numeric=numeric) for text in texts)
        word = self._define.get(check, "Comparator")
        if word in COMPARATORS and len(values) == 1:
            return Compare(COMPARATORS[word], variable, values[0])  # type: ignore[arg-type]  # a sign
        return In(variable, values, negated=word in {"NOTIN", "NE"})


def _literal(text: str, *, numeric: bool) -> Expression:
    if numeric and _NUMBER.fullmatch(text):
        return Number(float(text) if "." in text else int(text))
    return Text(text)
