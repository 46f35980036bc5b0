"""JSON Schema of the spec files, for editors."""

from __future__ import annotations

import types
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tlfgen.model.expression import OrderKey, Reference
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.display import FigureSpec, ListingSpec, NarrativeSpec, TableSpec
from tlfgen.spec.shell.modelrows import ModelSpec
from tlfgen.spec.slots import Formula
from tlfgen.spec.study import StudyFile
from tlfgen.spec.verbs.declaration import Verb, declarations
from tlfgen.spec.verbs.derivation import Derivation, Fixed

__all__ = ["KINDS", "spec_schema"]

KINDS = ("study", "dataset", "display")
"""The kinds of spec file."""

Json = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Json = {"type": ["string", "number", "boolean"]}
_NULL: Json = {"type": "null"}
_WORDS = frozenset(
    {"_formula", "_condition", "_reference", "_variable", "_source_name", "_table_name"}
    | {"_keep_place", "_otherwise"}
)
_MANY = frozenset({"_listed", "listed", "_rows", "_sorts", "_titles", "_order", "_references"})
_BESIDE = ("also", "fallback", "supp", "after", "text", "text_hash", "origin")
_EACH: Json = {
    "type": "object",
    "properties": {"each": {"type": "object"}, "rows": {"type": "array"}},
    "required": ["each", "rows"],
    "additionalProperties": False,
}
_FILES = ("visits", "trial", "codelists")
"""Keys of the study file that may name a file instead."""


def spec_schema(kind: str | None = None) -> Json:
    """
    Give the JSON Schema (draft 2020-12) of one kind of spec file, or of any of them.

    Expressions, conditions and patterns are text there; what stands in them is checked by
    ``tlfgen check``. A file may leave out what a lower layer gives, so no key is needed but the
    parameters of verbs.

    Parameters
    ----------
    kind : {'study', 'dataset', 'display'} or None
    """
    writer = _Writer()
    schemas = [writer.file(one) for one in ([kind] if kind else KINDS)]
    whole = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    title = f"tlfgen {kind} file" if kind else "tlfgen spec file"
    return {
        "$schema": _DIALECT,
        "title": title,
        **whole,
        "$defs": dict(sorted(writer.defs.items())),
    }


class _Writer:
    """The definitions met so far."""

    def __init__(self) -> None:
        self.defs: dict[str, Json] = {}

    def file(self, kind: str) -> Json:
        """Give the schema of one kind of file."""
        if kind == "study":
            return self.model(StudyFile)
        if kind == "dataset":
            return self.model(DatasetSpec)
        displays = (TableSpec, ListingSpec, NarrativeSpec, FigureSpec)
        return _any([self.model(one) for one in displays])

    def model(self, model: type[BaseModel]) -> Json:
        """Give a reference to the definition of a model, making it once."""
        name = f"{model.__module__.rpartition('.')[2]}.{model.__name__}"
        if name not in self.defs:
            self.defs[name] = {}
            made = self.derivation() if model is Derivation else self.fields(model)
            self.defs[name] = self.written(model, made)
        return {"$ref": f"#/$defs/{name}"}

    def written(self, model: type[BaseModel], made: Json) -> Json:
        """Add the other shapes a node may be written in."""
        shapes = [made]
        if model is Fixed or model is Derivation:
            return _any([made, _SCALAR, _NULL])
        short = getattr(model, "short", None)
        if short:
            named = {one.alias or name: name for name, one in model.model_fields.items()}
            name = named.get(short, short)
            shapes.append(self.field(model.model_fields[name], model, name))
        if _reshapes(model) and model is not ModelSpec:
            shapes.append({"type": ["object", "array", "string"]})
        return _any(shapes)

    def fields(self, model: type[BaseModel]) -> Json:
        """Give the object a model is written as."""
        properties: Json = {}
        required = []
        for name, field in model.model_fields.items():
            key = field.alias or name
            properties[key] = self.field(field, model, name)
            if field.is_required() and issubclass(model, Verb):
                required.append(key)
        if not issubclass(model, Verb):
            properties |= {"drop": {"type": "array", "items": _SCALAR}, "after": _SCALAR}
        if model is ModelSpec:
            properties["fit"] = _any([properties["fit"], {"type": "object"}])
        if model is StudyFile:
            for key in _FILES:
                properties[key] = _any([properties[key], {"type": "string"}])
        if model.__name__.endswith("Spec") and "kind" in properties:
            properties["for"] = {"type": "array", "items": {"type": "object"}}
            properties["footnotes_add"] = {"type": "array", "items": {"type": "string"}}
        made: Json = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "description": _said(model),
        }
        return made | ({"required": required} if required else {})

    def derivation(self) -> Json:
        """Give the object with one verb, and what may stand beside it."""
        beside = {
            name: self.field(Derivation.model_fields[name], Derivation, name) for name in _BESIDE
        }
        verbs: Json = {}
        for name, verb in declarations().items():
            bare = [_NULL] if verb.short is None else []
            verbs[name] = {**_any([self.model(verb), *bare]), "description": _said(verb)}
        return {"type": "object", "properties": {**verbs, **beside}, "additionalProperties": False}

    def field(self, field: FieldInfo, model: type[BaseModel], name: str) -> Json:
        """Give the schema of one key."""
        if name in _prepared(model):
            return {}
        return self.annotated(field.annotation, field.metadata)

    def annotated(self, annotation: Any, metadata: Sequence[Any]) -> Json:
        """Give the schema of a type with its validators."""
        names = [getattr(getattr(one, "func", None), "__name__", "") for one in metadata]
        module = next((one.func.__module__ for one in metadata if hasattr(one, "func")), "")
        for word in filter(None, names):
            if word in _WORDS:
                return _SCALAR
            if word in _MANY:
                item = self.item(annotation)
                if word == "_rows":
                    item = _any([item, _EACH])
                return _any([item, {"type": "array", "items": item}])
            special = self.special(word, module, annotation)
            if special is not None:
                return special
        return self.type(annotation)

    def special(self, word: str, module: str, annotation: Any) -> Json | None:
        """Give the schema of a slot with a shape of its own."""
        derived = self.model
        match word:
            case "_after":
                return _any([_SCALAR, self.type(annotation)])
            case "_as_written":
                return _any([_SCALAR, _NULL])
            case "_null_word" | "_nothing_is_default":
                return _any([self.type(annotation), _NULL])
            case "_derivation":
                return derived(Derivation)
            case "_literal" | "_conditions":
                return _any([_SCALAR, _NULL, derived(Derivation)])
            case "_columns" if module.endswith("columns") and "shell" not in module:
                return {"type": "object", "additionalProperties": derived(Derivation)}
            case "_columns":
                item = self.item(annotation)
                return _any([item, {"type": "array", "items": item}])
            case "_cross":
                item = self.item(self.inner(annotation))
                many = {"type": "array", "items": item}
                return _any([item, {"type": "array", "items": _any([item, many])}])
            case "_levels":
                values = {"type": "object", "additionalProperties": _any([_SCALAR, _NULL])}
                return _any([values, _SCALAR, {"type": "array", "items": _SCALAR}])
            case "_stats" | "_tests":
                item = _any([_SCALAR, {"type": "object"}])
                return _any([item, {"type": "array", "items": item}])
            case "_require_kind":
                return None
        return {}

    def inner(self, annotation: Any) -> Any:
        """Give the type of the items of a tuple."""
        return next((one for one in get_args(annotation) if one is not Ellipsis), Any)

    def item(self, annotation: Any) -> Json:
        """Give the schema of the items of a tuple."""
        return self.type(self.inner(annotation))

    def type(self, annotation: Any) -> Json:
        """Give the schema of a bare type."""
        origin = get_origin(annotation)
        if origin is Annotated:
            base, *metadata = get_args(annotation)
            return self.annotated(base, metadata)
        if origin in {Union, types.UnionType}:
            return _any([self.type(one) for one in get_args(annotation)])
        if origin is Literal:
            return {"enum": list(get_args(annotation))}
        if origin in {tuple, list}:
            return {"type": "array", "items": self.item(annotation)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.type(get_args(annotation)[1])}
        return self.plain(annotation)

    def plain(self, annotation: Any) -> Json:
        """Give the schema of a class."""
        numbers: dict[Any, Json] = {
            int: {"type": ["integer", "string"]},
            float: {"type": ["number", "string"]},
            bool: {"type": ["boolean", "string"]},
            type(None): _NULL,
        }
        if annotation in numbers:
            return numbers[annotation]
        if annotation in {str, date, datetime, Formula, Reference, OrderKey}:
            return _SCALAR
        if isinstance(annotation, type) and issubclass(annotation, Verb) and annotation is Verb:
            return {}
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.model(annotation)
        return {}


def _any(schemas: list[Json]) -> Json:
    """Give the union of schemas, each once."""
    kept = [one for place, one in enumerate(schemas) if one not in schemas[:place]]
    return kept[0] if len(kept) == 1 else {"anyOf": kept}


def _said(model: type[BaseModel]) -> str:
    """Give the first sentence of a docstring."""
    lines = [line.strip() for line in (model.__doc__ or "").strip().splitlines()]
    return " ".join(lines[: lines.index("")] if "" in lines else lines)


def _decorators(model: type[BaseModel], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = getattr(model.__pydantic_decorators__, kind)
    return found


def _reshapes(model: type[BaseModel]) -> bool:
    """Say whether a model takes other shapes than its fields."""
    return any(one.info.mode == "before" for one in _decorators(model, "model_validators").values())


def _prepared(model: type[BaseModel]) -> set[str]:
    """Give the fields that take other shapes than their type."""
    return {
        name
        for one in _decorators(model, "field_validators").values()
        if one.info.mode == "before"
        for name in one.info.fields
    }
