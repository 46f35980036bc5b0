"""The command line: words in, exit codes out."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tlfgen.core.errors import Finding, TlfgenError

__all__ = ["main"]

_WRONG_USAGE = 2
_SYSTEM = 3
_FAULT = 4
_INTERRUPTED = 130
_STUDY = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tlfgen")
def commands() -> None:
    """Clinical study data and appendix from specifications."""


@commands.command()
@click.argument("study", type=_STUDY)
@click.argument("ids", nargs=-1, metavar="")
@click.option("--data", type=_FOLDER, help="Folder that holds the input data.")
@click.option("--out", type=_FOLDER, help="Output folder; default outputs/<study id>.")
@click.option(
    "--only",
    multiple=True,
    metavar="ID ...",
    help="Datasets or displays to build, with what they need.",
)
@click.option("--formats", default="pdf,rtf,xlsx,html,txt", show_default=True)
@click.option("--jobs", type=click.IntRange(min=1), help="Worker processes.")
@click.option(
    "--run-date",
    type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    help="Printed on pages; default from study.yaml.",
)
@click.option("--from", "start", type=click.Choice(["adam"]), help="Start from given ADaM data.")
@click.option("--strict", is_flag=True, help="Warnings stop the build too.")
@click.option("--cluster", metavar="ADDRESS", help="Run on a Dask cluster.")
@click.option("--dummy-arms", type=int, metavar="SEED", help="Permute treatment; stamp every page.")
@click.option("--quiet", is_flag=True, help="Print only problems.")
def build(
    study: Path,
    ids: tuple[str, ...],
    data: Path | None,
    out: Path | None,
    only: tuple[str, ...],
    formats: str,
    jobs: int | None,
    run_date: datetime | None,
    start: str | None,
    cluster: str | None,
    dummy_arms: int | None,
    *,
    strict: bool,
    quiet: bool,
) -> None:
    """Build datasets, displays and the appendix of STUDY."""
    from tlfgen.run.build import build_study
    from tlfgen.run.request import Request

    if ids and not only:
        raise click.UsageError(f"Got unexpected extra arguments ({' '.join(ids)})")
    request = Request(
        study=study,
        data=data,
        out=out,
        only=_listed((*only, *ids)),
        formats=_listed((formats,)),
        jobs=jobs,
        run_date=run_date,
        start=start,
        strict=strict,
        cluster=cluster,
        dummy_arms=dummy_arms,
        quiet=quiet,
    )
    built = build_study(request)
    shown = [one for one in built.warnings if one.severity == "warning"]
    _print_findings([*shown, *built.left_out])
    if not quiet:
        work = built.tasks - built.found
        click.echo(
            f"{built.files} files in {_near(built.folder)} ({work} of {built.tasks} tasks run)"
        )


@commands.command()
@click.argument("study", type=_STUDY)
@click.option("--data", type=_FOLDER, help="Folder that holds the input data.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def check(study: Path, data: Path | None, *, strict: bool) -> None:
    """List every problem of the specs of STUDY and of its data."""
    from tlfgen.run.check import check_study

    findings = check_study(study, data)
    _print_findings(findings)
    errors = sum(one.severity == "error" for one in findings)
    warnings = sum(one.severity == "warning" for one in findings)
    click.echo(f"{errors} errors, {warnings} warnings, {len(findings) - errors - warnings} notes")
    if errors or (strict and warnings):
        sys.exit(1)


@commands.command("list")
@click.argument("study", type=_STUDY)
@click.option("--data", type=_FOLDER)
@click.option("--out", type=_FOLDER)
@click.option("--library", is_flag=True, help="List the displays that a study may extend.")
def list_study(study: Path, data: Path | None, out: Path | None, *, library: bool) -> None:
    """List the datasets and displays of STUDY, and whether each is up to date."""
    from tlfgen.run.listing import list_contents, list_library

    for line in list_library(study) if library else list_contents(study, data, out):
        click.echo(line)


@commands.command()
@click.argument("study", type=_STUDY)
@click.option("--out", type=_FOLDER, help="Output folder; default outputs/<study id>-mock.")
@click.option("--formats", default="pdf,rtf,html,txt", show_default=True)
def mock(study: Path, out: Path | None, formats: str) -> None:
    """Draw every display of STUDY with xx.x in place of numbers; no data needed."""
    from tlfgen.run.mock import mock_study

    folder, count = mock_study(study, out, _listed((formats,)))
    click.echo(f"{count} files in {_near(folder)}")


@commands.command()
@click.argument("study", type=_STUDY)
@click.argument("what")
@click.argument("keys", nargs=-1, metavar="[NAME=VALUE ...]")
@click.option("--data", type=_FOLDER, help="Folder that holds the input data, for raw records.")
@click.option("--out", type=_FOLDER)
def explain(
    study: Path, what: str, keys: tuple[str, ...], data: Path | None, out: Path | None
) -> None:
    """Say where WHAT comes from: spec:ID, DATASET.VARIABLE, or ID:ROW:COL of a display."""
    from tlfgen.run.explain import explain_address

    for line in explain_address(study, what, keys, out, data):
        click.echo(line)


@commands.command()
@click.argument("left", type=_STUDY)
@click.argument("right", type=_STUDY)
@click.option("--keys", default="", help="Key variables, by comma; default all that identify.")
@click.option("--tolerance", default=0.0, show_default=True, help="Absolute difference allowed.")
@click.option("--report", type=_STUDY, help="Markdown file for tables of datasets and variables.")
@click.option("--reasons", type=_STUDY, help="YAML file of DATASET.VARIABLE: why, for the report.")
def compare(
    left: Path,
    right: Path,
    keys: str,
    tolerance: float,
    report: Path | None,
    reasons: Path | None,
) -> None:
    """Compare two datasets, or two folders of datasets, by key."""
    from tlfgen.run.comparison import compare_places

    if report is None and reasons is not None:
        raise click.UsageError("--reasons are for a report: add --report FILE")
    if report is None:
        lines, differ = compare_places(left, right, _listed((keys,)), tolerance)
    else:
        from tlfgen.run.comparison_report import write_report

        lines, differ = write_report(report, left, right, _listed((keys,)), tolerance, reasons)
    for line in lines:
        click.echo(line)
    if differ:
        sys.exit(1)


@commands.command()
@click.argument("folder", type=_STUDY)
@click.option("--from", "given", type=_STUDY, help="Specification workbook or define file.")
def new(folder: Path, given: Path | None) -> None:
    """Make a small working study in FOLDER, or first recipes from a specification."""
    from tlfgen.run.new import new_study, new_study_from

    for name in new_study(folder) if given is None else new_study_from(folder, given):
        click.echo(name)


@commands.command()
@click.argument("study", type=_STUDY)
@click.option("--stage", type=click.Choice(["adam", "sdtm"]), default="adam", show_default=True)
@click.option("--layout", type=click.IntRange(1, 3), default=3, show_default=True)
@click.option("--data", type=_FOLDER, help="Folder that holds the input data.")
@click.option("--out", type=_STUDY, help="File; default outputs/<study id>-<stage>-spec.xlsx.")
def workbook(study: Path, stage: str, layout: int, data: Path | None, out: Path | None) -> None:
    """Write the specification workbook of STUDY: datasets, variables, codelists, methods."""
    from tlfgen.run.workbook import write_study_workbook

    path, made = write_study_workbook(study, out, stage=stage, layout=layout, data=data)
    counts = f"{len(made.datasets)} datasets, {len(made.items)} variables"
    click.echo(f"{_near(path.resolve())}: {counts}, {len(made.methods)} methods")


@commands.command()
@click.argument("kind", type=click.Choice(["study", "dataset", "display"]), required=False)
def schema(kind: str | None) -> None:
    """Print the JSON Schema of the spec files, for editors."""
    from tlfgen.run.schema import schema_text

    click.echo(schema_text(kind))


def _listed(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the words of options that may be repeated or parted by commas."""
    return tuple(word for part in parts for word in part.replace(",", " ").split())


def _near(folder: Path) -> str:
    here = Path.cwd()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else folder.as_posix()


def _print_findings(findings: list[Finding]) -> None:
    """Print findings by file, errors first within each."""
    rank = {"error": 0, "warning": 1, "note": 2}
    order = sorted(findings, key=lambda f: (f.source.file if f.source else "", rank[f.severity]))
    for finding in order:
        click.echo(f"{finding}\n", err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and turn every outcome into an honest exit code."""
    sys.exit(_run(lambda: commands(args=arguments, standalone_mode=False)))


def _run(command: Callable[[], Any]) -> int:
    try:
        command()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return _WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; the outputs are as before", err=True)
        return _INTERRUPTED
    except TlfgenError as error:
        _print_findings(list(error.findings))
        count = len(error.findings)
        click.echo(
            f"{count} problem{'' if count == 1 else 's'}; the outputs are as before", err=True
        )
        return error.exit_code
    except OSError as error:
        from tlfgen.run.execute import system_finding

        _print_findings([system_finding(error)])
        click.echo("the outputs are as before", err=True)
        return _SYSTEM
    except Exception:  # noqa: BLE001 - a fault of the program has its own exit code
        click.echo(traceback.format_exc(), err=True)
        click.echo("this is a fault of tlfgen; the outputs are as before", err=True)
        return _FAULT
    return 0


if __name__ == "__main__":
    main()
