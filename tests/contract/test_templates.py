"""Templates loop, test and place; they never compute, and their blocks are written down."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from tlfgen.render.environment import BANNED_FILTERS, TemplateFolders
from tlfgen.render.resources import builtin_templates

FOLDER = builtin_templates()
FILES = sorted(FOLDER.rglob("*.j2"))
DRAWN = [file for file in FILES if "submission" not in file.parts]
ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)


def name_of(file: Path) -> str:
    """Give a template's name."""
    return file.relative_to(FOLDER).as_posix()


def parse(file: Path) -> nodes.Template:
    """Read a template with the marks of its format."""
    environment = jinja2.Environment(autoescape=True)
    if file.name.endswith(".rtf.j2"):
        environment = jinja2.Environment(
            autoescape=True,
            block_start_string="<%",
            block_end_string="%>",
            variable_start_string="<<",
            variable_end_string=">>",
            comment_start_string="<#",
            comment_end_string="#>",
        )
    environment.filters["rtf"] = str
    return environment.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", DRAWN, ids=name_of)
def test_templates_do_no_arithmetic(file):
    """No template adds, multiplies or rounds."""
    assert [] == [type(node).__name__ for node in parse(file).find_all(ARITHMETIC)]


@pytest.mark.parametrize("file", DRAWN, ids=name_of)
def test_templates_use_no_computing_filter(file):
    """No template sorts, counts or chooses."""
    used = {node.name for node in parse(file).find_all(nodes.Filter)}
    assert set() == used & BANNED_FILTERS


@pytest.mark.parametrize("file", DRAWN, ids=name_of)
def test_blocks_are_written_down(file):
    """The README names every template, and every block that an override may replace."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name_of(file)}`"))
    for block in parse(file).find_all(nodes.Block):
        assert f"`{block.name}`" in row


@pytest.mark.parametrize("file", DRAWN, ids=name_of)
def test_templates_name_no_outside_address(file):
    """No template reads a font, script or picture from elsewhere."""
    assert [] == re.findall(r"https?://", file.read_text(encoding="utf-8"))


def test_every_template_has_a_chain():
    """Every file can be found, with its layer and hash, for the manifest."""
    layers = TemplateFolders()
    assert {"builtin"} == {layers.chain(name_of(file))[0][0] for file in FILES}
