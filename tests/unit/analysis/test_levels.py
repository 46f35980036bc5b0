"""Levels of a variable: their order where the data alone give it."""

from tests.shells import dataset, notes, results

SHELL = "data: ADSITE\npopulation: fas\ncolumns: {by: arm}\nrows: [{by: SITE, stats: n}]"


def sites(values):
    """Give one record for each site, all of the first subject."""
    return dataset("ADSITE", {"USUBJID": ["1"] * len(values), "SITE": values})


def _order(values):
    found = results(SHELL, ADSITE=sites(values)).values()
    return list(dict.fromkeys(one.groups[0][1] for one in found if one.analysis != "N"))


def test_levels_written_in_digits_are_ordered_as_numbers():
    """Site 9 comes before site 10, without a word in the log."""
    assert ["9", "10", "101"] == _order(["101", "9", "10"])
    assert "data.alphabetical-levels" not in notes(SHELL, ADSITE=sites(["101", "9"]))


def test_other_texts_are_alphabetical_with_a_warning():
    """A letter among the digits makes the order one of texts, and the log says so."""
    assert ["10", "9B"] == _order(["9B", "10"])
    assert "data.alphabetical-levels" in notes(SHELL, ADSITE=sites(["9B", "10"]))
