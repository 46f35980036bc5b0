"""The pilot study built once for the tests of its datasets and displays."""

from pathlib import Path

import pytest

from tests.shared_data import shared_folder
from tlfgen.run.build import build_study
from tlfgen.run.request import Request

STUDY = Path(__file__).resolve().parents[2] / "specs" / "cdiscpilot01"
FORMS = ("folder", "package")
"""Where the data come from: the transport files, or the package that carries the same study."""


def data_folder(form, empty):
    """Give the data folder of a form, or skip where its data are absent."""
    if form == "package":
        return empty
    found = [shared_folder(f"data/{name}") for name in ("pilot-sdtm", "pilot-adam")]
    if None in found:
        pytest.skip("the transport files of the pilot are not on this machine")
    return found[0].parent


def build(form, folder, **asked):
    """Build a part of the study into a new folder, and give the folder."""
    empty = folder / "empty"
    empty.mkdir()
    out = folder / "out" / "cdiscpilot01"
    request = Request(
        study=STUDY,
        data=data_folder(form, empty),
        out=out,
        formats=("txt",),
        jobs=1,
        quiet=True,
        **asked,
    )
    build_study(request)
    return out
