"""Every shell of the guide to statistics is one that tlfgen takes."""

import re
from pathlib import Path

import pytest

from tests.shells import study, table
from tlfgen.spec.grid import build_grid

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "name-statistics-in-a-shell.md"
SHELLS = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
MEASURED = (
    "rows: [{var: CHG, stats: mean}, {var: ANRIND, stats: n_pct}, {var: RESP, stats: n_pct}]\n"
)


@pytest.mark.parametrize("shell", SHELLS, ids=range(len(SHELLS)))
def test_the_shell_resolves(shell):
    """Words, options and numbers of a shell are known; what it leaves out is filled in."""
    text = "population: scr\ndata: ADX\n" + shell
    text += "" if "columns:" in shell else "columns: {by: arm}\n"
    if "rows:" not in shell:
        text += "rows: [{any: Any}]\n" if "occurrence" in shell else MEASURED
    assert build_grid(table(text), study()).units()
