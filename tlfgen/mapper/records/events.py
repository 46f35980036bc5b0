"""Records of the time to an event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import MappingError
from tlfgen.mapper.candidates import Candidates
from tlfgen.mapper.choice import Choice
from tlfgen.mapper.date_parts import read_dates
from tlfgen.mapper.draft import Draft, joined
from tlfgen.mapper.records.event_table import agreeing, repeated, table_rows
from tlfgen.mapper.records.made import evaluated_values
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.setting import Setting
from tlfgen.mapper.take import take
from tlfgen.model.dataset import ROW
from tlfgen.model.expression import Call, OrderKey, Reference
from tlfgen.spec.time_to_event import Event, TimeToEvent

__all__ = ["make_event_records"]

Positions: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
_DATE = "_DATE"


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The record of one source of events chosen for each subject, with its date."""

    source: Event
    choice: Choice
    date: pd.Series


def make_event_records(parameters: tuple[TimeToEvent, ...], setting: Setting) -> Draft:
    """
    Give one record for each parameter and subject of its population.

    The event that counts is the earliest of all sources (the one listed first on one date), no
    later than ``cut_at``; without one, the latest censoring counts. ADT, STARTDT, CNSR and the
    fixed values of the source are set; SRCDOM, SRCVAR, SRCSEQ name the record chosen.

    Raises
    ------
    MappingError
        ``mapping.no-censoring`` where a subject has neither event nor censoring;
        ``mapping.tie`` where two records of a source are alike in date and order.
    """
    made = [
        _parameter(parameter, setting, row)
        for parameter in parameters
        for row in table_rows(parameter, setting)
    ]
    rows = joined([rows for rows, _ in made])
    trace = {
        name: np.concatenate([part[name] for _, part in made])
        for name in ("record.row", "ADT.row", "ADT.branch", "ADT.n")
    }
    return Draft(rows, trace)


def _parameter(
    parameter: TimeToEvent, setting: Setting, row: pd.DataFrame | None
) -> tuple[Rows, dict[str, npt.NDArray[np.int32]]]:
    rows = _population(parameter, setting)
    record = rows.setting.sources[str(parameter.population.origin)].frame[ROW]
    record_row = record.to_numpy(dtype=np.int32)[rows.origins[str(parameter.population.origin)]]
    start = rows.column(parameter.start, parameter.source)
    rows = rows.with_columns({"STARTDT": _date_of(rows, parameter.start)})
    if start.isna().any():
        at = np.flatnonzero(start.isna().to_numpy(dtype=bool))
        what = f"{parameter.start} is missing for {len(at)} subjects of the population."
        hint = "leave them out of the population"
        raise MappingError.of(
            "mapping.no-start", what, parameter.source, hint=hint, details=rows.shown(at)
        )
    if parameter.datetime:
        rows = rows.with_columns({"STARTDTM": start.astype("datetime64[s]")})
    events = [_find(one, rows, parameter, row, is_event=True) for one in parameter.events]
    censorings = [_find(one, rows, parameter, row, is_event=False) for one in parameter.censor]
    branch = _chosen_branch(parameter, rows, events, censorings)
    every = [*events, *censorings]
    if row is not None and parameter.each is not None:
        rows = rows.with_columns(repeated(row, parameter.each.take, len(rows)))
    rows = rows.with_columns(evaluated_values(parameter.param, rows))
    rows = rows.with_columns(_columns(rows, every, len(events), branch))
    if parameter.datetime:
        moment = _woven([found.date for found in every], branch)
        day = moment.dt.normalize().astype("datetime64[s]")
        rows = rows.with_columns({"ADTM": moment, "ADT": day})
    for name, derivation in parameter.value.items():
        rows = rows.with_columns(rows.derive(derivation, (str(name),)).columns)
    chosen = _picked(branch, [found.choice.chosen for found in every], -1)
    counts = _picked(branch, [found.choice.counts for found in every], 0)
    trace = {
        "record.row": record_row,
        "ADT.row": chosen,
        "ADT.branch": branch.astype(np.int32),
        "ADT.n": counts,
    }
    return rows, trace


def _population(parameter: TimeToEvent, setting: Setting) -> Rows:
    alias = str(parameter.population.origin)
    if alias not in setting.sources:
        raise MappingError.unknown("source", alias, setting.sources, parameter.source)
    data = setting.sources[alias]
    subjects = np.zeros(len(data.frame), np.int64) if data.subjects is None else data.subjects
    source = Rows(data.frame, setting, subjects, alias)
    at = np.flatnonzero(source.mask(parameter.population.where).to_numpy(dtype=bool))
    own = pd.DataFrame({ROW: np.arange(len(at), dtype=np.int64)})
    for name in setting.study.subjects.key:
        if name in data.frame.columns:
            own[name] = data.frame[name].take(at).reset_index(drop=True)
    return Rows(own, setting, subjects[at], setting.dataset, {alias: at})


def _find(
    source: Event,
    rows: Rows,
    parameter: TimeToEvent,
    row: pd.DataFrame | None,
    *,
    is_event: bool,
) -> _Found:
    """Choose the record of one source that counts for each subject."""
    candidates = rows.source(str(source.origin), source.source).where(source.where)
    candidates = agreeing(candidates, source, parameter.each, row)
    candidates = _dated(candidates, source, has_time=parameter.datetime)
    if parameter.cut_at is not None:
        candidates = _until(candidates, rows, parameter)
    how = parameter.choose.event if is_event else parameter.choose.censor
    order = (OrderKey(Reference(None, _DATE)), *source.order)
    if how == "latest":
        choice = candidates.pick(order, takes_last=True, source=source.source)
    else:
        choice = candidates.pick(order, source=source.source)
    return _Found(source, choice, choice.take(choice.records.column(_DATE)))


def _dated(candidates: Candidates, source: Event, *, has_time: bool) -> Candidates:
    """Give the candidates that have a date, with it as a column."""
    rows = candidates.records
    tree = source.date.tree if has_time else Call("datepart", (source.date.tree,))
    date = rows.evaluate(tree, source=source.source)
    if has_time:
        date = pd.Series(read_dates(date, str(source.date)))
    dated = replace(candidates, records=rows.with_columns({_DATE: date}))
    return dated.kept(date.notna().to_numpy(dtype=bool))


def _until(candidates: Candidates, rows: Rows, parameter: TimeToEvent) -> Candidates:
    """Leave out what comes after the date at which observation is cut."""
    if parameter.cut_at is None:
        return candidates
    limit = _date_of(rows, parameter.cut_at.date)
    first = pd.Series(candidates.wanted).drop_duplicates()
    place = pd.Series(first.index.to_numpy(), index=first.to_numpy())
    at = place.reindex(candidates.group).fillna(-1).to_numpy(dtype=np.int64)
    limits = take(limit, at)
    date = candidates.records.column(_DATE)
    late = (date.dt.normalize() > limits).fillna(False).to_numpy(dtype=bool)
    return candidates.kept(~late)


def _date_of(rows: Rows, reference: Reference) -> pd.Series:
    return rows.evaluate(Call("datepart", (reference,)))


def _chosen_branch(
    parameter: TimeToEvent, rows: Rows, events: list[_Found], censorings: list[_Found]
) -> Positions:
    """Give for each subject the number of the source that counts, events counted first."""
    event = _best(events, parameter.choose.event, len(rows))
    censoring = _best(censorings, parameter.choose.censor, len(rows))
    branch = np.where(event >= 0, event, np.where(censoring >= 0, censoring + len(events), -1))
    if parameter.choose.same_day == "censor" and events and censorings:
        same = _dates(events, event) == _dates(censorings, censoring)
        branch = np.where(same & (event >= 0) & (censoring >= 0), censoring + len(events), branch)
    if (branch < 0).any():
        at = np.flatnonzero(branch < 0)
        codes = " ".join(str(value) for value in parameter.param.values())
        what = f"{len(at)} subjects have neither event nor censoring for {codes}."
        hint = "add a last censoring that every subject has, such as the start date"
        raise MappingError.of(
            "mapping.no-censoring", what, parameter.source, hint=hint, details=rows.shown(at)
        )
    return branch.astype(np.int64)


def _best(found: list[_Found], how: str, size: int) -> Positions:
    """Give the number of the source with the earliest (or latest) date, -1 none."""
    best = np.full(size, -1, dtype=np.int64)
    if not found:
        return best
    held = np.full(size, np.datetime64("NaT", "s"))
    for number, one in enumerate(found):
        date = one.date.to_numpy(dtype="datetime64[s]")
        is_better = ~np.isnat(date) & (
            np.isnat(held) | ((date < held) if how == "earliest" else (date > held))
        )
        best[is_better] = number
        held[is_better] = date[is_better]
    return best


def _dates(found: list[_Found], number: Positions) -> npt.NDArray[np.datetime64]:
    dates = np.full(len(number), np.datetime64("NaT", "s"))
    for place, one in enumerate(found):
        here = number == place
        dates[here] = one.date.to_numpy(dtype="datetime64[s]")[here]
    return dates


def _columns(
    rows: Rows, every: list[_Found], events: int, branch: Positions
) -> dict[str, pd.Series]:
    """Give ADT, CNSR, the trace variables and the fixed values of the source that counts."""
    names = dict.fromkeys(str(name) for found in every for name in found.source.set)
    parts: dict[str, list[pd.Series | None]] = {name: [] for name in names}
    sequences: list[pd.Series] = []
    domains, variables, codes = [], [], []
    for number, found in enumerate(every):
        tree = found.source.date.tree
        data = rows.setting.sources[str(found.source.origin)]
        domains.append(data.dataset)
        variables.append(tree.variable if isinstance(tree, Reference) else None)
        codes.append(0 if number < events else found.source.censor)
        sequences.append(_sequence(found))
        fixed = {str(variable): value for variable, value in found.source.set.items()}
        for name in names:
            value = fixed.get(name)
            made = None if value is None else found.choice.derive(value, (name,)).columns[name]
            parts[name].append(made)
    texts = [
        pd.array(given, dtype="string[pyarrow]").take(branch) for given in (domains, variables)
    ]
    columns = {
        "ADT": _woven([found.date for found in every], branch),
        "CNSR": pd.Series(pd.array(codes, dtype="Int64").take(branch)),
        "SRCDOM": pd.Series(texts[0]),
        "SRCVAR": pd.Series(texts[1]),
        "SRCSEQ": _woven(list(sequences), branch),
    }
    for name, values in parts.items():
        filled = [columns.get(name) if part is None else part for part in values]
        columns[name] = _woven(filled, branch)
    return columns


def _sequence(found: _Found) -> pd.Series:
    """Give the sequence number of the record chosen, where its dataset has one."""
    own = found.choice.records.own
    names = [name for name in own.columns if name.endswith("SEQ") and name != "SRCSEQ"]
    best = "ASEQ" if "ASEQ" in names else next(iter(names), None)
    if best is None:
        return pd.Series(pd.array([None] * len(found.date), dtype="Int64"))
    return found.choice.take(own[best]).astype("Float64").astype("Int64")


def _woven(parts: list[pd.Series | None], branch: Positions) -> pd.Series:
    """Give for each row the value of the part that its branch names; an absent part is missing."""
    size = len(branch)
    known = [part for part in parts if part is not None]
    starts = np.full(len(parts), -1, dtype=np.int64)
    starts[[n for n, part in enumerate(parts) if part is not None]] = np.arange(len(known)) * size
    whole = pd.concat(known, ignore_index=True)
    at = np.where(starts[branch] < 0, -1, starts[branch] + np.arange(size))
    return take(whole, at)


def _picked(
    branch: Positions, parts: list[npt.NDArray[np.int32]], nothing: int
) -> npt.NDArray[np.int32]:
    table = np.column_stack(parts)
    picked = table[np.arange(len(branch)), branch]
    return np.where(branch < 0, nothing, picked).astype(np.int32)
