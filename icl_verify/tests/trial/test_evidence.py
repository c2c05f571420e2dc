"""What a finding leaves in a run's folder."""

import dataclasses
import json

from icl_verify.tests.trial import tiny
from icl_verify.trial.evidence import keep
from icl_verify.trial.search import try_claim


def with_curves(couple):
    """Cauchy and Schwarz, with made-up curves"""
    steps = couple.xp.concat([couple.x[..., :1] ** 2] * 6, axis=-1)
    return dataclasses.replace(tiny.cauchy_schwarz(couple), curves={"excess": steps})


def test_curves_carry_the_name_of_their_instance(tmp_path):
    for name in ("counterexamples", "data"):
        (tmp_path / name).mkdir()
    finding = try_claim(tiny.made(with_curves), tiny.FAST, 0)
    record = keep(finding, tmp_path, None)
    (curve,) = json.loads((tmp_path / record["data"]).read_text())["curves"]
    sizes = [f"{name} = {finding.tightest.sizes[name]}" for name in ("n", "columns", "first_columns")]
    scale = f"scale = {float(finding.tightest.values['scale'].item()):.3g}"
    assert curve["label"] == ", ".join([*sizes, scale]) + "; couples"
