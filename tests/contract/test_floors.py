"""Rooms import only rooms on lower floors, and touch the world through one door."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "tlfgen"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_builtin" not in path.parts)
WORLDLY = {"io", "run", "cli"}
READERS = {"spec/yaml_file.py", "spec/workbook.py", "spec/define_file.py", "render/resources.py"}
HOMES = {
    "jinja2": ("render", "submission"),
    "weasyprint": ("render",),
    "openpyxl": ("render", "io", "spec"),
    "lxml": ("submission", "spec"),
    "matplotlib": ("render/plot",),
    "scipy": ("analysis",),
    "statsmodels": ("analysis",),
    "lifelines": ("analysis",),
    "pyreadstat": ("io",),
    "click": ("cli",),
}


def name_of(path: Path) -> str:
    """Give a module's path inside the package."""
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    """Give the room a module stands in."""
    return name_of(path).split("/")[0].removesuffix(".py")


def called_names(tree: ast.AST) -> set[str]:
    """Give the dotted names of everything called or read in a module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
        if isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
    return found


def imported(tree: ast.AST) -> set[str]:
    """Give the top-level packages a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_floors_hold() -> None:
    """The import contract of pyproject.toml is kept by every module."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_three_rooms_touch_the_world(path: Path) -> None:
    """Files, clock, environment and printing belong to io, run and cli."""
    if room_of(path) in WORLDLY:
        return
    called = called_names(ast.parse(path.read_text(encoding="utf-8")))
    banned = {
        "print",
        "input",
        "datetime.now",
        "date.today",
        "time.time",
        "os.environ",
        "os.getenv",
    }
    if name_of(path) not in READERS:
        banned |= {"open"}
    assert banned & called == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    """Each heavy library is imported only in the rooms that own it."""
    for library in imported(ast.parse(path.read_text(encoding="utf-8"))) & set(HOMES):
        homes = tuple(home + ("/" if home != "cli" else "") for home in HOMES[library])
        assert name_of(path).startswith(homes), f"{library} in {name_of(path)}"


def test_the_statistics_of_mixed_models_stand_alone() -> None:
    """The repeated-measures code imports nothing of the package outside its own folder."""
    for path in (PACKAGE / "analysis" / "mmrm").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert node.level <= 1
                assert not (node.module or "").startswith("tlfgen")
