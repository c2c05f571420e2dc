"""Words of a run as they are printed: names in plain characters give way to how the theory spells them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from icl_verify.records.run import Run
from icl_verify.records.schema import Record

MOST_NAMES = 200
_EXPONENT = re.compile(r"\^(?:\((-?\d+)\)|(-?\d+))")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def spelled_run(run: Run) -> Run:
    """The run with titles, notes and places as they are printed; files stay what they are."""
    names = dict(list(run.header.spelled.items())[:MOST_NAMES])
    return replace(run, claims=[_record(record, names) for record in run.claims]) if names else run


def _record(record: Record, names: Mapping[str, str]) -> Record:
    return replace(
        record,
        title=spelled(record.title, names),
        source=spelled(record.source, names),
        note=spelled(record.note, names),
        ensured=tuple(spelled(one, names) for one in record.ensured),
        assumptions=tuple(replace(one, title=spelled(one.title, names)) for one in record.assumptions),
        titles={name: spelled(title, names) for name, title in record.titles.items()},
        relation=record.relation
        and replace(
            record.relation,
            left=spelled(record.relation.left, names),
            right=spelled(record.relation.right, names),
        ),
        degrees=tuple(raised(spelled(one, names)) for one in record.degrees),
        repairs=tuple(replace(one, change=raised(spelled(one.change, names))) for one in record.repairs),
    )


def raised(text: str) -> str:
    """The text with whole exponents raised: s^4 and K^(-1)."""
    return _EXPONENT.sub(lambda found: (found[1] or found[2]).translate(_RAISED), text)


def spelled(text: str, names: Mapping[str, str]) -> str:
    """The text with every name that stands alone, not within a word, written as it is printed."""
    if not text or not names:
        return text
    return _pattern(tuple(names)).sub(lambda found: names[found[0]], text)


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    return re.compile("|".join(rf"{_edge(name, 0)}{name}{_edge(name, -1)}" for name in longest))


def _edge(name: str, end: int) -> str:
    """What must not stand beside a name that begins, or ends, with a letter: another letter."""
    if not name[end].isalpha():
        return ""
    return r"(?<![A-Za-z])" if end == 0 else r"(?![A-Za-z])"
