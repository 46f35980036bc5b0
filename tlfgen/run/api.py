"""The main job as a function, for Python programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tlfgen.run.build import Built, build_study
from tlfgen.run.request import Request

__all__ = ["build"]


def build(study: Path | str, **options: Any) -> Built:
    """
    Build a study, as ``tlfgen build`` does, quietly.

    Parameters
    ----------
    study : path
        The folder of the study.
    **options
        Those of ``tlfgen.run.request.Request``: ``data``, ``out``, ``only``, ``formats``, ``jobs``,
        ``run_date``, ``start``, ``strict``, ``cluster``, ``dummy_arms``, ``quiet``.

    Returns
    -------
    Built
        The output folder, with the counts of files and tasks, and the warnings.

    Raises
    ------
    SpecError, OutputError, BuildError
        As ``build_study`` does.
    """
    given = {"quiet": True, **options}
    for name in ("data", "out"):
        if given.get(name) is not None:
            given[name] = Path(given[name])
    return build_study(Request(study=Path(study), **given))
