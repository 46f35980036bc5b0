"""Modules are short and named after what they hold."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "tlfgen"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_builtin" not in path.parts)
LINES = 300
BODY = 50


def name_of(path: Path) -> str:
    """Give a module's path inside the package."""
    return path.relative_to(PACKAGE).as_posix()


def body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function's body after its docstring."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short(path: Path) -> None:
    """No module has more than 300 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_is_short(path: Path) -> None:
    """No function body has more than 50 lines after the docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = {
        node.name: body_lines(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and body_lines(node) > BODY
    }
    assert long == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is(path: Path) -> None:
    """A module begins with one sentence that ends with a full stop."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert text.split("\n\n")[0].endswith(".")


def test_no_room_is_a_junk_drawer() -> None:
    """No module is called utils, helpers, common, misc or base."""
    junk = {"utils", "helpers", "common", "misc", "base"}
    assert [name_of(path) for path in MODULES if path.stem in junk] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_unfinished(path: Path) -> None:
    """No module holds a mark of unfinished work."""
    text = path.read_text(encoding="utf-8")
    assert not any(mark in text for mark in ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"))
