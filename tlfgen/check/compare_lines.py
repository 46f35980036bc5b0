"""The lines in which a comparison of datasets is read."""

from __future__ import annotations

from tlfgen.check.compare import Comparison, OneSided, ValueDifference

__all__ = ["comparison_lines"]


def comparison_lines(found: Comparison) -> tuple[str, ...]:
    """
    Give a comparison as lines: its summary, then every difference indented below it.

    Examples
    --------
    >>> none = OneSided(0, ())
    >>> same = Comparison(
    ...     "ADSL", ("USUBJID",), 2, 2, 2, none, none, (), (), 3, False, None, (), ()
    ... )
    >>> print(*comparison_lines(same))
    ADSL: equal (2 records by USUBJID, 3 variables)
    """
    by = f"by {', '.join(found.keys)}"
    if found.is_equal:
        return (f"{found.name}: equal ({found.matched} records {by}, {found.compared} variables)",)
    records = f"{found.records_left} and {found.records_right} records"
    lines = [f"{found.name}: differs ({records}, {found.matched} matched {by})"]
    if found.labels is not None:
        lines.append(f"  dataset label: '{found.labels[0]}' and '{found.labels[1]}'")
    for names, side in ((found.variables_left, "left"), (found.variables_right, "right")):
        if names:
            lines.append(f"  variables only on the {side}: {', '.join(names)}")
    if found.reordered:
        lines.append("  the common variables stand in another order")
    lines += _one_sided(found.only_left, "left")
    lines += _one_sided(found.only_right, "right")
    for one in found.attributes:
        lines.append(f"  {one.variable} {one.attribute}: '{one.left}' and '{one.right}'")
    for difference in found.differences:
        lines += _values(difference, found.matched)
    equal = found.compared - len(found.differences)
    lines.append(f"  {equal} of {found.compared} variables have equal values")
    return tuple(lines)


def _one_sided(records: OneSided, side: str) -> list[str]:
    if not records.count:
        return []
    return [
        f"  {records.count} records only on the {side}",
        *(f"    {key}" for key in records.examples),
    ]


def _values(difference: ValueDifference, matched: int) -> list[str]:
    largest = "" if difference.largest is None else f", at most {difference.largest:.6g} apart"
    head = f"  {difference.variable}: {difference.count} of {matched} values differ{largest}"
    examples = [f"    {one.key}: {one.left} and {one.right}" for one in difference.examples]
    return [head, *examples]
