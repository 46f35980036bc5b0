"""The declaration of a verb: parameters, what it reads or makes, its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, TypeVar

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.model.expression import (
    Expression,
    OrderKey,
    Reference,
    conditions,
    references,
)
from tlfgen.spec.node import SpecNode
from tlfgen.spec.slots import Formula, SourceName, TableName, VariableName
from tlfgen.spec.words import Words

__all__ = ["Reading", "Verb", "declaration_of", "declarations", "declares", "readings"]

_DECLARED: dict[str, type[Verb]] = {}


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """
    One thing a derivation needs.

    Parameters
    ----------
    kind : {'variable', 'condition', 'source', 'table'}
    name : str
        Variable, named condition, or alias of a source or table.
    source : str
        The alias written before a variable; empty for an unqualified name.
    inside : str
        The source whose records are the candidates at that place: an unqualified name is
        looked for there first. Empty outside of candidates.
    place : Source or None
        Where it is written; two readings that differ in it are equal.
    """

    kind: Literal["variable", "condition", "source", "table"]
    name: str
    source: str = ""
    inside: str = ""
    place: Source | None = field(default=None, compare=False)


class Verb(SpecNode):
    """
    The base of every verb declaration.

    A subclass is a strict model of the parameters. Decorate it with ``@declares``.

    Attributes
    ----------
    verb : str
        Name in a spec.
    scope : {'subject', 'table'}
        ``table`` where a value depends on records of other subjects; such a verb sees the whole
        dataset at once, all others one block of whole subjects.
    selects : bool
        Whether it chooses a record of another dataset; its ``StepResult.chosen`` is kept.
    across_rows : bool
        Whether the value of a row depends on other rows of the dataset at hand.
    extras : tuple of str
        Values it offers to ``also:`` (``code`` for ``also: {AGEGR1N: $code}``); its executor
        gives them as columns named ``$code``.
    """

    verb: ClassVar[str] = ""
    scope: ClassVar[Literal["subject", "table"]] = "subject"
    selects: ClassVar[bool] = False
    across_rows: ClassVar[bool] = False
    extras: ClassVar[tuple[str, ...]] = ()

    def reads(self) -> frozenset[Reading]:
        """
        Give everything it reads.

        The default walks the parameters: formulas, references, order keys, sources, tables,
        nested derivations. A verb that reads a variable it does not name (``change`` reads
        ``AVAL``) adds it: ``super().reads() | {Reading("variable", "AVAL")}``.
        """
        return frozenset(readings(self))

    def makes(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """
        Give the variables it makes: the targets, then those its parameters name.

        The default adds the value of every ``VariableSlot`` parameter, nested ones included.
        """
        return targets + tuple(name for name in _made(self) if name not in targets)

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the method text in right English, ending with a full stop."""
        raise TypeError(f"{type(self).__name__} has no sentence")

    def chooses_from(self) -> tuple[str, ...]:
        """
        Give the aliases of the sources it chooses a record from, one a branch.

        An empty alias is the dataset at hand. The default looks at the parameters that name a
        source, then at lists of nodes that do.
        """
        fields = [getattr(self, name) for name in type(self).model_fields]
        direct = tuple(str(one) for one in fields if isinstance(one, SourceName))
        if direct:
            return direct
        listed = [one for one in fields if isinstance(one, tuple) and _node_sources(one)]
        return _node_sources(listed[0]) if listed else ("",)

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy parameters with the meaning of their defaults, for the docs."""
        return {}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule as a table for the docs, heading first; empty where words do."""
        return ()


AnyVerb = TypeVar("AnyVerb", bound=type[Verb])


def declares(declaration: AnyVerb) -> AnyVerb:
    """Enter a verb declaration in the register under its ``verb`` name."""
    name = declaration.verb
    if not name or _DECLARED.get(name, declaration) is not declaration:
        raise TypeError(f"verb name '{name}' is empty or taken")
    _DECLARED[name] = declaration
    return declaration


def declarations() -> Mapping[str, type[Verb]]:
    """Give every declared verb by name, sorted; the families are imported first."""
    from tlfgen.spec.verbs import families

    families.load()
    return dict(sorted(_DECLARED.items()))


def declaration_of(name: str, source: Source | None = None) -> type[Verb]:
    """
    Give the declaration called ``name``.

    Raises
    ------
    SpecError
        ``spec.unknown-verb`` with the nearest name.
    """
    known = declarations()
    if name not in known:
        raise SpecError.unknown("verb", name, known, source)
    return known[name]


def readings(value: Any, inside: str = "") -> Iterator[Reading]:
    """
    Give what a parameter value reads, walking into nested nodes.

    A node that names a source (``SourceSlot``) has all its other parameters read in the records of
    that source first.
    """
    match value:
        case Formula():
            for reading in _tree_readings(value.tree, inside):
                yield replace(reading, place=value.source)
        case Reference():
            yield Reading("variable", value.variable, value.source or "", inside)
        case OrderKey():
            yield from readings(value.variable, inside)
        case SourceName():
            yield Reading("source", str(value))
        case TableName():
            yield Reading("table", str(value))
        case SpecNode():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            named = (str(one) for one in fields.values() if isinstance(one, SourceName))
            within = next(named, inside)
            for name, one in fields.items():
                nested = one.reads() if isinstance(one, Verb) else readings(one, within)
                for reading in nested:
                    is_name = reading.kind in {"variable", "condition"}
                    where = reading.inside or (within if is_name else "")
                    place = reading.place or value.place_of(name)
                    yield replace(reading, inside=where, place=place)
        case tuple() | list():
            for one in value:
                yield from readings(one, inside)
        case dict():
            yield from readings(tuple(value.values()), inside)


def _node_sources(nodes: tuple[Any, ...]) -> tuple[str, ...]:
    """Give the source each node names, nothing where no node names one."""
    found = []
    for node in nodes:
        fields = type(node).model_fields if isinstance(node, SpecNode) else ()
        values = [getattr(node, name) for name in fields]
        found.append(next((str(one) for one in values if isinstance(one, SourceName)), ""))
    return tuple(found) if any(found) else ()


def _tree_readings(tree: Expression, inside: str) -> Iterator[Reading]:
    for name in sorted(conditions(tree)):
        yield Reading("condition", name, "", inside)
    for reference in sorted(references(tree), key=str):
        yield Reading("variable", reference.variable, reference.source or "", inside)


def _made(value: Any) -> Iterator[str]:
    match value:
        case VariableName():
            yield str(value)
        case SpecNode():
            for name in type(value).model_fields:
                yield from _made(getattr(value, name))
        case tuple() | list():
            for one in value:
                yield from _made(one)
        case dict():
            yield from _made(tuple(value.values()))
