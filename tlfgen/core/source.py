"""A place in a file that a person can open."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where a spec value or a data record was written.

    Parameters
    ----------
    file : str
        Path as a reader would type it, relative to the working folder where possible.
    line, column : int
        1-based; 0 where the place is the whole file.
    path : str
        Address inside the file, such as ``rows[2].stats[0]``.
    """

    file: str
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        """Give ``file:line:column (path)``, leaving out what is unknown."""
        text = self.file
        if self.line:
            text += f":{self.line}"
            if self.column:
                text += f":{self.column}"
        return f"{text} ({self.path})" if self.path else text
