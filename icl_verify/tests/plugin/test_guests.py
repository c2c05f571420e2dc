"""Where the package is installed, test runs without claims are as they would be without it."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from icl_verify.pytest_plugin import scheduling
from icl_verify.pytest_plugin.names import claim_id, node_name
from icl_verify.tests.plugin.running import PACKAGE, write_claims

ORDINARY = """
import os, sys

def test_the_process_is_as_it_was():
    assert "torch" not in sys.modules and "scipy" not in sys.modules
    assert "MKL_CBWR" not in os.environ and "OMP_NUM_THREADS" not in os.environ
"""
WITH_CLAIMS = """
import os, torch

def test_the_process_is_ready_for_claims():
    assert os.environ["MKL_CBWR"] == "COMPATIBLE"
    assert torch.get_num_threads() == 1 and os.environ["NUMBA_NUM_THREADS"] == "1"
"""
CLAIM_TEST = "properties/test_a.py::" + node_name("lemma1.rate", "any")


def pytest_run(folder, *arguments):
    mine = ("MKL_CBWR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    clean = {k: v for k, v in os.environ.items() if k not in mine and not k.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder, env={**clean, "PYTHONPATH": str(PACKAGE)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("options", [(), ("-n", "2", "--hypothesis-seed=random")])
def test_ordinary_tests_find_the_process_as_it_was(tmp_path, options):
    (tmp_path / "test_ordinary.py").write_text(ORDINARY)
    done = pytest_run(tmp_path, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [p.name for p in tmp_path.iterdir() if p.name != "__pycache__"] == ["test_ordinary.py"]


def test_beside_claims_a_worker_is_ready_for_them(tmp_path):
    properties = write_claims(tmp_path)
    (properties / "test_a.py").write_text(WITH_CLAIMS)
    done = pytest_run(properties, "-k", "ready", "-n", "1")
    assert done.returncode == 0, done.stdout + done.stderr


def chosen(collected, dist, session=None, **given):
    options = {"dist": dist, "tx": ["popen"], **given}
    config = SimpleNamespace(
        getvalue=options.get, getoption=options.get, stash={scheduling._LEFT_TO_US: True},
        pluginmanager=SimpleNamespace(get_plugin={"dsession": session}.get),
    )  # fmt: skip
    scheduler = scheduling.pytest_xdist_make_scheduler(config, None)
    node = object()
    scheduler.add_node(node)
    assert scheduler.nodes == [node] and not scheduler.collection_is_completed
    scheduler.add_node_collection(node, collected)
    assert scheduler.nodes == [node] and scheduler.collection_is_completed
    return type(scheduler._chosen).__name__


@pytest.mark.parametrize(
    ("collected", "dist", "scheduler"),
    [
        (["test_a.py::test_one"], "load", "LoadScheduling"),
        (["test_a.py::test_one@group"], "loadgroup", "LoadGroupScheduling"),
        (["test_a.py::test_one", CLAIM_TEST], "load", "ClaimScheduling"),
        ([CLAIM_TEST], "loadgroup", "ClaimScheduling"),
    ],
)
def test_the_scheduler_is_ours_for_claims_alone(collected, dist, scheduler):
    assert chosen(collected, dist) == scheduler


@pytest.mark.parametrize(
    ("test", "given", "allowed"),
    [(CLAIM_TEST, None, 9), (CLAIM_TEST, 3, 8), ("test_a.py::test_one", None, 8)],
)
def test_every_claim_may_crash_its_worker_once(test, given, allowed):
    """xdist gives up after four crashes a worker, which leaves claims undecided."""
    session = SimpleNamespace(_max_worker_restart=8)
    chosen([test], "load", session, maxworkerrestart=given)
    assert session._max_worker_restart == allowed


@pytest.mark.parametrize(
    ("given", "ours"), [("no", True), ("load", False), ("worksteal", False), ("loadgroup", True)]
)
def test_an_explicit_dist_is_respected(given, ours):
    config = SimpleNamespace(option=SimpleNamespace(dist=given), stash={})
    scheduling.pytest_cmdline_main(config)
    config.getvalue = {"dist": "load" if given == "no" else given}.get
    assert (scheduling.pytest_xdist_make_scheduler(config, None) is not None) == ours
    assert config.option.dist == given


@pytest.mark.parametrize(
    "other", ["test_a.py::test_claim[x]@group", "test_a.py::test_b[claim[x]@y]", "test_a.py::test_b"]
)
def test_no_other_test_is_taken_for_a_claim(other):
    assert claim_id(CLAIM_TEST) == "lemma1.rate"
    assert claim_id(other) is None
