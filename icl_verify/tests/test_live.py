"""The live line of a hunt on the terminal."""

from __future__ import annotations

import io
import itertools

import numpy as np

from icl_verify.live import hunt_live
from icl_verify.tests.hunt.cases import never_far_apart, scales
from icl_verify.tests.tiny import cauchy_schwarz, made


def test_the_live_line_ends_with_the_best(tmp_path):
    out = io.StringIO()
    status = hunt_live(made(cauchy_schwarz, "tiny.live"), steps=40, corpus=tmp_path, device="cpu", out=out)
    assert status == 0
    assert "tightest 0.9" in out.getvalue() or "tightest 1" in out.getvalue()
    broken = made(never_far_apart, "tiny.live_broken", population=scales)
    assert hunt_live(broken, steps=200, device="cpu", out=out) == 1
    assert "A break is proved" in out.getvalue()


def test_the_live_line_is_redrawn_on_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    clock = iter(np.arange(0.0, 1e5, 0.5))
    monkeypatch.setattr("icl_verify.live.time.monotonic", lambda: float(next(clock)))
    assert hunt_live(made(cauchy_schwarz, "tiny.terminal"), steps=40, device="cpu", out=out) == 0
    assert out.getvalue().count("\r\x1b[K") > 3 and "smallest multiple" in out.getvalue()


def test_an_interrupted_hunt_keeps_what_was_found_and_says_so_to_the_shell(tmp_path):
    calls = itertools.count()

    def interrupted(couple):
        if next(calls) == 40:
            raise KeyboardInterrupt
        return cauchy_schwarz(couple)

    out = io.StringIO()
    status = hunt_live(made(interrupted, "tiny.stopped"), steps=400, corpus=tmp_path, device="cpu", out=out)
    assert status == 130 and "stopped: interrupted" in out.getvalue()
    assert (tmp_path / "tiny.stopped.json").exists()
