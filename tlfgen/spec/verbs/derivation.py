"""What may stand as the value of a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import Literally, SpecNode, read_node, source_of
from tlfgen.spec.slots import VariableSlot
from tlfgen.spec.verbs.declaration import Reading, Verb, declaration_of, readings
from tlfgen.spec.words import Words
from tlfgen.spec.yaml_file import Entry

__all__ = ["Derivation", "DerivationSlot", "Fixed", "LiteralSlot", "Supplement"]

_BESIDE = ("also", "fallback", "supp", "after", "text", "text_hash", "origin")


class Supplement(SpecNode):
    """How a column goes to the SUPP-- dataset instead of its parent."""

    label: str
    origin: str = "Collected"
    evaluator: str = ""
    idvar: str | None = None


class Fixed(SpecNode):
    """A value whose characters are the value; None is missing."""

    short: ClassVar[str | None] = "value"
    value: Literally

    def __str__(self) -> str:
        """Give the value as a sentence shows it."""
        return "missing" if self.value is None else f"'{self.value}'"


class Derivation(SpecNode):
    """
    One verb with what may stand beside it.

    Written as a bare expression, or as ``{verb: parameters}`` with ``also`` (values the verb offers
    beside its own, by the variable that takes them), ``fallback`` (derivations tried in turn
    while the value is missing), ``supp``, ``after`` (columns that come first though nothing of
    them is read), ``text`` (method text that replaces the sentence), ``text_hash`` (of the
    derivation it was written for) and ``origin``.
    """

    short: ClassVar[str | None] = "expr"
    step: SerializeAsAny[Verb]
    also: dict[VariableSlot, str] = Field(default_factory=dict)
    fallback: tuple[Derivation, ...] = ()
    supp: Supplement | None = None
    after: tuple[str, ...] = ()
    text: str | None = None
    text_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{6,64}$")
    origin: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_the_verb(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("step"), Verb):
            return value
        names = [key for key in value if key not in _BESIDE]
        if len(names) != 1:
            what = "A derivation names one verb; " + (
                f"here stand {', '.join(names)}." if names else "none stands here."
            )
            hint = "write {verb: {parameters}}; beside it only " + ", ".join(_BESIDE)
            if any(")" in name and value[name] is None for name in names):
                hint = "a comma inside { } ends a value: put the expression in double quotes"
            raise SpecError.of("spec.one-verb", what, source_of(value), hint=hint)
        name = names[0]
        at = value.key_sources.get(name) if isinstance(value, Entry) else None
        declaration = declaration_of(name, at)
        given = value[name]
        if given is None and declaration.short is None:
            given = Entry(at) if at else {}
        step = given if isinstance(given, Verb) else read_node(declaration, given, what=name)
        beside = {key: value[key] for key in value if key in _BESIDE}
        for asked in dict(beside.get("also") or {}).values():
            offered = [f"${extra}" for extra in step.extras]
            if asked not in offered:
                raise SpecError.unknown("extra value", str(asked), offered, source_of(asked))
        return {"step": step, **beside}

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """The verb, then those of the fallbacks."""
        return (self.step, *(verb for other in self.fallback for verb in other.verbs))

    @property
    def every_verb(self) -> tuple[Verb, ...]:
        """The verb, those of the fallbacks, and all that are nested in them."""
        return tuple(nested_verbs(self))

    def reads(self) -> frozenset[Reading]:
        """Give everything the verb and its fallbacks read."""
        return frozenset(readings((self,)))

    def makes(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Give the targets, then everything made beside them."""
        made = dict.fromkeys(targets)
        for verb in self.verbs:
            made.update(dict.fromkeys(verb.makes(targets)))
        made.update(dict.fromkeys(map(str, self.also)))
        return tuple(made)

    def sentence_of(self, name: str, targets: tuple[str, ...], words: Words) -> str:
        """Give the sentence of one of the variables made; of an extra, what it belongs to."""
        said = self.sentence(targets, words)
        extra = {str(variable): asked for variable, asked in self.also.items()}.get(name)
        if extra is None or self.text is not None:
            return said
        return f"The {extra.removeprefix('$')} that belongs to {targets[0]}. {targets[0]}: {said}"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the text of the spec, or the sentence of the verb and its fallbacks."""
        if self.text is not None:
            return self.text
        parts = [self.step.sentence(targets, words)]
        for other in self.fallback:
            said = other.sentence(targets, words)
            parts.append(f"If still missing: {said}" if len(parts) > 1 else f"If missing: {said}")
        return " ".join(parts)


def nested_verbs(value: Any) -> Iterator[Verb]:
    """Give the verbs in a value, outer before inner."""
    if isinstance(value, Verb):
        yield value
    if isinstance(value, SpecNode):
        for name in type(value).model_fields:
            yield from nested_verbs(getattr(value, name))
    elif isinstance(value, dict):
        yield from nested_verbs(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from nested_verbs(one)


def _derivation(value: Any) -> Any:
    if isinstance(value, Derivation):
        return value
    return read_node(Derivation, value, what="derivation")


def _literal(value: Any) -> Any:
    if isinstance(value, (Fixed, Derivation)):
        return value
    return _derivation(value) if isinstance(value, dict) else Fixed.model_validate(value)


DerivationSlot = Annotated[Derivation, BeforeValidator(_derivation)]
"""An expression or a verb, nested in another verb (``value:`` of ``first_record``)."""

LiteralSlot = Annotated[Fixed | Derivation, BeforeValidator(_literal)]
"""A fixed value; an expression is written ``{expr: ...}``, and any verb is allowed."""
