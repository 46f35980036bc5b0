"""Method texts of the time to an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tlfgen.spec.time_to_event import Event, TimeToEvent
from tlfgen.spec.verbs.phrases import clause, value_phrase
from tlfgen.spec.words import Words, listed

__all__ = ["describe_event", "describe_event_variable"]

_SOURCE_TEXTS = {
    "SRCDOM": "The dataset of the record that gives ADT.",
    "SRCVAR": "The variable of that record which gives ADT.",
    "SRCSEQ": "The sequence number of the record that gives ADT, in the dataset SRCDOM.",
}


def describe_event_variable(parameters: Sequence[TimeToEvent], name: str, words: Words) -> str:
    """
    Give how a variable of event records comes about, parameter by parameter.

    Returns
    -------
    str
        Sentences; what is the same for all parameters is said once.
    """
    how = _how(name)
    said = {_code(parameter): how(parameter, name, words) for parameter in parameters}
    said = {code: text for code, text in said.items() if text}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return " ".join(f"{code}: {text}" for code, text in said.items())


def describe_event(parameter: TimeToEvent, words: Words) -> str:
    """
    Give which date of which record counts, events numbered, then censorings.

    Returns
    -------
    str
        Several sentences.
    """
    population = words.dataset(str(parameter.population.origin))
    subjects = f"For the subjects of {population}"
    if parameter.population.where is not None:
        subjects += f" where {clause(parameter.population.where, words)}"
    numbered = _numbered(parameter.events, words, 1)
    text = f"{subjects}, the {parameter.choose.event} date of {numbered}"
    if parameter.cut_at is not None:
        why = f" ({parameter.cut_at.before})" if parameter.cut_at.before else ""
        text += f", none of them after {words.say(parameter.cut_at.date)}{why}"
    text += "."
    if parameter.each is not None:
        by, table = listed(parameter.each.by), words.dataset(str(parameter.each.table))
        names = listed(words.dataset(alias) for alias in parameter.each.sources)
        text += f" Records of {names} count where {by} is that of the parameter, by {table}."
    if parameter.censor:
        rest = _numbered(parameter.censor, words, len(parameter.events) + 1)
        text += f" Without an event, the {parameter.choose.censor} date of {rest}."
    if len(parameter.events) > 1 or len(parameter.censor) > 1:
        text += " On one date the source listed first counts."
    if parameter.choose.same_day == "censor":
        text += " A censoring on the date of the event counts instead of it."
    return text


def _how(name: str) -> Callable[[TimeToEvent, str, Words], str]:
    """Give the function that describes a variable."""
    if name in {"ADT", "ADTM"}:
        return lambda parameter, _, words: describe_event(parameter, words)
    if name == "STARTDTM":
        return lambda parameter, _, words: f"Copied from {words.say(parameter.start)}."
    if name == "STARTDT":
        return lambda parameter, _, words: f"Copied from {words.say(parameter.start)}."
    if name == "CNSR":
        return lambda parameter, _, __: _censoring(parameter)
    return _stated


def _stated(parameter: TimeToEvent, name: str, words: Words) -> str:
    """Give what a parameter, a source of events, or the value states of a variable."""
    fixed = {str(variable): value for variable, value in parameter.param.items()}
    derived = {str(variable): value for variable, value in parameter.value.items()}
    if name in derived:
        return derived[name].sentence((name,), words)
    if parameter.each is not None and name in parameter.each.take:
        return f"{name} of {words.dataset(str(parameter.each.table))}."
    if name in fixed:
        return f"Set to {value_phrase(fixed[name], (name,), words)}."
    parts = []
    for number, source in enumerate((*parameter.events, *parameter.censor), start=1):
        given = {str(variable): value for variable, value in source.set.items()}
        if name in given:
            value = value_phrase(given[name], (name,), words)
            parts.append(f"{value} where ADT is from source ({number})")
    if parts:
        return f"{'; '.join(parts)}."
    return _SOURCE_TEXTS.get(name, "")


def _censoring(parameter: TimeToEvent) -> str:
    codes = [
        f"{source.censor} where ADT is from source ({number})"
        for number, source in enumerate(parameter.censor, start=len(parameter.events) + 1)
    ]
    return f"{'; '.join(['0 for an event', *codes])}."


def _numbered(sources: Sequence[Event], words: Words, start: int) -> str:
    parts = []
    for number, source in enumerate(sources, start=start):
        text = f"({number}) {words.say(source.date)} of {words.dataset(str(source.origin))}"
        if source.where is not None:
            text += f" where {clause(source.where, words)}{words.meaning(source.where)}"
        parts.append(text)
    return "; ".join(parts)


def _code(parameter: TimeToEvent) -> str:
    value = next((v for name, v in parameter.param.items() if str(name) == "PARAMCD"), "")
    return str(value).strip("'")
