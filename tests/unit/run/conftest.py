"""The study of ``tlfgen new``, fresh for a test or built once for all."""

import pytest

from tlfgen.run.build import build_study
from tlfgen.run.new import new_study
from tlfgen.run.request import Request


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Make a new study, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    new_study(tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build a new study once; give its folder and that of its outputs."""
    place = tmp_path_factory.mktemp("built")
    new_study(place / "small")
    out = place / "outputs" / "small"
    build_study(Request(study=place / "small", out=out, formats=("txt",), jobs=1, quiet=True))
    return place / "small", out
