"""A made-up run whose theory declares its source, findings, symbols and passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from icl_verify.records.declared import Finding, Passage, Source, Symbol, Theory
from icl_verify.records.files import write_json
from icl_verify.tests.report import synthetic
from icl_verify.tests.report.synthetic import a_record, an_example

SLIP = Finding(
    "slip", "Lemma 10, (61)", "A factor $\\gamma$ is lost.", r"L^2=8\gamma\alpha", r"L^2=8\gamma^2\alpha",
    "load-bearing",
)  # fmt: skip
STANDING = replace(SLIP, id="standing", where="Lemma 2", cause="It was thought wrong.", weight="misprint")
UNTRIED = replace(SLIP, id="untried", where="Lemma 3", weight="wrong constant")
PROSE = Finding(
    "prose", "After Theorem 1", "More heads are no slower.", r"\text{More heads are slower.}", "",
    "reading of prose",
)  # fmt: skip
THEORY = Theory(
    Source(
        "On Made-up Claims",
        ("A. Author", "B. Writer"),
        "arXiv 0000.00000",
        "https://arxiv.org/abs/0000.00000",
    ),
    (PROSE, STANDING, UNTRIED, SLIP),
    (
        Symbol(r"\gamma", r"\gamma=\sqrt{2}", "(15)", "a ratio"),
        Symbol("full rank", r"\operatorname{rank}B=N", assumption="full_rank"),
    ),
    (
        Passage("Lemma 10", "the gradient is Lipschitz", ("lemma10.*",)),
        Passage("(7)", "the parameters", why="it defines and claims nothing"),
        Passage("(99)", "what this run leaves out", ("lemma99.*",)),
    ),
    ("thm1.rate", "thm2.noise"),
)
EVENTS = {
    "successes": 133, "samples": 2304, "at_least": 0.5, "share": 0.0577, "low": 0.0485, "high": 0.068,
    "log10_e_value": 471.0, "refuted_from": 1e9, "shapes": 1, "along": None,
}  # fmt: skip


def records() -> list[dict[str, Any]]:
    """The claims of the made-up run, as this theory sees them."""
    seen = {
        "lemma10.smoothness": {"because": "slip", "checked": CHECKED},
        "lemma2.softmax": {"because": "standing"},
        "thm1.rate": {"tightness": {"max": 0.2, "q50": 1e-5, "q95": 3e-4}, "worst": None,
                      "hunt": {"best": 0.25, "steps": 3, "diagnosis": "off by a constant"}},
    }  # fmt: skip
    mine = [{**record, **seen.get(record["id"], {})} for record in synthetic.records()]
    chance = {"arithmetic": "statistical", "tightness": None, "group": "In words", "verdict": "refuted"}
    return [
        *mine,
        a_record("words.heads", form="reading", because="prose", expected="refuted", events=EVENTS, **chance),
        a_record("words.denied", form="reading", denies=True, expected="refuted", events=EVENTS, **chance),
        a_record(
            "lemma10.sum", because="slip", expected="refuted", verdict="refuted", uses=["lemma10.smoothness"],
            source="Lemma 10, (62)", counterexample="counterexamples/lemma10.sum.smallest.json",
        ),
    ]  # fmt: skip


CHECKED = [
    {
        "by": "Python 3.11",
        "outcome": "proved",
        "file": "counterexamples/lemma10.smoothness.smallest.check.py",
    },
    {"by": "Coq 8.16", "outcome": "not checked", "why": "too long"},
]


def write_run(folder: Path, theory: Theory = THEORY, given: Sequence[dict[str, Any]] | None = None) -> Path:
    """The run's folder, with a worked check of the leading claim."""
    synthetic.write_run(folder, records() if given is None else given, theory.to_json())
    write_json(folder / "counterexamples" / "lemma10.smoothness.smallest.worked.json", worked())
    return folder


def worked() -> dict[str, Any]:
    """The numbers of the example put in: a given one, one that follows, both sides."""
    sizes = an_example("lemma10.smoothness", "smallest")["instance"]["sizes"]
    lines: list[dict[str, Any]] = [
        {"name": "noise_level", "tex": r"\tau", "title": "noise level", "given": True, "exact": "1/3",
         "ball": "[0.333 +/- 1e-3]"},
        {"name": "scale", "tex": r"\sigma", "equation": "(3)", "definition": r"2\tau", "title": "the scale",
         "inputs": ["noise_level"], "put_in": "2*1/3", "exact": "2/3", "ball": "[0.667 +/- 1e-3]"},
        {"name": "left side", "inputs": ["scale"], "put_in": "sqrt(2/3)**2", "exact": None, "ball": "1.25"},
        {"name": "right side", "inputs": [], "put_in": None, "exact": "1", "ball": "1"},
    ]  # fmt: skip
    return {"claim": "lemma10.smoothness", "sign": "≰", "sizes": sizes, "lines": lines}
