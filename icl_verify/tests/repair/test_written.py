"""A proposal that is written into a file is a claim that runs, beside the one that it repairs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import icl_verify
from icl_verify.tests.plugin import forked
from icl_verify.tests.plugin.running import environment, records
from icl_verify.tests.plugin.running import icl_verify as command

PROPERTIES = Path(icl_verify.__file__).parents[1] / "properties"

pytestmark = pytest.mark.skipif(not PROPERTIES.is_dir(), reason="installed without its repository")


def test_a_repair_is_written_and_tried(tmp_path):
    (tmp_path / "properties").mkdir()
    shutil.copy(PROPERTIES / "test_loss.py", tmp_path / "properties")
    with_coq = environment() | {"PATH": os.pathsep.join(os.get_exec_path())}
    written = forked.run(
        tmp_path, ("icl-verify", "repair", "lemma5.constant", "--write"), with_coq, timeout=120
    )
    assert written.returncode == 0, written.stderr
    assert "proposed: right-hand side plus 1/2 K^(-1) m (K - N) noise_level" in written.stdout
    assert "    proved for all reals at" in written.stdout or "coqc" in written.stdout
    tried = command(
        tmp_path, "run", "conj.lemma5_constant_repaired", "--out", "out", "-n", "0", "--hunt", "0"
    )
    assert tried.returncode == 0, tried.stdout
    assert records(tmp_path / "out")["conj.lemma5_constant_repaired"]["verdict"] == "holds"
