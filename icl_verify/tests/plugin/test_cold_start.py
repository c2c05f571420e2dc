"""What one conjecture pays before it is tried: no more libraries than these, one thread, a heap at rest."""

import gc
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from icl_verify.pytest_plugin import environment as prepared
from icl_verify.tests.plugin.running import PACKAGE, environment

# What a claim is written, drawn, judged and shown with, and what pytest and torch bring with them.
NEEDED = {
    "execnet", "flint", "functorch", "hypothesis",
    "iniconfig", "jaxtyping", "jinja2", "latex2mathml", "markupsafe", "numpy", "packaging", "platformdirs",
    "pluggy", "py", "pygments", "pytest", "python_flint", "sortedcontainers", "torch", "torchgen", "tqdm",
    "typing_extensions", "xdist",
}  # fmt: skip
CONJECTURE = PACKAGE / "properties" / "conjectures" / "test_softmax_constant.py"
REPORT = """
import atexit, gc, json, os, sys

def report():
    import torch
    files = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
    loaded = {name.partition(".")[0] for name, file in files.items() if "site-packages" in file}
    loaded = {name for name in loaded if not name.startswith("_")}
    claims = {
        value.id: value for module in list(sys.modules.values()) for value in list(vars(module).values())
        if type(value).__name__ == "Claim"
    }
    said = {
        "libraries": sorted(loaded),
        "claims": len(claims),
        "digested": sorted(name for name, claim in claims.items() if "trial_digest" in vars(claim)),
        "threads": torch.get_num_threads(), "omp": os.environ.get("OMP_NUM_THREADS"),
        "frozen": gc.get_freeze_count(), "collects": gc.isenabled(),
    }
    with open(sys.argv[3], "w") as file:
        json.dump(said, file)

atexit.register(report)
"""
COMMAND = "from icl_verify.cli import main; main(['run', 'conj.softmax_constant', '--out', sys.argv[1]])"
PLAIN = "import pytest; pytest.main([sys.argv[2], '-k', 'softmax_constant]', '-q', '--icl-out', sys.argv[1]])"

pytestmark = pytest.mark.skipif(not CONJECTURE.is_file(), reason="installed without its repository")


def cold(tmp_path, code):
    """What a new process says of itself after a run."""
    report = tmp_path / "report.json"
    kept = {k: v for k, v in environment().items() if not k.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", REPORT + code, str(tmp_path / "out"), str(CONJECTURE), str(report)],
        cwd=PACKAGE, env=kept, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (tmp_path / "out" / "index.html").is_file(), done.stdout + done.stderr
    return json.loads(report.read_text())


@pytest.mark.parametrize(("code", "claims"), [(COMMAND, 100), (PLAIN, 1)], ids=["command", "pytest"])
def test_one_conjecture_loads_only_what_it_needs(tmp_path, code, claims):
    said = cold(tmp_path, code)
    assert said["claims"] >= claims and said["digested"] == ["conj.softmax_constant"]
    assert {"torch", "hypothesis"} <= set(said["libraries"]) <= NEEDED
    assert said["threads"] == 1 and said["omp"] == "1"
    assert said["frozen"] > 100_000 and said["collects"]


def test_the_collector_looks_seldom_until_the_session_ends(request):
    before, cleanups = gc.get_threshold(), []
    prepared.settle_heap(SimpleNamespace(stash={}, add_cleanup=cleanups.append))
    request.addfinalizer(gc.unfreeze)
    assert gc.get_threshold() == (prepared.OBJECTS_A_PASS, *before[1:])
    for clean in cleanups:
        clean()
    assert gc.get_threshold() == before


@pytest.mark.parametrize("option", ["--collect-only", "-knothing_of_this_name"])
def test_what_is_collected_and_not_tried_is_out_of_the_collectors_sight_too(option):
    """A pass over the libraries costs a collection as much as it costs a run, and Python ends with one."""
    code = (
        "import gc, pytest, sys; before = gc.get_threshold(); pytest.main(sys.argv[1:]); "
        "print(gc.get_freeze_count() > 100_000, gc.isenabled(), gc.get_threshold() == before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(CONJECTURE), option, "-q"],
        cwd=PACKAGE, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "True True True", done.stdout


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"MKL_NUM_THREADS": "2"}, None)])
def test_who_sets_a_number_of_threads_keeps_it(monkeypatch, given, threads):
    limited = []
    monkeypatch.setattr(torch, "set_num_threads", limited.append)
    monkeypatch.setattr(os, "environ", dict(given))
    prepared._idle_no_threads()
    assert os.environ.get("OMP_NUM_THREADS") == threads
    assert limited == ([1] if threads else [])
