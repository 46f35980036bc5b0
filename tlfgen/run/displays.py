"""The tasks of displays: make, draw in each format, compile the appendix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tlfgen.core.date_words import format_date
from tlfgen.model.output import RunStamp
from tlfgen.model.page import PageSetup
from tlfgen.run.keys import code_hash, library_versions, spec_hash
from tlfgen.run.narrow import narrowed
from tlfgen.run.payloads import DUMMY_WATERMARK, RESULTS, Compile, Draw, MakeDisplay, Part
from tlfgen.run.portable import layer_words, portable
from tlfgen.run.request import Request
from tlfgen.run.task import Task
from tlfgen.spec.appendix import COVER_WORDS, Appendix, Section, section_displays
from tlfgen.spec.display import DisplaySpec, FigureSpec, TableSpec
from tlfgen.spec.display_reads import display_reads
from tlfgen.spec.figure_table import borrowed_displays
from tlfgen.spec.load import StudySpec

if TYPE_CHECKING:
    from tlfgen.run.plan import Plan

__all__ = [
    "display_datasets",
    "display_tasks",
    "program_of",
    "run_stamp",
    "template_layers",
]

_MAKE = "tlfgen.run.stages.display:make_display"
_DRAW = "tlfgen.run.stages.render:draw_display"
_PDF = "tlfgen.run.stages.appendix:compile_pdf"
_BOOK = "tlfgen.run.stages.appendix:compile_workbook"
_RESULT_ROOMS = (
    "core",
    "model",
    "spec",
    "frame",
    "mapper",
    "analysis",
    "layout",
    "paging",
    "render",
    "io",
)
_DRAW_ROOMS = ("core", "model", "paging", "layout", "render", "templates")
_HASH_SHOWN = 8


def run_stamp(spec: StudySpec, request: Request) -> RunStamp:
    """Give what the run prints on its pages: the run date and the data cut-off."""
    moment = request.run_date or spec.study.run_date
    cutoff = spec.study.cutoff.isoformat() if spec.study.cutoff else ""
    return RunStamp(
        produced_at=moment.isoformat(timespec="minutes"), data_cut=cutoff, study=spec.study.id
    )


def template_layers(spec: StudySpec) -> tuple[tuple[str, Any], ...]:
    """Give the folders of templates, highest layer first; the built-in ones come after."""
    own = [layer for layer in reversed(spec.layers) if layer.name != "library"]
    return tuple((layer.name, layer.folder / "templates") for layer in own)


def display_datasets(display: DisplaySpec, spec: StudySpec) -> tuple[str, ...]:
    """Give the datasets a display reads as ``stage.NAME``; the subject dataset is one of them."""
    names = {spec.study.subjects.data}
    for shell in (display, *_shells(display, spec).values()):
        names |= set(display_reads(shell, spec.study))
    return tuple(sorted(_ref(name, spec) for name in names))


def _shells(display: DisplaySpec, spec: StudySpec) -> dict[str, TableSpec]:
    """Give the tables a figure takes results from."""
    if not isinstance(display, FigureSpec):
        return {}
    found = {str(name): spec.displays.get(name) for name in borrowed_displays(display)}
    return {name: one for name, one in found.items() if isinstance(one, TableSpec)}


def _ref(name: str, spec: StudySpec) -> str:
    given = name.lower()
    if "." in given:
        stage, _, short = name.partition(".")
        return f"{stage.lower()}.{short.upper()}"
    for stage in ("adam", "sdtm"):
        if f"{stage}.{name}" in spec.datasets:
            return f"{stage}.{name}"
    return f"adam.{name}" if name.startswith("AD") else f"sdtm.{name}"


def display_tasks(plan: Plan, spec: StudySpec, request: Request, shown: Sequence[str]) -> None:
    """Add the tasks of the displays and, for a whole build, of the appendix."""
    from tlfgen.run.plan import Output

    stamp = run_stamp(spec, request)
    formats = (*(name for name in request.formats if name != "json"), "json")
    for name in shown:
        display = spec.displays[name]
        made = plan.add(_make_task(plan, spec, display, stamp, request.dummy_arms))
        plan.outputs.append(Output(f"results/{name}.parquet", made, RESULTS))
        for word in formats:
            file = f"{name}.{word}"
            drawn = plan.add(_draw_task(spec, word, file, made))
            plan.outputs.append(Output(f"displays/{file}", drawn, file))
    if spec.study.appendix is not None and not request.only and shown:
        _appendix_tasks(plan, spec, request, stamp)


def program_of(display: DisplaySpec, spec: StudySpec) -> str:
    """Give what a page names as its source: the spec in its layer, and its hash."""
    place = portable(layer_words(spec))(display.source) or display.id
    written = spec_hash(spec.merged[display.id])
    return f"{place.partition(':')[0]} ({written[:_HASH_SHOWN]})"


def _make_task(
    plan: Plan, spec: StudySpec, display: DisplaySpec, stamp: RunStamp, dummy: int | None
) -> Task:
    needs = {}
    for ref in display_datasets(display, spec):
        stage, _, name = ref.partition(".")
        needs[name] = plan.dataset(ref, spec)
        supplement = f"{stage}.SUPP{name}"
        if stage == "sdtm" and ref not in spec.datasets and plan.inputs.has(supplement):
            needs[f"SUPP{name}"] = plan.dataset(supplement, spec)
    shells = _shells(display, spec)
    digest = spec_hash(display, *shells.values())
    program = program_of(display, spec)
    study = narrowed(spec.study, display, *shells.values())
    payload = MakeDisplay(display, study, stamp, program, shells, dummy)
    key = (
        digest,
        program,
        spec_hash(stamp.produced_at, dummy, study),
        code_hash(*_RESULT_ROOMS),
        *library_versions(),
    )
    label = f"{display.id} {' '.join(display.title)}"
    return Task(f"display.{display.id}", "display", _MAKE, payload, needs, key, label)


def _draw_task(spec: StudySpec, word: str, file: str, made: str) -> Task:
    layers = template_layers(spec)
    key = (word, file, _template_hash(layers), code_hash(*_DRAW_ROOMS), *library_versions("render"))
    payload = Draw(file, word, layers)
    return Task(f"draw.{file}", "draw", _DRAW, payload, {"display": made}, key, file)


def _template_hash(layers: Sequence[tuple[str, Any]]) -> str:
    files = [
        (name, path.relative_to(folder).as_posix(), path.read_bytes().hex())
        for name, folder in layers
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return spec_hash(files)


def _appendix_tasks(plan: Plan, spec: StudySpec, request: Request, stamp: RunStamp) -> None:
    from tlfgen.run.plan import Output

    appendix = spec.study.appendix
    if appendix is None:
        return
    parts = tuple(_parts(appendix.sections, spec, 0))
    roles = [part.role for part in parts if part.role]
    for word, function in (("pdf", _PDF), ("xlsx", _BOOK)):
        if word not in appendix.formats or word not in request.formats:
            continue
        file = f"{appendix.id}.{word}"
        payload = _compile(spec, appendix, parts, stamp, file)
        if request.dummy_arms is not None:
            payload = replace(payload, watermark=DUMMY_WATERMARK)
        needs = {f"display:{role}": f"display.{role}" for role in roles}
        if word == "pdf":
            needs |= {f"pdf:{role}": f"draw.{role}.pdf" for role in roles}
        key = (
            spec_hash(appendix, [repr(part) for part in parts], stamp.produced_at, file),
            spec_hash(
                payload.title, payload.lines, payload.notice, payload.watermark, payload.setup
            ),
            _template_hash(payload.templates),
            code_hash(*_DRAW_ROOMS),
            *library_versions("render"),
        )
        label = f"appendix {file}"
        plan.add(Task(f"appendix.{word}", "appendix", function, payload, needs, key, label))
        plan.outputs.append(Output(f"appendix/{file}", f"appendix.{word}", file))


def _compile(
    spec: StudySpec, appendix: Appendix, parts: tuple[Part, ...], stamp: RunStamp, file: str
) -> Compile:
    page = spec.study.page
    cover = appendix.cover
    fill = _filler(spec, stamp)
    return Compile(
        file=file,
        title=fill(cover.title if cover else spec.study.title),
        lines=tuple(fill(line) for line in cover.lines) if cover else (),
        parts=parts,
        page_stamp=appendix.pages.get("stamp", ""),
        setup=PageSetup.of(page.size, page.orient, page.size_pt, page.margins_in),
        stamp=stamp,
        notice=spec.study.notice,
        watermark="DRAFT" if spec.study.status == "draft" else "",
        depth=appendix.toc.depth,
        links=appendix.toc.links,
        templates=template_layers(spec),
    )


def _filler(spec: StudySpec, stamp: RunStamp) -> Any:
    """Give a function that fills the placeholders of cover texts."""
    moment = datetime.fromisoformat(stamp.produced_at)
    study = spec.study
    dates = [format_date(moment, word) for word in ("date9", "iso", "long")]
    values = [study.id, study.title, study.protocol or study.id, *dates]
    words = dict(zip(COVER_WORDS, values, strict=True))

    def fill(text: str) -> str:
        for word, value in words.items():
            text = text.replace(word, value)
        return text

    return fill


def _parts(sections: Sequence[Section], spec: StudySpec, depth: int) -> Iterator[Part]:
    for section in sections:
        yield Part(section.number, section.title, depth)
        yield from _parts(section.sections, spec, depth + 1)
        for name in section_displays(section, spec.displays):
            display = spec.displays[name]
            number = f"{display.word} {display.printed_number}"
            yield Part(number, " ".join(display.title), depth + 1, name, f"{name}.pdf")
