"""The corpus: the tightest instances known, a JSON file a claim, kept beside the committed counterexamples.

What is in it is tried first and judged apart: it never counts as found by the run that reads it.
"""

from __future__ import annotations

import inspect
import math
from pathlib import Path

from icl_verify.hunt.course import hunt_claim
from icl_verify.hunt.result import HuntResult, Progress
from icl_verify.judge.precision import LAST_BITS
from icl_verify.judge.tightness import CertifiedTightness, certify_tightness
from icl_verify.records.example import CorpusEntry, CorpusFile, InstanceFile
from icl_verify.records.files import read_json, write_json
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact

# Instances of a claim. Each is certified in every run, and starts an ascent of its own.
MOST_INSTANCES = 4


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


def entries(folder: Path | None, claim: Claim) -> tuple[CorpusEntry, ...]:
    """What is kept for a claim, tightest first; empty where there is no file.

    Raises:
        ValueError: the file is no corpus of a claim, or too large.
    """
    path = None if folder is None else Path(folder) / file_name(claim)
    if path is None or not path.is_file():
        return ()
    return CorpusFile.from_json(read_json(path), str(path)).instances


def instances(folder: Path | None, claim: Claim) -> list[Exact]:
    """The instances kept for a claim that it still speaks of: of its population's type and sizes.

    What was kept with them, the tightness above all, belongs to the claim as it stood then.
    """
    return [
        exact for exact in map(_read, entries(folder, claim)) if exact is not None and _fits(exact, claim)
    ]


def _read(entry: CorpusEntry) -> Exact | None:
    """The instance of an entry, None where its type has changed since."""
    try:
        return Exact.from_json(entry.instance.to_json())
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
    corpus = folder_beside(claim) if folder is None else folder
    return [certify_tightness(claim, exact, last_bits=last_bits) for exact in instances(corpus, claim)]


def hunt_from(
    folder: Path, claim: Claim, *, minutes: float | None = None, steps: int | None = None, seed: int = 0,
    device: str = "cpu", progress: Progress | None = None,
) -> HuntResult:  # fmt: skip
    """``hunt_claim`` that starts from the corpus in ``folder`` as well, and adds to it what is tighter."""
    result = hunt_claim(
        claim, minutes=minutes, steps=steps, seed=seed, device=device, progress=progress,
        known=certify_corpus(claim, folder),
    )  # fmt: skip
    add(folder, claim, result)
    return result


def add(folder: Path, claim: Claim, result: HuntResult) -> bool:
    """Add a hunt's tightest instance where it improves on what is kept; whether it did.

    Entries of the claim as it stood before are certified again, or dropped where it no longer speaks of them.
    """
    if result.exact is None:
        return False
    known, instance = _current(folder, claim), InstanceFile.from_json(result.exact.to_json(), "instance")
    better = not known or result.best > known[0].tightness
    better = better and all(one.instance != instance for one in known)
    new = (CorpusEntry(tightness=result.best, instance=instance, digest=claim.digest),) if better else ()
    held = (*new, *known)[:MOST_INSTANCES]
    if held != entries(folder, claim):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / file_name(claim), CorpusFile(claim=claim.id, instances=held).to_json())
    return better


def _current(folder: Path, claim: Claim) -> tuple[CorpusEntry, ...]:
    """The entries as the claim stands now, tightest first."""
    current = []
    for entry in entries(folder, claim):
        exact, value = _read(entry), entry.tightness
        if exact is None or not _fits(exact, claim):
            continue
        if entry.digest != claim.digest or math.isnan(value):
            value = certify_tightness(claim, exact).tightness
        if not math.isnan(value):
            current.append(CorpusEntry(tightness=value, instance=entry.instance, digest=claim.digest))
    return tuple(sorted(current, key=lambda entry: -entry.tightness))
