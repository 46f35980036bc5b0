"""Named columns."""

import pytest

from tlfgen.analysis.columns import read_columns
from tlfgen.core.errors import AnalysisError


def test_names_of_a_mapping():
    """The keys are the names."""
    columns, names = read_columns({"AGE": [1, 2], "SEX": [0, 1]})
    assert (("AGE", "SEX"), (2, 2)) == (names, columns.shape)


def test_columns_of_an_array_are_numbered():
    """x1, x2."""
    assert ("x1", "x2") == read_columns([[1, 2], [3, 4]])[1]


def test_names_fit_the_columns():
    """One name for two columns is an error."""
    with pytest.raises(AnalysisError) as error:
        read_columns([[1, 2], [3, 4]], ["AGE"])
    assert "analysis.names-mismatch" == error.value.code
