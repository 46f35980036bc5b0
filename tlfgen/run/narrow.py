"""The part of the study file that a display reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlfgen.run.keys import spec_text
from tlfgen.spec.study import StudyFile

__all__ = ["narrowed"]

_NAMED = ("conditions", "lists", "groups", "footnotes")
"""What is read by name alone: a display that names none of its entries reads none."""


def narrowed(study: StudyFile, *shells: Any) -> StudyFile:
    """
    Give the study file with what shells can read of it, and no more.

    Workers are given this part, so that nothing outside it can decide an outcome, and a change
    elsewhere in the study file leaves the display as it is. An entry of conditions, lists, groups
    or footnotes stays if its name stands anywhere in the shells, or in an entry that stays.

    Parameters
    ----------
    study : StudyFile
    *shells : object
        Shells of a display.
    """
    nothing: dict[str, Any] = {name: {} for name in _NAMED}
    nothing |= {"appendix": None, "data": {}, "trial": {}, "layers": (), "plugins": ()}
    bare = study.model_copy(update=nothing)
    text = spec_text(bare, *shells)
    offered: dict[str, Mapping[str, Any]] = {name: getattr(study, name) for name in _NAMED}
    kept: dict[str, set[str]] = {name: set() for name in _NAMED}
    grown = True
    while grown:
        grown = False
        for section, entries in offered.items():
            for name in entries.keys() - kept[section]:
                if name in text:
                    kept[section].add(name)
                    text += f"\n{spec_text(entries[name])}"
                    grown = True
    parts = {
        section: {name: one for name, one in entries.items() if name in kept[section]}
        for section, entries in offered.items()
    }
    return bare.model_copy(update=parts)
