"""Runs of the plugin in a folder of their own, as a user's package would have them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import icl_verify as icl_verify_package
from icl_verify.tests.plugin import forked

PACKAGE = Path(icl_verify_package.__file__).parents[1]
CLAIMS = '''
import os, signal, time
from dataclasses import replace
from fractions import Fraction
from icl_verify import at_most, claim
from icl_verify.tests import tiny
from icl_verify.tests.tiny import cauchy_schwarz

# A ninth of the draws and of the hunt: these runs are about what is kept, not about what is found.
couples = replace(tiny.couples, name="few_couples", cost=1 / 9)

@claim("tiny.holds", population=couples, statement="x")
def holds(couple):
    """The inner product is at most the product of the norms"""
    return cauchy_schwarz(couple)

holds.lowered(Fraction(99, 100), known=Fraction(1))
'''


def write_claims(folder: Path, more: str = "") -> Path:
    """A properties folder with one true claim, one mutant and whatever ``more`` adds."""
    properties = folder / "properties"
    properties.mkdir()
    (properties / "test_tiny.py").write_text(CLAIMS + more)
    return properties


def environment(*folders: Path) -> dict[str, str]:
    """The environment of a run: one thread, no options from outside, the package that is under test, no Coq.

    What is compiled is kept, whatever the tests were started with: each run would compile the package anew.
    To load Coq takes longer than these runs; what it says of a refutation the tests of certificates try.

    Arguments:
        folders: further places to import from.
    """
    places = os.pathsep.join(map(str, (*folders, PACKAGE)))
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = [place for place in os.get_exec_path() if not Path(place, "coqc").exists()]
    told = {"OMP_NUM_THREADS": "1", "PYTEST_ADDOPTS": "", "PYTHONPATH": places, "PATH": os.pathsep.join(path)}
    return given | told


def icl_verify(folder: Path, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """One ``icl-verify`` command, run to its end."""
    return forked.run(folder, ("icl-verify", *arguments), environment(), timeout)


def plain_pytest(folder: Path, *arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    """One ``pytest`` command, run to its end, that may import from its folder."""
    command = ("pytest", "-p", "no:cacheprovider", *arguments)
    return forked.run(folder, command, environment(folder), timeout)


def records(run: Path) -> dict[str, Any]:
    """The records of a run's folder by id."""
    lines = (run / "records.jsonl").read_text().splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}
