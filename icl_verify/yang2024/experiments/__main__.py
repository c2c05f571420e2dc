"""``python -m icl_verify.yang2024.experiments 2 --scale small``."""

from __future__ import annotations

import argparse
import sys

from icl_verify.yang2024.experiments.command import add_arguments, main

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m icl_verify.yang2024.experiments", description=__doc__)
    add_arguments(parser)
    sys.exit(main(parser.parse_args()))
