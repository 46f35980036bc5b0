"""The JSON Schema of spec files: valid itself, true to every shipped spec, strict about keys."""

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from tlfgen import cli
from tlfgen.run.schema import schema_text

SPECS = Path(__file__).resolve().parents[3] / "specs"
FILES = {
    "study": sorted(SPECS.glob("*/study.yaml")),
    "dataset": sorted([*SPECS.glob("*/sdtm/*.yaml"), *SPECS.glob("*/adam/*.yaml")]),
    "display": sorted(SPECS.glob("*/displays/*.yaml")),
}


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: ``on`` is a word, a date is text."""


Editor.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if not pair[0].endswith((":timestamp", ":bool"))]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), "tf")


@cache
def validator(kind):
    """Give a validator of one kind of file."""
    return jsonschema.Draft202012Validator(json.loads(schema_text(kind)))


def problems(kind, text):
    """Give what an editor would mark."""
    return [error.message for error in validator(kind).iter_errors(yaml.load(text, Editor))]  # noqa: S506 - safe


@pytest.mark.parametrize("kind", [*FILES, None])
def test_schema_is_valid(kind):
    """Each schema conforms to draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(kind)))


@pytest.mark.parametrize("kind", FILES)
def test_shipped_specs_conform(kind):
    """Nothing is marked in the specs that ship with the package."""
    wrong = {
        path.relative_to(SPECS).as_posix(): found
        for path in FILES[kind]
        if (found := problems(kind, path.read_text(encoding="utf-8")))
    }
    assert {} == wrong


def test_any_file_conforms_to_the_whole_schema():
    """Without a kind the schema takes every kind of file."""
    whole = validator(None)
    for paths in FILES.values():
        text = paths[0].read_text(encoding="utf-8")
        assert [] == list(whole.iter_errors(yaml.load(text, Editor)))  # noqa: S506 - a safe loader


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("study", "id: a\ntitel: A"),
        ("dataset", "dataset: DM\ncolums: {}"),
        ("dataset", "columns: {A: {first_recrd: {}}}"),
        ("dataset", "columns: {A: {first_record: {from: EX, ordr: [B]}}}"),
        ("dataset", "variables: {A: {type: intger}}"),
        ("display", "id: t_1\nkind: sumary"),
        ("display", "id: t_1\nkind: summary\nfootnoes: []"),
    ],
)
def test_misspelt_words_are_marked(kind, text):
    """A key, verb, parameter or word that is not known is marked."""
    assert [] != problems(kind, text)


def test_every_verb_is_offered():
    """Verbs stand as keys of a derivation, with their first sentence."""
    verbs = json.loads(schema_text("dataset"))["$defs"]["derivation.Derivation"]
    offered = verbs["anyOf"][0]["properties"]
    assert {"first_record", "case", "study_day"} <= set(offered)
    assert offered["case"]["description"].endswith(".")


def test_command_prints_the_schema():
    """``tlfgen schema dataset`` prints JSON and exits with 0; another word is wrong usage."""
    shown = CliRunner().invoke(cli.commands, ["schema", "dataset"])
    assert (0, json.loads(schema_text("dataset"))) == (shown.exit_code, json.loads(shown.output))
    with pytest.raises(SystemExit) as stop:
        cli.main(["schema", "datset"])
    assert stop.value.code == 2
