"""A report of comparisons: tables of datasets and of the variables that differ, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tlfgen.check.compare import Comparison, ValueDifference

__all__ = ["ComparisonReport", "equal_share", "report_comparisons"]

_TITLE = "# Datasets compared"
_DATASETS = ("dataset", "records", "matched", "variables", "with every value equal", "equal values")
_VARIABLES = ("dataset", "variables", "equal values", "largest difference", "why")
_ATTRIBUTES = ("dataset", "attribute", "left", "right", "variables")
_NO_REASON = "No reason is given."
_LEAST, _MOST = 0.1, 99.9


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """
    A report with what it leaves open.

    Parameters
    ----------
    text : str
        Markdown.
    unexplained : tuple of str
        Variables that differ without a reason, as ``DATASET.VARIABLE``.
    unused : tuple of str
        Reasons for what does not differ.
    """

    text: str
    unexplained: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Differing:
    """A variable that differs, with the name of its reason."""

    comparison: Comparison
    value: ValueDifference
    reason: str | None

    @property
    def name(self) -> str:
        """``DATASET.VARIABLE``."""
        return f"{self.comparison.name}.{self.value.variable}"


def equal_share(equal: int, total: int) -> str:
    """
    Give a share in percent with one decimal; only all is 100%, only none is 0%.

    Examples
    --------
    >>> [equal_share(equal, 9999) for equal in (9999, 9998, 5000, 1, 0)]
    ['100%', '>99.9%', '50.0%', '<0.1%', '0%']
    """
    if equal == total:
        return "100%"
    if not equal:
        return "0%"
    share = 100 * equal / total
    if share > _MOST:
        return ">99.9%"
    return "<0.1%" if share < _LEAST else f"{share:.1f}%"


def report_comparisons(
    found: Sequence[Comparison],
    alone: Sequence[str],
    reasons: Mapping[str, str],
    tolerance: float,
) -> ComparisonReport:
    """
    Report comparisons of datasets: each dataset, then each variable that differs with its reason.

    Parameters
    ----------
    found : sequence of Comparison
    alone : sequence of str
        What one side holds alone, a sentence each.
    reasons : mapping of str to str
        Why values differ, by ``DATASET.VARIABLE``; the first name that fits is taken, ``*`` stands
        for any letters.
    tolerance : float
        Largest difference of numbers that counted as none.

    Returns
    -------
    ComparisonReport
    """
    differing = [
        _Differing(one, value, _reason(f"{one.name}.{value.variable}", reasons))
        for one in found
        for value in one.differences
    ]
    how = f"numbers as equal up to {tolerance:g} apart"
    lines = [
        _TITLE,
        "",
        f"Records are matched by key. Texts and dates are compared exactly, {how}.",
        "",
        *_table(_DATASETS, (_dataset(one) for one in found)),
    ]
    if differing:
        lines += ["", "Every value of every variable that is not named here is equal.", ""]
        lines += _explained(differing, reasons)
    lines += _sides(found, alone)
    attributes = list(_attributes(found))
    if attributes:
        lines += ["", "## Attributes that differ", "", *_table(_ATTRIBUTES, attributes)]
    return ComparisonReport(
        "\n".join(lines) + "\n",
        tuple(each.name for each in differing if each.reason is None),
        tuple(word for word in reasons if word not in {each.reason for each in differing}),
    )


def _reason(name: str, reasons: Mapping[str, str]) -> str | None:
    return next((word for word in reasons if fnmatchcase(name, word)), None)


def _explained(differing: Sequence[_Differing], reasons: Mapping[str, str]) -> list[str]:
    """Give the variables that differ, those alike in one row, and each reason once below them."""
    texts = [_NO_REASON if one.reason is None else reasons[one.reason] for one in differing]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts), start=1)}
    alike: dict[tuple[str, ...], list[str]] = {}
    for one, text in zip(differing, texts, strict=True):
        share = _values(one.comparison, one.value)
        row = (one.comparison.name, *share, f"[{numbers[text]}]")
        alike.setdefault(row, []).append(one.value.variable)
    rows = ((name, ", ".join(names), *rest) for (name, *rest), names in alike.items())
    listed = [f"- [{number}] {' '.join(text.split())}" for text, number in numbers.items()]
    return [*_table(_VARIABLES, rows), "", *listed]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    made = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_cell(text) for text in row) + " |" for row in made]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _dataset(one: Comparison) -> tuple[str, ...]:
    records = f"{one.records_left:,}"
    if one.records_right != one.records_left:
        records = f"{records} and {one.records_right:,}"
    keys = len(one.keys)
    equal = one.compared - len(one.differences) + keys
    whole = one.matched * (one.compared + keys)
    values = whole - sum(value.count for value in one.differences)
    counts = (f"{one.matched:,}", str(one.compared + keys), str(equal))
    return (one.name, records, *counts, equal_share(values, whole))


def _values(one: Comparison, value: ValueDifference) -> tuple[str, str]:
    equal = one.matched - value.count
    share = f"{equal_share(equal, one.matched)} ({equal:,} of {one.matched:,})"
    return share, "" if value.largest is None else f"{value.largest:.6g}"


def _sides(found: Sequence[Comparison], alone: Sequence[str]) -> list[str]:
    """Give a sentence for all that has no partner."""
    lines = [f"- {sentence}" for sentence in alone]
    for one in found:
        for side, records, variables in (
            ("left", one.only_left, one.variables_left),
            ("right", one.only_right, one.variables_right),
        ):
            if records.count:
                lines.append(f"- {one.name}: {records.count:,} records only on the {side}.")
            if variables:
                lines.append(f"- {one.name}: only on the {side}: {', '.join(variables)}.")
        if one.reordered:
            lines.append(f"- {one.name}: the common variables stand in another order.")
    return ["", "## On one side alone", "", *lines] if lines else []


def _attributes(found: Sequence[Comparison]) -> Iterator[tuple[str, ...]]:
    """Give the attributes that differ, variables with equal differences in one row."""
    for one in found:
        if one.labels is not None:
            yield (one.name, "label of the dataset", *one.labels, "")
        alike: dict[tuple[str, str, str], list[str]] = {}
        for each in one.attributes:
            pair = (each.attribute, each.left, each.right)
            alike.setdefault(pair, []).append(each.variable)
        for pair, variables in alike.items():
            yield (one.name, *pair, ", ".join(variables))
