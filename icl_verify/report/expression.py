"""Arithmetic as a worked check writes it, ``sqrt(2)/2+(-1)**2``, in LaTeX."""

from __future__ import annotations

import re
from functools import lru_cache

TOKEN = re.compile(r"\*\*|[-+*/(),]|[a-z]+|\d+(?:\.\d+)?(?:e[-+]?\d+)?")
WORDS = {"max": r"\max", "min": r"\min", "log": r"\log", "pi": r"\pi"}
WRAPPED = {"sqrt": (r"\sqrt{", "}"), "exp": ("e^{", "}"), "abs": (r"\lvert ", r"\rvert ")}
QUOTIENT = re.compile(r"(?<![\d.}])(\d+)/(\d+)(?![\d.])")


@lru_cache(maxsize=8192)
def latex_of(expression: str) -> str:
    """The expression in LaTeX; empty where it is something else than such arithmetic."""
    tokens = TOKEN.findall(expression)
    unknown = any(token.isalpha() and token not in WORDS and token not in WRAPPED for token in tokens)
    if "".join(tokens) != expression.replace(" ", "") or unknown or not tokens:
        return ""
    try:
        text = "".join(_written(tokens))
    except IndexError:
        return ""
    return QUOTIENT.sub(r"\\tfrac{\1}{\2}", text)


def _written(tokens: list[str]) -> list[str]:
    parts: list[str] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token in WRAPPED:
            end = _closing(tokens, i + 1)
            opening, closing = WRAPPED[token]
            parts += [opening, *_written(tokens[i + 2 : end]), closing]
            i = end
        elif token == "**":
            end = _closing(tokens, i + 1) if tokens[i + 1] == "(" else i + 1
            parts += ["^{", *_written(tokens[i + 1 : end + 1]), "}"]
            i = end
        else:
            parts.append(WORDS.get(token, r"\cdot " if token == "*" else token))
        i += 1
    return parts


def _closing(tokens: list[str], start: int) -> int:
    """The place of the bracket that closes the one at `start` (IndexError where there is none)."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += (tokens[i] == "(") - (tokens[i] == ")")
        if depth == 0:
            return i
    raise IndexError(start)
