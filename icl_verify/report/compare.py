"""Two runs side by side: verdicts that changed, tightness that moved, claims new or gone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from icl_verify.report.words import clean, run_name, short, table, tightest
from icl_verify.trial.record import Run, read

MOVED = 0.01  # relative change of the tightest value from which it counts as moved


@dataclass(frozen=True)
class Comparison:
    """What differs between an earlier run (`before`) and a later one (`after`).

    `verdicts` holds (id, before, after); `moved` (id, before, after) of the tightest value, or of the digits
    that agree where the claim is an equality; `new` and `gone` are ids. `settings` holds (name, before,
    after) of what the runs were made with.
    """

    before: str
    after: str
    settings: list[tuple[str, str, str]]
    verdicts: list[tuple[str, str, str]]
    moved: list[tuple[str, float | None, float | None]]
    new: list[str]
    gone: list[str]
    same: int

    @property
    def text(self) -> str:
        """For a terminal."""
        lines = [f"{clean(self.before)}  ->  {clean(self.after)}"]
        parts: list[tuple[str, list[list[str]]]] = [
            ("made with", [list(row) for row in self.settings]),
            ("verdicts that changed", [list(row) for row in self.verdicts]),
            ("tightness that moved", [[name, short(a), short(b)] for name, a, b in self.moved]),
            ("new claims", [[name] for name in self.new]),
            ("claims gone", [[name] for name in self.gone]),
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
    old = {record["id"]: record for record in before.claims}
    new = {record["id"]: record for record in after.claims}
    both = [name for name in new if name in old]
    verdicts = [(name, old[name]["verdict"], new[name]["verdict"]) for name in both]
    verdicts = [row for row in verdicts if row[1] != row[2]]
    moved = [(name, *pair) for name in both if _moved(pair := (_size(old[name]), _size(new[name])))]
    changed = {row[0] for row in verdicts} | {row[0] for row in moved}
    return Comparison(
        before=run_name(before),
        after=run_name(after),
        settings=_settings(before.header, after.header),
        verdicts=verdicts,
        moved=moved,
        new=[name for name in new if name not in old],
        gone=[name for name in old if name not in new],
        same=len(both) - len(changed),
    )


def _size(record: dict[str, Any]) -> float | None:
    return tightest(record) if record["tightness"] is not None else record["digits"]


def _moved(pair: tuple[float | None, float | None]) -> bool:
    before, after = pair
    if before is None or after is None or before == after:
        return before is not after and before != after
    if math.isinf(before) or math.isinf(after):
        return True
    return abs(after - before) > MOVED * max(abs(before), abs(after))


def _settings(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = [(key, str(before[key]), str(after[key])) for key in ("profile", "seed")]
    for key in sorted({*before["environment"], *after["environment"]}):
        rows.append((key, str(before["environment"].get(key, "")), str(after["environment"].get(key, ""))))
    return [row for row in rows if row[1] != row[2]]
