"""What a person asks of a build."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tlfgen.core.errors import OutputError
from tlfgen.render.formats import FORMATS

__all__ = ["DEFAULT_FORMATS", "Request"]

DEFAULT_FORMATS = ("pdf", "rtf", "xlsx", "html", "txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    The options of ``tlfgen build``.

    Parameters
    ----------
    study : Path
        The study folder.
    data : Path or None
        Where the input data lie, instead of what ``study.yaml`` says.
    out : Path or None
        The output folder; default ``outputs/<study id>``.
    only : tuple of str
        Datasets or displays; what they need is built too.
    formats : tuple of str
        JSON is always written.
    jobs : int or None
        Worker processes; default the number of processors.
    run_date : datetime or None
        Printed on pages; default from ``study.yaml``.
    start : {None, 'adam'}
        Start from given ADaM data.
    strict : bool
        Warnings stop the build too.
    cluster : str or None
        Address of a Dask scheduler.
    quiet : bool
    """

    study: Path
    data: Path | None = None
    out: Path | None = None
    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = DEFAULT_FORMATS
    jobs: int | None = None
    run_date: datetime | None = None
    start: str | None = None
    strict: bool = False
    cluster: str | None = None
    dummy_arms: int | None = None
    quiet: bool = False

    def everywhere(self) -> Request:
        """Give the request with paths that mean the same in every folder."""
        data = None if self.data is None else self.data.resolve()
        return replace(self, study=self.study.resolve(), data=data)

    def __post_init__(self) -> None:
        for name in self.formats:
            if name not in FORMATS:
                raise OutputError.unknown("format", name, FORMATS)
