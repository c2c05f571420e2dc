"""Handing certificates to the programs that check them: a bare Python, and Coq where it is installed."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from icl_verify.certify.coq_file import library
from icl_verify.records.schema import Checked

LONGEST = 600  # seconds; only a guard, what is checked is bounded by steps
# Coq collects garbage less often: a quarter of its time. Whoever has set the variable keeps it.
ROOM = {"OCAMLRUNPARAM": "s=8M,o=200"}  # s in words of 8 bytes
CONTRADICTED = 3


def check_script(text: str) -> Checked:
    """What a fresh Python without packages says of a script (``-I -S``)."""
    by = f"Python {sys.version.split()[0]}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.py"
        path.write_text(text, encoding="utf-8")
        return _run(by, [sys.executable, "-I", "-S", str(path)], text)


def check_coq(text: str) -> Checked:
    """What Coq says of a certificate; ``not checked`` where Coq or its interval library is not installed."""
    by = coq_version()
    if not by:
        return Checked(by="Coq", outcome="not checked", why="Coq is not installed", sha256=_sha256(text))
    try:
        compiled = _library()
    except RuntimeError as error:
        return Checked(by=by, outcome="not checked", why=str(error), sha256=_sha256(text))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.v"
        path.write_text(text, encoding="utf-8")
        return _run(by, ["coqtop", "-q", "-Q", compiled.name, "Certificate", "-batch", "-l", str(path)], text)


@functools.cache
def coq_version() -> str:
    """Coq's name and version, empty where it is not installed."""
    if shutil.which("coqc") is None or shutil.which("coqtop") is None:
        return ""
    said = subprocess.run(["coqc", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version (\S+)", said)
    return f"Coq {found.group(1)}" if found else "Coq"


@functools.cache
def _library() -> tempfile.TemporaryDirectory[str]:
    """A folder with the compiled library, for this process. RuntimeError where it does not compile."""
    folder = tempfile.TemporaryDirectory(prefix="icl-verify-coq-")
    path = Path(folder.name) / "Certificate.v"
    path.write_text(library(), encoding="utf-8")
    command = ["coqc", "-q", "-Q", ".", "Certificate", path.name]
    ran = subprocess.run(
        command, cwd=folder.name, env=ROOM | os.environ, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise RuntimeError(f"Coq's library for certificates does not compile: {_last_line(ran.stderr)}")
    return folder


def _run(by: str, command: list[str], text: str) -> Checked:
    begun = time.monotonic()
    try:
        # In the certificate's own folder: Coq's nra leaves a cache where it runs.
        ran = subprocess.run(
            command,
            cwd=Path(command[-1]).parent,
            env=ROOM | os.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return Checked(by=by, outcome="not checked", why=f"more than {LONGEST} s", sha256=_sha256(text))
    seconds = round(time.monotonic() - begun, 3)
    outcome = {0: "proved", CONTRADICTED: "contradicted"}.get(ran.returncode, "refused")
    why = "" if outcome == "proved" else _last_line(ran.stderr)
    return Checked(by=by, outcome=outcome, why=why, seconds=seconds, sha256=_sha256(text))


def _last_line(said: str) -> str:
    lines = said.strip().splitlines() or ["no reason was given"]
    return lines[-1][:300]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
