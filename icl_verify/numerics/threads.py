"""How many threads a computation may take: one number a process, for whatever brings threads of its own."""

from __future__ import annotations

_limit: int | None = None


def limit_threads(count: int | None) -> None:
    """Allow computations in this process ``count`` threads each; None lifts the limit.

    Raises:
        ValueError: count is no integer >= 1.
    """
    global _limit
    _limit = checked_count(count)


def thread_limit() -> int | None:
    """The limit, or None where there is none."""
    return _limit


def checked_count(count: int | None) -> int | None:
    """The count itself; ValueError where it is neither None nor an integer >= 1."""
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
        raise ValueError(f"count must be an integer >= 1 or None, got {count!r}")
    return count
