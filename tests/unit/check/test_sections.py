"""Sections of an appendix: none empty, no display left out or chosen twice."""

import shutil

import pytest

from tlfgen.check.sections import check_sections
from tlfgen.run.new import starter_folder
from tlfgen.spec.load import load_study


def found(folder, old="", new=""):
    """Give the findings of the starter study, a text of its study file changed."""
    shutil.copytree(starter_folder(), folder)
    place = folder / "study.yaml"
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")
    spec = load_study(folder)
    assert spec.study.appendix is not None
    return check_sections(spec.study.appendix.sections, spec)


def test_the_starter_has_every_display_once(tmp_path):
    """A sound appendix gives no finding."""
    assert [] == found(tmp_path / "s")


def test_an_empty_selection_names_what_it_leaves_out(tmp_path):
    """One slip is one finding, with the displays it loses."""
    (one,) = found(tmp_path / "s", '["16.2.*"]', '["16.3.*"]')
    assert "spec.empty-section" == one.code
    assert ("Listing 16.2.7 stands in no section",) == one.details


@pytest.mark.parametrize("choice", ['["14.1.*", "16.2.*"]', '["1[46].[12].*"]'])
def test_a_display_in_two_sections_is_told(tmp_path, choice):
    """A display that two sections choose would be printed twice."""
    (one,) = found(tmp_path / "s", '["16.2.*"]', choice)
    assert "spec.display-in-two-sections" == one.code
    assert "Table 14.1.1 stands in the sections 14.1, 16.2." == one.what


def test_a_display_in_no_section_is_told(tmp_path):
    """Nothing is left out in silence."""
    (one,) = found(tmp_path / "s", '["14.3.*"]', '["14.3.1"]')
    assert "spec.display-in-no-section" == one.code
    assert "warning" == one.severity
    assert "Figure 14.3.1.1 stands in no section of the appendix." == one.what
