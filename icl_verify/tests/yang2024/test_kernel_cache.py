"""The compiled descent is compiled once an installation, and again when any of its sources changes."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

import icl_verify
from icl_verify.statement.time_limit import time_limit
from icl_verify.yang2024.descent import cache, compiled, kernel, lanes

# Trains with the kernel, and says where it came from, what was compiled and what was found.
TRAINS = """
import json, torch
from icl_verify.yang2024.descent import products, compiled
from icl_verify.yang2024.descent.descend import descend
from icl_verify.yang2024.setting.instance import setting_from_arrays
tokens, queries = [[1.0, -2.0, 0.5], [0.5, 1.0, 1.0]], [[[1.0, 0.5], [0.25, -1.0]]]
setting = setting_from_arrays(tokens, [[1.0, 2.0, -1.0]], 2, 0.1, queries)
rate = torch.full((1,), 0.1, dtype=torch.float64)
excess = descend(setting, rate, rate, 5, engine="numba").excess
stats, product = compiled.trajectories.stats, products._PRODUCTS[False]
print(json.dumps({
    "source": compiled.__file__,
    "cache": stats.cache_path,
    "found": [product.cache_hits, sum(stats.cache_hits.values())],
    "compiled": [1 - product.cache_hits, sum(stats.cache_misses.values())],
    "excess": [value.hex() for value in excess.flatten().tolist()],
}))
"""
STEPS = "            _train(mode, mine.work, at, problem, results, g * group, mine)\n"
# The same, but where the loop would be compiled it ends: whether it asks for that is the question.
ASKS = """
from icl_verify.yang2024.descent import products, compiled
def refuse(*given):
    misses = compiled.trajectories.stats.cache_misses
    print(products._PRODUCTS[False].cache_hits, sum(misses.values()))
    raise SystemExit
compiled.trajectories._compiler.compile = refuse
"""


def installed(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the package in ``folder``, with no compiled code; the folder of its kernel."""
    source, left_out = (
        pathlib.Path(icl_verify.__file__).parent,
        shutil.ignore_patterns("__pycache__", "tests"),
    )
    shutil.copytree(source, folder / "icl_verify", ignore=left_out)
    return folder / "icl_verify" / "yang2024" / "descent"


def without_steps(source: pathlib.Path) -> None:
    """Let the loop take no step, so that it is compiled in no time: where it is kept is the question."""
    loop = source / "compiled.py"
    text = loop.read_text()
    assert text.count(STEPS) == 1
    loop.write_text(text.replace(STEPS, "            pass\n"))


def started(folder: pathlib.Path, program: str, **variables: str) -> subprocess.Popen[str]:
    """A process that runs the copy in ``folder`` and keeps its temporary files there."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
    own = {"PYTHONPATH": str(folder), "TMPDIR": str(folder), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=clean | own | variables,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output_of(process: subprocess.Popen[str]) -> str:
    """What the process wrote, once it has ended well."""
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def trained(process: subprocess.Popen[str]) -> dict[str, Any]:
    return json.loads(output_of(process))


def code_in(folder: pathlib.Path) -> dict[str, tuple[int, int]]:
    """Numba's files there: which file it is and when it was written last."""
    found = {path.name: path.stat() for path in folder.glob("*.nb[ic]")}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in found.items()}


def test_a_second_process_compiles_nothing_until_a_source_changes(tmp_path):
    source = installed(tmp_path)
    one = trained(started(tmp_path, TRAINS))
    assert pathlib.Path(one["source"]).parent == source
    assert pathlib.Path(one["cache"]) == source / "__pycache__"
    assert (one["found"], one["compiled"]) == ([0, 0], [1, 1])
    written = code_in(source / "__pycache__")
    assert len(written) == 4, "an index and a code file for the product and for the loop"
    two = trained(started(tmp_path, TRAINS))
    assert (two["found"], two["compiled"]) == ([1, 1], [0, 0])
    assert code_in(source / "__pycache__") == written
    assert two["excess"] == one["excess"]
    # Not the file of the loop itself: Numba alone would look at that one only.
    with (source / "heads.py").open("a") as file:
        file.write("# changed\n")
    assert output_of(started(tmp_path, ASKS + TRAINS)).split() == ["0", "1"]


def test_of_two_processes_in_a_read_only_installation_one_compiles(tmp_path):
    source = installed(tmp_path)
    without_steps(source)
    # Permissions do not bind the superuser; a file where a folder would have to be binds everybody.
    blocked = source / "__pycache__"
    blocked.touch()
    homeless = {"HOME": str(blocked), "XDG_CACHE_HOME": str(blocked)}
    both = [trained(p) for p in [started(tmp_path, TRAINS, **homeless) for _ in range(2)]]
    # The product and the loop, each by whichever comes first to its lock.
    for counted in ("compiled", "found"):
        assert [sum(n) for n in zip(*(one[counted] for one in both), strict=True)] == [1, 1]
    assert both[0]["excess"] == both[1]["excess"]
    for found in both:
        assert pathlib.Path(found["source"]).parent == source
        cache = pathlib.Path(found["cache"])
        assert cache.parent.parent == tmp_path and cache.parent.stat().st_mode & 0o077 == 0
        assert len(code_in(cache)) == 4
    assert blocked.is_file()


def test_a_folder_that_others_may_write_to_holds_no_code(tmp_path, monkeypatch):
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = cache.private_folder()
    assert folder is not None and folder.parent == tmp_path
    folder.chmod(0o777)
    assert cache.private_folder() is None


def test_code_is_compiled_anew_when_any_of_its_sources_changes(tmp_path, monkeypatch):
    for source in pathlib.Path(kernel.__file__).parent.glob("*.py"):
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(lanes, "__file__", str(tmp_path / "lanes.py"))
    before = lanes.sources_digest()
    with (tmp_path / "heads.py").open("a") as file:
        file.write("# changed\n")
    after = lanes.sources_digest()
    entries = [compiled._entry(digest) for digest in (before, before, after)]
    keys = [e._cache._index_key(("signature",), e.targetctx.codegen()) for e in entries]
    assert keys[0] == keys[1] != keys[2]


def test_without_any_folder_it_is_compiled_for_the_process_alone(monkeypatch):
    calls = []

    def decorate(function, *, cache):
        calls.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return function

    monkeypatch.setattr(cache, "private_folder", lambda: None)
    assert cache.cached(decorate, len) is len and calls == [True, False]
    with cache.one_compiles():
        pass


def test_waiting_for_who_compiles_is_not_the_claims_time(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "private_folder", lambda: tmp_path)
    with (tmp_path / "compiling.lock").open("a") as other:
        cache.fcntl.flock(other, cache.fcntl.LOCK_EX)
        threading.Timer(0.6, cache.fcntl.flock, (other, cache.fcntl.LOCK_UN)).start()
        with time_limit(0.3), cache.one_compiles():
            pass
    # What comes after it is.
    with pytest.raises(TimeoutError), time_limit(0.3):
        with cache.one_compiles():
            pass
        time.sleep(10)
