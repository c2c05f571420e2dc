"""Names of claims and populations: they become names of tests, files and groups, so they are plain."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence

NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
LONGEST_NAME = 200  # characters. With what a run adds, file names end at 255


def checked_name(what: str, value: object) -> str:
    """The name itself.

    Raises:
        ValueError: it is no string of letters, digits, ``_``, ``.`` and ``-`` that starts with one of the
            first three, or is longer than 200 characters.
    """
    if not isinstance(value, str) or not re.fullmatch(NAME, value):
        raise ValueError(
            f"{what} must be letters, digits, '_', '.' and '-', no '.' or '-' first, got {value!r}"
        )
    if len(value) > LONGEST_NAME:
        raise ValueError(
            f"{what} must be at most {LONGEST_NAME} characters, got {len(value)}: {value[:60]}..."
        )
    return value


def near_names(name: str, names: Collection[str], cutoff: float = 0.4) -> list[str]:
    """Up to three of the names that are most like the one given, the likest first."""
    return difflib.get_close_matches(name, names, n=3, cutoff=cutoff)


def no_match(patterns: Sequence[str], names: Collection[str] = ()) -> str:
    """What is said of patterns that match no claim; whole ids are matched, which is easily forgotten.

    Arguments:
        names: ids of the claims that there are, where they are known.
    """
    bare = [pattern for pattern in patterns if not set(pattern) & set("*?[")]
    near = near_names(bare[0], names, 0.7) if bare else []
    hint = f" ('{bare[0]}*' stands for all that begin so)" if bare else ""
    hint = f" (near: {', '.join(near)})" if near else hint
    return f"no claim matches {', '.join(patterns)}{hint}; icl-verify claims lists them"
