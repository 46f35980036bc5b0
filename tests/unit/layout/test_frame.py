"""What stands around a display."""

import pytest

from tests import figure_factories as make
from tlfgen.core.errors import SpecError
from tlfgen.layout.frame import frame_values, page_rules
from tlfgen.spec.shell.page import PageSpecRules

SHELL = """
id: l_16_2_1
number: 16.2.1
title: Listing of Subjects
kind: listing
population: saf
data: ADSL
"""


def values(more="", study_text="", **given):
    """Give the frame of the shell with further lines."""
    return frame_values(
        make.spec(SHELL + more), make.study(study_text), make.STAMP, datasets=("ADSL",), **given
    )


def test_mast_is_filled_but_for_pages():
    """Study and population are known; page numbers are left to paging."""
    mast = values()["mast"]
    assert "Protocol MINI-01" == mast[0].left
    assert "Page {page} of {pages}" == mast[0].right
    assert "Population: Safety Set" == mast[1].left


def test_line_without_population_is_left_out():
    """A mast line whose placeholders are all blank does not print."""
    shell = make.spec(SHELL.replace("population: saf", "tags: [x]"))
    made = frame_values(shell, make.study(), make.STAMP, datasets=())
    assert 1 == len(made["mast"])


def test_run_date():
    """The run's date is that of the stamp."""
    assert "01JUN2016 09:00" == values()["foot"][0].right


def test_named_footnote():
    """A footnote that begins with a dollar sign is one of the study."""
    assert ("All values are simulated.",) == values("footnotes: [$simulated]")["footnotes"]


def test_coding_footnote_comes_from_the_dictionary():
    """The version of a dictionary is written once, in the study file."""
    expected = "Adverse events are coded with own list, version 1."
    assert (expected,) == values("footnotes: [$ae_coding]")["footnotes"]


def test_unknown_footnote():
    """A footnote that the study lacks is an error with the nearest name."""
    with pytest.raises(SpecError) as error:
        values("footnotes: [$simulatd]")
    assert "spec.unknown-footnote" == error.value.code
    assert "did you mean 'simulated'?" == error.value.findings[0].hint


def test_unknown_placeholder():
    """A placeholder that means nothing is an error."""
    with pytest.raises(SpecError) as error:
        values('footnotes: ["See {study.ide}"]')
    assert "spec.unknown-placeholder" == error.value.code


def test_draft_watermark():
    """A study that is not final is marked."""
    assert "DRAFT" == values()["watermark"]
    assert "" == values(study_text="status: final\n")["watermark"]


def test_no_data_sentence():
    """An empty display says so, with the sentence of the shell before that of the study."""
    assert "Nobody." == values("no_data: Nobody.", is_empty=True)["empty"]
    assert "" == values("no_data: Nobody.")["empty"]


def test_page_header_counts_its_variables():
    """Variables of the header become the places of the page key."""
    page = PageSpecRules.model_validate({"by": ["PARCAT1", "PARAM"], "header": "{PARAM}"})
    assert "{1}" == page_rules(page).page_header


def test_repeat_none():
    """No heading is repeated where the shell says so."""
    assert page_rules(PageSpecRules(repeat="none")).repeat_groups is None


def test_repeat_names_its_variable():
    """Any variable in the repeat pattern stands for the heading."""
    rules = page_rules(PageSpecRules(repeat="{AEBODSYS} (continued)"))
    assert "{label} (continued)" == rules.repeat_groups


def test_header_of_a_display_takes_the_place_of_the_study_header():
    """A display may bring its own page header; its placeholders are filled."""
    mast = values('header: [{left: "{study.id} pilot"}]')["mast"]
    assert ["mini pilot"] == [line.left for line in mast]
