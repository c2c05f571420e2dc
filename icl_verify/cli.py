"""The command line: ``icl-verify COMMAND``.

Exit status 0 as expected, 1 not as expected, 2 usage, 130 interrupted by Ctrl-C.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from icl_verify import __version__, commands, selection
from icl_verify.commands import proofs
from icl_verify.report.words import clean
from icl_verify.trial.profiles import PROFILES

PIPE_CLOSED = 141  # as a shell sees a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what it cannot encode is escaped: PYTHONIOENCODING=ascii
            stream.reconfigure(errors="backslashreplace")
    try:
        # A figure's options are read by the experiments themselves, --help among them.
        if given[:1] == ["figure"]:
            status = commands.figure(given[1:])
        else:
            chosen = _parser().parse_args(given)
            status = chosen.command(chosen)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader has what it wanted; Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        print("icl-verify: interrupted", file=sys.stderr)
        return commands.INTERRUPTED
    except Exception as error:
        said = _of_a_claim(error)
        if not said and not isinstance(error, ValueError | OSError):
            raise
        print(f"icl-verify: error: {clean(said or str(error))}", file=sys.stderr)
        return commands.USAGE


def _of_a_claim(error: Exception) -> str:
    """What is said of an exception that a claim's own function raised; empty for another."""
    if not getattr(error, "__notes__", None):
        return ""
    from icl_verify.trial.mistakes import complaint

    return complaint(error).strip().splitlines()[-1]


def command() -> NoReturn:
    """What the command of that name does: `main`, and then the end.

    To take torch apart costs as much as a small claim, and there is nothing left in it.
    """
    status = main()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # whoever read it is gone
            stream.flush()
    os._exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="icl-verify",
        description="Puts a machine-learning theorem on trial: tries its statements, proves what breaks.",
        epilog="Exit status: 0 every verdict as expected, 1 some verdict not as expected, 2 usage, "
        "130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"icl-verify {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_run,
        _add_claims,
        _add_replay,
        _add_report,
        _add_keep,
        _add_certify,
        _add_new,
        _add_xp,
        _add_hunt,
        _add_repair,
    ):
        add(subparsers)
    subparsers.add_parser("figure", help="reproduce and judge a figure of the paper")
    return parser


def _add(subparsers: Any, name: str, help_: str, description: str, example: str) -> argparse.ArgumentParser:
    return subparsers.add_parser(name, help=help_, description=description, epilog=f"Example: {example}")


def _add_properties(parser: argparse.ArgumentParser, *, default: Path | None = selection.PROPERTIES) -> None:
    parser.add_argument(
        "--properties",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"folder of claims (default: {selection.PROPERTIES})",
    )


def _add_run(subparsers: Any) -> None:
    run = _add(
        subparsers, "run", "try the claims and draw the report",
        "Try the claims of a folder, write a run's folder, draw its page.",
        "icl-verify run 'lemma*' --profile quick --seed 1",
    )  # fmt: skip
    run.add_argument("claims", nargs="*", metavar="CLAIM", help="globs of claim ids (default: all)")
    _add_properties(run, default=None)
    run.add_argument("--profile", choices=tuple(PROFILES), help="how much is tried (default: quick)")
    run.add_argument(
        "-n", dest="workers", default="auto", help="worker processes (default: one a core; 0: none)"
    )
    run.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where float64 runs")
    run.add_argument("--seed", type=int, help="reproduces a run (default: 0)")
    run.add_argument("--hunt", type=int, metavar="STEPS", help="ascent steps a claim; 0 turns the hunt off")
    folder = run.add_mutually_exclusive_group()
    folder.add_argument("--out", metavar="DIR", help="folder of the run (default: reports/run-TIME)")
    run.add_argument(
        "--since", metavar="RUN",
        help="try only what is new, changed or not as expected since RUN, and what depends on it",
    )  # fmt: skip
    run.add_argument(
        "--watch", action="store_true",
        help="run, then on every save of a Python file try what changed and show what moved; Ctrl-C ends it",
    )  # fmt: skip
    folder.add_argument(
        "--resume", metavar="DIR", help="finish the run in DIR as it was begun; CLAIMs join it"
    )
    run.add_argument(
        "--time-limit", type=float, metavar="SECONDS",
        help="a claim that takes longer becomes an error; marks the run as not reproducible",
    )  # fmt: skip
    run.set_defaults(command=commands.run)


def _add_claims(subparsers: Any) -> None:
    claims = _add(
        subparsers, "claims", "list the catalogue", "List the claims of a folder.",
        "icl-verify claims 'thm1.*' --json",
    )  # fmt: skip
    claims.add_argument("patterns", nargs="*", metavar="CLAIM", help="globs of claim ids (default: all)")
    claims.add_argument("--json", action="store_true", help="as JSON")
    _add_properties(claims)
    claims.set_defaults(command=commands.list_claims)


def _add_replay(subparsers: Any) -> None:
    replay = _add(
        subparsers, "replay", "judge kept counterexamples again",
        "Judge counterexamples in both arithmetics. Exit 0 when each break is proved again.",
        "icl-verify replay properties/counterexamples/lemma10.smoothness.json",
    )  # fmt: skip
    replay.add_argument("files", nargs="+", type=Path, metavar="FILE", help="counterexample JSON")
    replay.add_argument(
        "--keep", action="store_true",
        help="keep a break that is proved again of a claim that has changed as one of the claim as it stands",
    )  # fmt: skip
    _add_properties(replay, default=None)
    replay.set_defaults(command=commands.replay)


def _add_report(subparsers: Any) -> None:
    report = _add(
        subparsers, "report", "draw a run's page again, compare runs",
        "Draw a run's page again. With --against it compares with the last of the runs named and shows what "
        "became of each claim in all of them.",
        "icl-verify report reports/run-B --against reports/run-A",
    )  # fmt: skip
    report.add_argument("run", type=Path, metavar="RUN", help="a run's folder")
    report.add_argument(
        "--against", type=Path, metavar="RUN", action="append",
        help="an earlier run to compare with; may be given again, oldest first",
    )  # fmt: skip
    instead = report.add_mutually_exclusive_group()
    instead.add_argument("--markdown", action="store_true", help="print a summary for a pull request instead")
    instead.add_argument(
        "--letter", choices=("md", "tex", "html"),
        help="print a letter to the authors instead: each finding with its worked check",
    )  # fmt: skip
    report.set_defaults(command=commands.report)


def _add_keep(subparsers: Any) -> None:
    keep = _add(
        subparsers, "keep", "keep a run's counterexamples with the claims",
        "Copy the smallest counterexamples of a run into PROPERTIES/counterexamples, where every "
        "later run replays them. Read one before you keep it. A glob asks for no mutant.",
        "icl-verify keep reports/run-A lemma10.smoothness",
    )  # fmt: skip
    keep.add_argument("run", type=Path, metavar="RUN", help="a run's folder")
    keep.add_argument("claims", nargs="+", metavar="CLAIM", help="globs of claim ids")
    keep.add_argument("--force", action="store_true", help="replace another counterexample that is kept")
    _add_properties(keep, default=None)
    keep.set_defaults(command=proofs.keep)


def _add_certify(subparsers: Any) -> None:
    certify = subparsers.add_parser(
        "certify",
        help="write a refutation so that other programs check it",
        description="Have a kept counterexample checked by programs that share no line with this one. The "
        "claim's own functions write down its formulas; from them come, beside FILE, a Python script that "
        "needs no package (.check.py; python3 -I -S runs it), a file for Coq with its interval library (.v, "
        "which imports Certificate.v) and the numbers on the way (.worked.json). The formulas, evaluated in "
        "balls, must give the claim's own two sides. What remains trusted: that the formulas are the "
        "statement, and the axioms that Coq prints.",
        epilog="Examples: icl-verify certify properties/counterexamples/lemma5.constant.json --check; "
        "icl-verify certify lemma5.constant.corrected --for-all N=2,K=3,m=1,d=2,H=1",
    )
    certify.add_argument(
        "target", metavar="FILE|CLAIM", help="counterexample JSON; with --for-all a claim id"
    )
    certify.add_argument("--script", type=Path, metavar="OUT", help="write the script there and nothing else")
    certify.add_argument("--coq", type=Path, metavar="OUT", help="write the file for Coq there")
    certify.add_argument(
        "--check", action="store_true",
        help="write nothing: compare with what is kept beside FILE, and run it; exit 1 unless proved",
    )  # fmt: skip
    certify.add_argument(
        "--for-all", nargs="?", const="", metavar="SIZES",
        help="prove an equality that holds for all real instances of a shape, by Coq's field; SIZES as "
        "N=2,K=3 (default: the smallest), other axes at their least",
    )  # fmt: skip
    certify.add_argument(
        "--keep", action="store_true",
        help="with --for-all: keep the theorem in PROPERTIES/theorems once it is proved; runs say so of the "
        "claim as long as it stands unchanged",
    )  # fmt: skip
    _add_properties(certify)
    certify.set_defaults(command=proofs.certify)


def _add_new(subparsers: Any) -> None:
    new = _add(
        subparsers, "new", "write a conjecture's file, ready to fill in",
        "Write PROPERTIES/conjectures/test_NAME.py: a claim that runs as it stands, to be changed. "
        "icl-verify xp lists what its function may call.",
        "icl-verify new my_conjecture",
    )  # fmt: skip
    new.add_argument("name", help="an identifier, say my_conjecture")
    _add_properties(new)
    new.set_defaults(command=commands.new)


def _add_xp(subparsers: Any) -> None:
    listed = _add(
        subparsers, "xp", "list what a claim's function may call",
        "List the operators and the functions of xp = instance.xp that a claim's function may use.",
        "icl-verify xp | grep norm",
    )  # fmt: skip
    listed.set_defaults(command=commands.list_functions)


def _add_hunt(subparsers: Any) -> None:
    hunt = _add(
        subparsers, "hunt", "search where claims are weakest",
        "Climb the tightness of claims. A live line shows the tightest so far; Ctrl-C keeps it.",
        "icl-verify hunt lemma10.smoothness.corrected 'lemma2.*' --minutes 5",
    )  # fmt: skip
    hunt.add_argument(
        "claims", nargs="+", metavar="CLAIM", help="globs of claim ids; each is hunted for as long"
    )
    budget = hunt.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, help="how long (default 1)")
    budget.add_argument("--steps", type=int, help="ascent steps instead, for a reproducible hunt")
    hunt.add_argument("--seed", type=int, default=0, help="reproduces a hunt by steps (default 0)")
    hunt.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where float64 runs")
    hunt.add_argument(
        "--corpus", type=Path, metavar="DIR", help="where the best is kept (default: PROPERTIES/corpus)"
    )
    _add_properties(hunt)
    hunt.set_defaults(command=commands.hunt)


def _add_repair(subparsers: Any) -> None:
    repair = _add(
        subparsers, "repair", "look for what would be true in place of a refuted claim",
        "Say where a claim adds up or compares what is of unlike degree; then propose what would be true "
        "instead: of an equality a missing factor or term or one slip of the formula, of a bound a constant "
        "or a product of powers, of any claim a condition under which it survives. Each proposal is tried on "
        "fresh instances, a bound by hunting, and shown as what it has survived, never as true. Counts bound "
        "it, so that a seed gives it again; where the clock cuts one short all the same, it says so.",
        "icl-verify repair lemma5.constant --write; then icl-verify run conj.lemma5_constant_repaired",
    )  # fmt: skip
    repair.add_argument("claim", help="id of the claim")
    repair.add_argument("--steps", type=int, default=240, help="ascent steps of a hunt (default: 240)")
    repair.add_argument("--seed", type=int, default=0, help="seed of every draw (default: 0)")
    repair.add_argument("--write", action="store_true", help="write the first proposal as a claim of its own")
    _add_properties(repair)
    repair.set_defaults(command=commands.repair)


if __name__ == "__main__":
    command()
