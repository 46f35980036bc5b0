"""The numbering of subjects, and their blocks."""

from tests.mapping import dataset, frame, study
from tlfgen.mapper.subjects import linked, number_subjects


def sources():
    """Give two datasets by USUBJID, a raw form and a table of sites."""
    return {
        "DM": dataset("DM", frame(USUBJID=["b", "a"], SUBJID=["2", "1"])),
        "AE": dataset("AE", frame(USUBJID=["a", "a", "c"])),
        "RAW": dataset("form", frame(SUBJID=["1", "2"]), "raw"),
        "SITES": dataset("sites", frame(SITE=["x"]), "raw"),
    }


def test_numbers_follow_the_keys():
    """Subjects are numbered in the order of their keys, over all sources alike."""
    found = number_subjects(sources(), ("DM",), study())
    assert [1, 0] == found.sources["DM"].subjects.tolist()
    assert [0, 0, 2] == found.sources["AE"].subjects.tolist()
    assert 3 == found.count


def test_another_subject_variable_waits():
    """A raw form has no number until the rows know its variable; a table never has one."""
    found = number_subjects(sources(), ("DM",), study())
    assert {"RAW": "SUBJID"} == dict(found.others)
    assert [-1, -1] == found.sources["RAW"].subjects.tolist()
    assert found.sources["SITES"].subjects is None
    keys = sources()["DM"].frame["SUBJID"]
    after = linked(found.sources, found.others, keys, found.sources["DM"].subjects)
    assert [0, 1] == after["RAW"].subjects.tolist()
