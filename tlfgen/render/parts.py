"""Batches of a text format joined at marks."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["join_at_marks"]


def join_at_marks(parts: Sequence[bytes], begin: bytes, end: bytes, between: bytes = b"") -> bytes:
    """
    Give the head of the first part, the middle of each part, and the tail of the first.

    Each part holds ``begin`` once, and ``end`` once after it; the middles stand between them.

    Examples
    --------
    >>> join_at_marks([b"<b>1</b>", b"<b>2</b>"], b"<b>", b"</b>", b",")
    b'<b>1,2</b>'
    """
    if len(parts) == 1:
        return parts[0]
    head, _, _ = parts[0].partition(begin)
    _, _, tail = parts[0].rpartition(end)
    middles = [part.partition(begin)[2].rpartition(end)[0] for part in parts]
    return head + begin + between.join(middle for middle in middles if middle) + end + tail
