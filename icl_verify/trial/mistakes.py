"""What a user is told of an exception in her own claim: her lines, the instance's sizes, what to write."""

from __future__ import annotations

import difflib
import re
import sysconfig
import traceback
from collections.abc import Mapping
from pathlib import Path

from icl_verify.numerics.namespace import Namespace
from icl_verify.statement.fields import Instance
from icl_verify.statement.names import near_names

PACKAGE = Path(__file__).parents[1]
# Whose lines help nobody: those of the house (theories apart), of packages and of Python itself.
_HOUSE = ("numerics", "records", "statement", "judge", "hunt", "trial", "certify", "repair", "pytest_plugin")
_OTHERS = tuple(
    {*(str(PACKAGE / name) for name in _HOUSE), *(sysconfig.get_path(n) for n in ("stdlib", "purelib"))}
)
_FUNCTIONS = tuple(name for name in vars(Namespace) if not name.startswith("_"))

_XP = "write the function of xp = instance.xp in its place: a statement runs in balls as well"
# What an exception's text matches, and what to write instead.
_ADVICE = (
    (r"must be Tensor, not (Ball|Symbolic)Array|expected Tensor as element", _XP),
    (r"does not support ufuncs|^numpy's|is not a NumPy array|expected np\.ndarray", _XP),
    (r"must be a (BallArray|tensor), got (Tensor|ndarray)", _XP),
    (
        r"has no truth value|is not ordered|Boolean value of Tensor",
        "a statement is of a whole batch: write xp.maximum, xp.minimum or an assumption in place of if or <",
    ),
    (
        r"is not a float|only one element tensors|a Tensor with \d+ elements cannot be converted",
        "a statement is of a whole batch: leave out float() and item(), and take roots by xp.sqrt",
    ),
    (r"does not support item assignment", "write xp.concat or xp.stack in place of an assignment"),
    (
        r"size of tensor a|could not be broadcast|must broadcast|must have as many axes|as first axis",
        "the batch is the first axis of every array: x[:, None] adds an axis behind it",
    ),
    (
        r"cannot be multiplied|xpected size for first two dimensions|must be matrices|1D tensors expected",
        "@ multiplies the last two axes of (batch, rows, columns); xp.sum(x * y, axis=-1) is the inner "
        "product of vectors",
    ),
    (
        r"axis must lie|Dimension out of range|too many indices",
        "the batch is axis 0, so the axes of an instance count from 1, or from the end as -1, -2",
    ),
    (r"int too (big|large)|Overflow when unpacking", "write xp.const(p, q) for a large number"),
    (r"'Fraction'", "write xp.const(p, q) for a Fraction"),
)


class Mistake(Exception):
    """What a user did, in words for her: the text is all that is shown."""

    @property
    def line(self) -> str:
        """Its last line, without the lines of her own that lead there."""
        return str(self).strip().splitlines()[-1]


def told(error: BaseException, sizes: Mapping[str, int] | None = None, arithmetic: str = "") -> str | None:
    """The user's own lines and, in the last one, what went wrong, where and what to write.

    None where no line of hers is among them.

    Arguments:
        sizes: of the instance on which it went wrong.
        arithmetic: in which it did, in words.
    """
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith(_OTHERS)]
    own = [f for f in frames if not f.filename.startswith("<") and Path(f.filename).is_file()]
    if not own:
        return None
    last = own[-1]
    message = " ".join(str(error).split()) or "no message"
    parts = [f"{type(error).__name__}: {message.rstrip('.')}", _declared(error) or advice(message)]
    said = "; ".join(part for part in parts if part)
    place = f"{Path(last.filename).name}:{last.lineno}: {last.line}"
    noted = getattr(error, "__notes__", None)
    on = noted[0] if noted else f"on an instance with {shown(sizes)}" if sizes else ""
    inside = f", in {arithmetic}" if arithmetic and not noted else ""
    return "".join(traceback.format_list(own)) + f"{said} ({f'{place} {on}'.strip()}{inside})"


def complaint(error: BaseException) -> str:
    """What is said of whatever ended a trial: the user's lines where some are hers, else all of them."""
    if isinstance(error, Mistake):
        return str(error)
    return told(error) or "".join(traceback.format_exception(error))


def shown(sizes: Mapping[str, int]) -> str:
    """Sizes in a line."""
    return ", ".join(f"{name} = {size}" for name, size in sizes.items())


def _declared(error: BaseException) -> str:
    """What an instance has, for one that was asked for something else; empty for other exceptions."""
    if not (isinstance(error, AttributeError) and isinstance(error.obj, Instance)):
        return ""
    instance = error.obj
    near = near_names(str(error.name), [*instance.fields, *instance.axes], 0.6)
    meant = f"{near[0]} may be meant; " if near else ""
    return f"{meant}its fields are {', '.join(instance.fields)}, its sizes {', '.join(instance.axes)}"


def advice(message: str) -> str:
    """What to write instead, by an exception's text; empty where that is not known."""
    missing = re.search(
        r"'(BallArray|SymbolicArray|Float64|Balls|Symbolic)' object has no attribute '(\w+)'", message
    )
    if missing:
        return _in_place_of(missing[2], of_array=missing[1].endswith("Array"))
    return next((said for pattern, said in _ADVICE if re.search(pattern, message)), "")


def _in_place_of(name: str, *, of_array: bool) -> str:
    """What there is in place of a method of arrays, or of a function that the namespace has not."""
    near = difflib.get_close_matches(name, _FUNCTIONS, n=1)
    if name in _FUNCTIONS:
        return f"write xp.{name}(x, ...) with xp = instance.xp"
    if near and not of_array:
        return f"xp.{near[0]} may be meant"
    return f"a statement uses operators and these functions of xp alone: {', '.join(_FUNCTIONS)}"
