"""Results that compare curves: log-rank tests, hazard ratios, differences at times."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.analysis.cells import Cells, Combination
from tlfgen.analysis.levels import level_texts
from tlfgen.analysis.makers.arms import Arm, arms_of, compared_spot
from tlfgen.analysis.makers.numbers import split_by_place
from tlfgen.analysis.makers.row import Maker, Spot
from tlfgen.analysis.makers.weighted import compare_weighted, weights_word
from tlfgen.analysis.survival.hazard_ratio import compare_hazards
from tlfgen.analysis.survival.logrank import compare_survival_curves
from tlfgen.analysis.survival.logrank_pairs import compare_survival_pairs
from tlfgen.core.errors import SpecError
from tlfgen.model.result import Result
from tlfgen.spec.shell.incidencerows import GraySpec
from tlfgen.spec.shell.survivalrows import HazardRatioSpec, LogrankSpec

if TYPE_CHECKING:
    from tlfgen.analysis.makers.survival import Times

__all__ = [
    "arm_sets",
    "compare_curves",
    "compare_ratios",
    "gathered",
    "pair_spot",
    "pairs_with_reference",
    "strata_of",
    "tested_pairs",
]

Rows = npt.NDArray[np.intp]
_P_VALUES = {"score": "score_p_values", "lr": "likelihood_ratio_p_values"}
_PAIR = 2


def pairs_with_reference(cells: Cells, names: Sequence[str]) -> list[tuple[str, ...]]:
    """
    Give each arm with the reference arm.

    Raises
    ------
    SpecError
        ``spec.no-reference``.
    """
    arms = cells.bench.study.arms
    reference = arms.reference if arms else None
    if reference is None:
        what = "The arms are compared with a reference, and the study names none."
        raise SpecError.of(
            "spec.no-reference", what, cells.place, hint="write reference: under arms"
        )
    return [(name, reference) for name in names if name != reference]


def arm_sets(cells: Cells, times: Times) -> Iterator[tuple[list[Arm], Combination, list[Rows]]]:
    """Give the arms of each row with their records."""
    for arms in arms_of(cells, ()):
        split = [
            split_by_place(cells, arm.records & (cells.place_of >= 0) & times.numbers.present)
            for arm in arms
        ]
        for number, combination in enumerate(cells.combinations):
            yield arms, combination, [one[number] for one in split]


def pair_spot(cells: Cells, arms: list[Arm], combination: Combination, pair: Sequence[str]) -> Spot:
    """Give the place of a number of a pair, or of all arms."""
    name = "_vs_".join(pair) or "overall"
    return compared_spot(cells, arms[0], combination, name)


def strata_of(cells: Cells, names: Sequence[str], rows: Rows) -> npt.NDArray[np.object_] | None:
    """Give the strata of records; a variable the dataset lacks is taken from the subject."""
    if not names:
        return None
    columns = []
    for name in names:
        own = name in cells.records.frame.columns or "." in name
        variable = name if own else f"{cells.bench.subjects.name}.{name}"
        column = cells.bench.column(cells.records, variable, cells.place)
        columns.append(level_texts(column).to_numpy(object)[rows])
    return np.array([" ".join(one) for one in zip(*columns, strict=True)], dtype=object)


def _covariates(cells: Cells, names: Sequence[str], rows: Rows) -> npt.NDArray[np.float64] | None:
    """Give covariates as columns: numbers as they are, text by its levels but the first."""
    columns: list[npt.NDArray[np.float64]] = []
    for name in names:
        own = name in cells.records.frame.columns or "." in name
        variable = name if own else f"{cells.bench.subjects.name}.{name}"
        column = cells.bench.column(cells.records, variable, cells.place).iloc[rows]
        if pd.api.types.is_numeric_dtype(column.dtype):
            columns.append(column.to_numpy(dtype=np.float64, na_value=np.nan))
            continue
        texts = level_texts(column).to_numpy(object).astype(str)
        present = np.unique(texts[texts != ""])
        columns += [np.where(texts == "", np.nan, texts == one) for one in present[1:]]
    return np.column_stack(columns) if columns else None


def gathered(
    arms: list[Arm], rows: list[Rows], wanted: Sequence[str]
) -> tuple[Rows, npt.NDArray[np.object_]]:
    """Join the records of the wanted arms, with the arm of each."""
    chosen = [(arm.name, own) for arm, own in zip(arms, rows, strict=True) if arm.name in wanted]
    every = np.concatenate([own for _, own in chosen]) if chosen else np.zeros(0, dtype=np.intp)
    labels = np.repeat(
        np.array([name for name, _ in chosen], dtype=object), [len(own) for _, own in chosen]
    )
    return every, labels


def compare_curves(maker: Maker, times: Times, spec: LogrankSpec) -> Iterator[Result]:
    """Test that curves are equal: all arms, each with the reference, or the pairs given."""
    cells = maker.cells
    given: dict[str, Any] = {"weights": spec.weights, "strata": list(spec.strata)}
    given |= {
        name: value
        for name in ("rho", "gamma", "until")
        if (value := getattr(spec, name)) is not None
    }
    given |= {"joint": spec.joint} if spec.joint else {}
    tested = replace(maker, method="logrank", options=json.dumps(given, sort_keys=True))
    for arms, combination, rows in arm_sets(cells, times):
        names = [arm.name for arm in arms]
        pairs = tested_pairs(cells, spec, names)
        if spec.joint is not None:
            yield from _jointly(tested, times, spec, (arms, combination, rows), pairs)
            continue
        for pair in pairs:
            every, labels = gathered(arms, rows, pair or names)
            found = compare_weighted(
                spec,
                times.times[every],
                times.is_event[every].astype(int),
                labels,
                strata=strata_of(cells, spec.strata, every),
                levels=[name for name in names if name in (pair or names)],
            )
            spot = pair_spot(cells, arms, combination, pair)
            for stat, value in (
                ("statistic", found.statistic),
                ("df", found.df),
                ("p", found.p_value),
            ):
                yield tested.row(spot, stat, value, found.reason, n_subjects=len(every))


def _jointly(
    maker: Maker,
    times: Times,
    spec: LogrankSpec,
    inside: tuple[list[Arm], Combination, list[Rows]],
    pairs: Sequence[tuple[str, ...]],
) -> Iterator[Result]:
    """Test pairs by the scores of one test of all arms."""
    arms, combination, rows = inside
    names = [arm.name for arm in arms]
    every, labels = gathered(arms, rows, names)
    whole = compare_survival_curves(
        times.times[every],
        times.is_event[every].astype(int),
        labels,
        strata=strata_of(maker.cells, spec.strata, every),
        levels=names,
        weights=weights_word(spec),
        rho=spec.rho,
        gamma=spec.gamma,
        until=spec.until,
    )
    is_all = bool(spec.pairs) or spec.each == "pairs"
    found = compare_survival_pairs(
        whole,
        pairs="all" if is_all else "reference",
        reference=None if is_all or not pairs else pairs[0][-1],
        adjustment=str(spec.joint),
    )
    place_of = {frozenset(pair): place for place, pair in enumerate(found.pairs)}
    for pair in pairs:
        place = place_of.get(frozenset(pair))
        if place is None:
            continue
        spot = pair_spot(maker.cells, arms, combination, pair)
        for stat, value in (
            ("statistic", float(found.statistics[place])),
            ("df", 1.0),
            ("p", float(found.p_values[place])),
            ("p_adjusted", float(found.adjusted_p_values[place])),
        ):
            yield maker.row(spot, stat, value, found.reasons[place], n_subjects=len(every))


def tested_pairs(
    cells: Cells, spec: GraySpec | LogrankSpec, names: Sequence[str]
) -> list[tuple[str, ...]]:
    """Give the pairs of arms that a test of curves names; an empty one is all arms."""
    if spec.pairs:
        return [tuple(pair) for pair in spec.pairs]
    if spec.each == "overall":
        return [()]
    if spec.each == "pairs":
        return [(second, first) for first, second in combinations(names, _PAIR)]
    return pairs_with_reference(cells, names)


def compare_ratios(maker: Maker, times: Times, spec: HazardRatioSpec) -> Iterator[Result]:
    """Give the hazard ratio of each arm over the reference, or of the pairs given."""
    cells = maker.cells
    ties = spec.ties or (None if spec.preset else "efron")
    given: dict[str, Any] = {"ties": ties, "ci": spec.ci.type, "strata": list(spec.strata)}
    given |= {"preset": spec.preset} if spec.preset else {}
    given |= {"covariates": list(spec.covariates)} if spec.covariates else {}
    fitted = replace(maker, method="cox", options=json.dumps(given, sort_keys=True))
    for arms, combination, rows in arm_sets(cells, times):
        names = [arm.name for arm in arms]
        pairs = [tuple(pair) for pair in spec.pairs] or pairs_with_reference(cells, names)
        for pair in pairs:
            every, labels = gathered(arms, rows, pair)
            strata = strata_of(cells, spec.strata, every)
            found = compare_hazards(
                times.times[every],
                times.is_event[every].astype(int),
                labels,
                levels=[pair[1], pair[0]],
                covariates=_covariates(cells, spec.covariates, every),
                strata=strata,
                ties=ties,
                limits=spec.ci.type or "wald",
                level=spec.ci.level,
                preset=spec.preset,
            )
            p_values = getattr(found, _P_VALUES.get(spec.p or "wald", "p_values"))
            numbers: dict[str, Any] = {
                "hr": float(found.hazard_ratios[0]),
                "low": float(found.lower[0]),
                "high": float(found.upper[0]),
                "p": float(p_values[0]),
            }
            spot = pair_spot(cells, arms, combination, pair)
            if spec.p == "logrank":
                numbers["p"] = compare_survival_curves(
                    times.times[every], times.is_event[every].astype(int), labels, strata=strata
                ).p_value
            for stat, value in numbers.items():
                yield fitted.row(spot, stat, value, found.reasons[0], n_subjects=len(every))
