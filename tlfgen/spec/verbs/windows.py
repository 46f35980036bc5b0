"""Verbs that assign analysis windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot, TableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.lookup import KeysSlot
from tlfgen.spec.verbs.policies import ErrorNull
from tlfgen.spec.words import Words, listed

__all__ = ["Window"]


@declares
class Window(Verb):
    """
    Columns of the analysis window in which a study day lies.

    The table holds AWLO and AWHI, both days included, blank for an open end, beside AVISIT, AVISITN
    or AWTARGET, AWRANGE, AWU. Overlapping windows of one key are an error
    (``mapping.windows-overlap``). The target AWTDIFF is computed.

    Parameters
    ----------
    table : table
    by : list of column, or mapping of column to expression
        Keys of the windows, such as PARAMCD.
    day : expression
        The study day; missing gives missing.
    outside : {'error', 'null'}
        What a day in no window gives.
    difference : {'absolute', 'signed'}
        AWTDIFF as the days between day and target, or the day minus the target.
    """

    verb = "window"
    table: TableSlot
    by: KeysSlot = Field(default_factory=dict)
    day: ExpressionSlot
    outside: ErrorNull = "error"
    difference: Literal["absolute", "signed"] = "absolute"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the table with its keys."""
        day = words.say(self.day)
        names = [name for name in targets if name != "AWTDIFF"]
        by = f" for its {listed(self.by)}" if self.by else ""
        said = []
        if names:
            said.append(
                f"{listed(names)} of the window of {words.dataset(self.table)}{by} with {day} "
                "from AWLO to AWHI, both included, a blank limit being open."
            )
        if "AWTDIFF" in targets:
            what = {"absolute": "Days between", "signed": "Days from"}[self.difference]
            pair = {"absolute": f"{day} and AWTARGET", "signed": f"AWTARGET to {day}"}
            said.append(f"AWTDIFF: {what.lower()} {pair[self.difference]}.")
        end = "Missing if no window holds the day." if self.outside == "null" else ""
        said.append(end or f"Missing if {day} is missing.")
        return " ".join(said)

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for days in no window."""
        return {"outside": "a day in no window is an error (mapping.no-window)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the day."""
        return (
            ("day", "window"),
            ("missing", "missing"),
            ("on AWLO, on AWHI or between", "that one"),
            ("in no window", "by outside; an error where it is not stated"),
            ("in two windows", "the table is an error mapping.windows-overlap"),
        )
