"""The record of a build: versions, hashes of inputs, specs, outputs, and what was said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source

__all__ = ["LogLine", "log_files", "manifest_file"]


@dataclass(frozen=True, slots=True)
class LogLine:
    """
    One line of the log: the task, what was made, and its findings; no clock, no host.

    ``places`` names where each finding belongs without a path of the machine.
    """

    task: str
    stage: str
    label: str
    files: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    places: tuple[str | None, ...] = ()


def manifest_file(
    *,
    study: str,
    run_date: str,
    versions: Iterable[str],
    inputs: Mapping[str, str],
    specs: Mapping[str, str],
    templates: Mapping[str, str],
    outputs: Mapping[str, str],
    kept: Iterable[str] = (),
    dummy_arms: int | None = None,
) -> bytes:
    """
    Give ``manifest.json``: the same inputs give the same bytes.

    Parameters
    ----------
    inputs : mapping of ``<stage>/<file>`` to SHA-256
    specs, templates, outputs : mapping of relative name to SHA-256
    kept : names of outputs an ``--only`` build left as they were
    dummy_arms : seed of dummy treatment, said only where it was used
    """
    left = set(kept)
    entries = {
        name: {"sha256": digest, **({"kept": True} if name in left else {})}
        for name, digest in sorted(outputs.items())
    }
    content = {
        "study": study,
        "run_date": run_date,
        **({} if dummy_arms is None else {"dummy_arms": dummy_arms}),
        "versions": sorted(versions),
        "inputs": dict(sorted(inputs.items())),
        "specs": dict(sorted(specs.items())),
        "templates": dict(sorted(templates.items())),
        "outputs": entries,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def log_files(lines: Iterable[LogLine], inputs: Mapping[str, str]) -> tuple[bytes, bytes]:
    """
    Give ``log.jsonl`` and ``log.txt``, in the order of the tasks.

    ``inputs`` says for each stage of given data which of its places was used.
    """
    rows = [json.dumps({"inputs": dict(inputs)}, sort_keys=True)]
    text = [f"{'inputs':<10} {stage}: {place}" for stage, place in sorted(inputs.items())]
    for line in lines:
        rows.append(json.dumps(_entry(line), ensure_ascii=False, sort_keys=True))
        made = ", ".join(sorted(line.files)) or "nothing"
        text.append(f"{line.stage:<10} {line.label or line.task}: {made}")
        for one, place in zip(line.findings, line.places, strict=True):
            told = replace(one, source=Source(place) if place else None)
            text += [f"    {part}" for part in str(told).splitlines()]
    return ("\n".join(rows) + "\n").encode(), ("\n".join(text) + "\n").encode()


def _entry(line: LogLine) -> dict[str, Any]:
    return {
        "task": line.task,
        "stage": line.stage,
        "files": dict(line.files),
        "findings": [
            {
                "code": one.code,
                "severity": one.severity,
                "what": one.what,
                "at": place,
                "details": list(one.details),
            }
            for one, place in zip(line.findings, line.places, strict=True)
        ],
    }
