"""Method texts of records: where they come from, how they are derived."""

from __future__ import annotations

from tlfgen.spec.derived_records import CarryForward, DerivedBlock
from tlfgen.spec.doses import Doses
from tlfgen.spec.records import RecordBlock
from tlfgen.spec.verbs.phrases import clause, value_phrase
from tlfgen.spec.words import Words, listed

__all__ = [
    "describe_block",
    "describe_made",
    "describe_set",
]

_STATISTICS = {
    "mean": "mean",
    "median": "median",
    "min": "smallest value",
    "max": "largest value",
    "sum": "sum",
    "n": "number of values",
    "sd": "standard deviation",
}


def describe_set(block: DerivedBlock, name: str, words: Words) -> str:
    """Give what a block states of a variable on its records, as a sentence; empty if nothing."""
    about = f"On the records '{block.label or block.id}'"
    if name == "DTYPE" and block.dtype_text is not None:
        return f"{about}: '{block.dtype_text}'."
    if name in block.stated:
        return f"{about}: {value_phrase(block.stated[name], (name,), words)}."
    if block.kind == "summary" and name in block.rule.statistics:
        return f"{about}: the {_STATISTICS[block.rule.statistics[name]]} of {name} in the group."
    if name in block.leave_missing:
        return f"{about}: missing."
    return ""


def describe_block(block: DerivedBlock, words: Words) -> str:
    """Give how the records of a block come about, as a sentence."""
    made = {
        "from_params": _from_params,
        "carry_forward": _carry_forward,
        "copy_records": _copy,
        "extreme": _extreme,
        "summary": _summary,
        "expected": _expected,
    }[block.kind](block, words)
    return f"Records '{block.label or block.id}': {made}"


def describe_made(block: RecordBlock, name: str, words: Words) -> str:
    """Give what a variable begins with on the records of a block, as a sentence."""
    text = f"On the records from {words.dataset(str(block.origin))}"
    if block.where is not None:
        text += f" where {clause(block.where, words)}{words.meaning(block.where)}"
    return f"{text}: {_begins_with(block, words, name)}."


def _begins_with(block: RecordBlock, words: Words, name: str) -> str:
    """Give what a variable holds before any column is derived."""
    stack, pivot = block.stack, block.pivot
    if stack is not None:
        if name == stack.test:
            codes = [f"{item.code} for {column}" for column, item in stack.columns.items()]
            return f"the code of the collected column ({', '.join(codes)})"
        if name == stack.result:
            return f"the value of the collected column ({', '.join(stack.columns)})"
        if name in stack.beside:
            suffix = {str(variable): end for variable, end in stack.beside.items()}[name]
            return f"the column beside the collected one, ending in {suffix}"
        fixed = {
            column: value
            for column, item in stack.columns.items()
            for variable, value in item.set.items()
            if variable == name
        }
        if fixed:
            parts = [f"{value_phrase(v, (name,), words)} for {c}" for c, v in fixed.items()]
            return ", ".join(parts)
    if pivot is not None:
        if name == pivot.number:
            return "the number of the collected column"
        patterns = {str(variable): pattern for variable, pattern in pivot.columns.items()}
        if name in patterns:
            return f"the value of {patterns[name]}, # being the number"
    if block.doses is not None and name in block.doses.made:
        return _dose(block.doses, name, words)
    given = {str(variable): value for variable, value in block.set.items()}
    return value_phrase(given[name], (name,), words)


def _dose(doses: Doses, name: str, words: Words) -> str:
    """Give what a variable of a single dose holds."""
    if name == doses.number:
        return "the number of the dose in its record"
    what = "date" if name == doses.date else "date and time"
    start, end = words.say(doses.start), words.say(doses.end)
    return (
        f"the {what} of the dose: the first at {start}, the next ones at the distance that "
        f"{words.say(doses.frequency)} names, up to {end}, which is included"
    )


def _group(block: DerivedBlock) -> str:
    return listed(key.variable for key in block.keys)


def _from_params(block: DerivedBlock, words: Words) -> str:
    codes = [f"{code} (as {alias})" for code, alias in (block.from_params or {}).items()]
    need = "all" if block.need == "all" else "any"
    kept = f", of records where {clause(block.where, words)}" if block.where is not None else ""
    return f"one for each {_group(block)} that has {need} of the parameters {listed(codes)}{kept}."


def _carry_forward(block: DerivedBlock, words: Words) -> str:
    rule: CarryForward = block.rule
    if rule.expected is None:
        which = f" where {clause(rule.where, words)}" if rule.where is not None else ""
        return f"the last record{which} of each {_group(block)} by {words.order(rule.order)}."
    empty = "without a record"
    if rule.when is not None:
        empty = f"without a record, or where {clause(rule.when, words)}"
    which = f" where {clause(rule.origin.where, words)}" if rule.origin.where is not None else ""
    baseline = {
        "never": " A baseline record is not carried.",
        "if_nothing_else": " A baseline record is carried only where there is no other.",
        "always": "",
    }[rule.origin.baseline]
    observed = [str(name) for name, origin in rule.take.items() if origin == "last_observed"]
    taken = f" {listed(observed)} come from the last record observed by then." if observed else ""
    last = "last"
    if rule.origin.worst:
        last = f"worst (the first by {words.order(rule.origin.worst)}; of equal ones the last)"
    return (
        f"for each {_group(block)}, each visit of {rule.expected.table} {empty} takes the {last} "
        f"record before it{which}, by {words.order(rule.origin.order)}.{baseline}{taken}"
    )


def _copy(block: DerivedBlock, words: Words) -> str:
    where = block.rule.where
    return f"a copy of each record{f' where {clause(where, words)}' if where else ''}."


def _extreme(block: DerivedBlock, words: Words) -> str:
    rule = block.rule
    which = f" where {clause(rule.where, words)}" if rule.where is not None else ""
    return f"the {rule.pick} record{which} of each {_group(block)} by {words.order(rule.order)}."


def _summary(block: DerivedBlock, words: Words) -> str:
    rule = block.rule
    which = f" of the records where {clause(rule.where, words)}" if rule.where is not None else ""
    made = [f"the {_STATISTICS[how]} of {name}" for name, how in rule.statistics.items()]
    return f"{listed(made)}{which}, for each {_group(block)}."


def _expected(block: DerivedBlock, words: Words) -> str:
    where = block.rule.where
    which = f" where {clause(where, words)}" if where is not None else ""
    return (
        f"for each {_group(block)}, one for each visit of {block.rule.table}{which} "
        "that has no record."
    )
