"""
Writes docs/reference/statistics-report.md: how near every case of the truth folder is reproduced.

Run: ``python scripts/truth_report.py`` where the shared truth folder is present. It runs the
reference tests and writes down what they compare.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.reference.agreement import AGREEMENTS, Agreement, note_array, open_case
from tests.shared_data import shared_folder

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "statistics-report.md"
HEAD = """# How near the statistics come to R

Written by `python scripts/truth_report.py`, which runs `tests/reference` over the cases of the \
truth folder: inputs with the outputs of R (survival, mmrm, emmeans, MASS, geepack, coin, \
multcomp, lme4 and others) at full double precision. *Worst* is the largest relative difference \
of a number compared; differences under 1e-14 are rounding. *Tolerance* is the loosest that the \
tests of the family allow, set where R itself stops earlier (iteration, root finding, the \
quasi-random integral of `mvtnorm`) or prints fewer digits.
"""
TABLES = {
    "pilot_ae_soc_pt": "whole table: counts equal, Fisher's p near, in `test_pilot_results.py`",
    "pilot_demographics": "whole table: counts equal, tests near, in `test_pilot_results.py`",
    "pilot_lb_shift_week24": "whole table: counts equal, in `test_pilot_results.py`",
}
NOTES = {
    "anova": "`emmeans` integrates Tukey's law to about 1e-8",
    "ancova": "`emmeans` integrates Tukey's law to about 1e-8",
    "dunnett": "`multcomp` integrates by quasi-random points, to about 1e-5",
    "glm": "profile limits: R interpolates the profile by a spline, ours solve it; all else is "
    "within 1e-7",
    "glmnb": "`glm.nb` stops its search for theta early",
    "lmer": "`lme4` stops its search early; `lmerTest` differentiates numerically",
    "mmrm": "the figures of PROC MIXED stop earlier (`armcd_sas_kr`); so does R for `adh`, whose "
    "small p-values show it; all else is within 1e-6",
    "shapiro": "R stores the coefficients of AS R94 in single precision",
    "tukey": "R's `ptukey` is good to about 1e-12, which small p-values show",
}


class Watcher:
    """Opens the case of each test, gathers the tests that fail."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Open the case that a test is about; one that reads it itself opens it too."""
        named = getattr(item, "callspec", None)
        name = named.params.get("name") if named else None
        folder = shared_folder("truth")
        path = folder / f"{name}.json" if folder else None
        if path is not None and path.is_file():
            open_case(str(name), json.loads(path.read_text(encoding="utf-8"))["expected"])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep a failure."""
        if report.failed:
            self.names.append(report.nodeid.rpartition("/")[2])


def family_of(case: str) -> str:
    """Give the family of a case: the first word of its name."""
    return case.partition("_")[0]


def shown(value: float) -> str:
    """Give a difference as a reader sees it."""
    return "0" if value == 0 else f"{value:.0e}"


def family_rows(cases: dict[str, Agreement]) -> Iterator[str]:
    """Give a row a family."""
    yield "| Family | Cases | Numbers | Worst, estimates | Worst, p-values | Tolerance |"
    yield "|---|---:|---:|---:|---:|---:|"
    for family in sorted({family_of(case) for case in cases}):
        own = [one for case, one in cases.items() if family_of(case) == family]
        cells = (
            family,
            str(len(own)),
            str(sum(one.numbers for one in own)),
            shown(max(one.worst["estimate"] for one in own)),
            shown(max(one.worst["p"] for one in own)),
            shown(max(one.rtol for one in own)),
        )
        yield "| " + " | ".join(cells) + " |"


def case_rows(cases: dict[str, Agreement]) -> Iterator[str]:
    """Give a row a case."""
    yield "| Case | Numbers | Worst, estimates | Worst, p-values |"
    yield "|---|---:|---:|---:|"
    for case in sorted(cases):
        one = cases[case]
        worst = (shown(one.worst["estimate"]), shown(one.worst["p"]))
        yield f"| {case} | {one.numbers} | {worst[0]} | {worst[1]} |"


def page(failed: list[str]) -> str:
    """Give the whole report."""
    folder = shared_folder("truth")
    names = sorted(path.stem for path in folder.glob("*.json")) if folder else []
    compared = {case: one for case, one in AGREEMENTS.items() if one.numbers and case in names}
    lines = [HEAD, *family_rows(compared), "", "Where R itself is less exact:", ""]
    lines += [f"- {family}: {text}." for family, text in NOTES.items()] + [""]
    tables = {case: text for case, text in TABLES.items() if case in names}
    missing = [case for case in names if case not in compared and case not in tables]
    counts = (
        f"{len(names)} cases: {len(compared)} compared number by number, {len(tables)} as whole "
        f"tables, {len(missing)} not covered."
    )
    lines += [counts, ""]
    lines += [f"- {case}: {text}." for case, text in tables.items()]
    lines += [f"- {case}: not covered." for case in missing]
    if failed:
        lines += ["", "Tests that fail:", "", *(f"- `{name}`" for name in sorted(failed))]
    lines += ["", "## Case by case", "", *case_rows(compared), ""]
    return "\n".join(lines)


def watch_arrays() -> None:
    """Note what numpy compares, besides comparing it."""
    compare = np.testing.assert_allclose

    def noting(actual: object, desired: object, rtol: float = 1e-7, **options: object) -> None:
        note_array(np.asarray(desired, dtype=float), np.asarray(actual, dtype=float), rtol)
        compare(actual, desired, rtol=rtol, **options)

    np.testing.assert_allclose = noting


def main() -> None:
    """Run the reference tests and write the report."""
    if shared_folder("truth") is None:
        raise SystemExit("The truth folder is not on this machine.")
    watch_arrays()
    watcher = Watcher()
    tests = [str(path) for path in sorted((ROOT / "tests" / "reference").glob("test_truth_*.py"))]
    tests.append(str(ROOT / "tests" / "reference" / "test_pilot_results.py"))
    pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests], plugins=[watcher])
    PAGE.write_text(page(watcher.names), encoding="utf-8")


if __name__ == "__main__":
    main()
