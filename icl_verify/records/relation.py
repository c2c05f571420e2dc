"""How a relation is spoken of: the words that a record or a kept file carries of its kind.

They come from the kind itself, so that a page can show a kind that it has never heard of.
"""

from __future__ import annotations

from typing import Any

WORDS = ("kind", "sign", "denied", "sentence", "left", "right", "measure", "worst", "reads")
# Files written before they carried the words hold the kind's name alone, one of these four.
_BEFORE: dict[str, dict[str, str]] = {
    "at_most": {
        "sign": "≤", "denied": "≰", "sentence": "The left side is to be at most the right side.",
        "measure": "left / right",
    },
    "equal": {
        "sign": "=", "denied": "≠", "sentence": "The sides are to be equal.", "measure": "difference / scale",
        "worst": "largest", "reads": "digits",
    },
    "positive": {
        "sign": ">", "denied": "≯", "sentence": "The left side is to be positive.", "left": "the quantity",
        "right": "", "worst": "least", "reads": "least",
    },
    "probability": {
        "sign": "≥", "denied": "≱",
        "sentence": "The chance of the event is to be at least the right side.",
    },
}  # fmt: skip


def relation_words(value: Any, where: str = "relation") -> dict[str, str]:
    """The words for a relation, every one of ``WORDS``; ``value`` is an object of them or an earlier file's
    name of the kind.

    Raises ValueError, naming the key, for anything else.
    """
    if type(value) is str:
        value = {"kind": value, "sign": value, "denied": f"not {value}", **_BEFORE.get(value, {})}
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be a string or an object, got {type(value).__name__}")
    for key, word in value.items():
        if key not in WORDS:
            raise ValueError(f"{where} must have no key but {', '.join(WORDS)}, got {str(key)[:60]!r}")
        if type(word) is not str:
            raise ValueError(f"{where}.{key} must be a string, got {type(word).__name__}")
    usual = {"kind": "", "sign": "", "denied": "", "sentence": "", "measure": ""}
    return {
        **usual,
        "left": "left side",
        "right": "right side",
        "worst": "tightest",
        "reads": "ratio",
        **value,
    }
