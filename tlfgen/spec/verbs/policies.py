"""The words in which policies are stated."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

__all__ = ["ErrorKeepNull", "ErrorKeepReportNull", "ErrorNull"]


def _null_word(value: Any) -> Any:
    return "null" if value is None else value


ErrorNull = Annotated[Literal["error", "null"], BeforeValidator(_null_word)]
"""Stop, or give missing (``null``)."""

ErrorKeepNull = Annotated[Literal["error", "keep", "null"], BeforeValidator(_null_word)]
"""Stop, keep the value as it is, or give missing (``null``)."""

ErrorKeepReportNull = Annotated[
    Literal["error", "keep", "report", "null"], BeforeValidator(_null_word)
]
"""As ``ErrorKeepNull``; ``report`` keeps the value, with a warning."""
