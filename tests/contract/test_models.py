"""Every model a shell may name is a whole bundle: declaration, function, options, words."""

import inspect

import pytest

import tlfgen.analysis as room
from scripts.docs_statistics import arguments_of
from scripts.model_words import TEXT
from tests.shells import study, table
from tlfgen.analysis.adjustment import ADJUSTMENTS as MEAN_ADJUSTMENTS
from tlfgen.analysis.makers.hazard_calls import HAZARD_CALLS
from tlfgen.analysis.makers.model_calls import CALLS
from tlfgen.analysis.mmrm.covariance import STRUCTURES
from tlfgen.spec.grid import build_grid
from tlfgen.spec.methods.models import MODELS, SLOTS
from tlfgen.spec.methods.modelwords import ADJUSTMENTS, PLAIN_ADJUSTMENTS

NAMES = sorted(MODELS)
ELSEWHERE = {"marginal_variance", "delta", "deltas", "limits"}
"""Options that belong to the means of a model and not, or not always, to its fit."""


def test_every_declaration_has_a_call_and_the_reverse():
    """No model has only one of its two halves; repeated measures have makers of their own."""
    assert sorted({*CALLS, *HAZARD_CALLS, "imputed", "mmrm"}) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_function_is_public_and_takes_the_options(name):
    """An option of a shell is an argument of the function under the same name."""
    method = MODELS[name]
    assert method.function in dir(room)
    parameters = inspect.signature(getattr(room, method.function)).parameters
    assert {*method.options} - ELSEWHERE - {*parameters} == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_function_with_presets_offers_them(name):
    """``preset: sas`` and ``preset: r`` may be written wherever they change a number."""
    method = MODELS[name]
    parameters = inspect.signature(getattr(room, method.function)).parameters
    assert ("preset" in parameters) == ("preset" in method.options)


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_an_option_are_those_of_the_argument(name):
    """What a shell may say is what the function knows, no word more or less."""
    method = MODELS[name]
    known = {argument: words for argument, _, words in arguments_of(method.function)}
    for option, words in method.options.items():
        if option not in ELSEWHERE and "true" not in words and known[option]:
            assert sorted(words) == sorted(known[option]), option


def test_the_example_of_the_page_is_sound():
    """Every model, every row of the example may be written."""
    example = TEXT.split("```yaml\n")[1].split("```")[0]
    top = "kind: model\npopulation: fas\ndata: ADEFF\ncolumns: {by: arm}\n"
    grid = build_grid(table(top + example), study())
    kinds = [unit.kind for unit in grid.units()]
    assert ["model"] * 7 == kinds


@pytest.mark.parametrize("name", NAMES)
def test_needs_are_slots(name):
    """A model needs nothing that it has no key for."""
    method = MODELS[name]
    assert {*method.needs} <= {*method.slots} <= {*SLOTS}


def test_covariance_structures_are_all_there():
    """Every structure of the room is a word."""
    assert set(STRUCTURES) == set(MODELS["mmrm"].covariances)


def test_adjustments_are_all_there():
    """Every adjustment of the room is a word."""
    assert {*MEAN_ADJUSTMENTS, *PLAIN_ADJUSTMENTS} <= set(ADJUSTMENTS)
