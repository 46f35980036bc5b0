"""Tests of sections: the same rows for one dataset after another."""

import pytest

from tests.shells import dataset, lines, page, results, table
from tlfgen.core.errors import SpecError

SHELL = """
population: fas
where: AVISITN = 4
sections: {data: {ADEFF: Cells, ADCHEM: Chemistry}, new_page: true}
columns: {by: arm}
rows: {by: PARAMCD, stats: n_pct, label: null}
"""


def chem():
    """Give one more dataset of values by visit."""
    return dataset(
        "ADCHEM",
        {
            "USUBJID": ["1", "2", "4", "4"],
            "PARAMCD": ["ALT", "ALT", "ALT", "AST"],
            "AVISITN": [4, 0, 4, 4],
        },
    )


def test_each_dataset_has_its_heading_with_its_own_rows():
    """Rows are printed once for each dataset, under its heading."""
    made = page(SHELL, ADCHEM=chem())
    assert [
        "Cells",
        "CD4|3 (100.0%)|1 (100.0%)|2 (100.0%)",
        "",
        "Chemistry",
        "ALT|1 ( 33.3%)|1 (100.0%)|0",
        "AST|0|1 (100.0%)|0",
    ] == lines(made)


def test_each_section_may_start_a_page():
    """With ``new_page`` the section is the key of its pages."""
    made = page(SHELL, ADCHEM=chem())
    assert [("Cells",), ("Chemistry",)] == list(dict.fromkeys(row.page_key for row in made.rows))


def test_conditions_of_the_display_hold_for_every_dataset():
    """The record of ADCHEM at baseline is left out."""
    found = results(SHELL, ADCHEM=chem())
    assert found["count/chemistry/ALT/n/high"].number == 1


def test_sections_are_levels_or_datasets():
    """Both ways at once, or none, are refused."""
    with pytest.raises(SpecError) as caught:
        table(SHELL.replace("{data:", "{by: PARAMCD, data:"))
    assert caught.value.code == "spec.one-kind-of-sections"


def test_a_dataset_may_have_levels_of_its_own():
    """Each section lists its own levels, in its order and with its labels."""
    text = SHELL.replace(
        "ADCHEM: Chemistry",
        "ADCHEM: {label: Chemistry, values: {PARAMCD: {AST: Aspartate, ALT: Alanine}}}",
    )
    assert [
        "Cells",
        "CD4|3 (100.0%)|1 (100.0%)|2 (100.0%)",
        "",
        "Chemistry",
        "Aspartate|0|1 (100.0%)|0",
        "Alanine|1 ( 33.3%)|1 (100.0%)|0",
    ] == lines(page(text, ADCHEM=chem()))
