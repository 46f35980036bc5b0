"""A labelled condition that makes one member of an axis."""

from __future__ import annotations

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.choose import ChooseSpec
from tlfgen.spec.shell.stats import NamedTest
from tlfgen.spec.shell.words import Word
from tlfgen.spec.slots import ConditionSlot

__all__ = ["GroupSpec"]


class GroupSpec(SpecNode):
    """
    One member of a list of groups: a label, its condition on the records.

    ``data`` counts from another dataset; ``indent`` moves the label to the right; ``test``
    compares the arms on the row of this group alone. ``choose`` takes one record of each subject.
    """

    label: str
    where: ConditionSlot | None = None
    subset: ConditionSlot | None = None
    name: Word | None = None
    data: Word | None = None
    indent: int = 0
    test: NamedTest | None = None
    choose: ChooseSpec | None = None
