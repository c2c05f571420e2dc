"""The corpus: the tightest instances known, a JSON file a claim, kept beside the committed counterexamples.

What is in it is tried first and judged apart: it never counts as found by the run that reads it.
"""

from __future__ import annotations

import inspect
import json
import math
from pathlib import Path
from typing import Any

from icl_verify.hunt.course import hunt_claim
from icl_verify.hunt.result import HuntResult
from icl_verify.judge.settle import LAST_BITS
from icl_verify.judge.tightness import CertifiedTightness, certify_tightness
from icl_verify.records.run import SCHEMA, write_json
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact

KEPT = 4
SIZE_LIMIT = 16 * 2**20


def file_name(claim: Claim) -> str:
    """The claim's file within a corpus."""
    return f"{claim.id}.json"


def folder_beside(claim: Claim, name: str = "corpus") -> Path | None:
    """The folder of that name beside the file that states the claim or one level up; None without one."""
    try:
        here = Path(inspect.getfile(claim.function)).resolve().parent
    except TypeError:
        return None
    for folder in (here, here.parent):
        if (folder / name).is_dir():
            return folder / name
    return None


def entries(folder: Path | None, claim: Claim) -> list[dict[str, Any]]:
    """What is kept for a claim, tightest first; empty where there is no file.

    Raises:
        ValueError: the file is no JSON object with a list of instances, or too large.
    """
    path = None if folder is None else Path(folder) / file_name(claim)
    if path is None or not path.is_file():
        return []
    if path.stat().st_size > SIZE_LIMIT:
        raise ValueError(f"{path} must be at most {SIZE_LIMIT} bytes, got {path.stat().st_size}")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} must be JSON, got {type(error).__name__}: {error}") from error
    found = data.get("instances") if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(e, dict) and "instance" in e for e in found):
        raise ValueError(f"{path} must be an object with a list of instances")
    return found


def instances(folder: Path | None, claim: Claim) -> list[Exact]:
    """The instances kept for a claim that it still speaks of: of its population's type and sizes.

    What was kept with them, the tightness above all, belongs to the claim as it stood then.
    """
    return [
        exact for exact in map(_read, entries(folder, claim)) if exact is not None and _fits(exact, claim)
    ]


def _read(entry: dict[str, Any]) -> Exact | None:
    """The instance of an entry, None where its type has changed since."""
    try:
        return Exact.from_json(entry["instance"])
    except ValueError:
        return None


def _fits(exact: Exact, claim: Claim) -> bool:
    return exact.kind is claim.population.kind and claim.population.admits(exact.sizes)


def certify_corpus(
    claim: Claim, folder: Path | None = None, last_bits: int = LAST_BITS
) -> list[CertifiedTightness]:
    """The instances that a corpus keeps of a claim, certified as the claim stands now.

    None for a mutant, which the run itself must fell, nor for what is no inequality.

    Arguments:
        folder: the corpus, by default the one beside the claim's file.
    """
    if claim.form == "mutant" or not claim.climbs:
        return []
    found = instances(folder_beside(claim) if folder is None else folder, claim)
    return [certify_tightness(claim, exact, last_bits=last_bits) for exact in found]


def hunt_from(folder: Path, claim: Claim, **options: Any) -> HuntResult:
    """``hunt_claim`` that starts from the corpus as well, and adds to it what is tighter.

    Arguments:
        folder: the corpus.
        options: as ``hunt_claim`` takes them.
    """
    result = hunt_claim(claim, known=certify_corpus(claim, folder), **options)
    keep(folder, claim, result)
    return result


def keep(folder: Path, claim: Claim, result: HuntResult) -> bool:
    """Add a hunt's tightest instance where it improves on what is kept; whether it did.

    Entries of the claim as it stood before are certified again, or dropped where it no longer speaks of them.
    """
    if result.exact is None:
        return False
    known, text = _current(folder, claim), result.exact.to_json()
    better = not known or result.best > known[0]["tightness"]
    better = better and all(e["instance"] != text for e in known)
    new = [{"tightness": result.best, "instance": text, "digest": claim.digest}] if better else []
    held = [*new, *known][:KEPT]
    if held != entries(folder, claim):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / file_name(claim), {"schema": SCHEMA, "claim": claim.id, "instances": held})
    return better


def _current(folder: Path, claim: Claim) -> list[dict[str, Any]]:
    """The entries as the claim stands now, tightest first."""
    found = []
    for entry in entries(folder, claim):
        exact, value = _read(entry), entry.get("tightness")
        if exact is None or not _fits(exact, claim):
            continue
        if entry.get("digest") != claim.digest or not isinstance(value, int | float):
            value = certify_tightness(claim, exact).tightness
        if not math.isnan(value):
            found.append({"tightness": value, "instance": entry["instance"], "digest": claim.digest})
    return sorted(found, key=lambda e: -e["tightness"])
