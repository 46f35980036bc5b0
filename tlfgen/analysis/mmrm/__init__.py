"""
The mixed model for repeated measures, on arrays alone.

This folder needs numpy and scipy and nothing else: copied under any name it is a package of its
own. It fits by (restricted) maximum likelihood the linear model of records of subjects at visits
whose errors are correlated within a subject.

``fit_mmrm``
    Fits. Covariance structures ``us``, ``toep``, ``toeph``, ``ar1``, ``ar1h``, ``cs``, ``csh``,
    ``ad``, ``adh``, ``sp_exp``, one for all subjects or one for each group; degrees of freedom of
    Kenward and Roger (as SAS has them, as R has them, or linear), Satterthwaite, between-within,
    residual; errors of the model or sandwich estimators. A structure that does not converge is
    followed by those of ``fallback`` (``LADDER`` where nothing is said), and ``fit.tried`` tells
    all that were tried.
``estimate_mmrm_lsmeans``, ``compare_mmrm_lsmeans``
    Least-squares means of classes, and their differences at each level of others.
``compare_mmrm_terms``, ``compare_mmrm_coefficients``, ``estimate_mmrm_rows``
    Type 3 tests of terms, joint tests, and estimates of any combinations of coefficients.

A wrong argument raises ``MmrmError``. What cannot be estimated is a result whose numbers are None
and whose ``reason`` says why.

Examples
--------
Six subjects of two arms at three visits; the last visit of one of them is missing.

>>> import numpy as np
>>> subject = np.repeat([1, 2, 3, 4, 5, 6], 3)
>>> visit = np.tile(["w1", "w2", "w3"], 6)
>>> arm = np.repeat(["drug", "placebo"], 9)
>>> change = [-2.0, -3.5, -5.0, -1.0, -3.0, -6.5, -2.5, -2.0, np.nan,
...           -0.5, -1.0, -2.5, 0.5, -2.0, -1.5, -1.0, 0.0, -1.0]
>>> fit = fit_mmrm(
...     change, subject, visit,
...     terms={"arm": arm, "visit": visit},
...     classes={"arm": ["placebo", "drug"], "visit": None},
...     model=["arm", "visit", "arm*visit"],
...     covariance="cs", df="satterthwaite",
... )
>>> fit.structure_used, fit.n_observations, fit.n_missing
('cs', 17, 1)
>>> difference = compare_mmrm_lsmeans(fit, "arm", by=["visit"], reference="placebo")[-1]
>>> difference.levels, difference.minuend, round(difference.estimate, 3), round(difference.df, 1)
({'visit': 'w3'}, 'drug', -4.129, 10.3)
>>> [(one.name, one.df_num) for one in compare_mmrm_terms(fit)]
[('arm', 1), ('visit', 2), ('arm*visit', 2)]
"""

from __future__ import annotations

from .effects import (
    MmrmEffect,
    compare_mmrm_coefficients,
    compare_mmrm_terms,
    estimate_mmrm_rows,
)
from .fit import LADDER, fit_mmrm
from .means import (
    MmrmMean,
    compare_mmrm_lsmeans,
    estimate_mmrm_lsmeans,
)
from .problems import MmrmError
from .result import MmrmFit

__all__ = [
    "LADDER",
    "MmrmEffect",
    "MmrmError",
    "MmrmFit",
    "MmrmMean",
    "compare_mmrm_coefficients",
    "compare_mmrm_lsmeans",
    "compare_mmrm_terms",
    "estimate_mmrm_lsmeans",
    "estimate_mmrm_rows",
    "fit_mmrm",
]
