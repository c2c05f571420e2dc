"""The symbols of a theory, and which a claim uses: those of its statement, and of their definitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from icl_verify.records.declared import Symbol
from icl_verify.records.schema import Record

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|\d+|\S")
SPACES = {
    *(rf"\{mark}" for mark in ",;! "), r"\quad", r"\qquad", r"\big", r"\Big", r"\bigg", r"\Bigg",
    r"\left", r"\right",
}  # fmt: skip
ACCENTS = {r"\mathcal", r"\mathbb", r"\bar", r"\hat", r"\tilde", r"\mathrm"}
STARS = {r"\star", "*", r"\ast"}
TEXT = re.compile(r"\\(?:text|mathrm)\{[^{}]*\}")


def used(record: Record, symbols: Sequence[Symbol]) -> list[int]:
    """The places of the symbols that a claim's statement holds and of the assumptions that it makes, and of
    all that their definitions hold in turn."""
    names = {one.name for one in record.assumptions} | {record.drops}
    found = {place for place, one in enumerate(symbols) if one.assumption and one.assumption in names}
    found |= _held(record.statement, f"{record.statement} {record.source}", symbols)
    waiting = list(found)
    while waiting:
        one = symbols[waiting.pop()]
        # A definition names what it defines: that says nothing of another symbol that looks alike.
        new = {
            place for place in _held(one.definition, one.definition, symbols) if symbols[place].tex != one.tex
        }
        waiting += new - found
        found |= new
    return sorted(found)


def _held(formula: str, said: str, symbols: Sequence[Symbol]) -> set[int]:
    """The places of the symbols in a formula; of those that look alike the one that the text names."""
    tokens = _tokens(TEXT.sub(" ", formula))
    found = [
        place for place, one in enumerate(symbols) if not one.assumption and _holds(tokens, _tokens(one.tex))
    ]
    named = {symbols[place].tex for place in found if _names(said, symbols[place])}
    return {place for place in found if symbols[place].tex not in named or _names(said, symbols[place])}


def _names(said: str, symbol: Symbol) -> bool:
    """Whether a claim says which of two symbols that look alike it means, by the equation."""
    return bool(symbol.equation) and symbol.equation in said


@lru_cache(maxsize=4096)
def _tokens(latex: str) -> tuple[str, ...]:
    """The tokens of a formula; braces around a single one, spaces and the sizes of brackets mean nothing."""
    found = [r"\star" if token in STARS else token for token in TOKEN.findall(latex) if token not in SPACES]
    plain: list[str] = []
    for token in found:
        plain.append(token)
        if len(plain) >= 3 and plain[-1] == "}" and plain[-3] == "{":
            plain[-3:] = [plain[-2]]
    return tuple(plain)


def _holds(tokens: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a symbol stands in a formula alone, not as a part of another, as L is of L_k."""
    size = len(wanted)
    if wanted and wanted[0] not in tokens:  # as a rule, for there are many symbols
        return False
    for i in range(len(tokens) - size + 1):
        before, after = tokens[i - 1 : i], tokens[i + size : i + size + 2]
        if tokens[i : i + size] != wanted or (before and before[0] in ACCENTS):
            continue
        starred = len(after) == 2 and after[0] == "^" and after[1] == r"\star"
        indexed = after[:1] == ("_",) and "_" not in wanted
        if not starred and not indexed:
            return True
    return False
