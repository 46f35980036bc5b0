"""Comparing files, folders and outputs."""

import json
from datetime import datetime

import pandas as pd
import pytest

from tlfgen.core.errors import DataError, OutputError
from tlfgen.io.xpt import write_xpt
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.run.comparison import compare_places


def _write(path, ages, subjects=("1", "2")):
    """Write a small ADSL as transport file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(
        {
            "USUBJID": pd.array(list(subjects), dtype="string[pyarrow]"),
            "AGE": list(map(float, ages)),
        }
    )
    variables = (Variable("USUBJID", "Subject"), Variable("AGE", "Age", "float"))
    dataset = Dataset("ADSL", "Subjects", "adam", frame, variables)
    write_xpt(dataset, path, made=datetime(2020, 1, 1))  # noqa: DTZ001 - a wall time of the file
    return path


def test_equal_files(tmp_path):
    """Two files of the same values have no difference."""
    left, right = _write(tmp_path / "a.xpt", [30, 40]), _write(tmp_path / "b.xpt", [30, 40])
    lines, differ = compare_places(left, right)
    assert not differ
    assert ("ADSL: equal (2 records by USUBJID, 1 variables)",) == lines


def test_unequal_files(tmp_path):
    """The lines name the record."""
    left, right = _write(tmp_path / "a.xpt", [30, 40]), _write(tmp_path / "b.xpt", [30, 41])
    lines, differ = compare_places(left, right)
    assert differ
    assert "    USUBJID=2: 40 and 41" in lines


def test_tolerance(tmp_path):
    """A difference within the tolerance is none."""
    left, right = _write(tmp_path / "a.xpt", [30, 40]), _write(tmp_path / "b.xpt", [30, 41])
    assert not compare_places(left, right, (), 1.0)[1]


def test_folders_by_name(tmp_path):
    """Files are matched by name; one of a single side is a difference."""
    _write(tmp_path / "a" / "adsl.xpt", [30, 40])
    _write(tmp_path / "b" / "adsl.xpt", [30, 40])
    _write(tmp_path / "b" / "adae.xpt", [30, 40])
    lines, differ = compare_places(tmp_path / "a", tmp_path / "b")
    assert differ
    assert "adae: only on the right" == lines[0]


def test_problems_of_all_datasets_are_gathered(tmp_path):
    """Two datasets with duplicate keys give two findings."""
    for side in "ab":
        for name in ("adsl", "adae"):
            _write(tmp_path / side / f"{name}.xpt", [30, 40], ["1", "1"])
    with pytest.raises(DataError) as caught:
        compare_places(tmp_path / "a", tmp_path / "b", ["USUBJID"])
    assert 2 == len(caught.value.findings)


def test_outputs_compare_displays(tmp_path):
    """Of two builds the texts of the displays are compared too."""
    for side, text in (("a", "12"), ("b", "13")):
        folder = tmp_path / side
        _write(folder / "adam" / "adsl.xpt", [30, 40])
        (folder / "displays").mkdir()
        (folder / "manifest.json").write_text("{}")
        display = {"columns": [{"path": ["A"]}], "rows": [{"path": ["n"], "cells": [text]}]}
        (folder / "displays" / "t_1.json").write_text(json.dumps(display))
    lines, differ = compare_places(tmp_path / "a", tmp_path / "b")
    assert differ
    assert ("t_1: 1 text differs", "  n : A: '12' and '13'") == lines[1:]


def test_absent_place_is_refused(tmp_path):
    """A place that is not there cannot be read."""
    with pytest.raises(OutputError) as caught:
        compare_places(tmp_path / "a.xpt", tmp_path / "b.xpt")
    assert "output.no-file" == caught.value.code


def test_file_and_folder_are_refused(tmp_path):
    """Both sides are of one kind."""
    with pytest.raises(OutputError) as caught:
        compare_places(_write(tmp_path / "a.xpt", [1, 2]), tmp_path)
    assert "compare.file-and-folder" == caught.value.code


def test_folders_without_data_are_refused(tmp_path):
    """Two folders of other files are no comparison."""
    with pytest.raises(OutputError) as caught:
        compare_places(tmp_path, tmp_path)
    assert "compare.nothing-to-compare" == caught.value.code
