"""Names of claims and populations: they become names of tests, files and groups, so they are plain."""

from __future__ import annotations

import re

NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"


def checked_name(what: str, value: object) -> str:
    """The name itself.

    Raises:
        ValueError: it is no string of letters, digits, ``_``, ``.`` and ``-`` that starts with one of the
            first three.
    """
    if not isinstance(value, str) or not re.fullmatch(NAME, value):
        raise ValueError(
            f"{what} must be letters, digits, '_', '.' and '-', no '.' or '-' first, got {value!r}"
        )
    return value
