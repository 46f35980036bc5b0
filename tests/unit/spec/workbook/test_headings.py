"""The three layouts of headings."""

from tlfgen.spec.workbook.headings import find_field, find_sheet, sheets_of


def test_the_names_of_the_first_sheet():
    """Study in layout 1, Define later."""
    assert [sheets_of(layout)[0].named(layout) for layout in (1, 2, 3)] == [
        "Study",
        "Define",
        "Define",
    ]


def test_layout_1_keeps_where_clauses_in_a_sheet():
    """Later layouts write them inline."""
    held = ["WhereClauses" in [form.name for form in sheets_of(layout)] for layout in (1, 2, 3)]
    assert held == [True, False, False]


def test_the_columns_of_variables_in_layout_3():
    """As the validator's own template has them."""
    form = next(form for form in sheets_of(3) if form.name == "Variables")
    headings = [column.named(3) for column in form.columns(3)]
    assert headings == [
        *("Order", "Dataset", "Variable", "Label", "Data Type", "Length", "Significant Digits"),
        *("Format", "Mandatory", "Assigned Value", "Codelist", "Common", "Origin", "Source"),
        *("Pages", "Method", "Predecessor", "Role", "Has No Data", "Comment", "Developer Notes"),
    ]


def test_a_description_is_a_label():
    """Datasets and value-level rows of layout 1 call it so."""
    form = find_sheet("Value Level")
    assert form is not None
    field = find_field(form, "DESCRIPTION")
    assert field is not None
    assert field.fills == "label"


def test_an_unknown_sheet():
    """None says that it is not read."""
    assert find_sheet("Pre-defined") is None
