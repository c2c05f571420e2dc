"""Equalities that Coq has proved for all reals at a shape, kept beside the claims' files in ``theorems/``.

A theorem is ``ID.SHAPE.v``; ``ID.json`` says of which claim, as it stood then, and by which Coq. A run reads
them and runs no Coq. It says so of a claim where the digest and the file's hash are those kept and the claim
still gives this very text (its digest leaves out the instance type, whose signs the theorem assumes).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from icl_verify.certify.check import check_coq
from icl_verify.certify.equality import Equality, equality, smallest
from icl_verify.records.files import read_json, write_json, write_text
from icl_verify.records.schema import Checked, ProvedForAll, TheoremFile
from icl_verify.statement.claim import Claim
from icl_verify.trial.corpus import file_name, folder_beside

FOLDER = "theorems"


def theorem_name(made: Equality) -> str:
    """The file of a theorem: the claim's id and every size, as ``lemma5.constant.corrected.N2_K3.v``."""
    shape = "_".join(f"{name}{size}" for name, size in made.sizes.items())
    return f"{made.claim.id}.{shape}.v"


def keep_theorem(made: Equality, checked: Checked, folder: Path) -> Path:
    """Write a theorem and its line in the claim's index; theorems of the claim as it once stood leave it.

    Raises:
        ValueError: the outcome is not that Coq proved this very text, or the index there is none.
    """
    sha256 = hashlib.sha256(made.text.encode()).hexdigest()
    if checked.outcome != "proved" or checked.sha256 != sha256:
        raise ValueError(f"a theorem must be proved by Coq to be kept, got {checked.outcome}: {checked.why}")
    folder.mkdir(parents=True, exist_ok=True)
    path, index = folder / theorem_name(made), folder / file_name(made.claim)
    by, _, version = checked.by.partition(" ")
    new = ProvedForAll(
        sizes=made.sizes, by=by, version=version, file=path.name, sha256=sha256, seconds=checked.seconds
    )
    others = [one for one in kept_theorems(folder, made.claim) if one.file != path.name]
    proved = tuple(sorted([*others, new], key=lambda one: one.file))
    write_text(path, made.text)
    write_json(index, TheoremFile(claim=made.claim.id, digest=made.claim.digest, theorems=proved).to_json())
    return path


def kept_theorems(folder: Path | None, claim: Claim) -> tuple[ProvedForAll, ...]:
    """What was proved of a claim as it stands: its digest is that of the index, each file has its hash.

    Raises:
        ValueError: the index is none, or too large.
    """
    index = None if folder is None else folder / file_name(claim)
    if index is None or not index.is_file():
        return ()
    kept = TheoremFile.from_json(read_json(index), str(index))
    if (kept.claim, kept.digest) != (claim.id, claim.digest):
        return ()
    return tuple(one for one in kept.theorems if _hash(index.parent / one.file) == one.sha256)


def proved_for_all(claim: Claim, folder: Path) -> tuple[ProvedForAll, ...]:
    """What a run says of a claim: the theorems kept of it that it gives still, copied into the run's folder.

    An index that cannot be read says nothing: no verdict may depend on it.
    """
    beside = folder_beside(claim, FOLDER)
    try:
        kept = kept_theorems(beside, claim)
        texts = {one.file: equality(claim, one.sizes).text for one in kept}
    except ValueError:
        return ()
    found = tuple(one for one in kept if hashlib.sha256(texts[one.file].encode()).hexdigest() == one.sha256)
    if found:
        (folder / FOLDER).mkdir(exist_ok=True)
    for one in found:
        write_text(folder / FOLDER / one.file, texts[one.file])
    return found


def said_for_all(claim: Claim) -> str:
    """What Coq says of an equality at its smallest shape, in words; empty where its field cannot treat it."""
    try:
        sizes = smallest(claim)
        made = equality(claim, sizes)
    except (ValueError, TypeError, ArithmeticError):
        return ""
    shape = ", ".join(f"{name} = {size}" for name, size in sizes.items())
    if made.trivial == made.entries:
        return f"the same formula on both sides at {shape}"
    checked = check_coq(made.text)
    said = {"proved": f"proved for all reals at {shape} by {checked.by}", "not checked": checked.why}
    return said.get(checked.outcome, f"not closed by field at {shape}: {checked.why}")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
