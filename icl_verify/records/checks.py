"""Checks of single values at the door, and the types that they make: names, counts, paths inside a run."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, TypeAlias

NAME_LIMIT = 300


class OneOf:
    """Checks that a text is one of a few."""

    def __init__(self, *options: str):
        self.options = options

    def __call__(self, value: str, where: str) -> None:
        if value not in self.options:
            raise ValueError(f"{where} must be one of {', '.join(self.options)}, got {value[:60]!r}")


def inside_path(value: str, where: str = "path") -> None:
    """Raise ValueError unless `value` is a relative path with forward slashes that stays in its folder."""
    parts, windows = PurePosixPath(value).parts, PureWindowsPath(value)
    if not parts or value.startswith("/") or windows.drive or "\\" in value or ".." in parts or "\0" in value:
        raise ValueError(f"{where} must be a path inside the run's folder, got {value!r}")


def file_name(value: str, where: str) -> None:
    """Raise ValueError unless `value` names a file within one folder."""
    inside_path(value, where)
    if len(PurePosixPath(value).parts) != 1 or len(value) > NAME_LIMIT:
        raise ValueError(f"{where} must be the name of a file, got {value[:60]!r}")


def printable_name(value: str, where: str) -> None:
    """Raise ValueError unless `value` can name a claim in a line."""
    if not value.strip() or len(value) > NAME_LIMIT or not value.isprintable():
        raise ValueError(f"{where} must be 1 to {NAME_LIMIT} printable characters, got {value[:60]!r}")


def at_least_zero(value: float, where: str) -> None:
    """Raise ValueError for a negative number."""
    if value < 0:
        raise ValueError(f"{where} must be >= 0, got {str(value)[:60]}")


Count: TypeAlias = Annotated[int, at_least_zero]
Seconds: TypeAlias = Annotated[float, at_least_zero]
Name: TypeAlias = Annotated[str, printable_name]
FilePath: TypeAlias = Annotated[str, inside_path]
FileName: TypeAlias = Annotated[str, file_name]
