"""The command line of the figures: what ``icl-verify figure`` delegates to."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields

from icl_verify.yang2024.experiments.options import (
    FIGURES,
    MODELS,
    PRECISIONS,
    PROMPTS,
    SCALES,
    TOKENS,
    Options,
)
from icl_verify.yang2024.experiments.output import show
from icl_verify.yang2024.experiments.run import run_figure

TIMES = (
    "Small figures take about 2 minutes of one core, Figure 3 a second. At paper scale Figure 3 takes half a "
    "minute. On a CPU a one-layer step takes 5 to 10 ms a seed at H = 64: Figure 2 takes hours with "
    "--models one-layer, Figure 4 a day. A four-layer step takes seconds: Figure 2 takes days, and in its "
    "100 s a model of Figure 5 trains a few dozen steps; use a GPU. Four layers are tried at one tau and one "
    "norm of the tokens: --noise-level and --tokens choose others."
)


def _whole(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"must be integers separated by commas, got {text!r}") from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``figure`` on a parser of one's own."""
    parser.epilog = f"{TIMES} {parser.epilog or ''}".strip()
    parser.add_argument("number", type=int, choices=FIGURES, help="the figure of the paper")
    parser.add_argument("--scale", choices=SCALES, default="small", help="small: the paper's sizes over 5")
    parser.add_argument("--out", metavar="DIR", help="folder for the figure (reports/figure-N-SCALE)")
    parser.add_argument(
        "--resume", action="store_true", help="continue from the folder's checkpoint; --steps may be larger"
    )
    parser.add_argument("--force", action="store_true", help="write over an earlier run in the folder")
    parser.add_argument("--seed", type=int, default=0, help="first seed (0)")
    parser.add_argument("--seeds", type=int, metavar="COUNT", help="how many seeds, at least 5")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--workers", type=int, metavar="COUNT", help="models trained at a time")
    _add_readings(parser.add_argument_group("what the paper leaves open (several readings by default)"))
    _add_sizes(parser.add_argument_group("sizes"))
    _add_training(parser.add_argument_group("training and judgement"))


def _add_readings(left: argparse._ArgumentGroup) -> None:
    left.add_argument(
        "--noise-level", type=float, metavar="TAU", help="tau; stated in Figures 3 and 5 alone (0.01)"
    )
    left.add_argument("--tokens", choices=TOKENS, help="unit norm, or as drawn")
    left.add_argument("--prompts", choices=PROMPTS, help="one layer: population loss, or sampled prompts")
    left.add_argument("--steps", type=int, metavar="COUNT", help="iterations of the one-layer model")
    left.add_argument("--layer-steps", type=int, metavar="COUNT", help="iterations of the four-layer model")


def _add_sizes(sizes: argparse._ArgumentGroup) -> None:
    sizes.add_argument("--prompt-lengths", type=_whole, metavar="N,...", help="N; several in Figures 3 and 5")
    sizes.add_argument("--dictionary", type=int, metavar="K")
    sizes.add_argument("--features", type=int, metavar="m")
    sizes.add_argument("--token-size", type=int, metavar="d")
    sizes.add_argument("--heads", type=_whole, metavar="H,...", help="of the one-layer model")
    sizes.add_argument("--layer-heads", type=_whole, metavar="H,...", help="of the four-layer model")
    sizes.add_argument("--width", type=int, metavar="d_model", help="of the four-layer model")
    sizes.add_argument("--hidden", type=int, metavar="d_ff", help="of the four-layer model")


def _add_training(more: argparse._ArgumentGroup) -> None:
    more.add_argument("--rate", type=float, help="Adam's learning rate, one layer")
    more.add_argument("--layer-rate", type=float, help="Adam's learning rate, four layers")
    more.add_argument("--batch", type=int, metavar="PROMPTS")
    more.add_argument("--pool", type=int, metavar="PROMPTS", help="training prompts (10000)")
    more.add_argument("--test", type=int, metavar="PROMPTS", help="prompts a test set")
    more.add_argument(
        "--seconds",
        type=float,
        help="Figure 5: seconds a model at most, 0: no limit; not reproducible (paper: 100)",
    )
    more.add_argument(
        "--learned",
        type=float,
        metavar="SHARE",
        help="Figure 5: what a seed's best model must have gone from copying to yhat* (0.25)",
    )
    more.add_argument("--rise", type=float, metavar="FACTOR", help="Figure 4: L is unstable from (1.1)")
    more.add_argument("--excess-rise", type=float, metavar="FACTOR", help="Figure 4: L - L* is, from (10)")
    more.add_argument("--models", choices=MODELS, help="Figure 2: all, or the one-layer model alone")
    more.add_argument("--precision", choices=PRECISIONS, help="of the one-layer model")
    more.add_argument("--level", type=float, help="of every test (0.05)")


def main(args: argparse.Namespace) -> int:
    """Run, show the verdicts; 0 done, 2 bad options (said on stderr), 130 interrupted (drawn too)."""
    names = {f.name for f in fields(Options)} - {"figure", "scale", "seed"}
    options = {name: value for name, value in vars(args).items() if name in names}
    try:
        result = run_figure(
            args.number,
            scale=args.scale,
            out=args.out,
            resume=args.resume,
            force=args.force,
            seed=args.seed,
            device=args.device,
            workers=args.workers,
            **options,
        )
    except ValueError as error:
        print(f"icl-verify figure: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("icl-verify figure: interrupted; nothing was drawn", file=sys.stderr)
        return 130
    show(result.judgement, result.folder)
    return 130 if result.interrupted else 0
