"""What the study tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.study.seed_build import SeedBuild, build_once


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> SeedBuild:
    """Give the outputs of the seed trial; parallel test processes build them once."""
    own = tmp_path_factory.getbasetemp()
    shared: Path = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "seed-trial"
    folder.mkdir(exist_ok=True)
    return build_once(folder)
