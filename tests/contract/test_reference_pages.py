"""Reference pages are those the code gives today."""

from scripts import docs_statistics, docs_verbs


def test_the_page_of_statistics_is_fresh():
    """``scripts/docs`` writes what is committed."""
    assert docs_statistics.page() == docs_statistics.PAGE.read_text(encoding="utf-8")


def test_every_function_says_its_source():
    """A statistic names the paper or the program it follows."""
    tools = {"combine_coefficients", "compare_jointly", "count_table", "estimate_combinations"}
    names = [name for name in dir(docs_statistics.room) if name not in tools]
    assert [name for name in names if docs_statistics.source_text(name) == "-"] == []


def test_the_page_of_verbs_is_fresh():
    """``scripts/docs`` writes what is committed."""
    assert docs_verbs.page() == docs_verbs.PAGE.read_text(encoding="utf-8")
