"""The JSON Schema of spec files as text."""

from __future__ import annotations

import json

from tlfgen.spec.json_schema import spec_schema

__all__ = ["schema_text"]


def schema_text(kind: str | None = None) -> str:
    """
    Give the JSON Schema of a kind of spec file, or of any of them, as indented text.

    Parameters
    ----------
    kind : {'study', 'dataset', 'display'} or None
    """
    return json.dumps(spec_schema(kind), indent=2, sort_keys=True, ensure_ascii=False)
