"""The public functions of the room."""

import importlib
import subprocess
import sys

import pytest

import tlfgen.analysis as room
from tlfgen.analysis import _PUBLIC


@pytest.mark.parametrize("name", sorted(_PUBLIC))
def test_every_public_name_is_listed_where_it_lives(name):
    """The table names a function that its module lists."""
    module = importlib.import_module(f"tlfgen.analysis.{_PUBLIC[name]}")
    assert name in module.__all__
    assert getattr(room, name) is getattr(module, name)


def test_the_table_is_sorted():
    """One line a name, in order."""
    assert sorted(_PUBLIC) == list(_PUBLIC) == dir(room)


def test_an_unknown_name_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError):
        room.estimate_nothing  # noqa: B018 - the access is the test


def test_the_room_opens_without_scipy():
    """Statistics load when they are asked for."""
    code = "import sys, tlfgen.analysis; print('scipy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
