"""What the study tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.study.little_build import LittleBuild, first_build
from tests.study.seed_build import SeedBuild, build_once


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> SeedBuild:
    """Give the outputs of the seed trial; parallel test processes build them once."""
    own = tmp_path_factory.getbasetemp()
    shared: Path = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "seed-trial"
    folder.mkdir(exist_ok=True)
    return build_once(folder)


@pytest.fixture(scope="session")
def built_little(tmp_path_factory: pytest.TempPathFactory) -> LittleBuild:
    """Give the little study, built; no test may change it."""
    return first_build(tmp_path_factory.mktemp("little"))


@pytest.fixture
def little(built_little: LittleBuild, tmp_path: Path) -> LittleBuild:
    """Give a copy of the little study with its outputs and its cache, for one test."""
    return built_little.copied(tmp_path)
