"""Two runs side by side: verdicts that changed, tightness that moved, claims that one of them lacks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from icl_verify.records.run import Run, read
from icl_verify.records.schema import Header, Record
from icl_verify.report.words import clean, measured, reads, run_name, table, tightest

MOVED = 0.01  # relative change of the tightest value from which it counts as moved
MOVED_DIGITS = 1.0  # change of the digits that agree, where the sides are to be equal
ROUNDING = 1e-12  # float64 leaves as much where the exact value is 0


@dataclass(frozen=True)
class Comparison:
    """What differs between an earlier run (`before`) and a later one (`after`).

    `verdicts` holds (id, before, after); `moved` (id, before, after) of the tightest value in the words of
    the list; `new`, `unselected` (not in the later run's selection) and `undecided` (selected, and without a
    verdict) are ids. `settings` holds (name, before, after) of what the runs were made with.
    """

    before: str
    after: str
    settings: list[tuple[str, str, str]]
    verdicts: list[tuple[str, str, str]]
    moved: list[tuple[str, str, str]]
    new: list[str]
    unselected: list[str]
    undecided: list[str]
    same: int

    @property
    def text(self) -> str:
        """For a terminal."""
        lines = [f"{clean(self.before)}  ->  {clean(self.after)}"]
        parts: list[tuple[str, list[list[str]]]] = [
            ("made with", [list(row) for row in self.settings]),
            ("verdicts that changed", [list(row) for row in self.verdicts]),
            ("tightness that moved", [list(row) for row in self.moved]),
            ("new claims", [[name] for name in self.new]),
            ("not in this run's selection", [[name] for name in self.unselected]),
            ("selected and not decided", [[name] for name in self.undecided]),
        ]
        for title, rows in parts:
            if rows:
                lines += ["", f"{title} ({len(rows)})", table(rows)]
        lines += ["", f"{self.same} claims as before"]
        return "\n".join(lines)


def compare(folder: str | Path, other: str | Path) -> Comparison:
    """Compare the run in `folder` with the earlier one in `other`.

    Raises ValueError where either holds no run.
    """
    return compare_runs(read(folder), read(other))


def compare_runs(after: Run, before: Run) -> Comparison:
    """As `compare`, for runs already read."""
    old = {record.id: record for record in before.claims}
    new = {record.id: record for record in after.claims}
    both = [name for name in new if name in old]
    verdicts = [(name, old[name].verdict, new[name].verdict) for name in both]
    verdicts = [row for row in verdicts if row[1] != row[2]]
    moved = [
        (name, in_one_unit(old[name]), in_one_unit(new[name]))
        for name in both
        if _moved(old[name], new[name])
    ]
    gone = [name for name in old if name not in new]
    selected = set(after.header.selected)
    changed = {row[0] for row in verdicts} | {row[0] for row in moved}
    return Comparison(
        before=run_name(before),
        after=run_name(after),
        settings=_settings(before.header, after.header),
        verdicts=verdicts,
        moved=moved,
        new=[name for name in new if name not in old],
        unselected=[name for name in gone if name not in selected],
        undecided=[name for name in gone if name in selected],
        same=len(both) - len(changed),
    )


def in_one_unit(record: Record) -> str:
    """The tightest value of a claim in the unit of its kind, whatever its size."""
    if record.digits is not None and reads(record) == "digits":
        return f"{record.digits:.3g} digits"
    return measured(record)


def _moved(old: Record, new: Record) -> bool:
    """Whether a bound came closer or further: of a verdict that stands, in one unit.

    How badly a refuted claim breaks on the worst instance that was drawn says nothing of it.
    """
    if old.verdict != new.verdict or new.verdict == "refuted" or reads(old) != reads(new):
        return False
    if old.tightness is None and new.tightness is None:
        return _apart(old.digits, new.digits, MOVED_DIGITS)
    before, after = tightest(old), tightest(new)
    largest = max((abs(value) for value in (before, after) if value is not None), default=0.0)
    return _apart(before, after, max(MOVED * largest if math.isfinite(largest) else 0.0, ROUNDING))


def _apart(before: float | None, after: float | None, least: float) -> bool:
    """Whether two values differ by more than `least`, or one of them is absent or infinite alone."""
    if before is None or after is None or before == after:
        return before != after
    return math.isinf(before) or math.isinf(after) or abs(after - before) > least


def _settings(before: Header, after: Header) -> list[tuple[str, str, str]]:
    rows = [(key, str(getattr(before, key)), str(getattr(after, key))) for key in ("profile", "seed")]
    old, new = before.environment, after.environment
    for key in sorted({*old, *new}):
        rows.append((key, str(old.get(key, "")), str(new.get(key, ""))))
    return [row for row in rows if row[1] != row[2]]
