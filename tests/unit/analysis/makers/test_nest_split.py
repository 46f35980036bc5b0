"""A hierarchy split by a variable: each subject at its worst grade, once."""

import pandas as pd
import pytest

from tests.shells import data, dataset, lines, page, results, study, table
from tlfgen.analysis.bench import open_bench
from tlfgen.analysis.engine import compute_results
from tlfgen.spec.expression import parse_filter

EVENTS = {
    "USUBJID": ["1", "1", "1", "2", "4", "6"],
    "AEBODSYS": ["INFECTION", "INFECTION", "SKIN", "INFECTION", "SKIN", "SKIN"],
    "AEDECOD": ["COLD", "FLU", "RASH", "FLU", "RASH", "RASH"],
    "GRADE": ["2", "1", "1", "3", "1", "2"],
    "CLASSFL": ["Y", "", "Y", "Y", "Y", "Y"],
    "TERMFL": ["Y", "Y", "Y", "Y", "Y", "Y"],
}
TEXT = (
    "kind: occurrence\npopulation: saf\ndata: ADAE\ncolumns: {by: arm}\n"
    "rows: [{nest: [AEBODSYS, AEDECOD], split: {var: GRADE, flags: [CLASSFL, TERMFL],"
    " values: {'1': Grade 1, '2': Grade 2, '3': Grade 3}}}]"
)


def events():
    """Give six events with their grades and flags."""
    return dataset("ADAE", EVENTS)


def plain(arm, grade, flag, **levels):
    """Count the subjects of an arm with a flagged event of a grade, in the plainest way."""
    frame = pd.DataFrame(EVENTS)
    people = {"high": ["1", "2"], "low": ["3", "4", "5"], "placebo": ["6", "7"]}[arm]
    kept = frame["USUBJID"].isin(people) & (frame["GRADE"] == grade) & (frame[flag] == "Y")
    for name, level in levels.items():
        kept &= frame[name] == level
    return frame.loc[kept, "USUBJID"].nunique()


@pytest.mark.parametrize("grade", ["1", "2", "3"])
@pytest.mark.parametrize("arm", ["high", "low", "placebo"])
def test_classes_by_grade(arm, grade):
    """A subject with two events of a class stands at the worse one alone."""
    found = results(TEXT, ADAE=events())
    key = f"AEBODSYS.AEDECOD/INFECTION/split/{grade}/n/{arm}"
    assert plain(arm, grade, "CLASSFL", AEBODSYS="INFECTION") == found[key].number


def test_terms_by_grade():
    """Below a term the flag of the term counts."""
    found = results(TEXT, ADAE=events())
    key = "AEBODSYS.AEDECOD/INFECTION/FLU/split/1/n/high"
    assert plain("high", "1", "TERMFL", AEDECOD="FLU") == found[key].number == 1


def test_rows_stand_below_what_they_split():
    """Grades that nobody has are left out; those of a class stand above its terms."""
    assert [
        "INFECTION|2 (100.0%)|0|0",
        "  Grade 2|1 ( 50.0%)|0|0",
        "  Grade 3|1 ( 50.0%)|0|0",
        "  COLD|1 ( 50.0%)|0|0",
        "    Grade 2|1 ( 50.0%)|0|0",
        "  FLU|2 (100.0%)|0|0",
        "    Grade 1|1 ( 50.0%)|0|0",
        "    Grade 3|1 ( 50.0%)|0|0",
    ] == lines(page(TEXT, ADAE=events()))[:8]


def test_filters_find_the_records():
    """The filter of each number, evaluated on the data, finds as many records."""
    held = data(ADAE=events())
    bench = open_bench(held, study())
    for one in compute_results(table(TEXT), held, study()).results:
        if one.stat == "n" and one.n_records is not None and one.dataset == "ADAE":
            mask = bench.mask(bench.records("ADAE"), parse_filter(one.record_filter))
            assert one.n_records == int(mask.sum()), one.result_id
