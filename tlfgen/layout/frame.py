"""What stands around a display: titles, mast, foot, footnotes, page rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tlfgen.core.date_words import format_date
from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.core.textwidth import printable_text
from tlfgen.model.display import MastLine, PageRules
from tlfgen.model.output import RunStamp
from tlfgen.spec.display import FigureSpec, ListingSpec, TableSpec
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.page import PageSpecRules
from tlfgen.spec.study import Mast, StudyFile

__all__ = ["AnyDisplaySpec", "frame_values", "page_rules"]

AnyDisplaySpec = TableSpec | ListingSpec | FigureSpec

_HOLE = re.compile(r"\{([A-Za-z_][\w.]*)(?::(\w+))?\}")
_OPEN = frozenset({"page", "pages"})
_CODING = {"AE": "Adverse events", "CM": "Medications", "MH": "Medical history terms"}


@dataclass(frozen=True, slots=True)
class _Holes:
    """What the placeholders of mast, foot, titles and footnotes stand for."""

    texts: Mapping[str, str]
    dates: Mapping[str, date | datetime | None]
    source: Source | None

    def fill(self, text: str) -> tuple[str, bool]:
        """Give the text filled in, and whether it has placeholders that are all blank."""
        values: list[str] = []

        def put(match: re.Match[str]) -> str:
            name, word = match.groups()
            if name in _OPEN:
                values.append(name)
                return match.group()
            values.append(self._value(name, word))
            return values[-1]

        filled = _HOLE.sub(put, text)
        return printable_text(filled), bool(values) and not any(values)

    def _value(self, name: str, word: str | None) -> str:
        if name in self.dates:
            return format_date(self.dates[name], word or "date9", self.source)
        if name in self.texts:
            return self.texts[name]
        known = (*self.texts, *self.dates, *_OPEN)
        raise SpecError.unknown("placeholder", name, known, self.source)


def _holes(
    spec: AnyDisplaySpec, study: StudyFile, stamp: RunStamp, datasets: Sequence[str], program: str
) -> _Holes:
    population = _population_label(spec, study)
    texts = {
        "study.id": study.id,
        "study.title": study.title,
        "study.protocol": study.protocol or study.id,
        "population.label": population,
        "program": program,
        "data.names": ", ".join(datasets),
        "run.id": stamp.run_id,
        "display.id": spec.id,
        "display.number": spec.printed_number,
    }
    dates = {"run": datetime.fromisoformat(stamp.produced_at), "cutoff": study.cutoff}
    return _Holes(texts, dates, spec.source)


def _population_label(spec: AnyDisplaySpec, study: StudyFile) -> str:
    if spec.population is None:
        return ""
    if spec.population not in study.populations:
        known = study.populations
        raise SpecError.unknown("population", spec.population, known, source_of(spec.population))
    return study.populations[spec.population].label


def frame_values(
    spec: AnyDisplaySpec,
    study: StudyFile,
    stamp: RunStamp,
    *,
    datasets: Sequence[str],
    program: str | None = None,
    is_empty: bool = False,
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """
    Give what every display has around its body, by the names of ``Frame``.

    Parameters
    ----------
    spec : TableSpec, ListingSpec or FigureSpec
    study : StudyFile
    stamp : RunStamp
    datasets : sequence of str
        Datasets it was made from; printed where the foot asks for ``{data.names}``.
    program : str or None
        Path of the spec, with its hash where known; None takes the path alone.
    is_empty : bool
        Prints the no-data sentence.
    notes : sequence of str
        Footnotes that the data call for, after those of the shell.

    Returns
    -------
    dict
        Keyword arguments of ``Table``, ``Listing`` and ``Figure``.

    Raises
    ------
    SpecError
        ``spec.unknown-placeholder``, ``spec.unknown-footnote``, ``spec.unknown-population``,
        ``spec.unknown-date-format``.
    """
    shown = program if program is not None else (spec.source.file if spec.source else "")
    holes = _holes(spec, study, stamp, datasets, shown)
    footnotes = [_footnote(str(note), study, source_of(note)) for note in spec.footnotes]
    return {
        "id": spec.id,
        "number": spec.printed_number,
        "titles": tuple(holes.fill(title)[0] for title in spec.title),
        "title_prefix": spec.word,
        "population": _population_label(spec, study),
        "mast": _mast(study.header if spec.header is None else spec.header, holes.fill),
        "foot": _mast(study.footer, holes.fill),
        "footnotes": tuple(holes.fill(note)[0] for note in (*footnotes, *notes)),
        "notice": printable_text(study.notice),
        "watermark": "DRAFT" if study.status == "draft" else "",
        "program": shown,
        "datasets": tuple(datasets),
        "tags": tuple(spec.tags),
        "empty": printable_text(spec.no_data or study.no_data) if is_empty else "",
        "rules": page_rules(spec.page),
    }


def _mast(lines: Sequence[Mast], fill: Callable[[str], tuple[str, bool]]) -> tuple[MastLine, ...]:
    """Fill mast lines; a part whose placeholders are all blank is left out."""
    made = []
    for line in lines:
        parts = [fill(text) for text in (line.left, line.center, line.right)]
        shown = ["" if is_blank else text for text, is_blank in parts]
        if any(shown):
            made.append(MastLine(*shown))
    return tuple(made)


def _footnote(note: str, study: StudyFile, source: Source | None) -> str:
    """Give the text of a footnote; ``$name`` refers to the study file."""
    if not note.startswith("$"):
        return note
    name = note[1:]
    if name in study.footnotes:
        return study.footnotes[name]
    coded = {f"{key.lower()}_coding": key for key in study.dictionaries}
    if name in coded:
        dictionary = study.dictionaries[coded[name]]
        subject = _CODING.get(coded[name], f"{coded[name]} terms")
        version = f", version {dictionary.version}" if dictionary.version else ""
        return f"{subject} are coded with {dictionary.name}{version}."
    raise SpecError.unknown("footnote", name, {*study.footnotes, *coded}, source)


def page_rules(page: PageSpecRules, header: str | None = None) -> PageRules:
    """
    Give the page rules of a display from those of its shell.

    Parameters
    ----------
    page : PageSpecRules
    header : str or None
        Line above the column header with ``{0}``, ``{1}`` for the page keys; None takes that of
        the shell, whose ``{PARAM}`` is the place of PARAM in ``by``.

    Examples
    --------
    >>> given = PageSpecRules.model_validate({"by": ["PARAM"], "header": "{PARAM}"})
    >>> page_rules(given).page_header
    '{0}'
    """
    if header is None and page.header is not None:
        header = page.header
        for place, variable in enumerate(page.by):
            header = header.replace("{" + variable + "}", "{" + str(place) + "}")
    elif header is None and page.by:
        header = "  ".join("{" + str(place) + "}" for place in range(len(page.by)))
    if page.repeat == "none":
        repeat = None
    else:
        repeat = re.sub(r"\{\w+\}", "{label}", page.repeat or "{label} (cont.)")
    return PageRules(
        repeat_groups=repeat,
        min_rows=page.min_rows,
        split_label=page.split_columns.label,
        page_header=header,
        max_width=page.max_width,
        orient=page.orient,
        size_pt=page.size_pt,
    )
