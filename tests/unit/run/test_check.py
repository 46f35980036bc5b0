"""What ``tlfgen check`` finds beyond single mistakes (tests/contract/test_mistakes.py)."""

import shutil

from tlfgen.run.check import check_study


def change(place, old, new):
    """Replace the first occurrence of a text in a file."""
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), encoding="utf-8")


def codes(study):
    """Give the codes of the findings with their severity."""
    return [(one.code, one.severity) for one in check_study(study)]


def test_sound_study_has_no_finding(study):
    """Nothing is found in a study that builds without a warning."""
    assert [] == codes(study)


def test_no_study_is_one_finding(tmp_path):
    """A folder without a study file says so."""
    assert [("spec.no-study", "error")] == codes(tmp_path)


def test_specs_are_checked_without_data(study):
    """An absent data folder is a note; the specs are checked by the data dictionary."""
    for path in (study / "raw").glob("*.csv"):
        path.unlink()
    (study / "raw" / "forms.yaml").rename(study / "forms.yaml")
    (study / "raw").rmdir()
    change(study / "study.yaml", "raw/forms.yaml", "forms.yaml")
    assert [("output.no-data-folder", "note")] == codes(study)
    change(study / "sdtm" / "dm.yaml", "SUBJ.SITE", "SUBJ.SIET")
    assert ("spec.unknown-variable", "error") in codes(study)


def test_missing_file_is_found(study):
    """A raw form without its file is an error where the folder is there."""
    (study / "raw" / "dosing.csv").unlink()
    assert [("output.no-file", "error")] == codes(study)


def test_unreadable_file_is_found(study):
    """A record with too few fields is told with the file."""
    place = study / "raw" / "dosing.csv"
    place.write_text(place.read_text(encoding="utf-8") + "009,1\n", encoding="utf-8")
    assert [("data.ragged", "error")] == codes(study)


def test_cycle_among_columns_is_found(study):
    """Derivations that need each other are told with the loop."""
    change(study / "adam" / "adsl.yaml", "  TRT01P: DM.ARM", "  TRT01P: TRT01A")
    change(study / "adam" / "adsl.yaml", "  TRT01A: DM.ACTARM", "  TRT01A: TRT01P")
    found = check_study(study)
    assert ["spec.derivation-cycle"] == [one.code for one in found]
    assert "TRT01A" in found[0].what


def test_missing_footnote_of_a_dictionary_is_an_error(study):
    """A display of coded terms names the dictionary and its version."""
    change(study / "displays" / "t_14_3_1.yaml", "  - $ae_coding\n", "")
    assert [("spec.no-coding-footnote", "error")] == codes(study)


def test_borrowed_table_is_looked_up(study):
    """A figure drawn from a table that is not there is an error."""
    place = study / "displays" / "f_14_3_1_1.yaml"
    change(place, "where: PARAMCD = 'TTAE'", "from: t_14_3_9")
    assert [("spec.unknown-display", "error")] == codes(study)


def test_required_variable_without_derivation_is_an_error(study):
    """What the standard requires must be derived."""
    change(study / "sdtm" / "dm.yaml", "  COUNTRY: {hardcode: USA}\n", "")
    assert ("spec.no-derivation", "error") in codes(study)


def test_unreadable_file_does_not_hide_the_others(study):
    """One file that is not YAML leaves the problems of other files in the list."""
    change(study / "sdtm" / "ex.yaml", "records: {from: DOSE}", "records: {from: DOSE")
    change(study / "displays" / "t_14_1_1.yaml", "test: fisher", "test: fishr")
    assert {"spec.yaml", "spec.unknown-test"} == {code for code, _ in codes(study)}


def test_broken_plugin_is_found(study):
    """A plug-in that cannot be imported, or is not there, is told."""
    change(study / "study.yaml", "status: draft", "status: draft\nplugins: [own.py, none.py]")
    (study / "own.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    assert {"spec.broken-plugin", "spec.no-plugin"} == {code for code, _ in codes(study)}


def test_given_tabulation_data_are_looked_into(study):
    """Names of given datasets come from the header of their files."""
    for name in ("dm", "ex", "ae"):
        (study / "sdtm" / f"{name}.yaml").unlink()
    shutil.rmtree(study / "raw")
    change(
        study / "study.yaml", 'raw: {folder: raw, missing: ["", NA], forms: raw/forms.yaml}',
        "sdtm: [{folder: given}]",
    )  # fmt: skip
    assert {("output.no-data-folder", "note")} == set(codes(study))
    (study / "given").mkdir()
    assert {"output.no-file"} == {code for code, _ in codes(study)}
