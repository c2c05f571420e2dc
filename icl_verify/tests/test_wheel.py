"""The package as it is installed: it brings the claims of the paper along (make test-slow)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import icl_verify

ROOT = Path(icl_verify.__file__).parents[1]
KEPT = ROOT / "properties" / "counterexamples" / "lemma10.smoothness.json"
pytestmark = pytest.mark.skipif("ICL_VERIFY_SLOW" not in os.environ, reason="make test-slow builds wheels")


def run(*command, folder, **options):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_kept_file_is_replayed_in_an_empty_folder_by_an_installed_package(tmp_path):
    """The claim is found in the package, not in the sources: the wheel is laid out apart from them."""
    pip = (sys.executable, "-m", "pip")
    source = tmp_path / "source"
    run("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(source), folder=tmp_path)
    wheel = (
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(source),
    )
    run(*pip, *wheel, folder=tmp_path)
    (built,) = tmp_path.glob("*.whl")
    run(
        *pip,
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(tmp_path / "site"),
        str(built),
        folder=tmp_path,
    )
    (tmp_path / "empty").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    replay = (sys.executable, "-m", "icl_verify.cli", "replay", str(KEPT))
    said = run(*replay, folder=tmp_path / "empty", env=environment)
    assert "balls:   broken" in said
