# make verify   the main job: try every claim in the quick profile and draw the page
# make test     everything that CI runs
# make test-slow  what takes minutes: the wheel, built and used
# make format   format the sources

PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.installed
BROWSER := .venv/.browser
COQ := .venv/.coq
export OMP_NUM_THREADS = 1
# Many tests start Python: what it compiles is kept, whatever the caller's environment says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: verify test test-slow lint unit format clean

verify: $(STAMP)
	$(BIN)/icl-verify run --profile quick

test: $(STAMP) $(BROWSER) $(COQ) lint unit
	$(BIN)/icl-verify run --profile quick --out "$$(mktemp -d)/run"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Each file goes to one worker: what its tests share is made once.
unit: $(STAMP)
	$(BIN)/pytest icl_verify/tests -n 2 --dist loadfile -q
	$(BIN)/pytest properties/test_theorem_in_plain_hypothesis.py -n 2 -q

test-slow: $(STAMP)
	ICL_VERIFY_SLOW=1 $(BIN)/pytest icl_verify/tests/test_wheel.py -q

$(STAMP): pyproject.toml constraints.txt
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

# The report is tested in a real browser: Debian's chromium where the tests may install it.
$(BROWSER): $(STAMP)
	command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } || echo "no chromium: browser tests will be skipped"
	touch $@

# Certificates are checked by Coq: Debian's, with its interval library, where the tests may install it.
$(COQ): $(STAMP)
	command -v coqtop >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq install -y coq libcoq-interval >/dev/null; } || echo "no Coq: its checks of certificates will be skipped"
	touch $@

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
