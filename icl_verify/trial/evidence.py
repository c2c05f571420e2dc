"""From a finding to what is kept: the record, the counterexamples as JSON, the data behind the plots."""

from __future__ import annotations

import importlib.metadata
import json
import math
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from icl_verify.hunt.course import CERTIFIED_FORMS
from icl_verify.hunt.result import HuntResult
from icl_verify.hunt.sharpness import diagnose
from icl_verify.judge.settle import Settlement, settle
from icl_verify.records.run import SCHEMA, write_json
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.trial.course import Break, Finding
from icl_verify.version import __version__

LONGEST_COMPLAINT = 500
SIZE_LIMIT = 16 * 2**20
_NEEDS_COMMITTED = ("printed", "conjecture", "corrected", "control")


def versions() -> dict[str, str]:
    """Versions that a result depends on."""
    packages = ("torch", "numpy", "scipy", "hypothesis", "cvxpy", "python-flint")
    found = {p.replace("-", "_"): importlib.metadata.version(p) for p in packages}
    return {"icl_verify": __version__, "python": platform.python_version(), **found}


def keep(finding: Finding, folder: Path, committed: Path | None) -> dict[str, Any]:
    """Write a finding's files into a run's folder and return its record.

    Arguments:
        committed: folder of counterexamples kept with the sources, ``<id>.json``; a printed claim or
            conjecture that is expected to be refuted must have one there that still breaks it.
    """
    claim = finding.claim
    record: dict[str, Any] = {
        "id": claim.id, "title": claim.title, "statement": claim.statement, "source": claim.source,
        "group": claim.group, "form": claim.form, "of": claim.of, "expected": claim.expected,
        "verdict": finding.verdict, "arithmetic": "statistical" if _counted(finding) else "ball",
        "relation": finding.relation.described() if finding.relation else None,
        "population": claim.population.name,
        "drops": claim.drops, "uses": list(claim.uses), "seconds": round(finding.seconds, 4),
        "note": " ".join(n for n in (claim.note, finding.note, complaint(finding.error)) if n),
        "traceback": finding.error, "digest": claim.digest, "titles": _titles(claim.population.kind),
    }  # fmt: skip
    tally = finding.tally
    if tally is not None:
        names = ("instances", "applicable", "suspicions", "ties", "settled", "proved")
        record |= {name: getattr(tally, name) for name in names}
        record |= {"shapes": len(tally.shapes), "assumptions": tally.assumption_records()}
        record |= tally.summary(digits=_in_digits(finding))
        record |= {"remarks": tally.remark_quantiles()} if tally.remarks else {}
        record |= {"events": finding.events} if finding.events else {}
        record |= {"resolved": tally.resolved_share} if tally.resolved_share < 1 else {}
        data = tally.data() | ({"curves": _labelled(finding)} if finding.curves else {})
        path = f"data/{claim.id}.json"
        write_json(folder / path, data)
        record["data"] = path
    if finding.tightest is not None and finding.verdict == "holds":
        record["tightest_instance"] = finding.tightest.to_json()
    record |= _breaks(finding, folder)
    record["hunt"] = _hunted(finding, folder)
    record["corpus"] = _corpus(finding)
    record["replayed"] = _replayed(finding, committed)
    record["as_expected"] = finding.verdict == claim.expected and record["replayed"] in (
        "broken",
        "not needed",
    )
    if finding.verdict == claim.expected and not record["as_expected"]:
        record["note"] += " A refutation is expected only with a committed counterexample that still breaks"
        record["note"] += " the claim: icl-verify keep RUN CLAIM puts one there."
    if record["corpus"] and record["corpus"]["broken"] and claim.expected == "holds":
        record["as_expected"] = False
        record["note"] += " An instance of the corpus breaks the claim; that is known, not found by this run."
    record["note"] = record["note"].strip()
    return record


def complaint(error: str | None) -> str:
    """The last line of a traceback: what went wrong, without where."""
    lines = (error or "").strip().splitlines()
    return lines[-1][:LONGEST_COMPLAINT] if lines else ""


def _titles(kind: type[Instance]) -> dict[str, str]:
    """What the axes and fields of an instance type mean, where its declaration says so."""
    axes = {name: axis.title for name, axis in kind.axes.items()}
    fields = {name: field.title for name, field in kind.fields.items()}
    return {name: title for name, title in {**axes, **fields}.items() if title}


def _labelled(finding: Finding) -> list[dict[str, Any]]:
    """The curves under the name of the instance that they belong to, the tightest that was drawn."""
    name = f"{describe(finding.tightest)}; {finding.claim.population.name}" if finding.tightest else ""
    return [{**curve, "label": name or curve["label"]} for curve in finding.curves or []]


def describe(exact: Exact) -> str:
    """An instance in a few words: its sizes and the numbers that stand alone, ``N = 3, noise_level = 0.1``.

    Steps are no size of anything, and are left out.
    """
    kind = exact.kind
    sizes = [f"{name} = {size}" for name, size in exact.sizes.items() if not kind.axes[name].count]
    alone = [name for name, field in kind.fields.items() if not field.axes]
    return ", ".join(sizes + [f"{name} = {float(exact.values[name].item()):.3g}" for name in alone])


def _corpus(finding: Finding) -> dict[str, Any] | None:
    """What balls say now of the instances kept for the claim; None where there are none."""
    if not finding.corpus:
        return None
    known = [w.tightness for w in finding.corpus if math.isfinite(w.tightness)]
    broken = any(w.broken is not None for w in finding.corpus)
    return {"best": max(known, default=None), "broken": broken, "instances": len(finding.corpus)}


def _breaks(finding: Finding, folder: Path) -> dict[str, str]:
    """Keep the smallest and the worst break, once where they are one instance; the files by their names."""
    claim = finding.claim
    kept: dict[str, str] = {}
    for kind, name in (("smallest", "counterexample"), ("worst", "worst")):
        found: Break | None = getattr(finding, kind)
        if found is None:
            continue
        if kind == "worst" and finding.smallest and found.exact == finding.smallest.exact:
            kept[name] = kept["counterexample"]
            continue
        kept[name] = f"counterexamples/{claim.id}.{kind}.json"
        write_json(folder / kept[name], counterexample(claim, found.exact, found.settlement, kind))
    return kept


def _hunted(finding: Finding, folder: Path) -> dict[str, Any] | None:
    """What the hunt found: the balls' value, how sharp the bound is, the tightest instance as a file.

    A printed inequality that draws refuted before any hunt still has its multiple; None for what is neither.
    """
    claim, hunted = finding.claim, finding.hunted
    if hunted is None:
        hunted = HuntResult(claim.id, stopped="refuted")
        judged = finding.worst.settlement.judgement if finding.worst else None
        if claim.form not in CERTIFIED_FORMS or judged is None or not judged.relation.climbs:
            return None
    multiple = finding.worst.tightness if finding.worst else hunted.multiple
    slopes = {name: asdict(slope) for name, slope in hunted.slopes.items()}
    record: dict[str, Any] = {
        "best": _finite(hunted.best), "steps": hunted.steps, "instance": None, "multiple": _finite(multiple),
        "diagnosis": diagnose(multiple, hunted.slopes), "slopes": slopes, "guided": hunted.guided,
        "stopped": hunted.stopped,
    }  # fmt: skip
    if hunted.exact is not None and finding.smallest is None:
        data = counterexample(claim, hunted.exact, settle(claim, hunted.exact), "tightest")
        (folder / "hunt").mkdir(exist_ok=True)
        record["instance"] = f"hunt/{claim.id}.json"
        shapes = [asdict(shape) for shape in hunted.shapes]
        history = [[one.steps, one.tightness] for one in hunted.history]
        write_json(folder / record["instance"], data | {"shapes": shapes, "history": history})
    return record


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _counted(finding: Finding) -> bool:
    """Whether the claim is judged by counting events."""
    return finding.relation is not None and finding.relation.statistical


def _in_digits(finding: Finding) -> bool:
    """Whether the claim's tightness is read as digits to which its sides agree."""
    return finding.relation is not None and finding.relation.words.reads == "digits"


def _replayed(finding: Finding, committed: Path | None) -> str:
    """What became of the committed counterexample: ``broken``, ``missing``, ``not needed``, or a reason."""
    claim = finding.claim
    proved = claim.expected == "refuted" and not _counted(finding) and claim.form in _NEEDS_COMMITTED
    if not proved or committed is None:
        return "not needed"
    path = committed / f"{claim.id}.json"
    if not path.is_file():
        return "missing"
    try:
        return replay(claim, load(path)).outcome
    except ValueError as error:
        return f"not readable: {error}"


def counterexample(claim: Claim, exact: Exact, settlement: Settlement, kind: str) -> dict[str, Any]:
    """The JSON form of one counterexample: the exact instance, both sides as balls, claim and versions."""
    judged = settlement.judgement
    instance = exact.float64()
    tightness = judged.tightness if judged else None
    return {
        "schema": SCHEMA, "claim": claim.id, "title": claim.title, "statement": claim.statement,
        "source": claim.source, "form": claim.form, "digest": claim.digest, "versions": versions(),
        "kind": kind, "instance": exact.to_json(),
        "relation": judged.relation.described() if judged else "",
        "lhs": judged.lhs if judged else "", "rhs": judged.rhs if judged else "",
        "entry": [judged.entry] if judged else [],
        "tightness": tightness if tightness is not None and math.isfinite(tightness) else None,
        "precision": settlement.bits,
        "assumptions": [{"name": name, "proved": done} for name, done in settlement.assumptions],
        "pictures": [
            {"title": title, "rows": np.asarray(matrix[0].cpu()).tolist()}
            for title, matrix in instance.pictures().items()
        ],
    }  # fmt: skip


def load(path: str | Path) -> dict[str, Any]:
    """A counterexample file, checked.

    Raises:
        ValueError: the file is absent, too large, no JSON object, or lacks the claim or the instance.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"counterexample must be a file, got {path}")
    if path.stat().st_size > SIZE_LIMIT:
        raise ValueError(f"counterexample must be at most {SIZE_LIMIT} bytes, got {path.stat().st_size}")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} must be JSON, got {type(error).__name__}: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("claim"), str) or "instance" not in data:
        raise ValueError(f"{path} must be an object with a claim and an instance")
    return data


def replay(claim: Claim, data: dict[str, Any]) -> Settlement:
    """Judge a kept counterexample again in balls.

    Raises:
        ValueError: its instance is malformed, or not of the type or shapes that the claim speaks of.
    """
    return settle(claim, instance_of(claim, data))


def instance_of(claim: Claim, data: dict[str, Any]) -> Exact:
    """The instance of a kept file, checked against what the claim is tried on (ValueError)."""
    exact, kind = Exact.from_json(data["instance"]), claim.population.kind
    if exact.kind is not kind:
        raise ValueError(f"instance of {claim.id} must be a {kind.type_name()}, got {exact.kind.type_name()}")
    if not claim.population.admits(exact.sizes):
        raise ValueError(f"sizes must be among those of {claim.population.name}, got {exact.sizes}")
    return exact
