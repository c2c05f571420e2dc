"""All that is written of one break, and the checks of it within a run's budget."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from pathlib import Path

from icl_verify.certify.check import check_coq, check_script
from icl_verify.certify.coq_file import coq, library
from icl_verify.certify.script import script
from icl_verify.certify.trace import MOST_NODES, NoCertificateError, trace
from icl_verify.certify.worked import worked, worked_in_balls
from icl_verify.numerics.symbolic import ordered
from icl_verify.records.files import write_json, write_text
from icl_verify.records.schema import STATEMENT_FORMS, Checked
from icl_verify.records.worked import WorkedCheck
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact

LIBRARY = "Certificate.v"
# What a run checks itself, in nodes of the graph: counts, so that runs are deterministic. With them a quick
# run of all claims spends about ten seconds of processor time on certificates; the command checks any.
MOST_TRACED = 40_000
MOST_WORKED = 8_000
MOST_BY_SCRIPT = 4_000
MOST_BY_COQ = 48


@dataclass(frozen=True)
class Certificate:
    """The texts of one break's certificates.

    Attributes:
        script, coq: the texts; empty where there is none.
        without: why there is none, by ``script`` and ``coq``.
        worked: the worked check.
        nodes: how large the graph is.
    """

    script: str
    coq: str
    without: dict[str, str]
    worked: WorkedCheck
    nodes: int

    def write_as(self, file: Path, script_file: Path | None, coq_file: Path | None) -> list[Path]:
        """Write script and file for Coq where they are asked for, else all beside ``file``; the files.

        Raises:
            ValueError: what is asked for there is not.
        """
        if script_file is None and coq_file is None:
            return self.write(file.parent, file.stem)
        wanted = [(script_file, self.script, "script"), (coq_file, self.coq, "coq")]
        for path, text, kind in wanted:
            if path is not None and not text:
                raise ValueError(f"{path} must have a certificate to hold, got none: {self.without[kind]}")
        asked = [(path, text) for path, text, _ in wanted if path is not None]
        for path, text in asked:
            path.write_text(text, encoding="utf-8")
        return [path for path, _ in asked]

    def write(self, folder: Path, name: str) -> list[Path]:
        """Write what there is: ``name.check.py``, ``name.v`` with its library, ``name.worked.json``."""
        texts = {f"{name}.check.py": self.script, f"{name}.v": self.coq}
        texts |= {LIBRARY: library()} if self.coq else {}
        there = [(folder / file, text) for file, text in texts.items() if text]
        for path, text in there:
            write_text(path, text)
        write_json(folder / f"{name}.worked.json", self.worked.to_json())
        return [path for path, _ in there] + [folder / f"{name}.worked.json"]


def certificate(claim: Claim, exact: Exact, *, most_nodes: int = MOST_NODES) -> Certificate:
    """The certificates of the break of a claim by an instance.

    Raises:
        NoCertificateError: the claim leaves no formulas, or they do not give its own sides in balls.
    """
    found = trace(claim, exact, most_nodes=most_nodes)
    sides = [side for line in found.comparisons for side in (line.left, line.right)]
    texts, without = {"script": "", "coq": ""}, {}
    for name, write in (("script", script), ("coq", coq)):
        try:
            texts[name] = write(found)
        except NoCertificateError as error:
            without[name] = str(error)
    return Certificate(texts["script"], texts["coq"], without, worked(found), len(ordered(sides)))


def certify_break(claim: Claim, exact: Exact, folder: Path, path: str) -> tuple[Checked, ...]:
    """Write the certificates of a run's simplest break beside its file, and check them within the budget.

    Of what is no statement the worked check alone is written.

    Arguments:
        folder: the run's folder.
        path: the counterexample's file in it; the certificates take its name.
    """
    if claim.form not in STATEMENT_FORMS:
        work_out(claim, exact, folder / path)
        return ()
    try:
        made = certificate(claim, exact, most_nodes=MOST_TRACED)
    except NoCertificateError as error:
        work_out(claim, exact, folder / path, traced=False)
        return tuple(Checked(by=by, outcome="not checked", why=str(error)) for by in ("Python", "Coq"))
    place = Path(path).with_suffix("")
    made.write(folder / place.parent, place.name)
    kinds = (
        ("Python", "script", made.script, check_script, MOST_BY_SCRIPT, ".check.py"),
        ("Coq", "coq", made.coq, check_coq, MOST_BY_COQ, ".v"),
    )
    found = []
    for by, kind, text, check, most, suffix in kinds:
        file = f"{place.as_posix()}{suffix}"
        if not text:
            found.append(Checked(by=by, outcome="not checked", why=made.without[kind]))
        elif made.nodes > most:
            why = f"its proof has {made.nodes} steps, and a run checks at most {most}"
            found.append(Checked(by=by, outcome="not checked", why=why, file=file))
        else:
            found.append(dataclasses.replace(check(text), file=file))
    return tuple(found)


def work_out(claim: Claim, exact: Exact, file: Path, *, traced: bool = True) -> None:
    """Write the worked check of a break beside its file: from formulas, where there are none from the balls.

    Arguments:
        traced: False where it is known that the claim leaves no formulas.
    """
    check: WorkedCheck | None = None
    if traced:
        with contextlib.suppress(NoCertificateError):
            check = worked(trace(claim, exact, most_nodes=MOST_WORKED))
    if check is None:
        check = worked_in_balls(claim, exact)
    if check is not None:
        write_json(file.with_suffix("").with_name(f"{file.stem}.worked.json"), check.to_json())


def differing(made: Certificate, folder: Path, name: str) -> list[str]:
    """What is wrong with the certificates kept beside a counterexample: each must be what is written now."""
    texts = {f"{name}.check.py": made.script, f"{name}.v": made.coq, LIBRARY: library()}
    kept = [(folder / file, text) for file, text in texts.items() if (folder / file).is_file()]
    return [
        f"{path} must be what the claim and its instance give, and is something else"
        for path, text in kept
        if path.read_text(encoding="utf-8") != text
    ]
