"""Tests of results as a frame."""

from tests.shells import data, study, table
from tlfgen.analysis.engine import compute_results
from tlfgen.analysis.frame import frame_to_results, results_to_frame
from tlfgen.model.result import RESULT_COLUMNS

SHELL = "population: fas\ncolumns: {by: arm}\nrows: [{var: AGE, stats: [n, mean_sd]}]"


def made():
    """Give the results of a small shell."""
    return compute_results(table(SHELL), data(), study())


def test_columns_stand_in_file_order():
    """The frame has the columns of the contract, in their order."""
    assert list(RESULT_COLUMNS) == list(results_to_frame(made()).columns)


def test_kinds_of_columns():
    """Numbers are float64, counts nullable integers, all else text."""
    kinds = results_to_frame(made()).dtypes.astype(str).to_dict()
    expected = {"number": "float64", "n_records": "Int64", "reason": "string", "groups": "string"}
    assert expected == {name: kinds[name] for name in expected}


def test_exactly_one_of_three():
    """A row has a number, a text or a reason."""
    frame = results_to_frame(made())
    assert frame[["number", "text", "reason"]].notna().sum(axis=1).eq(1).all()


def test_results_come_back():
    """Stored rows give the same results."""
    given = made()
    assert given.results == frame_to_results(results_to_frame(given), given.display_id).results
