"""Functions of the study."""

from dataclasses import replace

import pytest

from tests.mapping import frame, rows_of, run
from tlfgen.core.errors import MappingError

TEXT = """plugin: {function: study.double, version: '1', description: Twice the value,
  inputs: {x: AVAL}}"""


def rows(function):
    """Give rows with one plug-in."""
    given = rows_of(frame(USUBJID=["1", "2"], AVAL=[1.0, 2.0]))
    return replace(given, setting=replace(given.setting, plugins={"study.double": function}))


def test_a_plugin_gives_the_columns_declared():
    """Inputs by name, targets by name."""
    made = run(TEXT, rows(lambda inputs, _options: {"X": inputs["x"] * 2}), "X")
    assert [2.0, 4.0] == made.columns["X"].tolist()


def test_a_plugin_that_gives_other_columns_is_stopped():
    """It may not write what it did not declare."""
    with pytest.raises(MappingError) as error:
        run(TEXT, rows(lambda inputs, _options: {"X": inputs["x"], "Y": inputs["x"]}), "X")
    assert "mapping.plugin-columns" == error.value.code


def test_an_unknown_plugin_is_an_error():
    """The functions known are listed."""
    with pytest.raises(MappingError) as error:
        run(TEXT.replace("double", "triple"), rows(None), "X")
    assert "mapping.unknown-plugin" == error.value.code
