"""Public names are documented so that a reader can use them."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import tlfgen

PACKAGE = Path(tlfgen.__file__).parent
NAMES = sorted(
    name
    for _, name, _ in pkgutil.walk_packages([str(PACKAGE)], "tlfgen.")
    if "_builtin" not in name
)


def public(module_name: str) -> list[str]:
    """Give the names a module lists as public, read from its source."""
    path = PACKAGE.parent / Path(*module_name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    return []


@pytest.mark.parametrize("module", NAMES)
def test_the_public_list_is_sorted(module: str) -> None:
    """__all__ is in the order a reader searches it."""
    names = public(module)
    assert sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n)) == names or (
        sorted(names) == names
    )


@pytest.mark.parametrize("module", NAMES)
def test_public_functions_are_described(module: str) -> None:
    """Every public function and class has a docstring whose first line is a sentence."""
    loaded = importlib.import_module(module)
    for name in public(module):
        thing = getattr(loaded, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            text = inspect.getdoc(thing) or ""
            assert text.split("\n\n")[0].strip().endswith((".", ":")), f"{module}.{name}"
