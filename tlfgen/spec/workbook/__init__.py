"""Specification workbooks: the three layouts of headings in, metadata out."""

from tlfgen.spec.workbook.headings import LAYOUTS, Field, SheetForm, sheets_of
from tlfgen.spec.workbook.read import read_workbook

__all__ = ["LAYOUTS", "Field", "SheetForm", "read_workbook", "sheets_of"]
