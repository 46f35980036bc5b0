"""The verb that calls a function of the study."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words

__all__ = ["Plugin"]


@declares
class Plugin(Verb):
    """
    Columns made by a Python function of the study.

    The function takes the inputs as a mapping of name to column, then the options; it gives a
    mapping of target to column, each with one value a row.

    Parameters
    ----------
    function : str
        ``file.function`` of a file under ``plugins:`` in the study.
    version : str
        Of the function, as it stands in the lineage.
    description : str
        The method text; nothing else can say what runs.
    inputs : mapping of name to expression
    options : mapping of str to str
    """

    verb = "plugin"
    across_rows: ClassVar[bool] = True
    function: str = Field(pattern=r"^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$")
    version: str
    description: str = Field(min_length=1)
    inputs: dict[str, ExpressionSlot] = Field(default_factory=dict)
    options: dict[str, str] = Field(default_factory=dict)

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the text stated, with the function and its version."""
        return f"{self.description.rstrip('.')} (program {self.function}, version {self.version})."
