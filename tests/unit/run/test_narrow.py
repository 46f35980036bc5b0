"""A display reads a part of the study file, and knows no more."""

from pathlib import Path

from tests.mapping import study
from tlfgen.core.source import Source
from tlfgen.run.narrow import narrowed
from tlfgen.run.portable import relocated
from tlfgen.spec.load import load_study

TEXT = """
conditions:
  teae: {data: ADAE, where: TRTEMFL = 'Y'}
  serious: {data: ADAE, where: "AESER = 'Y' and AEDECOD in $watched"}
  other: {data: ADAE, where: AESEV = 'MILD'}
lists: {watched: [RASH], unwatched: [NAUSEA]}
footnotes: {dose: A dose., coding: "Coded with a dictionary, see serious events."}
"""


def test_what_is_named_stays() -> None:
    """Entries that the shell names stay, with those they name themselves; no other does."""
    part = narrowed(study(TEXT), {"where": "serious", "footnotes": ["dose"]})
    assert (["serious"], ["watched"]) == (list(part.conditions), list(part.lists))
    assert ["dose"] == list(part.footnotes)


def test_the_rest_of_the_study_stays() -> None:
    """What is read without being named stays whole."""
    given = study(TEXT + "formats: {n: '{n:x}'}\n")
    part = narrowed(given, {})
    assert (given.formats, given.page, given.arms) == (part.formats, part.page, part.arms)


def test_a_place_is_found_again_after_a_comment(tmp_path: Path) -> None:
    """A value that moved down is found by its path."""
    folder = tmp_path / "mini"
    folder.mkdir()
    file = folder / "study.yaml"
    file.write_text("id: mini\ntitle: A\nlayers: []\nrun_date: 2020-01-01T00:00\n" + TEXT)
    old = load_study(folder).study.conditions["teae"].source
    file.write_text("# a comment\n" + file.read_text())
    assert old is not None
    found = relocated(load_study(folder))(old)
    assert (old.line + 1, old.path) == (found.line, found.path)
    assert Source("elsewhere", 3) == relocated(load_study(folder))(Source("elsewhere", 3))
