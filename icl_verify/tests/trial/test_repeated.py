"""A claim is a function of its instances: one that remembers, draws or changes the process is an error."""

from __future__ import annotations

import decimal
import itertools
import random

import flint
import numpy as np
import pytest
import torch

from icl_verify.statement.claim import assumption
from icl_verify.statement.fields import derived
from icl_verify.statement.relation import at_most, positive, probability
from icl_verify.tests.tiny import FAST, cauchy_schwarz, couples, made, one_shape
from icl_verify.trial.course import try_claim

MEMORY = "must say the same of the same instance each time, got"
DRAWS = "must draw no random numbers, got some"


def counting(count):
    """True at every second call"""
    calls = itertools.count()
    return lambda c: at_most(c.scale, (count if next(calls) % 2 else 1) * c.scale + 1)


def late():
    """True of the first calls, as preflight makes them"""
    calls = itertools.count()
    return lambda c: at_most(c.scale, (2 if next(calls) < 15 else 0) * c.scale)


def with_a_default():
    """True once it has been called"""

    def claimed(c, seen=[]):  # noqa: B006 - the mistake
        seen.append(1)
        return at_most(2 * c.scale, len(seen) * c.scale)

    return claimed


def with_a_buffer():
    """The same tensor each time, and other numbers in it"""
    sums = {}

    def claimed(c):
        total = sums.setdefault((type(c.scale), c.batch), 0 * c.scale)
        if isinstance(total, torch.Tensor):
            total += 1
        return at_most(total, 1000 + c.scale)

    return claimed


def with_a_generator():
    """True of most numbers"""
    numbers = np.random.default_rng(0)
    return lambda c: at_most(c.scale, int(numbers.integers(1, 1000)) * c.scale)


def with_a_derived_value():
    """Drawn once for every batch, of which the claims keep it"""
    numbers = np.random.default_rng(0)

    @derived
    def noise(c):
        return int(numbers.integers(1, 10**6)) * c.scale

    return lambda c: at_most(c.scale, noise(c))


def now_and_then(draw):
    """Another statement once in a million calls"""
    return lambda: lambda c: at_most(c.scale, (1 if draw() < 1e-6 else 2) * c.scale)


MEMORIES = {
    "a counter": (lambda: counting(2), MEMORY),
    "a late counter": (late, MEMORY),
    "a mutable default": (with_a_default, MEMORY),
    "a buffer": (with_a_buffer, MEMORY),
    "a generator": (with_a_generator, MEMORY),
    "a derived value": (with_a_derived_value, MEMORY),
    "random": (now_and_then(random.random), DRAWS),
    "NumPy's random numbers": (now_and_then(lambda: np.random.rand()), DRAWS),  # noqa: NPY002
    "torch's random numbers": (now_and_then(lambda: float(torch.rand(1))), DRAWS),
}


@pytest.mark.parametrize("name", MEMORIES)
def test_a_claim_that_is_no_function_of_its_instances_is_an_error(name):
    make, said = MEMORIES[name]
    found = try_claim(made(make()), FAST, 0)
    assert found.verdict == "error" and found.smallest is None
    assert f"tiny.claim {said}" in found.error and "n = " in found.error
    assert "Traceback" not in found.error and "icl_verify/trial/" not in found.error


def test_an_assumption_that_remembers_is_an_error_as_well():
    calls = itertools.count()
    odd = assumption("odd", "x")(lambda c: positive(c.scale + 10 * (next(calls) % 2)))
    found = try_claim(made(cauchy_schwarz, assumes=(odd,)), FAST, 0)
    assert found.verdict == "error" and f"assumption odd of tiny.claim {MEMORY}" in found.error


def test_events_that_are_drawn_in_the_function_are_an_error():
    numbers = torch.Generator().manual_seed(0)
    event = lambda c: probability(torch.rand(c.batch, generator=numbers) < 0.5, at_least=0.25)  # noqa: E731
    found = try_claim(made(event, population=one_shape), FAST, 0)
    assert found.verdict == "error" and MEMORY in found.error


def test_what_is_kept_and_not_felt_is_no_mistake():
    """A cache of what depends on the sizes alone, and numbers that are drawn from one seed each time."""
    known = {}

    def claimed(c):
        torch.manual_seed(3)
        few = int(torch.randint(1, 3, (1,)))
        return at_most(c.scale, known.setdefault(c.sizes["n"], 2 * few) * c.scale)

    assert try_claim(made(claimed), FAST, 0).verdict == "holds"


CHANGES = {
    "NumPy's error state": lambda: np.seterr(all="raise"),
    "torch's default dtype": lambda: torch.set_default_dtype(torch.float16),
    "torch's gradient mode": lambda: torch.set_grad_enabled(False),
    "torch's number of threads": lambda: torch.set_num_threads(torch.get_num_threads() + 1),
    "the flushing of small numbers to 0": lambda: torch.set_flush_denormal(True),
    "the precision or rounding of decimal": lambda: setattr(decimal.getcontext(), "prec", 5),
    "the precision of balls": lambda: setattr(flint.ctx, "prec", 20),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("since", [0, 12])
def test_a_claim_that_changes_the_process_is_an_error_and_the_next_one_meets_none_of_it(name, since):
    calls = itertools.count()

    def claimed(c):
        if next(calls) >= since:
            CHANGES[name]()
        return cauchy_schwarz(c)

    def settings():
        small = float(np.float64(5e-324) * 1)
        arithmetic = torch.get_default_dtype(), decimal.getcontext().prec, flint.ctx.prec, small
        return np.geterr(), torch.is_grad_enabled(), torch.get_num_threads(), arithmetic

    before, kept = settings(), next(couples.batches(0, FAST.examples, FAST.batch, "cpu"))[1]
    found = try_claim(made(claimed), FAST, 0)
    assert found.verdict == "error" and f"got {name} changed" in found.error, found.error
    assert settings() == before
    # What was derived meanwhile is the next claim's no more.
    assert next(couples.batches(0, FAST.examples, FAST.batch, "cpu"))[1] is not kept


def test_generators_that_all_share_stand_where_they_stood():
    def claimed(c):
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        torch.manual_seed(1)
        return cauchy_schwarz(c)

    def drawn():
        return random.random(), float(np.random.rand()), float(torch.rand(1))  # noqa: NPY002

    def seeded():
        random.seed(5)
        np.random.seed(5)  # noqa: NPY002
        torch.manual_seed(5)

    seeded()
    expected = drawn()
    seeded()
    assert try_claim(made(claimed), FAST, 0).verdict == "holds"
    assert drawn() == expected
