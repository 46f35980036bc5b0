"""The words of a method text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tlfgen.model.expression import (
    Expression,
    OrderKey,
    conditions,
    describe,
    describe_order_key,
)
from tlfgen.spec.slots import Formula

__all__ = ["Words", "listed"]


def listed(words: Iterable[str], last: str = "and") -> str:
    """
    Join words as a sentence does.

    Examples
    --------
    >>> listed(["ADT", "LBSEQ"]), listed(["A", "B", "C"], "or"), listed(["A"])
    ('ADT and LBSEQ', 'A, B or C', 'A')
    """
    every = list(words)
    if len(every) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


@dataclass(frozen=True, slots=True)
class Words:
    """
    What a sentence needs to know beside the verb.

    Parameters
    ----------
    datasets : mapping of alias to dataset name
        ``EX`` for ``sdtm.EX``.
    conditions : mapping of name to expression
        The named conditions of the dataset; a condition that is a verb is absent.
    labels : mapping of str to str
        Words shown instead of a variable, condition or list.
    meanings : mapping of name to text
        What the named conditions mean that are verbs, a clause without full stop.
    """

    datasets: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)

    def say(self, what: Formula | Expression) -> str:
        """Give an expression in English."""
        return describe(what.tree if isinstance(what, Formula) else what, self.labels)

    def order(self, keys: Iterable[OrderKey]) -> str:
        """Give order keys in English: ``ADT, then LBSEQ (descending)``."""
        return ", then ".join(describe_order_key(key, self.labels) for key in keys)

    def dataset(self, alias: str) -> str:
        """Give the name of the dataset behind an alias."""
        return self.datasets.get(alias, alias)

    def meaning(self, *formulas: Formula | Expression | None) -> str:
        """
        Give what the named conditions in use mean, to be put before a full stop.

        Returns
        -------
        str
            ``, where valid dose means EXDOSE greater than 0``, or nothing.
        """
        names: list[str] = []
        for formula in formulas:
            if formula is not None:
                tree = formula.tree if isinstance(formula, Formula) else formula
                self._gather(tree, names)
        parts = [
            f"{self.labels.get(name, name.replace('_', ' '))} means {self._meant(name)}"
            for name in names
        ]
        return f", where {listed(parts)}" if parts else ""

    def _gather(self, tree: Expression, names: list[str]) -> None:
        for name in sorted(conditions(tree)):
            if name in names:
                continue
            if name in self.conditions:
                names.append(name)
                self._gather(self.conditions[name], names)
            elif name in self.meanings:
                names.append(name)

    def _meant(self, name: str) -> str:
        if name in self.meanings:
            said = self.meanings[name]
            return f"{said[:1].lower()}{said[1:]}"
        return describe(self.conditions[name], self.labels)
