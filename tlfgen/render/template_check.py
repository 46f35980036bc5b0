"""Every problem of a study's own templates that can be told before they are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from tlfgen.core.errors import Finding, RenderError
from tlfgen.core.source import Source
from tlfgen.render.environment import BUILTIN, TemplateFolders
from tlfgen.render.resources import builtin_templates, read_template

__all__ = ["check_templates"]

_WORD = re.compile(r"\w+")
_ALWAYS = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})


def check_templates(folders: TemplateFolders) -> list[Finding]:
    """
    Give every problem of the templates of the study and its sponsors.

    Returns
    -------
    list of Finding
        ``render.template-syntax``, ``render.unknown-template`` for a file that replaces nothing,
        ``render.unknown-block`` for a block nothing prints, ``render.unknown-value``,
        ``render.unknown-setting`` and ``render.missing-setting`` in YAML templates.
    """
    findings: list[Finding] = []
    asked: set[str] = set()
    files = [
        (layer, folder, path)
        for layer, folder in folders.layers
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".j2", ".yaml"}
    ]
    own = [one for one in files if one[0] != BUILTIN]
    trees = {}
    for _, folder, path in own:
        if path.suffix == ".j2":
            tree = _parsed(folders, path, path.relative_to(folder).as_posix(), findings)
            trees[path] = tree
            asked |= set(_referenced(tree)) if tree is not None else set()
    for _, folder, path in own:
        name = path.relative_to(folder).as_posix()
        if not (builtin_templates() / name).is_file():
            if not any(word == name or word.endswith(f"/{name}") for word in asked):
                known = _names()
                findings += RenderError.unknown(
                    "template", name, known, Source(path.as_posix(), 1)
                ).findings
        elif path.suffix == ".yaml":
            findings += _settings(path, name)
        elif (tree := trees[path]) is not None:
            findings += _blocks(folders, path, name, tree)
            findings += _values(folders, path, name, tree)
    return findings


def _names() -> list[str]:
    folder = builtin_templates()
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".j2", ".yaml"}
    ]


def _parsed(
    folders: TemplateFolders, path: Path, name: str, findings: list[Finding]
) -> nodes.Template | None:
    """Give the tree of a template whose every filter and every parent is there."""
    environment = folders.environment(name)
    try:
        tree = environment.parse(read_template(path), filename=path.as_posix())
        environment.compile(tree)
    except TemplateSyntaxError as error:
        what = f"The template cannot be read: {error.message}."
        hint = "filters that compute are not available in templates"
        place = Source(path.as_posix(), error.lineno)
        findings.append(Finding("render.template-syntax", what, place, hint=hint))
        return None
    known = environment.list_templates()
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        given = getattr(node, "template", None)
        word = given.value if isinstance(given, nodes.Const) else None
        if isinstance(word, str) and word not in known:
            place = Source(path.as_posix(), node.lineno)
            findings += RenderError.unknown("template", word, known, place).findings
            return None
    return tree


def _referenced(tree: nodes.Template) -> Iterator[str]:
    yield from (name for name in find_referenced_templates(tree) if name is not None)


def _parents(folders: TemplateFolders, name: str, tree: nodes.Template) -> Iterator[nodes.Template]:
    """Give the trees a template extends, or the one it replaces, nearest first."""
    extended = next(tree.find_all(nodes.Extends), None)
    environment = folders.environment(name)
    given = extended.template if extended is not None else None
    word = given.value if isinstance(given, nodes.Const) else f"{BUILTIN}/{name}"
    seen = set()
    while isinstance(word, str) and word not in seen and environment.loader is not None:
        seen.add(word)
        text, _, _ = environment.loader.get_source(environment, word)
        parent = environment.parse(text)
        yield parent
        extended = next(parent.find_all(nodes.Extends), None)
        given = extended.template if extended is not None else None
        word = given.value if isinstance(given, nodes.Const) else None


def _blocks(
    folders: TemplateFolders, path: Path, name: str, tree: nodes.Template
) -> Iterator[Finding]:
    """Give the blocks of an override that no template it extends has."""
    if next(tree.find_all(nodes.Extends), None) is None:
        return
    known = {
        block.name for one in _parents(folders, name, tree) for block in one.find_all(nodes.Block)
    }
    own = list(tree.find_all(nodes.Block))
    nested = {inner.name for block in own for inner in block.find_all(nodes.Block)}
    for block in own:
        if block.name not in known and block.name not in nested:
            place = Source(path.as_posix(), block.lineno)
            yield from RenderError.unknown("block", block.name, known, place).findings


def _values(
    folders: TemplateFolders, path: Path, name: str, tree: nodes.Template
) -> Iterator[Finding]:
    """Give the values a template uses that it is not given."""
    known = set(_ALWAYS) | _documented(name)
    for one in _parents(folders, name, tree):
        known |= find_undeclared_variables(one)
    for word in sorted(find_undeclared_variables(tree) - known):
        lines = [node.lineno for node in tree.find_all(nodes.Name) if node.name == word]
        place = Source(path.as_posix(), min(lines, default=1))
        yield from RenderError.unknown("value", word, known - _ALWAYS, place).findings


def _documented(name: str) -> set[str]:
    """Give the words of a template's line in the list of values."""
    readme = builtin_templates() / "README.md"
    if not readme.is_file():
        return set()
    lines = read_template(readme).splitlines()
    return {
        word
        for line in lines
        if line.startswith(f"| `{name}`")
        for part in line.split("`")[3::2]
        for word in _WORD.findall(part)
    }


def _settings(path: Path, name: str) -> Iterator[Finding]:
    place = Source(path.as_posix(), 1)
    try:
        own = yaml.compose(read_template(path), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Source(path.as_posix(), mark.line + 1 if mark else 1)
        what = f"The template is not valid YAML: {error.problem}."
        yield Finding("render.template-syntax", what, place)
        return
    known = yaml.safe_load(read_template(builtin_templates() / name))
    if not isinstance(own, yaml.MappingNode):
        yield Finding("render.template-syntax", "The template is not a mapping.", place)
        return
    yield from _keys(own, known, path, "")


def _keys(
    own: yaml.MappingNode, known: Mapping[str, Any], path: Path, prefix: str
) -> Iterator[Finding]:
    """Give the keys that are not those of the built-in settings, then those that lack."""
    found = {str(key.value): (key, value) for key, value in own.value}
    strange = [word for word in found if word not in known]
    for word in strange:
        place = Source(path.as_posix(), found[word][0].start_mark.line + 1)
        yield from RenderError.unknown("setting", f"{prefix}{word}", known, place).findings
    lacking = [word for word in known if word not in found]
    if lacking and not strange:
        place = Source(path.as_posix(), own.start_mark.line + 1)
        what = f"The settings lack {', '.join(prefix + word for word in lacking[:3])}."
        hint = "a file of settings replaces the built-in one whole; copy what is to stay"
        yield Finding("render.missing-setting", what, place, tuple(lacking), hint)
    for word, (_, value) in found.items():
        inner = known.get(word)
        if isinstance(inner, dict) and inner and isinstance(value, yaml.MappingNode):
            yield from _keys(value, inner, path, f"{prefix}{word}.")
