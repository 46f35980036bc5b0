"""The body of a table: the row axis walked from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tlfgen.layout.table.columns import Leaf
from tlfgen.layout.table.drafts import Body, Draft, Here
from tlfgen.layout.table.lines import Block, Line, cell_of, is_empty_block, lines_of
from tlfgen.layout.table.numbers import Numbers, picked
from tlfgen.model.display import RowKind
from tlfgen.spec.grid import Dimension, Grid, Member, Node, Pick
from tlfgen.spec.grid.unit import leaf_paths, make_unit
from tlfgen.spec.shell.page import StubColumn

__all__ = ["RowWriter"]

_STEP = 2
_SILENT = {"text", "rule", "blank"}


@dataclass
class RowWriter:
    """
    Writes the rows of a table.

    Parameters
    ----------
    grid : Grid
    numbers : Numbers
    leaves : tuple of Leaf
        Data columns.
    stub : tuple of StubColumn
    page_variables : tuple of str
        Groupings that start a page.
    """

    grid: Grid
    numbers: Numbers
    leaves: tuple[Leaf, ...]
    stub: tuple[StubColumn, ...]
    page_variables: tuple[str, ...]
    body: Body = field(init=False)

    def __post_init__(self) -> None:
        self.body = Body(len(self.stub), self.grid.table.page.blank_between is not False)

    @property
    def label_column(self) -> int:
        """Place of the stub column that takes row labels."""
        found = [place for place, one in enumerate(self.stub) if one.rows]
        return found[0] if found else len(self.stub) - 1

    def write(self) -> list[Draft]:
        """Give all rows, top to bottom."""
        self._nodes(self.grid.rows, Here())
        drafts = self.body.drafts
        while drafts and drafts[-1].kind == "blank":
            drafts.pop()
        return drafts

    def _nodes(self, nodes: Sequence[Node], here: Here) -> None:
        is_top = all(node.role in {"page", "section"} for node in here.nodes)
        for place, node in enumerate(nodes):
            if node.is_gap_before:
                self.body.blank(here)
            before = len(self.body.drafts)
            self._node(node, replace(here, nodes=(*here.nodes, node)))
            written = sum(draft.kind != "blank" for draft in self.body.drafts[before:])
            following = nodes[place + 1] if place + 1 < len(nodes) else None
            is_one = following is not None and following.spec is node.spec is not None
            if is_top and written > 1 and self.body.has_gaps and not is_one:
                self.body.wants_gap = True

    def _node(self, node: Node, here: Here) -> None:
        if node.content in _SILENT:
            self._fixed(node, here)
        elif node.dimension is not None:
            for member in self._members(node, node.dimension, here):
                pick = Pick(node.dimension, member)
                self._member(node, replace(here, picks=(*here.picks, pick)), pick)
        elif node.children:
            inner = self._labelled(node, here)
            self._nodes(node.children, inner)
            self._drop_bare_heading(inner)
        elif node.content == "nest" and node.label is not None:
            inner = self._heading(node.label, replace(here, path=(*here.path, node.label)))
            self._leaf(inner)
            self._drop_bare_heading(inner)
        else:
            self._leaf(here if node.label is None else replace(here, label=node.label))

    def _members(self, node: Node, dimension: Dimension, here: Here) -> Sequence[Member]:
        if dimension.is_known:
            return [member for member in dimension.members if not member.is_hidden]
        analyses = frozenset(
            make_unit((*here.nodes[:-1], *path), leaf.path.nodes, self.grid.defaults).analysis
            for path in leaf_paths((node,))
            if path[-1].content not in _SILENT
            for leaf in self.leaves
            if not leaf.is_comparison
        )
        return self.numbers.members(dimension, picked(here.picks), analyses)

    def _member(self, node: Node, here: Here, pick: Pick) -> None:
        """Write what stands under one member of a grouping."""
        label = " ".join(pick.member.label.split())
        name = pick.dimension.name
        inner = replace(here, path=(*here.path, label))
        own_column = self._stub_of(name)
        if node.role in {"page", "section"}:
            inner = self._outer(node, inner, label, name)
        elif own_column is not None:
            self.body.pending[own_column] = label
            self._pend_n(inner)
        elif self._is_single(node.children):
            inner = replace(inner, label=label, path=here.path)
            inner = replace(inner, depth=here.depth + pick.member.indent)
        else:
            inner = self._heading(label, inner)
        before = len(self.body.drafts)
        self._nodes(node.children, inner)
        self._drop_bare_heading(inner)
        if own_column == 0 and len(self.body.drafts) > before + 1 and self.body.has_gaps:
            self.body.wants_gap = True

    def _drop_bare_heading(self, here: Here) -> None:
        """Take a heading back under which nothing was written."""
        drafts = self.body.drafts
        if here.groups and here.groups[-1] == len(drafts) - 1 and drafts[-1].kind == "group":
            del drafts[-1]
            last = drafts[-1] if drafts else None
            if last is not None and last.kind == "blank":
                del drafts[-1]
                self.body.wants_gap = True

    def _outer(self, node: Node, here: Here, label: str, name: str) -> Here:
        """Start a page, or write a heading, for a grouping of pages or sections."""
        is_section = node.role == "section"
        new_page = name in self.page_variables
        if is_section and self.grid.table.sections is not None:
            label = self.grid.table.sections.labels.get(label, label)
            new_page = self.grid.table.sections.new_page
            here = replace(here, path=(*here.path[:-1], label))
        if new_page:
            here = replace(here, page_key=(*here.page_key, label))
        own_column = self._stub_of(name)
        if own_column is not None:
            self.body.pending[own_column] = label
            self.body.wants_gap = bool(self.body.drafts)
            return here
        if new_page and not is_section:
            return here
        if self.body.drafts:
            self.body.wants_gap = True
        return replace(self._heading(label, here), depth=here.depth)

    def _labelled(self, node: Node, here: Here) -> Here:
        """Write the label of a block: a heading, a stub text, or the label of its single row."""
        if node.label is None:
            return here
        label = node.label
        place = next((n for n, one in enumerate(self.stub) if one.blocks), None)
        if place is not None and node.role == "block":
            self.body.gap(here)
            self.body.pending[place] = label
            return replace(here, path=(*here.path, label))
        if self._is_single(node.children):
            return replace(here, label=label)
        return self._heading(label, replace(here, path=(*here.path, label)))

    def _heading(self, label: str, here: Here) -> Here:
        """Write a heading row; what follows stands one step further in."""
        self.body.gap(here)
        stub = [""] * len(self.stub)
        stub[0] = label
        self.body.append(
            Draft(here.path, stub, [], "group", here.depth * _STEP, keep_with_next=True), here
        )
        index = len(self.body.drafts) - 1
        return replace(here, depth=here.depth + 1, groups=(*here.groups, index), label=None)

    def _leaf(self, here: Here) -> None:
        """Write the lines of one block."""
        block = Block.of(self.grid, self.numbers, here.nodes, picked(here.picks), self.leaves)
        if is_empty_block(block):
            return
        lines = lines_of(block)
        if block.unit.kind == "model" and len(lines) > 1:
            self.body.gap(here)
        groups = here.groups
        inside: list[tuple[int, int]] = []
        last: Line | None = None
        for line in lines:
            self._between(line, last, here)
            last = line
            inside = [(indent, index) for indent, index in inside if indent < line.indent]
            own = (*groups, *(index for _, index in inside))
            self.body.append(self._line(block, line, here, own), here)
            if line.is_heading:
                inside.append((line.indent, len(self.body.drafts) - 1))

    def _between(self, line: Line, last: Line | None, here: Here) -> None:
        """Leave a line free around an outermost level that has lines below it."""
        is_around = line.is_heading or (last is not None and last.indent > 0)
        if line.indent == 0 and here.depth == 0 and is_around and self.body.has_gaps:
            self.body.gap(here)

    def _line(self, block: Block, line: Line, here: Here, groups: tuple[int, ...]) -> Draft:
        cells = [cell_of(block, line, place) for place in range(len(self.leaves))]
        label = here.label if line.label is None else line.label
        stub = [""] * len(self.stub)
        indent = (here.depth + line.indent) * _STEP
        place = self.label_column
        stub[place] = (" " * indent if place else "") + (label or "")
        is_group = line.is_heading and not any(cell.text for cell in cells)
        path = (*here.path, *line.path, *((label,) if label else ()))
        return Draft(
            path,
            stub,
            cells,
            "group" if is_group else "body",
            0 if place else indent,
            keep_with_next=line.is_heading,
            groups=groups,
        )

    def _fixed(self, node: Node, here: Here) -> None:
        """Write a text, a rule or an empty line."""
        if node.content == "blank":
            self.body.blank(here)
            return
        stub = [""] * len(self.stub)
        stub[0] = node.label or ""
        kind: RowKind = "rule" if node.content == "rule" else "group"
        path = (*here.path, *((node.label,) if node.label else ()))
        self.body.append(Draft(path, stub, [], kind, here.depth * _STEP), here)

    def _stub_of(self, name: str) -> int | None:
        """Give the stub column of a grouping."""
        for place, one in enumerate(self.stub):
            if one.var is not None and not one.n and _same(one.var, name):
                return place
        return None

    def _pend_n(self, here: Here) -> None:
        """Show the number of subjects of the arm beside it."""
        arms = [pick for pick in here.picks if pick.dimension.kind == "arm"]
        for place, one in enumerate(self.stub):
            if one.n and arms and here.picks[-1].dimension.kind == "arm":
                self.body.pending[place] = self.numbers.header_text((arms[-1].key,)) or ""

    def _is_single(self, nodes: Sequence[Node]) -> bool:
        """Say whether what stands below is one row without a label of its own."""
        if len(nodes) != 1 or nodes[0].dimension is not None or nodes[0].label is not None:
            return False
        node = nodes[0]
        if node.children:
            return self._is_single(node.children)
        if node.content == "any":
            return len(node.stats) <= 1
        if node.content != "axis":
            return False
        if node.levels is not None and node.levels.kind == "members":
            return False
        if not node.stats:
            return node.variable is None or not self._counts_levels(node)
        is_count = node.variable is None and not self._columns_measure()
        return len(node.stats) == 1 and (is_count or not node.is_heading)

    def _columns_measure(self) -> bool:
        return any(one.variable for leaf in self.leaves for one in leaf.path.nodes)

    def _counts_levels(self, node: Node) -> bool:
        families = {
            stat.family for leaf in self.leaves for one in leaf.path.nodes for stat in one.stats
        }
        has_values = node.levels is not None and node.levels.listed is not None
        return ("count" in families or has_values) and "continuous" not in families


def _same(asked: str, name: str) -> bool:
    return asked == name or (asked == "visit" and name == "AVISIT")
