"""What is assumed of an instance: by a claim, or by the population that it is drawn from."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from icl_verify.statement.fields import Instance, note_instance
from icl_verify.statement.fingerprint import Stated
from icl_verify.statement.names import checked_name
from icl_verify.statement.relation import FloatJudgement, Relation

# A function of a batch of instances of the population's own type, and of settings.
Statement: TypeAlias = Callable[..., Relation]


@dataclass(frozen=True)
class Assumption:
    """A hypothesis of a claim: a relation that must hold for an instance to count.

    Attributes:
        name: short; claims are varied by it (``without``).
        title: one line that says what is assumed.
        function: takes a batch of instances and returns a ``Relation``.
    """

    name: str
    title: str
    function: Statement

    def __post_init__(self) -> None:
        checked_name("name", self.name)
        signature = inspect.signature(self.function)
        try:
            signature.bind(None)
        except TypeError as error:
            raise ValueError(
                f"function of assumption {self.name} must take a batch alone, got {signature}: {error}"
            ) from None

    def __call__(self, instance: Instance) -> Relation:
        try:
            return self.function(instance)
        except Exception as error:
            note_instance(error, instance)
            raise

    def judged(self, batch: Instance) -> FloatJudgement:
        """How it looks in float64 on a batch, which keeps it: many claims assume the same."""
        return batch.memoised(("judged", self), lambda: self(batch).judge_float64())

    def __fingerprint__(self) -> tuple[object, ...]:
        """What is assumed, whatever it is called."""
        return (Stated(self.function),)


def assumption(name: str, title: str) -> Callable[[Statement], Assumption]:
    """Decorator: make an ``Assumption`` of a function of an instance.

    Raises:
        ValueError: the name is not letters, digits, ``_``, ``.`` and ``-``.
    """
    return lambda function: Assumption(name, title, function)
