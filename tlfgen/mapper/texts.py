"""Verbs that cut texts to the length a dataset allows, carried out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.texts import SplitText

__all__ = ["split_text", "split_texts"]


def split_text(text: str, size: int) -> list[str]:
    """
    Cut a text at blanks into parts of at most ``size`` bytes.

    The blanks at a cut are dropped. A word of more bytes is cut inside, never within a character.

    Returns
    -------
    list of str
        Empty for a blank text.

    Examples
    --------
    >>> split_text("no complaints, left early", 14)
    ['no complaints,', 'left early']
    >>> split_text("38.9 °C at 17:00", 7)
    ['38.9', '°C at', '17:00']
    """
    parts: list[str] = []
    for word in text.split(" "):
        joined = f"{parts[-1]} {word}" if parts else word
        if parts and len(joined.encode()) <= size:
            parts[-1] = joined
            continue
        pieces = _pieces(word, size)
        parts += pieces if parts or word else []
    return [part for part in parts if part.strip()]


def _pieces(word: str, size: int) -> list[str]:
    """Cut one word into pieces of at most ``size`` bytes."""
    pieces = [""]
    for character in word:
        if len(f"{pieces[-1]}{character}".encode()) > size:
            pieces.append("")
        pieces[-1] += character
    return pieces


@executes(SplitText)
def split_texts(verb: SplitText, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """
    Give the parts of each text, one a target.

    Raises
    ------
    MappingError
        ``mapping.text-too-long`` for texts with more parts than targets.
    """
    codes, texts = pd.factorize(text_of(rows.evaluate(verb.start)))
    parts = [split_text(str(text), verb.size) for text in texts]
    long = np.array([*(len(part) > len(targets) for part in parts), False])[codes]
    if long.any():
        what = (
            f"{int(long.sum())} texts have more than {len(targets)} parts of {verb.size} bytes, "
            f"which {', '.join(targets)} cannot hold."
        )
        hint = "name more targets, such as COVAL, COVAL1, COVAL2"
        details = rows.shown(np.flatnonzero(long))
        raise MappingError.of(
            "mapping.text-too-long", what, verb.source, hint=hint, details=details
        )
    columns = {}
    for number, target in enumerate(targets):
        given = [part[number] if number < len(part) else None for part in parts]
        values = pd.array([*given, None], dtype="string[pyarrow]").take(codes)
        columns[target] = pd.Series(values)
    return StepResult(columns)
