"""What goes wrong outside a claim is told of each claim in one line, with the claim's own form."""

from __future__ import annotations

from icl_verify.tests.plugin.running import icl_verify, records, write_claims

POPULATIONS = """
import torch
from hypothesis import strategies as st

def raising(draw, batch, device):
    raise RuntimeError("no data today")

def single(draw, batch, device):
    made = tiny.expand(draw, batch, device)
    return tiny.Couple(made.sizes, {k: v.float() for k, v in made.raw.items()})

for name, changes in {
    "raising": {"expand": raising},
    "single": {"expand": single},
    "empty": {"draws": tiny.couples.draws.filter(lambda draw: False)},
}.items():
    population = replace(couples, name=name, **changes)
    one = claim(f"tiny.{name}", population=population, statement="x")(cauchy_schwarz)
    one.mutant("none", "x", factor=0)
"""
REASONS = {
    "raising": "RuntimeError: no data today",
    "single": "ValueError: x must be float64, got torch.float32",
    "empty": "hypothesis.errors.Unsatisfiable: Unable to satisfy assumptions of shown",
}


def test_a_population_that_raises_is_the_reason_of_each_of_its_claims(tmp_path):
    write_claims(tmp_path, POPULATIONS)
    done = icl_verify(
        tmp_path, "run", *(f"tiny.{name}*" for name in REASONS), "--out", "out", "-n", "0", "--hunt", "0"
    )
    assert done.returncode == 1
    found = records(tmp_path / "out")
    for name, reason in REASONS.items():
        claim, mutant = found[f"tiny.{name}"], found[f"tiny.{name}.mutant_none"]
        assert (claim["form"], mutant["form"], mutant["of"]) == ("printed", "mutant", f"tiny.{name}")
        for record in (claim, mutant):
            assert record["verdict"] == "error" and record["note"].startswith(reason)
            assert len(record["traceback"].splitlines()) < 100


KILLED = '''
def dies(couple, *, mortal=0):
    """A claim whose mutant takes its process down"""
    if mortal:
        os.kill(os.getpid(), signal.SIGKILL)
    return cauchy_schwarz(couple)

claim("tiny.dies", population=couples, statement="x")(dies).mutant("mortal", "x", mortal=1)
'''


def test_a_mutant_that_takes_its_worker_down_is_a_mutant(tmp_path):
    write_claims(tmp_path, KILLED)
    done = icl_verify(tmp_path, "run", "--out", "out", "-n", "2", "--hunt", "0")
    assert "mutants: 1 of 2 refuted; survivors: tiny.dies.mutant_mortal" in done.stdout, done.stdout
    killed = records(tmp_path / "out")["tiny.dies.mutant_mortal"]
    assert (killed["form"], killed["of"], killed["expected"]) == ("mutant", "tiny.dies", "refuted")
    assert killed["note"].startswith("The test ended before the claim was decided: worker 'gw")
    assert killed["population"] == "few_couples"
