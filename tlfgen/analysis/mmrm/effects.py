"""Contrasts of the coefficients of a mixed model, each or together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc

from .covariance import Floats
from .design import Design
from .freedom import estimate_wald
from .means import MmrmMean, estimate_row
from .outcome import name_problem
from .problems import MmrmError
from .result import MmrmFit

__all__ = [
    "MmrmEffect",
    "compare_mmrm_coefficients",
    "compare_mmrm_terms",
    "estimate_mmrm_rows",
]


@dataclass(frozen=True, slots=True)
class MmrmEffect:
    """The joint test of several contrasts: of a term, or of coefficients."""

    name: str
    statistic: float | None
    df_num: int
    df_den: float | None
    p_value: float | None
    reason: str | None = None


def compare_mmrm_coefficients(
    fit: MmrmFit, contrasts: npt.ArrayLike, *, name: str = ""
) -> MmrmEffect:
    """
    Compare contrasts of all the coefficients with zero, together.

    ``contrasts`` has shape (rows, coefficients), aliased coefficients among them. The test is F
    with the degrees of freedom of the fit: for Kenward-Roger the scaled F. Contrasts that cannot
    be estimated are left out. Satterthwaite's degrees of freedom depend on how the contrasts are
    written (as in SAS and R).

    Notes
    -----
    Source: Fai and Cornelius (1996) for Satterthwaite; Kenward and Roger (1997). Equals SAS PROC
    MIXED ``CONTRAST`` and R ``mmrm::df_md``.
    """
    rows = np.atleast_2d(np.asarray(contrasts, dtype=np.float64))
    core = fit.core
    if core is None:
        return MmrmEffect(name, None, 0, None, None, fit.reason)
    usable = np.array([fit.is_estimable(row) for row in rows], dtype=bool)
    kept = rows[usable][:, list(fit.kept)]
    found = estimate_wald(core, kept) if kept.size else None
    if found is None:
        return MmrmEffect(name, None, 0, None, None, "not estimable")
    if not found.df_den > 0 or not found.statistic >= 0:
        reason = name_problem(found.statistic, found.df_den) or "its variance is not positive"
        return MmrmEffect(name, None, found.df_num, None, None, reason)
    p_value = float(fdtrc(found.df_num, min(found.df_den, 1e15), found.statistic))
    return MmrmEffect(name, found.statistic, found.df_num, found.df_den, p_value)


def compare_mmrm_terms(fit: MmrmFit) -> tuple[MmrmEffect, ...]:
    """
    Compare each term of the model with nothing, all other terms present (SAS Type 3).

    A class of a term is a set of differences from its reference, other classes are averaged with
    equal weights; a covariate of a term is its slope, other covariates stand at zero.

    Notes
    -----
    Source: SAS/STAT documentation, The four types of estimable functions. Equals the Type 3 tests
    of SAS PROC MIXED and R ``car::Anova(type = 3)`` of an ``mmrm`` fit.
    """
    design = fit.design
    if design is None:
        return ()
    result = []
    for effect in design.effects:
        if not effect.factors:
            continue
        rows = _term_rows(design, effect.factors)
        result.append(compare_mmrm_coefficients(fit, rows, name=effect.name))
    return tuple(result)


def _term_rows(design: Design, factors: tuple[str, ...]) -> Floats:
    """Give the contrasts of a term: differences crossed with slopes."""
    inside = [name for name in factors if name in design.levels]
    grid = list(product(*[range(1, len(design.levels[name])) for name in inside]))
    size = len(grid)
    inputs: dict[str, Floats] = {}
    for name, levels in design.levels.items():
        weights = np.full((size, len(levels)), 1 / len(levels))
        if name in inside:
            weights[:] = 0.0
            weights[:, 0] = -1.0
            weights[np.arange(size), [one[inside.index(name)] for one in grid]] = 1.0
        inputs[name] = weights
    for name in design.covariates:
        inputs[name] = np.tile([0.0, 1.0] if name in factors else [1.0, 0.0], (size, 1))
    return design.rows(inputs)


def estimate_mmrm_rows(
    fit: MmrmFit, rows: npt.ArrayLike, *, conf_level: float = 0.95
) -> tuple[MmrmMean, ...]:
    """
    Estimate combinations of all the coefficients, such as a trend over arms.

    Parameters
    ----------
    fit : MmrmFit
    rows : array, shape (m, p)
        One coefficient for each of ``fit.names``; the ``row`` of a mean is one.
    conf_level : float

    Returns
    -------
    tuple of MmrmMean

    Raises
    ------
    MmrmError
        ``mmrm.length-mismatch``.

    Notes
    -----
    Source: as ``estimate_mmrm_lsmeans``. Equals SAS PROC MIXED ``ESTIMATE`` and R
    ``mmrm::df_1d``.
    """
    if fit.design is None:
        return ()
    table = np.atleast_2d(np.asarray(rows, dtype=np.float64))
    if table.shape[1] != len(fit.names):
        what = f"a row has {table.shape[1]} numbers for {len(fit.names)} coefficients"
        raise MmrmError("mmrm.length-mismatch", what)
    return tuple(estimate_row(fit, row, {}, conf_level) for row in table)
