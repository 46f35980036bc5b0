"""Models fitted to the records of a display, asked by the names a shell gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tlfgen.analysis.makers.hazard_calls import HAZARD_CALLS
from tlfgen.analysis.makers.imputed import fit_imputed
from tlfgen.analysis.makers.model_answers import Answer
from tlfgen.analysis.makers.model_calls import CALLS, Asked
from tlfgen.analysis.makers.model_data import ModelData
from tlfgen.analysis.makers.predictor import Predictor
from tlfgen.analysis.makers.repeated import fit_repeated
from tlfgen.spec.grid.members import ARM
from tlfgen.spec.shell.modelrows import ContrastOf, LsmeansOf, ModelSpec, TermOf

__all__ = ["Answer", "Fitted", "fit_model"]


class Fitted(Protocol):
    """What every fitted model answers."""

    @property
    def reason(self) -> str | None:
        """Why there are no numbers."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the log should know of the fit."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What stands beside every number: a covariance that was not the one asked for."""

    def term(self, asked: TermOf, shown: Sequence[str]) -> Answer:
        """Give the test of a term, with its coefficient where it has one."""

    def contrasts(self, asked: ContrastOf, shown: Sequence[str]) -> list[Answer]:
        """Give the difference of each pair of arms, first less second, or one sum of arms."""

    def mean(self, arm: str, asked: LsmeansOf) -> Answer:
        """Give the mean of an arm."""


@dataclass(frozen=True, slots=True)
class _Unfitted:
    """A model without records."""

    reason: str | None
    remarks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def term(self, asked: TermOf, shown: Sequence[str]) -> Answer:
        del asked, shown
        return {}, self.reason

    def contrasts(self, asked: ContrastOf, shown: Sequence[str]) -> list[Answer]:
        del shown
        return [({}, self.reason) for _ in asked.arms or (None,)]

    def mean(self, arm: str, asked: LsmeansOf) -> Answer:
        del arm, asked
        return {}, self.reason


def fit_model(spec: ModelSpec, data: ModelData, reference: str | None) -> Fitted:
    """Fit a model to its records; without a complete record the reason is ``no_records``."""
    if not data.n_used:
        return _Unfitted("no_records")
    if spec.fit == "mmrm":
        return fit_repeated(spec, data)
    if spec.fit == "imputed":
        return fit_imputed(spec, data, reference)
    asked = Asked(spec, data, reference, ARM)
    call = {**CALLS, **HAZARD_CALLS}[str(spec.fit)]
    return Predictor(spec, data, call(asked))
