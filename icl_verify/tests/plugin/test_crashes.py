"""One claim's fault costs that claim: crashes one upon another, and what no file or channel takes."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from icl_verify.pytest_plugin.claim_scheduling import ClaimScheduling
from icl_verify.pytest_plugin.item import encodable
from icl_verify.statement.names import LONGEST_NAME
from icl_verify.tests.plugin.running import icl_verify, records, write_claims
from icl_verify.tests.tiny import cauchy_schwarz, made


class Worker:
    """As the scheduler sees one."""

    def __init__(self, name):
        self.gateway = SimpleNamespace(id=name, spec=name)
        self.given, self.shutting_down = [], False

    def send_runtest_some(self, indices):
        self.given += indices

    def shutdown(self):
        self.shutting_down = True


TESTS = [f"test_a.py::claim[c{i}]@p{i}" for i in range(8)]


@pytest.fixture
def scheduler():
    option = SimpleNamespace(loadscopereorder=False, tx=["2*popen"], verbose=0, maxworkerrestart=None)
    values = {"tx": ["popen", "popen"]}
    hook = SimpleNamespace(pytest_collectreport=lambda **_: None)
    config = SimpleNamespace(option=option, getvalue=lambda name: values.get(name), hook=hook)
    return ClaimScheduling(config)


def begun(scheduler, *names):
    """Workers that have collected and were given their first tests."""
    workers = [Worker(name) for name in names]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, TESTS)
    scheduler.schedule()
    return workers


def test_two_crashes_while_a_worker_is_being_replaced_cost_two_claims(scheduler):
    first, second = begun(scheduler, "gw0", "gw1")
    crashed = [scheduler.remove_node(first)]
    third, fourth = Worker("gw2"), Worker("gw3")
    scheduler.add_node(third)  # ready, and collecting still
    crashed.append(scheduler.remove_node(second))
    scheduler.add_node(fourth)
    scheduler.add_node_collection(third, TESTS)
    scheduler.schedule()
    assert third.given and not fourth.given
    scheduler.add_node_collection(fourth, TESTS)
    scheduler.schedule()
    assert fourth.given
    done, left = set(crashed), {third: 0, fourth: 0}
    while any(left[worker] < len(worker.given) for worker in left):
        for worker in left:
            if left[worker] < len(worker.given):
                index = worker.given[left[worker]]
                left[worker] += 1
                done.add(TESTS[index])
                scheduler.mark_test_complete(worker, index)
    assert done == set(TESTS) and len(crashed) == 2
    assert sorted(third.given + fourth.given) == [i for i, name in enumerate(TESTS) if name not in crashed]


def test_a_worker_that_collects_other_tests_is_sent_home(scheduler):
    begun(scheduler, "gw0", "gw1")
    other = Worker("gw2")
    scheduler.add_node(other)
    scheduler.add_node_collection(other, TESTS[:-1])
    scheduler.schedule()
    assert other.shutting_down and not other.given


FAULTS = r'''
from dataclasses import replace as other
from icl_verify import assumption

def killing(i):
    @claim(f"tiny.suicide{i}", population=other(couples, name=f"few{i}"), statement="x")
    def suicide(couple):
        """A claim that takes its process down"""
        os.kill(os.getpid(), signal.SIGKILL)

for i in range(2):
    killing(i)

@claim("tiny.surrogate", population=other(couples, name="last"), statement="x", note="\ud800 in a note")
def surrogate(couple):
    """Not encodable \udfff"""
    raise RuntimeError("not encodable: \ud800")

@claim("tiny.too_large", population=other(couples, name="last2"), statement="x" * 9 * 2**20)
def too_large(couple):
    """No line holds it"""
    return cauchy_schwarz(couple)

@claim("tiny.after", population=other(couples, name="last3"), statement="x")
def after(couple):
    """A claim that comes later"""
    return cauchy_schwarz(couple)
'''


def test_two_crashes_a_surrogate_and_a_record_too_large_cost_four_claims(tmp_path):
    """What no channel and no line takes."""
    write_claims(tmp_path, FAULTS)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "2", "--hunt", "0", timeout=300)
    found = {name: record["verdict"] for name, record in records(tmp_path / "out").items()}
    lost = dict.fromkeys(
        (*(f"tiny.suicide{i}" for i in range(2)), "tiny.surrogate", "tiny.too_large"), "error"
    )
    held = {"tiny.holds": "holds", "tiny.holds.mutant_bound": "refuted", "tiny.after": "holds"}
    assert found == lost | held, done.stdout + done.stderr
    assert "INTERNALERROR" not in done.stdout + done.stderr
    assert "at most" in records(tmp_path / "out")["tiny.too_large"]["note"]


def test_a_lone_surrogate_is_escaped():
    assert encodable("a\ud800b") == "a\\ud800b" and encodable("ä") == "ä"


@pytest.mark.parametrize("name", ["title", "statement", "source", "group", "note"])
def test_what_is_said_of_a_claim_is_text(name):
    with pytest.raises(ValueError, match=f"{name} of tiny.claim must be text, got 7"):
        replace(made(cauchy_schwarz), **{name: 7})
    longest = "a" * LONGEST_NAME
    assert made(cauchy_schwarz, longest).id == longest
    with pytest.raises(ValueError, match="id must be at most 200 characters, got 201"):
        made(cauchy_schwarz, longest + "a")
