"""How a relation is spoken of: the words that a record or a kept file carries of its kind.

They come from the kind itself, so that a page can show a kind that it has never heard of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from icl_verify.records.files import Json
from icl_verify.records.typed import Part

# Files written before they carried the words hold the kind's name alone, one of these four.
_BEFORE: Mapping[str, Mapping[str, str]] = {
    "at_most": {
        "sign": "≤", "denied": "≰", "sentence": "The left side must be at most the right side.",
        "measure": "left / right",
    },
    "equal": {
        "sign": "=", "denied": "≠", "sentence": "The sides must be equal.", "measure": "difference / scale",
        "worst": "largest", "reads": "digits",
    },
    "positive": {
        "sign": ">", "denied": "≯", "sentence": "The left side must be positive.", "left": "the quantity",
        "right": "", "worst": "least", "reads": "least",
    },
    "probability": {
        "sign": "≥", "denied": "≱",
        "sentence": "The chance of the event must be at least the right side.",
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RelationWords(Part):
    """The name of a kind and its words, as ``icl_verify.statement.relation.Words`` explains them."""

    kind: str = ""
    sign: str = ""
    denied: str = ""
    sentence: str = ""
    left: str = "left side"
    right: str = "right side"
    measure: str = ""
    worst: str = "tightest"
    reads: str = "ratio"
    swapped: bool = False

    @classmethod
    def from_json(cls, value: Json, where: str) -> Self:
        """As for every part; an earlier file's name of the kind gives the words that it had (ValueError)."""
        if isinstance(value, str):
            value = {"kind": value, "sign": value, "denied": f"not {value}", **_BEFORE.get(value, {})}
        return super().from_json(value, where)
