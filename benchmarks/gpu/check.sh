#!/usr/bin/env bash
# The GPU path on a card: tests, verdicts, trajectories, speed. Installs nothing and takes under six minutes.
# Without a card everything runs on the CPU, in tiny sizes, and fails where the card is asserted alone.
#   benchmarks/gpu/check.sh [--small] [--out FILE]        PYTHON=... names another interpreter than .venv's
set -euo pipefail
cd "$(dirname "$0")/../.."
exec timeout 360 "${PYTHON:-.venv/bin/python}" -m benchmarks.gpu "$@"
