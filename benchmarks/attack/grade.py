"""From verdicts to the table: what was got wrong, and what was left open though it could be decided."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mpmath import mp, mpf

from benchmarks.attack.instances import population
from benchmarks.attack.statements import KINDS, OTHERS, Case, Kind
from icl_verify import Claim, claim
from icl_verify.trial import course
from icl_verify.trial.profiles import PROFILES

PROFILE = replace(PROFILES["quick"], name="attack", examples=6, batch=32, hunt=2, simplify=4)
EACH = 14  # true and false statements of every kind
OTHER = 6  # statements of every kind that is neither


@dataclass(frozen=True)
class Graded:
    """One statement and what came of it; ``breaks`` is how many of the drawn instances break it."""

    kind: str
    truth: str
    breaks: int
    verdict: str
    name: str
    note: str

    @property
    def wrong(self) -> str:
        """What is wrong with the verdict, empty where it is right or open."""
        if self.truth == "true":
            return "false refutation" if self.verdict == "refuted" else ""
        if self.truth == "false":
            return "false holds" if self.verdict == "holds" and self.breaks else ""
        right = {"malformed": ("error",), "undefined": ("inconclusive", "vacuous", "error")}[self.truth]
        return "" if self.verdict in right else f"false {self.verdict}"

    @property
    def decidable(self) -> bool:
        """Whether it is true, or broken among the drawn instances."""
        return self.truth == "true" or (self.truth == "false" and self.breaks > 0)

    @property
    def decided(self) -> bool:
        """Whether the verdict is the right one."""
        return self.verdict == ("holds" if self.truth == "true" else "refuted")


def statements(seed: int) -> Iterator[tuple[str, str, Case]]:
    """The statements of one seed: name, kind, and what is claimed."""
    rng = random.Random(f"attack/{seed}")
    wanted: list[tuple[Kind, bool, int]] = [(k, true, EACH) for k in KINDS for true in (True, False)]
    wanted += [(kind, bool(i % 2), 1) for kind in OTHERS for i in range(OTHER)]
    for number, (kind, true, count) in enumerate(wanted):
        for i in range(count):
            case = kind(rng, true)
            yield f"{kind.__name__}.{case.truth}.{number}_{i}", kind.__name__, case


def made(name: str, case: Case) -> Claim:
    """The claim of a case, on a population of its own."""
    drawn = population(name, case.low, case.high, one_law=case.one_law)
    return claim(f"attack.{name}", population=drawn, statement="", **case.options)(case.state)


def broken_draws(tried: Claim, case: Case, seed: int) -> int:
    """How many of the instances that a trial draws break the statement, by its oracle."""
    if case.breaks is None:
        return int(case.truth == "false")
    mp.dps, count = case.digits, 0
    for _, batch in tried.population.batches(seed, PROFILE.examples, PROFILE.batch, "cpu"):
        arrays = {name: array.tolist() for name, array in batch.raw.items()}
        for i in range(batch.batch):
            count += case.breaks({name: _exact(array[i]) for name, array in arrays.items()})
    return count


def _exact(value: float | list[float]) -> object:
    return [_exact(one) for one in value] if isinstance(value, list) else mpf(value)


def graded(seed: int) -> Iterator[Graded]:
    """Try every statement of one seed."""
    for name, kind, case in statements(seed):
        tried = made(name, case)
        result = course.try_claim(tried, PROFILE, seed)
        tried.population.forget()
        breaks = broken_draws(tried, case, seed)
        if case.truth == "true" and breaks:
            raise AssertionError(f"{name} must be true, its oracle finds {breaks} breaks")
        note = result.note or (result.error or "").strip().rpartition("\n")[2]
        yield Graded(kind, case.truth, breaks, result.verdict, name, note)
        tried.population.forget()


def row(seed: int) -> tuple[list[Graded], float]:
    """All of one seed, and the processor seconds that they took."""
    started = time.process_time()
    return list(graded(seed)), time.process_time() - started


def table(rows: dict[int, tuple[list[Graded], float]]) -> list[str]:
    """A line a seed, then a line a kind, over all seeds."""
    lines = [
        f"{'seed':>4} {'true':>5} {'false':>6} {'other':>6} {'false refutations':>18} {'false holds':>12} "
        f"{'other wrong':>12} {'decided':>16} {'seconds':>8}"
    ]
    for seed, (found, seconds) in rows.items():
        counts = Counter(one.truth for one in found)
        wrong = Counter(one.wrong for one in found if one.truth in ("true", "false"))
        other = sum(bool(one.wrong) for one in found if one.truth not in ("true", "false"))
        decidable = [one for one in found if one.decidable]
        decided = sum(one.decided for one in decidable)
        lines.append(
            f"{seed:4} {counts['true']:5} {counts['false']:6} {counts['malformed'] + counts['undefined']:6} "
            f"{wrong['false refutation']:18} {wrong['false holds']:12} {other:12} "
            f"{f'{decided} of {len(decidable)}':>16} {seconds:8.0f}"
        )
    every = [one for found, _ in rows.values() for one in found]
    lines.append("")
    lines.append(f"{'kind':20} {'truth':10} {'broken':>7} {'verdicts'}")
    for kind in dict.fromkeys(one.kind for one in every):
        for truth in dict.fromkeys(one.truth for one in every if one.kind == kind):
            here = [one for one in every if (one.kind, one.truth) == (kind, truth)]
            verdicts = Counter(one.verdict for one in here)
            broken = sum(one.breaks > 0 for one in here)
            said = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
            lines.append(f"{kind:20} {truth:10} {broken:7} {said}")
    return lines
