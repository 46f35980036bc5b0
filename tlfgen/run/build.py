"""The main job: everything a study asks for, published as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlfgen.core.errors import Finding, SpecError, TlfgenError
from tlfgen.io.files import file_hash
from tlfgen.run.cache import Cache
from tlfgen.run.execute import Outcome, run_tasks
from tlfgen.run.history import recorded
from tlfgen.run.keys import library_versions
from tlfgen.run.manifest import LogLine, log_files, manifest_file
from tlfgen.run.plan import Plan, make_plan
from tlfgen.run.portable import layer_words, portable, relocated
from tlfgen.run.progress import Progress
from tlfgen.run.publish import locked, publish, recover
from tlfgen.run.request import Request
from tlfgen.run.sound import SoundSpecs
from tlfgen.run.workers import start_workers
from tlfgen.spec.load import StudySpec

__all__ = ["BuildError", "Built", "build_study"]


class BuildError(TlfgenError):
    """Some tasks failed; nothing was published and the old outputs stay."""

    def __init__(self, *findings: Finding, exit_code: int = 1) -> None:
        super().__init__(*findings)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Built:
    """
    What a build did.

    Parameters
    ----------
    folder : Path
        The output folder.
    files : int
        Files in it.
    tasks, found : int
        All tasks, and those whose outcome was known already.
    warnings : tuple of Finding
        Warnings and notes, in task order.
    timing : tuple of (stage, task, seconds, MB)
        Of the tasks that ran.
    left_out : tuple of Finding
        Problems of specs that ``--only`` leaves out, as notes.
    """

    folder: Path
    files: int
    tasks: int
    found: int
    warnings: tuple[Finding, ...]
    timing: tuple[tuple[str, str, float, float], ...] = ()
    left_out: tuple[Finding, ...] = ()


def build_study(request: Request) -> Built:
    """
    Build a study and replace its output folder.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Built

    Raises
    ------
    SpecError, OutputError
        Before any work: every problem of the specs, or of the places of the data.
    BuildError
        After all that could be done: every problem of the tasks. Nothing is published.
    """
    if request.cluster is not None:
        request = request.everywhere()
    specs = SoundSpecs.of(request)
    spec = specs.spec
    if "pdf" in request.formats:
        from tlfgen.render.weasy import require_pango

        require_pango()
    target = (request.out or Path("outputs") / spec.study.id).resolve()
    with locked(target), recorded(target) as record:
        recover(target)
        plan = _plan(specs)
        with Cache(target.parent / ".cache", layer_words(spec), relocated(spec)) as cache:
            outcome, found = _run(plan, cache, specs)
        record.take(plan.tasks.values(), outcome)
        _require_success(plan, outcome, request)
        files = _files(plan, outcome, target, request)
        content = {**files, **_records(plan, spec, outcome, files, request)}
        publish(target, content)
    return Built(
        target,
        len(content),
        len(plan.tasks),
        found,
        tuple(_findings(plan, outcome)),
        tuple(
            (plan.tasks[name].stage, name, one.seconds, one.memory_mb)
            for name, one in outcome.artifacts.items()
            if one.fresh and one.seconds
        ),
        tuple(specs.notes),
    )


def _plan(specs: SoundSpecs) -> Plan:
    """Give the plan; where there can be none, every problem of the specs."""
    try:
        return make_plan(specs.spec, specs.request, specs.needed)
    except SpecError:
        specs.require()
        raise


def _run(plan: Plan, cache: Cache, specs: SoundSpecs) -> tuple[Outcome, int]:
    """Run the tasks; before the first that is not known already, the specs must be sound."""
    tasks, request = list(plan.tasks.values()), specs.request
    with (
        Progress(len(tasks), quiet=request.quiet) as progress,
        start_workers(request.jobs, request.cluster, cache.folder, specs.require) as workers,
    ):
        outcome = run_tasks(tasks, cache, workers, progress.tell)
        return outcome, progress.found


def _findings(plan: Plan, outcome: Outcome) -> list[Finding]:
    return [
        finding
        for name in plan.tasks
        if name in outcome.artifacts
        for finding in outcome.artifacts[name].findings
    ]


def _require_success(plan: Plan, outcome: Outcome, request: Request) -> None:
    errors = [one for name in plan.tasks for one in outcome.errors.get(name, ())]
    if request.strict:
        errors += [one for one in _findings(plan, outcome) if one.severity == "warning"]
    if errors:
        code = max(outcome.exit_codes.values(), default=1)
        raise BuildError(*dict.fromkeys(errors), exit_code=code)


def _files(plan: Plan, outcome: Outcome, target: Path, request: Request) -> dict[str, Path | bytes]:
    """Give the files of the folder: those that were built and, with ``--only``, the others."""
    files: dict[str, Path | bytes] = {}
    if request.only and target.is_dir():
        files = {
            path.relative_to(target).as_posix(): path
            for path in sorted(target.rglob("*"))
            if path.is_file() and path.name not in {"manifest.json", "log.txt", "log.jsonl"}
        }
    for output in plan.outputs:
        artifact = outcome.artifacts[output.task]
        if output.file in artifact.files:
            files[output.name] = Path(artifact.folder) / output.file
        elif not output.optional:
            what = f"The task {output.task} did not make {output.file}."
            raise SpecError.of("run.missing-file", what)
        else:
            files.pop(output.name, None)
    return files


def _records(
    plan: Plan,
    spec: StudySpec,
    outcome: Outcome,
    files: Mapping[str, Path | bytes],
    request: Request,
) -> dict[str, Path | bytes]:
    """Give the manifest and the log."""
    built = {output.name for output in plan.outputs}
    hashes = {name: _digest(name, plan, outcome, files) for name in files}
    moment = request.run_date or spec.study.run_date
    manifest = manifest_file(
        study=spec.study.id,
        run_date=moment.isoformat(timespec="minutes"),
        versions=library_versions(),
        inputs=plan.inputs.hashes,
        specs=_spec_hashes(spec),
        templates=_template_hashes(spec),
        outputs=hashes,
        kept=[name for name in files if name not in built],
        dummy_arms=request.dummy_arms,
    )
    made: dict[str, dict[str, str]] = {}
    for output in plan.outputs:
        if output.name in files:
            made.setdefault(output.task, {})[output.name] = hashes[output.name]
    word = portable(layer_words(spec))
    lines = []
    for name, task in plan.tasks.items():
        found = outcome.artifacts[name].findings
        places = tuple(word(one.source) for one in found)
        lines.append(LogLine(name, task.stage, task.label, made.get(name, {}), found, places))
    log_json, log_text = log_files(lines, plan.inputs.places)
    return {"manifest.json": manifest, "log.jsonl": log_json, "log.txt": log_text}


def _digest(name: str, plan: Plan, outcome: Outcome, files: Mapping[str, Path | bytes]) -> str:
    for output in plan.outputs:
        if output.name == name:
            return outcome.artifacts[output.task].files[output.file]
    place = files[name]
    return file_hash(place) if isinstance(place, Path) else ""


def _spec_hashes(spec: StudySpec) -> dict[str, str]:
    found = {f"metadata/{path.name}": file_hash(path) for path in spec.metadata_files}
    return found | {
        f"{layer.name}/{path.relative_to(layer.folder).as_posix()}": file_hash(path)
        for layer in spec.layers
        for path in _spec_files(layer.folder)
    }


def _spec_files(folder: Path) -> Sequence[Path]:
    kinds = ("*.yaml", "sdtm/*.yaml", "adam/*.yaml", "displays/*.yaml", "reference/*")
    return [path for kind in kinds for path in sorted(folder.glob(kind)) if path.is_file()]


def _template_hashes(spec: StudySpec) -> dict[str, str]:
    from tlfgen.render.resources import builtin_templates

    own = [(layer.name, layer.folder / "templates") for layer in spec.layers]
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": file_hash(path)
        for name, folder in (("builtin", builtin_templates()), *own)
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
