"""The models a shell may name, as the page of statistics shows them."""

from __future__ import annotations

from collections.abc import Iterator

from tlfgen.spec.methods.models import MODELS, ModelMethod
from tlfgen.spec.methods.modelwords import ADJUSTMENTS, MEASURES, MODEL_NUMBERS, SCALES

__all__ = ["model_lines"]

TEXT = """A display names its models under `models:` and fits each once; the rows `term`, \
`contrast` and `lsmeans` show their numbers. `fit: {NAME: {option: value}}` names the method \
with its options. `response`, `terms` (`arm` is the treatment; `A*B` crosses, `A|B` adds the \
main effects), `class`, `where`, `data`, `population` and `level` stand under every model.

```yaml
models:
  change: {fit: mmrm, response: CHG, visit: AVISIT, covariance: [us, toeph, cs], df: kenward_roger,
           terms: [arm|AVISIT, BASE], class: [arm, AVISIT]}
  odds: {fit: {logistic: {limits: profile, preset: r}}, response: CRIT1FL, event: Y,
         terms: [arm, AGE], class: [arm]}
  rate: {fit: negative_binomial, response: NEVENTS, exposure: YEARS, terms: [arm], class: [arm]}
  left: {fit: {imputed: {strategy: jump_to_reference, draws: 100, seed: 7, deltas: [0, 2, 4, 6]}},
         response: CHG, visit: AVISIT, terms: [arm, BASE], class: [arm]}
rows:
  - contrast: {model: change, arms: [[low, placebo], [high, placebo]], at: {AVISIT: Week 24},
               adjust: dunnett}
  - contrast: {model: change, coefficients: {placebo: -1, low: 0, high: 1}, at: {AVISIT: Week 24}}
    name: trend
  - {contrast: {model: odds, arms: [[high, placebo]]}, show: [ratio_ci, p]}
  - {contrast: {model: odds, arms: [[high, placebo]], measure: difference}, name: risk}
  - {term: {model: odds, of: AGE}, show: [ratio_ci, p]}
  - {lsmeans: {model: rate, scale: response, per: 100}}
  - {contrast: {model: left, arms: [[high, placebo]]}, show: [diff_se, ci, p, "{tipping:x.x}"]}
```

Keys of variables: `visit`; `event`, the codes of the response (of `censor` for a time; `0` \
where nothing is said) that are events; `levels` of an ordered response from the lowest; \
`offset`, or `exposure`, whose logarithm is the offset; `weights`; `strata`; `cluster` (the \
subject where nothing is said); `group`, each with a covariance of its own; `coordinates` of a \
spatial covariance; `random` slopes; `onset`, the visit from which on responses are imputed. \
Keys in bold are needed."""

ROWS = """`term: {model, of}` tests a term; with `level` and `reference` it gives one level of a \
class against another; of the methods that have them, `of` may name a test of the whole model. \
`contrast: {model, arms | coefficients, at, adjust, measure, slope}` gives pairs of arms, first \
less second, or one sum of arms. `lsmeans: {model, at, scale, per, slope}` gives the mean of \
each arm. `slope` puts the slope of a covariate in place of the mean. `at` puts classes and \
covariates to a level or a number. Limits by profile likelihood are those of the pairs of arms \
and of terms of one column. Shares, and their differences, are in percent on the scales \
`response` and `marginal`; a ratio stands beside its logarithm. Adjustments are within the pairs \
of a row; stepwise ones leave limits as they are. Means on the scale of the response, and \
imputed ones, take the adjustments that need p-values alone. A model that cannot be fitted, an \
arm without records, an infinite estimate give a reason in place of the number."""


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "-"


def _options(method: ModelMethod) -> str:
    """Give the options with the words they know."""
    shown = []
    for option, words in method.options.items():
        allowed = f": {_listed(words)}" if words and words != ("true", "false") else ""
        shown.append(f"`{option}`{allowed}")
    return "<br>".join(shown) or "-"


def model_lines() -> Iterator[str]:
    """Give the section of the models of a shell."""
    yield from ("## Models in a shell", "", TEXT, "")
    yield "| Fit | Model | Keys | Options | `covariance` | `df` | Tests of the whole | Function |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, method in MODELS.items():
        slots = [f"**`{slot}`**" if slot in method.needs else f"`{slot}`" for slot in method.slots]
        cells = (
            f"`{name}`",
            method.label,
            ", ".join(slots) or "-",
            _options(method),
            _listed(method.covariances),
            _listed(method.freedoms),
            _listed(method.tests),
            f"[`{method.function}`](#{method.function})",
        )
        yield "| " + " | ".join(cells) + " |"
    yield from ("", ROWS, "", "| Word | Knows |", "|---|---|")
    means = ("equal", "proportional", "outer", "cells", "counterfactual")
    for word, known in (
        ("adjust", ADJUSTMENTS),
        ("measure", MEASURES),
        ("scale", SCALES),
        ("lsmeans: of the model", means),
        *((f"show: of {row}", numbers) for row, numbers in MODEL_NUMBERS.items()),
    ):
        yield f"| `{word}` | {_listed(known)} |"
    yield ""
