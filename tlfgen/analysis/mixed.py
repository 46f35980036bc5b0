"""Linear mixed models with random coefficients of one grouping factor."""

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
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.contrasts import compute_limits
from tlfgen.analysis.design import Design, build_design
from tlfgen.analysis.estimability import span_estimable
from tlfgen.analysis.mixed_inference import MixedPieces, compute_df
from tlfgen.analysis.mixed_products import collect_products
from tlfgen.analysis.mixed_variance import MixedState, climb_variances

__all__ = ["MixedFit", "fit_mixed"]

_LAST_REFERENCE: Final = {"sas": True, "r": False}
_DF: Final = ("satterthwaite", "kenward-roger", "residual", "infinite")


@dataclass(frozen=True, slots=True, eq=False)
class MixedFit:
    """
    A fitted mixed model.

    ``covariance`` is adjusted where the degrees of freedom are Kenward-Roger's. ``pieces`` is what
    ``compare_mixed_terms`` and ``estimate_mixed`` are made from.
    """

    names: tuple[str, ...]
    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    df: Floats
    t: Floats
    p_values: Floats
    lower: Floats
    upper: Floats
    reasons: tuple[str | None, ...]
    random: tuple[str, ...]
    random_covariance: Floats
    residual_variance: float
    log_likelihood: float
    n: int
    n_groups: int
    n_missing: int
    method: str
    df_method: str
    level: float
    pieces: MixedPieces | None
    reason: str | None


def fit_mixed(
    response: Any,
    terms: Mapping[str, Any],
    group: Any,
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    random: Sequence[str] = (),
    method: str = "reml",
    df: str = "satterthwaite",
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    level: float = 0.95,
    preset: Preset = None,
) -> MixedFit:
    """
    Fit a linear model with random coefficients of each group.

    Parameters
    ----------
    response, terms, classes, model, levels, references
        As in ``fit_ancova``.
    group : array, shape (n,) or (n, s)
        Rows of one group share their random coefficients.
    random : sequence of str
        Numbers among ``terms`` whose coefficient is random, beside the random intercept. The random
        covariance is unstructured.
    method : {'reml', 'ml'}
    df : {'satterthwaite', 'kenward-roger', 'residual', 'infinite'}
    level : float
    preset : {'sas', 'r'}, optional
        Reference level where none is given: SAS the last, R the first.

    Returns
    -------
    MixedFit
        Reasons: ``'too_few'`` without a residual degree of freedom or with one group only,
        ``'no_variation'`` where the model fits without error, ``'boundary'`` where a random
        variance is 0 or a correlation 1 (numbers stand), ``'not_converged'``.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-df``, ``analysis.unknown-method``, ``analysis.unknown-covariate``; those
        of ``fit_ancova``.

    Notes
    -----
    Source: Laird and Ware, Biometrics 1982; Kenward and Roger, Biometrics 1997. SAS PROC MIXED
    ``RANDOM / TYPE=UN DDFM=``; R ``lme4::lmer`` with ``lmerTest`` and ``pbkrtest``.

    Examples
    --------
    >>> fit = fit_mixed([1, 2, 4, 5, 2, 4], {"X": [0, 1, 0, 1, 0, 1.0]}, list("aabbcc"))
    >>> fit.coefficients.round(4).tolist()
    [2.3333, 1.3333]
    """
    require_word("df", df, _DF)
    require_word("method", method, ("reml", "ml"))
    require_level(level)
    for name in random:
        require_word("covariate", name, [key for key in terms if key not in classes])
    require_same_length(response=response, group=group, **{str(k): v for k, v in terms.items()})
    y = to_floats(response)
    numbers, _, absent = code_strata(group, y.size)
    slopes = [to_floats(terms[name]) for name in random]
    keep = np.isfinite(y) & ~absent
    for slope in slopes:
        keep &= np.isfinite(slope)
    design = build_design(
        terms,
        classes,
        model,
        levels=levels,
        references=references,
        has_last_reference=choose_default(preset, None, _LAST_REFERENCE),
        keep=keep,
    )
    y, numbers = y[design.kept], numbers[design.kept]
    columns = np.column_stack([np.ones(y.size), *(slope[design.kept] for slope in slopes)])
    matrix = design.matrix()
    free, basis = span_estimable(matrix)
    own = matrix[:, free]
    groups = np.unique(numbers, return_inverse=True)[1].ravel()
    reason = _explain(own, y, groups)
    state = None
    if reason is None:
        data = collect_products(own, y, columns, groups)
        state, reason = climb_variances(data, is_reml=method == "reml")
    pieces = None
    if state is not None:
        pieces = MixedPieces.of(
            design, free, basis, state, df_method=df, df_residual=y.size - own.shape[1]
        )
    return _assemble(
        design, pieces, state, ("Intercept", *random), y.size, groups, method, df, level, reason
    )


def _explain(own: Floats, y: Floats, groups: Ints) -> str | None:
    count = int(groups.max(initial=-1)) + 1
    if y.size <= own.shape[1] or count < 2 or count == y.size:  # noqa: PLR2004 - a variance between
        return "too_few"
    values, *_ = np.linalg.lstsq(own, y, rcond=None)
    rest = float(((y - own @ values) ** 2).sum())
    return "no_variation" if rest <= 1e-20 * max(float(y @ y), 1e-300) else None


def _assemble(
    design: Design,
    pieces: MixedPieces | None,
    state: MixedState | None,
    random: tuple[str, ...],
    n: int,
    groups: Ints,
    method: str,
    df_method: str,
    level: float,
    reason: str | None,
) -> MixedFit:
    width, nan = design.width, float("nan")
    values, freedom = np.full(width, np.nan), np.full(width, np.nan)
    spread = np.full((width, width), np.nan)
    free = np.ones(width, dtype=np.bool_)
    if pieces is not None:
        free = pieces.free
        values[free] = pieces.coefficients
        spread[np.ix_(free, free)] = pieces.covariance
        freedom[free] = [compute_df(pieces, row) for row in np.eye(int(free.sum()))]
    errors = np.sqrt(np.clip(np.diag(spread), 0.0, None))
    t, p_values, lower, upper = compute_limits(values, errors, freedom, level)
    count = len(random)
    return MixedFit(
        names=design.names,
        coefficients=values,
        std_errors=errors,
        covariance=spread,
        df=freedom,
        t=t,
        p_values=p_values,
        lower=lower,
        upper=upper,
        reasons=tuple(
            (None if pieces is not None else reason) if flag else "no_variation"
            for flag in free.tolist()
        ),
        random=random,
        random_covariance=np.full((count, count), np.nan) if state is None else state.covariance,
        residual_variance=nan if state is None else state.residual,
        log_likelihood=nan if state is None else state.log_likelihood,
        n=n,
        n_groups=int(groups.max(initial=-1)) + 1,
        n_missing=design.n_missing,
        method=method,
        df_method=df_method,
        level=level,
        pieces=pieces,
        reason=reason,
    )
