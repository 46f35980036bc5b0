"""Proportional odds model of an ordered response, with its sister links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from tlfgen.analysis.arguments import (
    Floats,
    Ints,
    Preset,
    choose_default,
    code_levels,
    require_level,
    require_same_length,
    require_word,
    to_floats,
)
from tlfgen.analysis.design import build_design
from tlfgen.analysis.estimability import span_estimable
from tlfgen.analysis.newton import Maximum, maximize
from tlfgen.analysis.ordinal_likelihood import OrdinalRows
from tlfgen.analysis.ordinal_result import OrdinalChoice, OrdinalFit, assemble_ordinal

__all__ = ["fit_proportional_odds"]

_LAST_REFERENCE: Final = {"sas": True, "r": False}
_DIRECTION: Final = {"sas": "lower", "r": "higher"}
_INFORMATION: Final = {"sas": "expected", "r": "observed"}
_LINKS: Final = ("logit", "probit", "cloglog")
_TWO: Final = 2


def fit_proportional_odds(
    response: Any,
    terms: Mapping[str, Any],
    classes: Sequence[str] = (),
    model: Sequence[str] | None = None,
    *,
    response_levels: Sequence[Any] | None = None,
    link: str = "logit",
    direction: str | None = None,
    offset: Any = None,
    weights: Any = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    information: str | None = None,
    level: float = 0.95,
    preset: Preset = None,
) -> OrdinalFit:
    """
    Fit a proportional odds model: one odds ratio over all cuts of an ordered response.

    Parameters
    ----------
    response : array of ordered levels, shape (n,)
        Numbers or text. Rows with a missing value anywhere are left out and counted.
    terms, classes, model, levels, references
        As in ``build_design``.
    response_levels : sequence, optional
        The levels from the lowest to the highest; sorted where not given. A level without a row is
        left out.
    link : {'logit', 'probit', 'cloglog'}
        Of the chance of a level up to each cut.
    direction : {'lower', 'higher'}
        Whether a positive coefficient stands for lower levels (SAS, also its ``DESCENDING`` where
        the levels are turned round) or for higher ones (R ``polr``). Signs alone differ.
    offset : array, shape (n,), optional
    weights : array, shape (n,), optional
        Frequencies; 0 leaves a row out.
    information : {'expected', 'observed'}
        What errors are made from.
    level : float
    preset : {'sas', 'r'}, optional
        SAS: lower levels, expected information, last level as reference; R: higher levels, observed
        information, first level.

    Returns
    -------
    OrdinalFit
        Reasons: ``'too_few'`` without rows, ``'no_variation'`` where one level is left,
        ``'separation'``, ``'not_converged'``.

    Raises
    ------
    AnalysisError
        ``analysis.unknown-link``, ``analysis.unknown-direction``, ``analysis.unknown-information``,
        ``analysis.unknown-level``; those of ``build_design``.

    Notes
    -----
    Source: McCullagh, J R Stat Soc B 1980; SAS PROC LOGISTIC with an ordered response, its score
    test of proportional odds included; R ``MASS::polr``, ``ordinal::clm``.

    Examples
    --------
    >>> fit = fit_proportional_odds([1, 2, 3, 1, 2, 3, 3, 2], {"X": [0, 0, 0, 0, 1, 1, 1, 1.0]},
    ...                             preset="r")
    >>> fit.coefficients.round(4).tolist(), fit.thresholds.round(4).tolist()
    ([1.9128], [-0.2588, 1.7074])
    """
    require_word("link", link, _LINKS)
    choice = OrdinalChoice(
        link=link,
        direction=require_word(
            "direction", choose_default(preset, direction, _DIRECTION), ("lower", "higher")
        ),
        information=require_word(
            "information",
            choose_default(preset, information, _INFORMATION),
            ("expected", "observed"),
        ),
        level=require_level(level),
    )
    size = require_same_length(
        response=response,
        offset=offset,
        weights=weights,
        **{str(name): term for name, term in terms.items()},
    )
    codes, words = code_levels(response, response_levels)
    weight = np.ones(size) if weights is None else to_floats(weights)
    shift = np.zeros(size) if offset is None else to_floats(offset)
    design = build_design(
        terms,
        classes,
        model,
        levels=levels,
        references=references,
        has_last_reference=choose_default(preset, None, _LAST_REFERENCE),
        keep=(codes >= 0) & np.isfinite(shift) & (np.nan_to_num(weight) > 0),
    )
    codes, weight, shift = codes[design.kept], weight[design.kept], shift[design.kept]
    shift = -shift if choice.direction == "lower" else shift
    used, codes = np.unique(codes, return_inverse=True)
    free, basis = span_estimable(design.matrix())
    slopes = free.copy()
    slopes[:1] = False
    own = design.matrix()[:, slopes]
    found = None
    if used.size >= _TWO:
        rows, back = _scale(codes.ravel(), int(used.size), weight, shift, own, link)
        found = (rows, back, _climb(rows))
    reason = "too_few" if not codes.size else "no_variation" if found is None else None
    kept_words = tuple(words[number] for number in used)
    return assemble_ordinal(design, free, basis, slopes, kept_words, weight, found, choice, reason)


def _scale(
    codes: Ints, size: int, weight: Floats, offset: Floats, own: Floats, link: str
) -> tuple[OrdinalRows, Floats]:
    """Centre and scale the columns; the matrix gives thresholds and slopes of the given ones."""
    center = own.mean(axis=0)
    spread = np.where(own.std(axis=0) > 0, own.std(axis=0), 1.0)
    rows = OrdinalRows(codes, size, weight, offset, (own - center) / spread, link)
    back = np.eye(rows.cuts + own.shape[1])
    back[: rows.cuts, rows.cuts :] = center / spread
    back[rows.cuts :, rows.cuts :] = np.diag(1 / spread)
    return rows, back


def _climb(rows: OrdinalRows) -> tuple[Maximum, Maximum]:
    """Give the maximum without slopes, then the whole one."""
    shares = np.bincount(rows.code, rows.weight, minlength=rows.size)
    below = np.cumsum(shares)[:-1] / shares.sum()
    start = np.log(below / (1 - below))
    bare = OrdinalRows(
        rows.code, rows.size, rows.weight, rows.offset, rows.columns[:, :0], rows.link
    )
    null = maximize(bare.evaluate, start)
    begin = np.concatenate([null.values, np.zeros(rows.columns.shape[1])])
    return null, maximize(rows.evaluate, begin)
