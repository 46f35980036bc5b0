"""The same display gives the same bytes, whatever the machine's mood."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import hashlib
from tests import display_factories as make
from tlfgen.model.page import RunStamp
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.formats import FORMATS, display_outline, renderer_for
from tlfgen.render.painter import PainterRenderer

stamp = RunStamp(produced_at="2016-06-01T09:00")
templates = TemplateFolders()
for display in (make.nasty_display(), make.listing(20)):
    breaks = paginate_display(display, make.SETUP)
    document = build_document(display, make.SETUP, breaks, stamp=stamp)
    renderers = [renderer_for(name, display, breaks.pages, templates) for name in FORMATS]
    for renderer in [*renderers, PainterRenderer()]:
        part = renderer.render(document, templates)
        file = renderer.join([part], display_outline(display, breaks, stamp=stamp))
        print(type(renderer).__name__, hashlib.sha256(file).hexdigest())
"""
ROOT = Path(__file__).resolve().parents[2]


def _hashes(**environment: str) -> str:
    """Give the hashes of all formats, made by a process of its own."""
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_no_hash_seed_zone_or_locale_changes_a_byte():
    """Hash order, time zone, locale, clock do not show in any file."""
    one = _hashes(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    two = _hashes(PYTHONHASHSEED="77", TZ="Pacific/Auckland", LC_ALL="C")
    assert one.splitlines() == two.splitlines()
    assert 14 == len(one.splitlines())
