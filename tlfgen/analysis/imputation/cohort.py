"""Subjects by visits: what an imputation starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.arguments import (
    Bools,
    Floats,
    Ints,
    code_levels,
    is_absent,
    require_same_length,
    to_floats,
)
from tlfgen.analysis.design import Design, build_design
from tlfgen.analysis.estimability import span_estimable
from tlfgen.core.errors import AnalysisError

__all__ = ["ARM", "Cohort", "read_cohort"]

ARM = "arm"
_PERFECT = 1e-20


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """
    Complete subjects with their visits.

    ``values`` has shape (n, T), NaN where not observed; ``before`` counts the visits before the
    event of each subject, T without one. ``columns`` are those of the mean at a visit,
    ``reference_columns`` the same with the arm of reference in place of their own.
    """

    subjects: tuple[Any, ...]
    visits: tuple[Any, ...]
    arms: tuple[Any, ...]
    reference: int
    arm: Ints
    values: Floats
    before: Ints
    columns: Floats
    reference_columns: Floats
    design: Design
    free: Bools
    basis: Floats
    n_missing: int

    @property
    def observed(self) -> Bools:
        """Mark the values that are there."""
        return np.isfinite(self.values)

    def shortage(self) -> str | None:
        """Say why no model can be fitted."""
        n, visits = self.values.shape
        if not n or not visits:
            return "no_records"
        seen = self.observed.sum(axis=0)
        width = self.columns.shape[1]
        if len(self.arms) < 2 or np.unique(self.arm).size < 2:  # noqa: PLR2004 - arms are compared
            return "one_group"
        together = self.observed.T.astype(float) @ self.observed
        if seen.min() <= width or n - width < visits + 1 or together.min() <= width:
            return "too_few"
        return None if self._varies() else "no_variation"

    def _varies(self) -> bool:
        """Say whether every visit has something that the columns do not tell."""
        for visit in range(self.values.shape[1]):
            kept = self.observed[:, visit]
            own, columns = self.values[kept, visit], self.columns[kept]
            rest = own - columns @ np.linalg.lstsq(columns, own, rcond=None)[0]
            if not float(rest @ rest) > _PERFECT * max(float(own @ own), 1e-300):
                return False
        return True


def read_cohort(
    response: Any,
    subject: Any,
    visit: Any,
    arm: Any,
    *,
    covariates: Mapping[str, Any],
    classes: Sequence[str],
    model: Sequence[str] | None,
    reference: Any,
    arm_levels: Sequence[Any] | None,
    visit_levels: Sequence[Any] | None,
    onset: Any,
    strategies: Mapping[Any, str] | None = None,
) -> Cohort:
    """
    Lay records on subjects and visits.

    A record without subject, visit or arm is left out, as is a subject without a covariate.
    Values at and after the onset of a subject's event are taken as missing unless the strategy of
    its arm is ``'mar'``.

    Raises
    ------
    AnalysisError
        ``analysis.covariate-varies`` for a covariate or an arm that changes within a subject,
        ``analysis.many-records`` for two responses at a visit, ``analysis.unknown-level``,
        ``analysis.length-mismatch``; those of ``build_design``.
    """
    size = require_same_length(
        response=response, subject=subject, visit=visit, arm=arm, onset=onset,
        **{str(name): values for name, values in covariates.items()},
    )  # fmt: skip
    y = to_floats(response) if size else np.zeros(0)
    keep = ~(is_absent(subject) | is_absent(visit) | is_absent(arm))
    people, subjects = code_levels(subject, keep=keep)
    days, visits = code_levels(visit, visit_levels, keep=keep)
    _, first = np.unique(people[keep], return_index=True)
    rows = np.flatnonzero(keep)[first]
    _require_constant({ARM: arm, **covariates}, people, keep, rows)
    values = _spread(y, people, days, keep, len(subjects), len(visits))
    own = {name: np.asarray(column, dtype=object)[rows] for name, column in covariates.items()}
    arms = np.asarray(arm, dtype=object)[rows]
    design = build_design(
        {ARM: arms, **own},
        [ARM, *classes],
        None if model is None else [ARM, *(one for one in model if one != ARM)],
        levels=None if arm_levels is None else {ARM: arm_levels},
        references=None if reference is None else {ARM: reference},
    )
    kept = design.kept
    levels = design.levels[ARM]
    base = 0 if reference is None else [str(one) for one in levels].index(str(reference))
    free, basis = span_estimable(design.matrix())
    codes = design.codes[ARM]
    other = design.rows({**design.codes, ARM: np.full(codes.size, base)}, design.values, codes.size)
    before = _count_before(onset, visits, values, rows)[kept]
    values = _cut(values[kept], before, codes, levels, strategies)
    return Cohort(
        subjects=tuple(one for one, flag in zip(subjects, kept.tolist(), strict=True) if flag),
        visits=visits,
        arms=levels,
        reference=base,
        arm=codes,
        values=values,
        before=before,
        columns=design.matrix()[:, free],
        reference_columns=other[:, free],
        design=design,
        free=free,
        basis=basis,
        n_missing=int((~kept).sum()),
    )


def _require_constant(columns: Mapping[str, Any], people: Ints, keep: Bools, rows: Ints) -> None:
    """Raise where a column that belongs to the subject changes between its records."""
    for name, column in columns.items():
        codes, _ = code_levels(column)
        if (codes[keep] != codes[rows][people[keep]]).any():
            raise AnalysisError.of(
                "analysis.covariate-varies",
                f"'{name}' changes between records of one subject.",
                hint="give every record of a subject the same arm and covariates",
            )


def _spread(y: Floats, people: Ints, days: Ints, keep: Bools, n: int, visits: int) -> Floats:
    """Give the responses by subject and visit."""
    table = np.full((n, visits), np.nan)
    used = keep & np.isfinite(y)
    places = people[used] * visits + days[used]
    if np.unique(places).size != places.size:
        raise AnalysisError.of(
            "analysis.many-records",
            "a subject has two responses at one visit.",
            hint="keep one record for each subject and visit",
        )
    table[people[used], days[used]] = y[used]
    return table


def _count_before(onset: Any, visits: tuple[Any, ...], values: Floats, rows: Ints) -> Ints:
    """Count the visits before the event: those up to the last response where nothing is said."""
    count = len(visits)
    if not values.size:
        return np.zeros(len(values), dtype=np.intp)
    seen = np.isfinite(values)
    last = np.where(seen.any(axis=1), count - np.argmax(seen[:, ::-1], axis=1), 0)
    if onset is None:
        return np.asarray(last, dtype=np.intp)
    given = np.asarray(onset, dtype=object)[rows]
    absent = is_absent(given)
    place = {one: number for number, one in enumerate(visits)}
    for one in given[~absent].tolist():
        if one not in place:
            raise AnalysisError.unknown("level", str(one), [str(visit) for visit in visits])
    own = [count if lost else place[one]
           for one, lost in zip(given.tolist(), absent.tolist(), strict=True)]  # fmt: skip
    return np.asarray(own, dtype=np.intp)


def _cut(
    values: Floats,
    before: Ints,
    codes: Ints,
    levels: tuple[Any, ...],
    strategies: Mapping[Any, str] | None,
) -> Floats:
    """Leave out what is observed after an event where a strategy does not use it."""
    if strategies is None:
        return values
    is_cut = np.array([strategies.get(level, "mar") != "mar" for level in levels], dtype=bool)
    after = np.arange(values.shape[1]) >= before[:, None]
    return np.where(after & is_cut[codes][:, None], np.nan, values)
