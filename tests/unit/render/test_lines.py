"""Tests of the lines of a page."""

from tests import display_factories as make
from tlfgen.model.display import MastLine
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.lines import mast_text, page_lines


def lines(display, page=1):
    """Give the lines of one page."""
    breaks = paginate_display(display, make.SETUP)
    return page_lines(build_document(display, make.SETUP, breaks, page, page).pages[0], make.SETUP)


def test_titles_are_centred():
    """Blanks before and after a title differ by one at most."""
    (first, *_) = [line.text for line in lines(make.demographics()) if line.kind == "title"]
    before = len(first) - len(first.lstrip())
    assert abs(before - (120 - len(first))) <= 1


def test_rules_frame_header_and_body():
    """Three rules go across: above and below the column header, below the body."""
    found = [line for line in lines(make.demographics()) if line.kind == "rule"]
    assert [((0, 120),)] * 3 == [line.rules for line in found]


def test_spanning_headers_have_rules_of_their_width():
    """A rule stands below each spanning header, with a gap between neighbours."""
    found = [line.rules for line in lines(make.adverse_events()) if line.kind == "rule"]
    spans = next(rules for rules in found if len(rules) == 3)
    assert all(a[1] < b[0] for a, b in [(spans[0], spans[1]), (spans[1], spans[2])])


def test_labels_stand_on_the_lowest_line():
    """A label of one line stands beside the last line of its neighbours."""
    texts = [line.text for line in lines(make.demographics())]
    row = next(text for text in texts if "p-value" in text)
    assert "(N=86)" in row


def test_decimals_stand_below_each_other():
    """Texts padded to one width keep their places in a centred column."""
    texts = [line.text for line in lines(make.adverse_events()) if line.kind == "row"]
    body = [text for text in texts if "%)" in text[50:75]]
    assert 1 == len({text.index("(", 50) for text in body})


def test_the_stamp_is_the_last_line():
    """Watermark and notice stand on the last line of every page."""
    assert {"DRAFT Simulated data, not study data"} == {
        " ".join(lines(make.adverse_events(), page)[-1].text.split()) for page in (1, 2, 3)
    }


def test_a_page_inside_a_group_says_so():
    """The second page starts with the heading it continues."""
    texts = [line.text for line in lines(make.adverse_events(), 2) if line.kind == "row"]
    assert texts[0].endswith("(cont.)")


def test_mast_text_keeps_right_edge():
    """The right part ends at the last cell."""
    assert 120 == len(mast_text(MastLine("left", "", "right"), 120))
