"""The verb that calls a function of the study, carried out."""

from __future__ import annotations

import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.plugin import Plugin

__all__ = ["call_plugin"]


@executes(Plugin)
def call_plugin(verb: Plugin, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the columns the function makes, checked against its declaration.

    Raises
    ------
    MappingError
        ``mapping.unknown-plugin``; ``mapping.plugin-columns`` where it gives other columns, or
        another number of values, than declared.
    """
    known = rows.setting.plugins
    if verb.function not in known:
        raise MappingError.unknown("plugin", verb.function, known, verb.source)
    inputs = {name: rows.evaluate(value).copy() for name, value in verb.inputs.items()}
    made = known[verb.function](inputs, dict(verb.options))
    wrong = [name for name in made if name not in targets]
    wrong += [name for name in targets if name not in made or len(made[name]) != len(rows)]
    if wrong:
        what = (
            f"Plug-in {verb.function} does not give {', '.join(targets)} with {len(rows)} values "
            f"each: see {', '.join(dict.fromkeys(wrong))}."
        )
        raise MappingError.of("mapping.plugin-columns", what, verb.source)
    return StepResult({name: pd.Series(made[name]).reset_index(drop=True) for name in targets})
