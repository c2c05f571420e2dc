"""The GPU path: the same draws, the same verdicts, tightness within rounding."""

import pytest
import torch

from icl_verify.tests.tiny import FAST, cauchy_schwarz, made
from icl_verify.trial.course import try_claim
from icl_verify.yang2024.populations.setting import trained_printed_rates
from icl_verify.yang2024.theory.training import trajectory

REASON = "torch sees no CUDA device on this machine"
pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason=REASON)


def test_a_claim_has_the_same_verdict_and_tightness():
    on_cpu, on_gpu = (try_claim(made(cauchy_schwarz), FAST, 0, device) for device in ("cpu", "cuda"))
    assert on_gpu.verdict == on_cpu.verdict == "holds"
    summaries = [f.tally.tightness_quantiles().q50 for f in (on_cpu, on_gpu)]
    assert summaries[1] == pytest.approx(summaries[0], rel=1e-10)


def test_a_trajectory_is_the_same_within_rounding():
    draw = trained_printed_rates.examples(0, 72)[-1]
    paths = [trajectory(trained_printed_rates.expand(draw, 4, device)) for device in ("cpu", "cuda")]
    difference = (paths[0].excess - paths[1].excess.cpu()).abs().amax(dim=1)
    assert bool((difference <= 1e-10 * paths[0].excess[:, 0]).all())
