"""The row axis of a shell: groups with a test or a choice of their own, crossed blocks."""

import pytest

from tests.shells import lines, page, results
from tlfgen.core.errors import SpecError

ARMS = "population: fas\ncolumns: {by: arm, compare: {p: p-value}}\n"
GROUPS = (
    "rows: [{groups: [{label: Old, where: AGE > 40, test: fisher}, "
    "{label: Young, where: AGE <= 40}], stats: n}]"
)
CROSSED = "population: fas\ncolumns: {by: arm}\nrows: [{cross: [{by: SEX}], stats: STATS}]"


def _code(text):
    """Give the code of the error of a shell."""
    with pytest.raises(SpecError) as caught:
        results(text)
    return caught.value.code


def test_only_the_group_with_a_test_is_tested():
    """Two of three, one of one, one of two: Fisher's p is 1; the other group has no number."""
    assert ["Old|2|1|1|>0.999", "Young|1|0|1"] == lines(page(ARMS + GROUPS))


def test_groups_keep_their_order_whatever_their_tests():
    """The order of a group is its place in the list."""
    found = results(ARMS + GROUPS)
    assert [1, 2] == [found[f"count/{name}/n/high"].groups[0][2] for name in ("old", "young")]


@pytest.mark.parametrize(("stats", "expected"), [("n", "2"), ("n_pct", "2 ( 66.7%)")])
def test_statistics_of_a_cross_are_those_of_its_rows(stats, expected):
    """What a crossed block asks for is printed in every row under it."""
    made = lines(page(CROSSED.replace("STATS", stats)))
    assert expected == made[0].split("|")[1]


def test_test_of_an_exclusive_group_is_refused():
    """Groups that exclude each other are tested as one table."""
    assert "spec.wrong-place" == _code(
        ARMS + GROUPS.replace("rows: [{", "rows: [{exclusive: true, ")
    )


def test_test_of_a_column_group_is_refused():
    """A group of columns compares no arms."""
    columns = "columns: {groups: [{label: Old, where: AGE > 40, test: fisher}]}\n"
    assert "spec.wrong-place" == _code(
        f"population: fas\n{columns}rows: [{{var: AGE, stats: [n]}}]"
    )
