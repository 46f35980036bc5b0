"""Imputed visits, asked by the names a shell gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tlfgen.analysis.imputation import PooledEstimate, find_tipping_point, impute_responses
from tlfgen.analysis.imputation.estimate import arm_rows, pool_rows
from tlfgen.analysis.imputation.impute import Imputations
from tlfgen.analysis.makers.model_answers import Answer, adjust_answers
from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.shell.modelrows import ContrastOf, LsmeansOf, ModelSpec, TermOf

__all__ = ["fit_imputed"]

_LATER = {"delta", "deltas", "limits"}


def fit_imputed(spec: ModelSpec, data: ModelData, reference: str | None) -> _Imputed:
    """Impute the visits of the records of a model."""
    assert data.visit is not None  # noqa: S101 - a model of this kind without visit is refused
    keep = data.keep
    options = {name: value for name, value in spec.options.items() if name not in _LATER}
    present = [arm for arm in data.arms if (ARM, arm) not in data.empty]
    onset = data.column("onset")
    made = impute_responses(
        data.response[keep],
        data.subjects[keep],
        data.visit[keep],
        data.terms[ARM][keep],
        covariates={name: own[keep] for name, own in data.terms.items() if name != ARM},
        classes=[name for name in data.classes if name != ARM],
        model=[str(term) for term in spec.terms],
        reference=reference if reference in present else None,
        onset=None if onset is None else [one or None for one in onset.tolist()],
        arm_levels=present,
        visit_levels=data.visits,
        **options,
    )
    return _Imputed(spec, data, made)


@dataclass(frozen=True, slots=True)
class _Imputed:
    spec: ModelSpec
    data: ModelData
    made: Imputations

    @property
    def reason(self) -> str | None:
        return self.made.reason

    @property
    def remarks(self) -> tuple[str, ...]:
        made = self.made
        count, subjects = int(made.imputed.sum()), len(made.subjects)
        return (f"{count} values of {subjects} subjects are imputed",)

    @property
    def warnings(self) -> tuple[str, ...]:
        return ()

    def term(self, asked: TermOf, shown: Sequence[str]) -> Answer:
        del asked, shown
        return {}, self.reason or "not_estimable"

    def contrasts(self, asked: ContrastOf, shown: Sequence[str]) -> list[Answer]:
        named = [tuple(map(str, pair)) for pair in asked.arms]
        named = named or [tuple(map(str, asked.coefficients))]
        weights = list(asked.coefficients.values()) or [1.0, -1.0]
        answers: list[Answer] = []
        for arms in named:
            lacking = self._lacking(asked.at, *arms)
            if lacking is not None:
                answers.append(({}, lacking))
                continue
            rows = self._rows()
            row = np.asarray(weights) @ np.asarray([rows[arm] for arm in arms])
            numbers, reason = self._answer(row, asked.at, "diff")
            if "tipping" in shown and asked.arms:
                numbers = {**numbers, "tipping": self._tip(arms, asked.at)}
            answers.append((numbers, reason))
        return adjust_answers(answers, asked.adjust)

    def mean(self, arm: str, asked: LsmeansOf) -> Answer:
        lacking = self._lacking(asked.at, arm)
        if lacking is not None:
            return {}, lacking
        return self._answer(self._rows()[arm], asked.at, "lsmean")

    def _rows(self) -> dict[str, Any]:
        rows = arm_rows(self.made, self.spec.lsmeans.weights)
        return {str(arm): row for arm, row in zip(self.made.arms, rows, strict=True)}

    def _limits(self) -> str:
        return str(self.spec.options.get("limits", "percentile"))

    def _answer(self, row: Any, at: Mapping[str, str], name: str) -> Answer:
        (found,) = pool_rows(
            self.made,
            np.atleast_2d(row),
            visit=self._visit(at),
            delta=self._delta(),
            limits=self._limits(),
            level=self.spec.level,
        )
        return _numbers(found, name), found.reason

    def _delta(self) -> Mapping[str, Any] | None:
        """Give the shift of imputed values; one number is that of every arm but the reference."""
        given = self.spec.options.get("delta")
        if given is None or isinstance(given, Mapping):
            return given
        base = self.made.cohort.reference
        return {arm: given for place, arm in enumerate(self.made.arms) if place != base}

    def _visit(self, at: Mapping[str, str]) -> str | None:
        return str(at[str(self.spec.visit)]) if str(self.spec.visit) in at else None

    def _tip(self, pair: Sequence[str], at: Mapping[str, str]) -> float | None:
        """Give the shift that loses the result of an arm against the reference."""
        deltas = self.spec.options.get("deltas")
        if deltas is None or pair[1] != str(self.made.arms[self.made.cohort.reference]):
            return None
        found = find_tipping_point(
            self.made,
            np.atleast_1d(np.asarray(deltas, dtype=np.float64)).tolist(),
            arm=pair[0],
            visit=self._visit(at),
            alpha=1 - self.spec.level,
            limits=self._limits(),
        )
        return found.delta

    def _lacking(self, at: Mapping[str, str], *arms: str) -> str | None:
        """Say why there is no mean of these arms at a visit."""
        if self.reason is not None:
            return self.reason
        visit = self._visit(at)
        is_known = visit is None or visit in map(str, self.made.visits)
        return None if is_known and {*arms} <= {*map(str, self.made.arms)} else "no_records"


def _numbers(found: PooledEstimate, name: str) -> dict[str, float | None]:
    return {
        name: found.estimate,
        "se": found.std_error,
        "df": found.df,
        "statistic": found.statistic,
        "p": found.p_value,
        "low": found.lower,
        "high": found.upper,
    }
