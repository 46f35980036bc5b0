"""Members of the arm axis."""

import pytest

from tests import figure_factories as make
from tlfgen.core.errors import SpecError
from tlfgen.spec.grid.members import arm_dimension
from tlfgen.spec.node import read_node
from tlfgen.spec.shell.columns import ColumnNode
from tlfgen.spec.yaml_file import parse_yaml


def _labels(columns):
    """Give the labels of the arms of a column node."""
    node = read_node(ColumnNode, parse_yaml(columns, "shell.yaml"))
    return [member.label for member in arm_dimension(node, make.study(), "planned").members]


def test_arms_carry_the_labels_of_the_study():
    """Without a word of the display the study's labels are printed, then the total."""
    assert ["High\ndose", "Low dose", "Placebo", "Total"] == _labels("{by: arm, total: Total}")


def test_values_give_an_arm_another_label():
    """``values`` names some arms anew, the others keep their labels."""
    assert ["High\ndose", "Low", "Placebo"] == _labels("{by: arm, values: {low: Low}}")


def test_values_of_an_unknown_arm_are_refused():
    """A misspelt arm is an error with the known ones."""
    with pytest.raises(SpecError) as error:
        _labels("{by: arm, values: {lwo: Low}}")
    assert "spec.unknown-arm" == error.value.code
