"""A made-up run's folder that holds every verdict, form and kind of plot: what the page's tests look at."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

from icl_verify.records.files import plain, write_json
from icl_verify.records.run import append, open_run, summarise
from icl_verify.records.schema import Header, Record

ENVIRONMENT = {
    "python": "3.11.2",
    "torch": "2.13.0",
    "numpy": "2.4.6",
    "hypothesis": "6.170.15",
    "cvxpy": "1.9.3",
    "python_flint": "0.9.0",
    "icl_verify": "0.1.0",
    "platform": "Linux-6.1-x86_64",
    "cores": 2,
    "device": "cpu",
}
SOFTMAX = r"\|\mathrm{softmax}(x) - \mathrm{softmax}(x')\|_1 \le 2\,\|x - x'\|_\infty"
RATE = (
    r"\mathcal{L}(\theta^{(t)}) - \inf_\theta \mathcal{L} \le \Bigl(1 - \frac{\eta_w \zeta_0}{2K}\Bigr)^t "
    r"\bigl(\mathcal{L}(\theta^{(0)}) - \inf_\theta \mathcal{L}\bigr)"
)
SMOOTH = (
    r"\|\nabla_\xi \ell(\xi) - \nabla_\xi \ell(\xi')\| \le L\,\|\xi - \xi'\|, \quad L^2 = 2\Bigl(\frac{1}{K}"
    r"\bigl(2\gamma\|\bar Z\|_2^2(2\gamma H\alpha + \|A\|_2)\bigr)^2"
    r" + \frac{\gamma^4}{K^2} H^2 \|\bar Z\|_2^4\Bigr)"
    r" + 8\gamma \bar f_{\max} \|\bar Z\|_2 \max\{1, (2\sqrt{K}\alpha)^2\}"
)
ACCURACY = r"\mathbb{P}\Bigl(\tfrac{1}{2K}\|\hat y - \hat y^\star\|^2 \le \varepsilon\Bigr) \ge 1 - \delta"
CONSTANT = r"\mathcal{L}(\theta) = \frac{1}{2K} \sum_{k=1}^{K} \|\bar Z \delta_k\|^2 + L^*"
NOISE = {"name": "positive_noise", "title": "Noise level above 0"}
RANK = {"name": "full_rank", "title": "Every B_k has full row rank"}


def a_record(name: str, **changes: Any) -> dict[str, Any]:
    """A record with the given id that holds, changed as asked."""
    base: dict[str, Any] = {
        "id": name,
        "title": name,
        "statement": SOFTMAX,
        "source": "Lemma 2 (30)",
        "group": "Lemmas",
        "form": "printed",
        "of": None,
        "expected": "holds",
        "verdict": "holds",
        "arithmetic": "ball",
        "population": "any_parameters",
        "instances": 20480,
        "applicable": 20480,
        "shapes": 20,
        "suspicions": 3,
        "ties": 1,
        "settled": 3,
        "proved": 2,
        "tightness": {"max": 0.93, "q50": 0.11, "q95": 0.52},
        "seconds": 2.5,
        "uses": [],
        "digits": None,
    }
    record = {**base, **changes}
    record.setdefault("as_expected", record["expected"] == record["verdict"])
    return record


def read_back(record: dict[str, Any]) -> Record:
    """A record as a run's folder gives it."""
    return Record.from_json(plain(record, "record"), "record")


def an_example(name: str, kind: str, **changes: Any) -> dict[str, Any]:
    """A counterexample file with a scalar, a row, a matrix and a stack of matrices."""
    return {
        "schema": 1,
        "claim": name,
        "title": name,
        "statement": SOFTMAX,
        "source": "Lemma 2",
        "form": "printed",
        "digest": "0" * 64,
        "versions": ENVIRONMENT,
        "kind": kind,
        "instance": {
            "type": "icl_verify.somewhere.instance:Prompt",
            "sizes": {"N": 2, "K": 3, "d": 2, "H": 2},
            "fields": {
                "noise_level": {"axes": [], "values": "1/3"},
                "labels": {"axes": ["N"], "values": [1, "-2/7"]},
                "tokens": {"axes": ["d", "K"], "values": [[1, 0.123456789012345, -0.5], [0, "1/3", 2.5e-17]]},
                "queries": {"axes": ["H", "d", "d"], "values": [[[1, 0], [0, -1]], [[0.25, 3], [-4, 0.5]]]},
            },
        },
        "relation": "at_most",
        "lhs": "[1.2500000000000000000000000000034 +/- 5.31e-36]",
        "rhs": "[1.0000000000000000000000000000000 +/- 2.2e-37]",
        "entry": [1],
        "tightness": 1.2500000000000002,
        "precision": 128,
        "assumptions": [{"name": "positive_noise", "proved": True}],
        "pictures": [
            {"title": "attention of head 1", "rows": [[0.5, 0.25, 0.1], [0.5, 0.75, 0.9]]},
            {"title": "effective attention A", "rows": [[0.9, -0.2, 0.1], [0.05, 0.8, -0.3]]},
        ],
        **changes,
    }


def a_data_file(curves: bool = False) -> dict[str, Any]:
    """Histogram, axes and margins, with training curves on request."""
    edges = [round(-4 + 0.2 * i, 1) for i in range(21)]
    counts = [int(900 * math.exp(-((edge + 1.1) ** 2) / 0.8)) for edge in edges[:-1]]
    by_axis = {
        name: [
            {"value": value, "count": 64, "q50": 0.1 * (4 + value) / 3, "max": min(0.3 * (4 + value), 0.93)}
            for value in values
        ]
        for name, values in (
            ("N", [1, 2, 3, 4]),
            ("H", [1, 2, 4, 8]),
            ("noise_level", [-3, -2, -1, 0]),
        )
    }
    data: dict[str, Any] = {
        "histogram": {"edges": edges, "counts": counts},
        "by_axis": by_axis,
        "margins": {"positive_noise": {"edges": [-3, -2, -1, 0], "counts": [10, 40, 25]}},
    }
    if curves:
        times = list(range(0, 1001, 2))
        data["curves"] = [
            {
                "label": f"seed {seed}, N = 3, H = 4",
                "times": times,
                "excess": [(0.5 + seed) * math.exp(-0.011 * t) + 1e-9 for t in times],
                "bound": [(0.5 + seed) * math.exp(-0.004 * t) for t in times],
            }
            for seed in (1, 2)
        ]
    return data


def _variants(parent: str, mutants: int, survivor: bool) -> list[dict[str, Any]]:
    records = [
        a_record(
            f"{parent}.mutant{i}",
            title=f"{parent} with a smaller constant {i}",
            form="mutant",
            of=parent,
            expected="refuted",
            verdict="holds" if survivor and i == mutants - 1 else "refuted",
            tightness={"max": 0.99 if survivor and i == mutants - 1 else 1.4 + i, "q50": 0.2, "q95": 0.8},
            counterexample=f"counterexamples/{parent}.mutant{i}.smallest.json",
        )
        for i in range(mutants)
    ]
    records.append(
        a_record(f"{parent}.control", title=f"{parent}, one part in 1000 looser", form="control", of=parent)
    )
    return records


def records() -> list[dict[str, Any]]:
    """The claims of the made-up run, in the order of the source."""
    met = [
        {**NOISE, "held": 20480, "tried": 20480, "margin": {"min": 1e-3, "q05": 2e-3, "q50": 0.1}},
        {**RANK, "held": 20100, "tried": 20480, "margin": None},
    ]
    return [
        a_record(
            "lemma2.softmax",
            title="Softmax is Lipschitz",
            data="data/lemma2.softmax.json",
            assumptions=met[:1],
        ),
        *_variants("lemma2.softmax", 2, survivor=False),
        a_record(
            "lemma5.constant",
            title="The population loss splits into a square and a constant",
            statement=CONSTANT,
            source="Lemma 5 (36)",
            tightness=None,
            digits=15.4,
            uses=["lemma2.softmax"],
            assumptions=met,
        ),
        *[
            a_record(
                f"lemma5.constant.without.{name}",
                title=f"Lemma 5 without {name}",
                form="necessity",
                of="lemma5.constant",
                drops=name,
                expected=verdict,
                verdict=verdict,
                statement=CONSTANT,
                counterexample=f"counterexamples/lemma5.constant.without.{name}.smallest.json"
                if verdict == "refuted"
                else None,
            )
            for name, verdict in (("positive_noise", "refuted"), ("full_rank", "holds"))
        ],
        a_record(
            "lemma10.smoothness",
            title="The gradient is Lipschitz with the constant L",
            statement=SMOOTH,
            source="Lemma 10 (60), (61)",
            verdict="refuted",
            expected="refuted",
            tightness={"max": 1.2500000000000002, "q50": 0.02, "q95": 0.4},
            counterexample="counterexamples/lemma10.smoothness.smallest.json",
            worst="counterexamples/lemma10.smoothness.worst.json",
            data="data/lemma10.smoothness.json",
            uses=["lemma2.softmax"],
            note="A factor gamma is lost between (59) and (61).",
            hunt={"best": 1.25, "steps": 300, "instance": None},
            assumptions=met[:1],
        ),
        a_record(
            "lemma10.smoothness.corrected",
            title="The gradient is Lipschitz with the repaired constant",
            statement=SMOOTH,
            source="Lemma 10, repaired",
            form="corrected",
            of="lemma10.smoothness",
            tightness={"max": 0.9999999, "q50": 0.01, "q95": 0.2},
        ),
        *_variants("lemma10.smoothness.corrected", 3, survivor=True),
        a_record(
            "thm1.rate",
            title="Training converges linearly",
            statement=RATE,
            source="Theorem 1 (18)",
            group="Theorem 1",
            population="trained_printed_rates",
            uses=["lemma10.smoothness", "lemma5.constant"],
            data="data/thm1.rate.json",
            tightness={"max": 0.004, "q50": 1e-5, "q95": 3e-4},
            worst="counterexamples/thm1.rate.worst.json",
            assumptions=met,
        ),
        a_record(
            "thm2.accuracy",
            title="The prediction is accurate with probability at least 1 − δ",
            statement=ACCURACY,
            source="Theorem 2 (22)",
            group="Theorem 2",
            arithmetic="statistical",
            uses=["thm1.rate"],
            tightness=None,
            tightest_instance=an_example("thm2.accuracy", "tightest")["instance"],
        ),
        a_record(
            "thm2.noise",
            title="The noise level is one number",
            group="Theorem 2",
            verdict="inconclusive",
            note="12 breaks not settled",
        ),
        a_record(
            "thm2.empty",
            title="No instance meets the assumptions",
            group="Theorem 2",
            verdict="vacuous",
            applicable=0,
            tightness=None,
        ),
        a_record(
            "words.more_heads_slower",
            title="More heads are slower",
            group="In words",
            source="Section 4",
            verdict="error",
            statement=r"\frac{1}{",
            tightness=None,
            note="LinAlgError",
            traceback="Traceback (most recent call last):\n  ...\nLinAlgError: singular",
        ),
        a_record(
            "conj.distinct_tokens",
            title="Distinct tokens are enough",
            group="Conjectures",
            source="",
            form="conjecture",
            verdict="refuted",
            tightness={"max": None, "q50": 0.5, "q95": 0.9},
            counterexample="counterexamples/conj.distinct_tokens.smallest.json",
        ),
    ]


HEADER = {"profile": "quick", "seed": 0, "environment": ENVIRONMENT, "started": "2026-03-04T05:06:07+00:00"}


def write_run(folder: Path, claims: list[dict[str, Any]], header: dict[str, Any] | None = None) -> Path:
    """Write a run with these records, and the files that they point to."""
    selected = [record["id"] for record in claims]
    whole = {**HEADER, "selected": selected, **(header or {})}
    open_run(folder, Header.from_json(whole, "header"))
    for record in claims:
        append(folder, read_back(record))
        for kind in ("counterexample", "worst"):
            if record.get(kind):
                changes: dict[str, Any] = {"statement": record["statement"]}
                if record["id"] == "lemma10.smoothness" and kind == "worst":
                    changes = wide_instance()
                if record["verdict"] == "holds":
                    changes.update(lhs="[0.004000000000000000000000012 +/- 7.1e-34]", tightness=0.004)
                if record["tightness"] and record["tightness"]["max"] is None:
                    changes = {"tightness": None, "rhs": "0"}
                write_json(
                    folder / record[kind],
                    an_example(record["id"], "smallest" if kind == "counterexample" else kind, **changes),
                )
        if record.get("data"):
            write_json(folder / record["data"], a_data_file(curves=record["id"].startswith("thm1")))
    summarise(folder, Header.from_json({**whole, "finished": True, "seconds": 251.0}, "header"))
    return folder


def wide_instance() -> dict[str, Any]:
    """A counterexample whose matrix is too large to read number by number."""
    generator = random.Random(1)
    rows = [[generator.gauss(0, 1) for _ in range(40)] for _ in range(24)]
    instance = {
        "type": "icl_verify.somewhere.instance:Prompt",
        "sizes": {"d": 24, "K": 40},
        "fields": {"tokens": {"axes": ["d", "K"], "values": rows}},
    }
    return {"instance": instance, "tightness": 3.5, "lhs": "[3.50 +/- 1e-20]", "pictures": []}


def many(number: int) -> list[dict[str, Any]]:
    """As many claims as asked, each with a statement of its own, a tenth with data and counterexamples."""
    generator = random.Random(0)
    claims = []
    for i in range(number):
        refuted = i % 7 == 3
        top = 1.3 if refuted else generator.random()
        claims.append(
            a_record(
                f"group{i // 40}.claim{i}",
                title=f"Claim number {i}",
                statement=rf"{(SOFTMAX, RATE, CONSTANT, SMOOTH)[i % 4]} + {i}",
                group=f"Group {i // 40}",
                form=("printed", "mutant", "control", "conjecture")[i % 4],
                verdict="refuted" if refuted else "holds",
                expected="refuted" if refuted else "holds",
                tightness={"max": top, "q50": top / 9, "q95": top / 2},
                uses=[f"group{i // 40}.claim{i - 1}"] if i % 40 else [],
                data=f"data/claim{i}.json" if i % 10 == 0 else None,
                counterexample=f"counterexamples/claim{i}.smallest.json" if refuted else None,
            )
        )
    return claims
