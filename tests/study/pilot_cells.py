"""The pilot's given data as plain frames, its displays as cells, and plain roundings."""

import json
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from tests.shared_data import require_shared
from tests.study.pilot import build
from tlfgen.io.tabular import read_dataset

ARMS = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")


@cache
def given(name, stage="adam"):
    """Read a given dataset as a frame of objects; a missing value is None, NaN or NA."""
    folder = require_shared(f"data/pilot-{stage}")
    found = [folder / f"{name}.xpt", folder / f"{name}.xpt.gz"]
    path = next((path for path in found if path.exists()), None)
    if path is None:
        pytest.skip(f"{name} of the pilot is not on this machine")
    return read_dataset(path).frame.astype(object)


def displays(folder, *names, start="adam"):
    """Build some displays of the pilot from its transport files, and give their JSON by id."""
    require_shared("data/pilot-adam")
    out = build("folder", folder, start=start, only=names)
    paths = (out / "displays").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def cells(display):
    """Give the cells of a display by the path of their row, in print order."""
    return {tuple(row["path"]): row["cells"] for row in display["rows"]}


def by_arm(frame, arm="TRT01A"):
    """Give the rows of each arm."""
    return [frame[frame[arm] == one] for one in ARMS]


def rounded(value, digits):
    """Round half away from zero by decimal text, as SAS does."""
    exact = Decimal(repr(float(value)))
    return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}"


def whole(count, base, zero=None):
    """Write a count with its whole percentage in three characters."""
    if count == 0 and zero is not None:
        return zero
    return f"{count} ({rounded(100 * count / base, 0):>3}%)"


def p4(value):
    """Write a p-value with four decimals and a floor."""
    return "<.0001" if value < 0.0001 else rounded(value, 4)


def six_numbers(values):
    """Give n, mean, SD, median, least and greatest value as the layout prints them."""
    known = values.dropna().astype(float)
    spread = rounded(known.std(), 2)
    numbers = (known.mean(), known.median(), known.min(), known.max())
    mean, *others = (rounded(one, 1) for one in numbers)
    return [str(len(known)), mean, spread, *others]


def tight(count, base):
    """Write a count with its whole percentage in three characters, a zero alone."""
    return f"{count}({rounded(100 * count / base, 0):>3}%)" if count else "0"
