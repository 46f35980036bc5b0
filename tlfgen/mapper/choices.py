"""Answers of collected checkboxes, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.choices import MultipleChoice

__all__ = ["choose_answers"]


@executes(MultipleChoice)
def choose_answers(verb: MultipleChoice, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the answer of each row, the word for several, or the answer of one number."""
    boxes = [
        text_of(rows.evaluate(box)).fillna("").str.strip().eq(verb.checked).to_numpy(dtype=bool)
        for box in verb.choices.values()
    ]
    checked = np.column_stack(boxes)
    counts = checked.sum(axis=1)
    answers = pd.array([*verb.choices, verb.several, None], dtype="string[pyarrow]")
    several, nothing = len(verb.choices), len(verb.choices) + 1
    if verb.number is None:
        at = np.where(counts == 0, nothing, np.argmax(checked, axis=1))
        at = np.where(counts > 1, several, at)
    else:
        is_wanted = checked & (np.cumsum(checked, axis=1) == verb.number)
        at = np.where(is_wanted.any(axis=1) & (counts > 1), np.argmax(is_wanted, axis=1), nothing)
    return StepResult({targets[0]: pd.Series(answers.take(at))})
