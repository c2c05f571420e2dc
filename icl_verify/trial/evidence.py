"""From a result to the files of a run: the record, counterexamples as JSON, the data behind the plots."""

from __future__ import annotations

import dataclasses
import functools
import importlib.metadata
import math
import platform
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from icl_verify.hunt.course import CERTIFIED_FORMS
from icl_verify.hunt.result import HuntResult
from icl_verify.hunt.sharpness import diagnose
from icl_verify.judge.settle import Settlement, settle
from icl_verify.numerics.float64 import tensor
from icl_verify.records.example import Example, InstanceFile, Picture, Proved, TightestShape
from icl_verify.records.files import write_json
from icl_verify.records.relation import RelationWords
from icl_verify.records.schema import (
    CorpusRecord,
    HuntRecord,
    Record,
    Slope,
)
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact
from icl_verify.statement.relation import Relation
from icl_verify.statement.relation.base import Curve
from icl_verify.trial.result import Break, TrialResult
from icl_verify.trial.simplify import cost
from icl_verify.trial.tally import Tally
from icl_verify.trial.verdict import Expectation
from icl_verify.version import __version__

LONGEST_COMPLAINT = 500  # characters: a record's note is a few lines, and the traceback is beside it


def versions() -> dict[str, str]:
    """Versions that a result depends on."""
    return {"icl_verify": __version__, "python": platform.python_version(), **_installed()}


@functools.cache
def _installed() -> dict[str, str]:
    """Versions of the packages that matter, looked up once: each is a file to be found and parsed."""
    packages = ("torch", "numpy", "scipy", "hypothesis", "cvxpy", "python-flint")
    return {p.replace("-", "_"): importlib.metadata.version(p) for p in packages}


def write_result(result: TrialResult, expectation: Expectation, folder: Path) -> Record:
    """Write a result's files into a run's folder and return its record.

    Arguments:
        expectation: how the verdict stands against the expected one.
    """
    claim = result.claim
    notes = (claim.note, result.note, complaint(result.error), *expectation.notes)
    breaks = {"smallest": result.smallest, "worst": result.worst, "committed": expectation.committed}
    paths = _write_breaks(claim, {kind: one for kind, one in breaks.items() if one is not None}, folder)
    record = Record(
        id=claim.id, title=claim.title, statement=claim.statement, source=claim.source, group=claim.group,
        form=claim.form, of=claim.of, expected=claim.expected, verdict=result.verdict,
        as_expected=expectation.met, arithmetic="statistical" if result.statistical else "ball",
        relation=_words(claim, result.relation), population=claim.population.name, events=result.events,
        counterexample=paths.get("smallest"), worst=paths.get("worst"),
        committed=paths.get("committed"), simplest=paths.get("simplest"), hunt=_write_hunt(result, folder),
        largest=result.largest, corpus=_corpus_record(result), ensured=_ensured(claim), drops=claim.drops,
        uses=claim.uses,
        because=claim.because.id if claim.because else None, denies=claim.denies,
        tightest_instance=_tightest_instance(result), replayed=expectation.replayed,
        seconds=round(result.seconds, 4), note=" ".join(filter(None, notes)), traceback=result.error,
        data=_write_data(result, folder), titles=_titles(claim), digest=claim.trial_digest,
    )  # fmt: skip
    return record if result.tally is None else _with_counts(record, result.tally)


def _with_counts(record: Record, tally: Tally) -> Record:
    """The record with what was counted."""
    reads_digits = tally.relation is not None and tally.relation.words.reads == "digits"
    return dataclasses.replace(
        record,
        instances=tally.instances,
        applicable=tally.applicable,
        shapes=len(tally.shapes),
        suspicions=tally.suspicions,
        ties=tally.ties,
        settled=tally.settled,
        proved=tally.proved,
        sampled=tuple(sample.record() for sample in tally.sampled),
        weighed=tally.weight(),
        tightness=None if reads_digits else tally.tightness_quantiles(),
        digits=tally.digits() if reads_digits else None,
        remarks=tally.remark_quantiles() if tally.remarks else None,
        resolved=tally.resolved_share if tally.resolved_share < 1 else None,
        assumptions=tally.assumption_records(),
    )


def _write_data(result: TrialResult, folder: Path) -> str | None:
    """Write what the claim's plots show; the file's path in the run's folder, None without a tally."""
    if result.tally is None:
        return None
    path = f"data/{result.claim.id}.json"
    data = result.tally.plot_data().to_json() | {"curves": _labelled(result)}
    write_json(folder / path, data)
    return path


def _tightest_instance(result: TrialResult) -> InstanceFile | None:
    if result.tightest is None or result.verdict != "holds":
        return None
    return InstanceFile.from_json(result.tightest.to_json(), "tightest_instance")


def _ensured(claim: Claim) -> tuple[str, ...]:
    """What the population alone sees to: titles of what it ensures beside the claim's assumptions."""
    names = {a.name for a in claim.assumes}
    return tuple(a.title for a in claim.population.ensures if a.name not in names)


def complaint(error: str | None) -> str:
    """The last line of a traceback: what went wrong, without where."""
    lines = (error or "").strip().splitlines()
    return lines[-1][:LONGEST_COMPLAINT] if lines else ""


def _titles(claim: Claim) -> dict[str, str]:
    """What the axes and fields of the claim's instances mean, where their type says so."""
    try:
        kind = claim.population.kind
    except Exception:  # a population that raises is the result's error already
        return {}
    axes = {name: axis.title for name, axis in kind.axes.items()}
    fields = {name: field.title for name, field in kind.fields.items()}
    return {name: title for name, title in {**axes, **fields}.items() if title}


def _labelled(result: TrialResult) -> list[Curve]:
    """The curves under the name of the instance that they belong to, the tightest that was drawn."""
    name = f"{describe(result.tightest)}; {result.claim.population.name}" if result.tightest else ""
    return [{**curve, "label": name or curve["label"]} for curve in result.curves]


def describe(exact: Exact) -> str:
    """An instance in a few words: its sizes and the numbers that stand alone, ``N = 3, noise_level = 0.1``.

    Steps are no size of anything, and are left out.
    """
    kind = exact.kind
    sizes = [f"{name} = {size}" for name, size in exact.sizes.items() if not kind.axes[name].count]
    alone = [name for name, field in kind.fields.items() if not field.axes]
    return ", ".join(sizes + [f"{name} = {float(exact.values[name].item()):.3g}" for name in alone])


def _corpus_record(result: TrialResult) -> CorpusRecord | None:
    """What balls say now of the instances kept for the claim; None where there are none."""
    if not result.corpus:
        return None
    known = [one.tightness for one in result.corpus if math.isfinite(one.tightness)]
    broken = any(one.broken is not None for one in result.corpus)
    return CorpusRecord(best=max(known, default=None), broken=broken, instances=len(result.corpus))


def _write_breaks(claim: Claim, breaks: Mapping[str, Break], folder: Path) -> dict[str, str]:
    """Write the breaks of these kinds, each instance once; the paths by kind and of the ``simplest``."""
    paths: dict[str, str] = {}
    known: dict[str, str] = {}
    for kind, one in breaks.items():
        place = known.setdefault(one.exact.fingerprint, f"counterexamples/{claim.id}.{kind}.json")
        if place not in paths.values():
            file = counterexample(claim, one.exact, one.settlement, kind)
            write_json(folder / place, file.to_json())
        paths[kind] = place
    if breaks:
        paths["simplest"] = paths[min(breaks, key=lambda kind: cost(breaks[kind].exact))]
    return paths


def _write_hunt(result: TrialResult, folder: Path) -> HuntRecord | None:
    """What the hunt found: the balls' value, how sharp the bound is, the tightest instance as a file.

    A printed inequality that draws refuted before any hunt still has its multiple; None for what is neither.
    """
    claim, hunted = result.claim, result.hunt
    if hunted is None:
        hunted = HuntResult(claim.id, stopped="refuted")
        judged = result.worst.settlement.judgement if result.worst else None
        if claim.form not in CERTIFIED_FORMS or judged is None or not judged.relation.climbs:
            return None
    multiple = result.worst.tightness if result.worst else hunted.multiple
    path = None
    if hunted.exact is not None and result.smallest is None:
        path = f"hunt/{claim.id}.json"
        (folder / "hunt").mkdir(exist_ok=True)
        write_json(folder / path, _tightest_example(claim, hunted, hunted.exact).to_json())
    return HuntRecord(
        best=_finite(hunted.best), steps=hunted.steps, instance=path, multiple=_finite(multiple),
        diagnosis=diagnose(multiple, hunted.slopes),
        slopes={name: Slope(**asdict(slope)) for name, slope in hunted.slopes.items()}, guided=hunted.guided,
        stopped=hunted.stopped,
    )  # fmt: skip


def _tightest_example(claim: Claim, hunted: HuntResult, exact: Exact) -> Example:
    """The file of a hunt: its tightest instance, with the tightest of each shape and the way there."""
    example = counterexample(claim, exact, settle(claim, exact), "tightest")
    return dataclasses.replace(
        example,
        shapes=tuple(TightestShape(**asdict(shape)) for shape in hunted.shapes),
        history=tuple((one.steps, one.tightness) for one in hunted.history),
    )


def _words(claim: Claim, relation: type[Relation] | None) -> RelationWords | None:
    if relation is None:
        return None
    return RelationWords.from_json({**relation.described(), **asdict(claim.words(relation))}, "relation")


def _seen(number: float) -> float:
    """An entry of a picture: as many digits as an eye takes in, and no -0."""
    return float(f"{number:.6g}") + 0.0


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def counterexample(claim: Claim, exact: Exact, settlement: Settlement, kind: str) -> Example:
    """The file of one counterexample: the exact instance, both sides as balls, claim and versions."""
    judged = settlement.judgement
    tightness = judged.tightness if judged else None
    return Example(
        claim=claim.id, title=claim.title, statement=claim.statement, source=claim.source, form=claim.form,
        digest=claim.digest, versions=versions(), kind=kind,
        instance=InstanceFile.from_json(exact.to_json(), "instance"),
        relation=_words(claim, judged.relation) if judged else None, lhs=judged.lhs if judged else "",
        rhs=judged.rhs if judged else "", entry=(judged.entry,) if judged else (),
        tightness=None if tightness is None else _finite(tightness), precision=settlement.bits,
        assumptions=tuple(
            Proved(name=name, proved=known == "proved", outcome=known)
            for name, known in settlement.assumptions
        ),
        outside=tuple(claim.population.left_by(exact, claim.assumes)),
        pictures=tuple(
            Picture(
                title=title,
                rows=tuple(tuple(map(_seen, row)) for row in tensor(matrix[0]).cpu().tolist()),
            )
            for title, matrix in exact.float64().pictures().items()
        ),
    )  # fmt: skip
