"""Pages of a display: widths, breaks, documents."""

from tlfgen.paging.build import build_document
from tlfgen.paging.picture import build_figure, figure_pages, picture_room
from tlfgen.paging.rows import paginate_display

__all__ = ["build_document", "build_figure", "figure_pages", "paginate_display", "picture_room"]
