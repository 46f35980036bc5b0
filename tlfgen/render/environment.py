"""Jinja environments over the layers of templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.meta import find_referenced_templates

from tlfgen.core.errors import RenderError
from tlfgen.core.source import Source
from tlfgen.render.escape import RtfText, escape_rtf, finalize_rtf
from tlfgen.render.resources import builtin_templates, file_hash, read_template

__all__ = ["BANNED_FILTERS", "BUILTIN", "TemplateFolders"]

BUILTIN = "builtin"
"""The layer of the templates that ship with the package."""

BANNED_FILTERS = frozenset(
    {"abs", "attr", "batch", "count", "dictsort", "filesizeformat", "float", "groupby", "int"}
    | {"length", "map", "max", "min", "random", "reject", "rejectattr", "round", "select"}
    | {"selectattr", "shuffle", "slice", "sort", "sum", "unique", "urlize", "wordcount"}
)
"""Filters no template has: templates loop, test and place; they never compute."""


@dataclass(frozen=True, slots=True)
class TemplateFolders:
    """
    Templates of a study, of its sponsors and of the package, nearest first.

    A name such as ``pdf/display.html.j2`` is taken from the first layer that has it. A name with a
    layer in front, ``builtin/pdf/display.html.j2``, is taken from that layer, so that an override
    can extend what it overrides.

    Parameters
    ----------
    layers : tuple of (name, folder)
        Highest first; the built-in layer is added last. A folder need not exist.
    """

    layers: tuple[tuple[str, Path], ...] = ()

    def fill(self, name: str, values: Mapping[str, Any]) -> str:
        """
        Give the text of a template filled with values.

        Raises
        ------
        RenderError
            ``render.no-template``, ``render.template-syntax``, ``render.undefined-value``.
        """
        try:
            return _environment(self._all(), _family(name)).get_template(name).render(values)
        except TemplateNotFound as error:
            raise self._missing(str(error.name or name)) from error
        except UndefinedError as error:
            raise RenderError.of(
                "render.undefined-value",
                f"template '{name}' uses a value that is not given: {error.message}.",
                allowed=sorted(values),
                hint="templates/README.md lists the values of each template.",
            ) from error
        except TemplateSyntaxError as error:
            source = Source(error.filename or error.name or name, error.lineno)
            raise RenderError.of(
                "render.template-syntax",
                f"template '{error.name or name}' cannot be read: {error.message}.",
                source,
                hint="filters that compute are not available in templates.",
            ) from error
        except TemplateError as error:
            what = f"template '{name}' failed: {error}."
            raise RenderError.of("render.template", what) from error

    def settings(self, name: str) -> Mapping[str, Any]:
        """Give a YAML template as plain values: the first layer that has it."""
        _, path = self._find(name)
        return _read_settings(path, file_hash(path))

    def is_builtin(self, name: str) -> bool:
        """Say whether a template, with all it extends and includes, comes from the package."""
        return all(layer == BUILTIN for layer, _, _ in self.chain(name))

    def chain(self, name: str) -> tuple[tuple[str, str, str], ...]:
        """
        Give the files a template is made of as (layer, name, SHA-256), itself first.

        Raises
        ------
        RenderError
            ``render.no-template``.
        """
        found: dict[tuple[str, str], str] = {}
        waiting = [name]
        while waiting:
            layer, path = self._find(waiting.pop(0))
            short = path.relative_to(dict(self._all())[layer]).as_posix()
            if (layer, short) in found:
                continue
            found[layer, short] = file_hash(path)
            if short.endswith(".j2"):
                tree = _environment(self._all(), _family(short)).parse(read_template(path))
                waiting += [other for other in find_referenced_templates(tree) if other]
        return tuple((layer, short, digest) for (layer, short), digest in found.items())

    def environment(self, name: str) -> Environment:
        """Give the environment a template is read in, by the ending of its name."""
        return _environment(self._all(), _family(name))

    def _all(self) -> tuple[tuple[str, Path], ...]:
        return (*self.layers, (BUILTIN, builtin_templates()))

    def _find(self, name: str) -> tuple[str, Path]:
        """Give the layer and file of a name."""
        first, _, rest = name.partition("/")
        layers = self._all()
        for layer, folder in layers:
            if layer == first and (folder / rest).is_file():
                return layer, folder / rest
        for layer, folder in layers:
            if (folder / name).is_file():
                return layer, folder / name
        raise self._missing(name)

    def _missing(self, name: str) -> RenderError:
        environment = _environment(self._all(), _family(name))
        names = [n for n in environment.list_templates() if n.endswith((".j2", ".yaml"))]
        error = RenderError.unknown("template", name, names)
        found = error.findings[0]
        return RenderError.of(
            "render.no-template",
            f"template '{name}' is in no layer.",
            allowed=found.allowed,
            hint=found.hint,
        )


def _family(name: str) -> str:
    """Give the kind of escaping a template needs."""
    if name.endswith(".rtf.j2"):
        return "rtf"
    return "html" if name.endswith((".html.j2", ".xml.j2", ".svg.j2")) else "text"


@lru_cache(maxsize=32)
def _environment(layers: Sequence[tuple[str, Path]], family: str) -> Environment:
    loaders: dict[str, BaseLoader] = {
        layer: FileSystemLoader(folder, encoding="utf-8") for layer, folder in layers
    }
    loader = ChoiceLoader([*loaders.values(), PrefixLoader(loaders)])
    options: dict[str, Any] = {
        "loader": loader,
        "undefined": StrictUndefined,
        "autoescape": family == "html",
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": False,
        "auto_reload": False,
        "cache_size": 200,
    }
    if family == "rtf":
        options |= {
            "block_start_string": "<%",
            "block_end_string": "%>",
            "variable_start_string": "<<",
            "variable_end_string": ">>",
            "comment_start_string": "<#",
            "comment_end_string": "#>",
            "finalize": finalize_rtf,
        }
    environment = Environment(**options)  # noqa: S701 - autoescape is on for markup
    for name in BANNED_FILTERS:
        environment.filters.pop(name, None)
    environment.filters["rtf"] = RtfText
    environment.filters["rtf_escape"] = escape_rtf
    return environment


@lru_cache(maxsize=64)
def _read_settings(path: Path, digest: str) -> Mapping[str, Any]:
    del digest  # part of the cache key
    values = yaml.safe_load(read_template(path))
    if not isinstance(values, dict):
        raise RenderError.of(
            "render.template-syntax", f"template '{path.name}' is not a mapping.", Source(path.name)
        )
    return values
