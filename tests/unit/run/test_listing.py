"""``tlfgen list``: what a study holds and whether it is up to date."""

import shutil

from tlfgen.run.listing import list_contents, list_library


def state_of(lines, word):
    """Give the line that begins with a word, with the line below it."""
    at = next(place for place, line in enumerate(lines) if line.split()[:1] == [word])
    return " ".join(lines[at : at + 2])


def test_nothing_is_built_at_first(study):
    """Every dataset and display is listed as not built."""
    lines = list_contents(study)
    assert "not built" in state_of(lines, "adam.ADSL")
    assert "percentages of subset; not built" in state_of(lines, "t_14_1_1")
    assert "14.1.1 Demographic Characteristics" in state_of(lines, "t_14_1_1")


def test_built_study_is_up_to_date(built):
    """After a build everything is up to date, in the formats that were built."""
    study, out = built
    lines = list_contents(study, out=out)
    for word in ("sdtm.DM", "adam.ADAE", "t_14_3_1", "l_16_2_7", "f_14_3_1_1"):
        assert "up to date" in state_of(lines, word)
    assert not any("out of date" in line for line in lines)


def test_changed_spec_is_out_of_date(built, tmp_path):
    """A new title makes its display out of date, and no other."""
    study, out = built
    shutil.copytree(study, tmp_path / "small")
    shutil.copytree(out.parent, tmp_path / "outputs")
    place = tmp_path / "small" / "displays" / "t_14_1_1.yaml"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("title: Demographic", "title: Further"), encoding="utf-8")
    lines = list_contents(tmp_path / "small", out=tmp_path / "outputs" / "small")
    assert "out of date" in state_of(lines, "t_14_1_1")
    assert "up to date" in state_of(lines, "t_14_3_1")


def test_changed_output_is_out_of_date(built, tmp_path):
    """A file changed by hand is not what a build would give."""
    study, out = built
    shutil.copytree(out.parent, tmp_path / "outputs")
    place = tmp_path / "outputs" / "small" / "displays" / "l_16_2_7.txt"
    place.write_text("mine", encoding="utf-8")
    lines = list_contents(study, out=tmp_path / "outputs" / "small")
    assert "out of date" in state_of(lines, "l_16_2_7")


def test_displays_of_lower_layers_are_listed(study):
    """``--library`` names what a study may extend, with kind and title."""
    lines = list_library(study)
    assert "displays of the layer library" in lines
    assert any(line.split()[:2] == ["ae_by_soc_pt", "occurrence"] for line in lines)
