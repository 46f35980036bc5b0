"""The register of executors: which function carries out which verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from tlfgen.core.errors import MappingError
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.declaration import Verb

if TYPE_CHECKING:
    from tlfgen.mapper.rows import Rows

__all__ = ["Executor", "executed", "executes", "executor_of"]

Executor: TypeAlias = "Callable[[Any, tuple[str, ...], Rows], StepResult]"

AnyExecutor = TypeVar("AnyExecutor", bound="Executor")

_EXECUTORS: dict[str, Executor] = {}


def executes(*declarations: type[Verb]) -> Callable[[AnyExecutor], AnyExecutor]:
    """Enter the decorated function as the executor of the declared verbs."""

    def enter(executor: AnyExecutor) -> AnyExecutor:
        for declaration in declarations:
            if _EXECUTORS.get(declaration.verb, executor) is not executor:
                raise TypeError(f"verb '{declaration.verb}' has two executors")
            _EXECUTORS[declaration.verb] = executor
        return executor

    return enter


def executed() -> tuple[str, ...]:
    """Give the names of the verbs that have an executor, sorted."""
    from tlfgen.mapper import families

    families.load()
    return tuple(sorted(_EXECUTORS))


def executor_of(verb: Verb) -> Executor:
    """
    Give the function that carries out a verb.

    Raises
    ------
    MappingError
        ``mapping.unknown-executor``.
    """
    if verb.verb not in _EXECUTORS:
        known = executed()
        if verb.verb not in _EXECUTORS:
            raise MappingError.unknown("executor", verb.verb, known, verb.source)
    return _EXECUTORS[verb.verb]
