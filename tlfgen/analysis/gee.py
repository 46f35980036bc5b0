"""Generalized estimating equations for repeated responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    Ints,
    Preset,
    choose_default,
    code_strata,
    is_absent,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.design import Design
from tlfgen.analysis.families import FAMILIES, Family, Link, choose_family, choose_link
from tlfgen.analysis.gee_clusters import STRUCTURES, group_clusters
from tlfgen.analysis.gee_equations import GeeEquations, GeeSolution
from tlfgen.analysis.generalized import read_rows
from tlfgen.analysis.glm_likelihood import GlmRows
from tlfgen.analysis.model_estimates import ModelEstimates

__all__ = ["GeeFit", "fit_gee"]

_LAST_REFERENCE: Final = {"sas": True, "r": False}
_HAS_CORRECTION: Final = {"sas": True, "r": False}
_COVARIANCES: Final = ("robust", "model", "mancl-derouen")


@dataclass(frozen=True, slots=True, eq=False)
class GeeFit:
    """
    A fitted marginal model.

    ``covariance`` is of the kind asked for; ``robust_covariance`` and ``model_covariance`` are both
    there. ``correlation`` is the working correlation of the positions.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    robust_covariance: Floats
    model_covariance: Floats
    z: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    reasons: tuple[str | None, ...]
    correlation: Floats
    dispersion: float
    n: int
    n_clusters: int
    largest_cluster: int
    n_missing: int
    n_rounds: int
    structure: str
    family: str
    link: str
    level: float
    estimates: ModelEstimates
    reason: str | None


def fit_gee(
    response: Any,
    terms: Mapping[str, Any],
    cluster: Any,
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    family: str,
    link: str | None = None,
    structure: str = "independence",
    position: Any = None,
    trials: Any = None,
    offset: Any = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    dispersion: float | str = "estimated",
    has_correction: bool | None = None,
    covariance: str = "robust",
    level: float = 0.95,
    preset: Preset = None,
) -> GeeFit:
    """
    Fit a marginal model of clustered responses.

    Parameters
    ----------
    response, terms, classes, model, levels, references, family, link, trials, offset
        As in ``fit_generalized``.
    cluster : array, shape (n,)
        Rows of one cluster are correlated, wherever they stand.
    structure : {'independence', 'exchangeable', 'ar1', 'unstructured'}
    position : array, shape (n,), optional
        Visit of each row; its order of appearance in the cluster, among complete rows, where not
        given.
    dispersion : {'estimated', 'independence'} or float
        Estimated along with the coefficients; kept as the independence fit has it (``geepack``
        with ``scale.fix``); or a number, 1 for SAS ``SCALE=1 NOSCALE``.
    has_correction : bool, optional
        Take the number of coefficients off the counts in dispersion and correlation.
    covariance : {'robust', 'model', 'mancl-derouen'}
    level : float
    preset : {'sas', 'r'}, optional
        SAS PROC GENMOD: correction, last level as reference, neighbours only for ar1; R
        ``geepack``: no correction, first level, all lags.

    Returns
    -------
    GeeFit
        Reasons: ``'too_few'`` without rows, ``'separation'``, ``'not_converged'`` (also where the
        working correlation is not positive definite).

    Raises
    ------
    AnalysisError
        ``analysis.unknown-structure`` and other unknown words; those of ``fit_generalized``.

    Notes
    -----
    Source: Liang and Zeger, Biometrika 1986; Mancl and DeRouen, Biometrics 2001; SAS PROC GENMOD
    ``REPEATED``; R ``geepack::geeglm``.

    Examples
    --------
    >>> fit = fit_gee([0, 1, 1, 1, 0, 0], {"X": [0, 0, 1, 1, 0, 1.0]}, [1, 1, 2, 2, 3, 3],
    ...               family="binomial")
    >>> fit.n_clusters, fit.coefficients.round(4).tolist()
    (3, [-0.6931, 1.3863])
    """
    own = choose_family(require_word("family", family, FAMILIES))
    shape = choose_link(link, own)
    require_word("structure", structure, STRUCTURES)
    require_word("covariance", covariance, _COVARIANCES)
    if isinstance(dispersion, str):
        require_word("dispersion", dispersion, ("estimated", "independence"))
    require_level(level)
    require_same_length(response=response, cluster=cluster, position=position)
    numbers, _, lost = code_strata(cluster, len(np.asarray(cluster)))
    if position is not None:
        lost = lost | is_absent(position)
    design, y, weight, shift = read_rows(
        np.where(lost, np.nan, to_floats(response)),
        terms,
        classes,
        model,
        own,
        trials,
        offset,
        None,
        levels,
        references,
        has_last_reference=choose_default(preset, None, _LAST_REFERENCE),
    )
    rows = GlmRows.of(design.matrix(), y, weight, shift)
    members = numbers[design.kept]
    visits = None if position is None else np.asarray(position)[design.kept]
    is_corrected = bool(choose_default(preset, has_correction, _HAS_CORRECTION))
    equations = GeeEquations(
        rows,
        own,
        shape,
        *group_clusters(members, visits),
        structure,
        dispersion=dispersion,
        correction=int(rows.free.sum()) if is_corrected else 0,
        has_all_lags=choose_default(preset, None, {"sas": False, "r": True}),
    )
    solved = equations.solve() if y.size else None
    return _assemble(design, rows, own, shape, equations, solved, members, covariance, level)


def _assemble(
    design: Design,
    rows: GlmRows,
    family: Family,
    link: Link,
    equations: GeeEquations,
    solved: GeeSolution | None,
    members: Ints,
    covariance: str,
    level: float,
) -> GeeFit:
    width = design.width
    reason = "too_few" if solved is None else solved.reason
    values, tables = _spread(rows, solved)
    robust, naive, corrected = tables
    chosen = {"robust": robust, "model": naive, "mancl-derouen": corrected}[covariance]
    estimates = ModelEstimates(
        design=design,
        coefficients=values,
        covariance=chosen,
        free=rows.free,
        basis=rows.basis,
        df=float("inf"),
        link=link.name,
        weights=rows.weight,
        reason=reason,
    )
    used = np.outer(rows.free, rows.free)
    shown = np.where(rows.free, values, np.nan)
    errors = np.sqrt(np.clip(np.diag(np.where(used, chosen, np.nan)), 0.0, None))
    z, p_values, lower, upper = compute_limits(shown, errors, np.full(width, np.inf), level)
    sizes = np.bincount(members) if members.size else np.zeros(1, dtype=int)
    return GeeFit(
        names=design.names,
        coefficients=shown,
        std_errors=errors,
        covariance=np.where(used, chosen, np.nan),
        robust_covariance=np.where(used, robust, np.nan),
        model_covariance=np.where(used, naive, np.nan),
        z=z,
        p_values=p_values,
        lower=lower,
        upper=upper,
        reasons=tuple(reason if flag else "no_variation" for flag in rows.free.tolist()),
        correlation=np.eye(equations.size) if solved is None else solved.correlation,
        dispersion=float("nan") if solved is None else solved.dispersion,
        n=rows.y.size,
        n_clusters=int((sizes > 0).sum()),
        largest_cluster=int(sizes.max()),
        n_missing=design.n_missing,
        n_rounds=0 if solved is None else solved.n_rounds,
        structure=equations.structure,
        family=family.name,
        link=link.name,
        level=level,
        estimates=estimates,
        reason=reason,
    )


def _spread(rows: GlmRows, solved: GeeSolution | None) -> tuple[Floats, Floats]:
    """Give coefficients with their three covariances in the units of the given columns."""
    width = rows.free.size
    values, tables = np.zeros(width), np.zeros((3, width, width))
    if solved is None or solved.reason is not None:
        values[rows.free] = np.nan
        tables[:] = np.where(np.outer(rows.free, rows.free), np.nan, 0.0)
        return values, tables
    values[rows.free] = rows.back @ solved.values
    for table, own in zip(tables, (solved.robust, solved.bread, solved.corrected), strict=True):
        table[np.ix_(rows.free, rows.free)] = rows.back @ own @ rows.back.T
    return values, tables
