"""The numbers of one test as results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tlfgen.analysis.cells import Cells
from tlfgen.analysis.makers.outcome import Outcome
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.model.result import Result
from tlfgen.spec.grid import Comparison
from tlfgen.spec.methods.comparisons import COMPARISONS

__all__ = ["count_subjects_of", "outcome_rows"]


def count_subjects_of(cells: Cells, rows: npt.NDArray[np.intp]) -> int:
    """Count the subjects of some records."""
    return len(np.unique(cells.records.subject[rows]))


def outcome_rows(
    maker: Maker,
    spot: Spot,
    outcome: Outcome,
    test: Comparison,
    subjects: int,
    records: int | None = None,
) -> Iterator[Result]:
    """Give the numbers of a test; one between arms has no filter of its own."""
    tested = replace(maker, method=test.test, options=test.options_text)
    for stat in COMPARISONS[test.test].stats:
        yield tested.row(
            spot,
            stat,
            outcome.numbers.get(stat),
            outcome.reason,
            n_subjects=subjects,
            n_records=records,
        )
