"""Small edits of the formulas that a claim runs: one read, one constant, one sign, one factor at a time.

An edit is the code of one function; while it is in force (``edited``) every claim runs the changed formula,
so that edits are tried in a process of their own.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import re
import textwrap
import types
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Instance

DEPTH = 3  # calls between a claim's function and one that is edited
MOST_FUNCTIONS = 12
MOST_QUANTITIES = 12  # of a function that are read in place of one another
_GROUND = ("icl_verify.numerics", "icl_verify.statement", "torch", "numpy")


@dataclass(frozen=True)
class Edit:
    """One function with one thing changed.

    Attributes:
        function: the plain function.
        code: what takes its code's place.
        line: where, in its file.
        before, after: the expression as it stands and as it would be.
        complexity: small for what a slip of the pen does first.
        changes_degree: whether it may give a formula another degree (a power, a factor that is no number).
    """

    function: types.FunctionType
    code: types.CodeType
    line: int
    before: str
    after: str
    complexity: float
    changes_degree: bool

    def __str__(self) -> str:
        """In words, the place after them in brackets; the instance that things are read off goes unnamed."""
        name = "".join(self.function.__code__.co_varnames[:1]) or "instance"
        owner = re.compile(rf"\b{name}\.(?=\w)|(?<=\w)\({name}\)")
        before, after = (owner.sub("", said) for said in (self.before, self.after))
        return f"{after} in place of {before} [line {self.line} of {self.function.__name__}]"


@contextlib.contextmanager
def edited(edit: Edit) -> Iterator[None]:
    """Run the function so changed within the block."""
    kept = edit.function.__code__
    edit.function.__code__ = edit.code
    try:
        yield
    finally:
        edit.function.__code__ = kept


def edits(claim: Claim) -> list[Edit]:
    """Every edit of the functions that a claim's sides run, the claim's own first."""
    kind = claim.population.kind
    found: list[Edit] = []
    for depth, function in _reached(claim.function):
        found += _of_function(function, kind, depth)
    return found


def _reached(root: Any) -> list[tuple[int, types.FunctionType]]:
    """The functions that may be edited, with the number of calls that lead to each."""
    found: dict[types.FunctionType, int] = {}
    waiting = [(0, inspect.unwrap(root))]
    while waiting:
        depth, function = waiting.pop(0)
        if function in found or not isinstance(function, types.FunctionType) or len(found) >= MOST_FUNCTIONS:
            continue
        if function.__module__.startswith(_GROUND) or function.__closure__:
            continue
        found[function] = depth
        if depth < DEPTH:
            named = (function.__globals__.get(name) for name in function.__code__.co_names)
            waiting += [(depth + 1, inspect.unwrap(f)) for f in named if inspect.isfunction(f)]
    return [(depth, function) for function, depth in found.items()]


def _of_function(function: types.FunctionType, kind: type[Instance], depth: int) -> Iterator[Edit]:
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):
        return
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        return
    definition.decorator_list = []
    ast.increment_lineno(tree, first - 1)
    places = _places(tree)
    for node, replacement, cost in _changes(definition, kind):
        try:
            with _in_place(places[node], node, replacement):
                code = _code(compile(tree, function.__code__.co_filename, "exec"), function.__name__)
        except (SyntaxError, ValueError, TypeError):
            continue
        if code is not None and code.co_freevars == function.__code__.co_freevars:
            before, after = ast.unparse(node), ast.unparse(replacement)
            scales = _changes_degree(node, replacement)
            yield Edit(function, code, node.lineno, before, after, cost + 0.5 * depth, scales)


def _changes(definition: ast.FunctionDef, kind: type[Instance]) -> Iterator[tuple[ast.expr, ast.expr, float]]:
    """(node, what takes its place, cost) of every edit of a function's body."""
    sizes = [name for name, axis in kind.axes.items() if not axis.count]
    numbers = [n for n, f in kind.fields.items() if f.kind == "positive" and not f.axes]
    owner = definition.args.args[0].arg if definition.args.args else ""
    body = [node for statement in definition.body for node in ast.walk(statement)]
    for node in body:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            for names in (sizes, numbers):
                if node.attr in names:
                    yield from (
                        (node, ast.Attribute(node.value, other, ast.Load()), 1.0)
                        for other in names if other != node.attr
                    )  # fmt: skip
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in sizes and owner:
            yield from ((node, _read(owner, other), 1.0) for other in sizes if other != node.id)
        elif isinstance(node, ast.BinOp):
            yield from _of_operation(node, owner, sizes, numbers)
        elif isinstance(node, ast.Call):
            yield from ((a, ast.Constant(v), 1.5) for a in node.args for v in _other_integers(a))
    yield from _exchanges(body, owner)


def _exchanges(body: Sequence[ast.AST], owner: str) -> Iterator[tuple[ast.expr, ast.expr, float]]:
    """Two things that stand together the other way round; one quantity that is read in place of another."""
    for node in body:
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) == 2:
            yield node, ast.Tuple(node.elts[::-1], ast.Load()), 1.5
        elif isinstance(node, ast.Call) and len(node.args) == 2 and not node.keywords:
            yield node, ast.Call(node.func, node.args[::-1], []), 2.0
        elif _is_transposed(node):
            yield node, node.args[0], 1.5
    named = {n.id for n in body if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - {"xp"}
    read = [node for node in body if _is_quantity(node, owner, named)]
    texts = {ast.unparse(node): node for node in read}
    for node in read if len(texts) <= MOST_QUANTITIES else ():
        # A copy: a name may be part of what takes its place.
        others = (copy.deepcopy(other) for text, other in texts.items() if text != ast.unparse(node))
        # Names are of quantities that stand above; what is named below raises, and such an edit is dropped.
        yield from ((node, other, 1.5) for other in others)


def _is_transposed(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == "transpose" and len(node.args) == 1


def _is_quantity(node: ast.AST, owner: str, named: Collection[str]) -> TypeGuard[ast.expr]:
    """A name that the function gives, or another function of the instance alone."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and [ast.unparse(a) for a in node.args] == [owner]
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in named


def _of_operation(
    node: ast.BinOp, owner: str, sizes: Sequence[str], numbers: Sequence[str]
) -> Iterator[tuple[ast.expr, ast.expr, float]]:
    two, left, right = ast.Constant(2), node.left, node.right
    for side in (left, right):
        yield from ((side, ast.Constant(v), 1.5) for v in _other_integers(side))
    if isinstance(node.op, ast.Pow):
        yield node, left, 1.0
        return
    if isinstance(node.op, ast.Mult | ast.Div):
        yield node, left, 2.0
        if isinstance(node.op, ast.Mult):
            yield node, right, 2.0
        for side in (left, right):
            if not isinstance(side, ast.Constant) and _is_plain(side):
                yield side, ast.BinOp(side, ast.Pow(), two), 1.5
        if not isinstance(right, ast.Constant):
            other = ast.Div() if isinstance(node.op, ast.Mult) else ast.Mult()
            yield node, ast.BinOp(left, other, right), 2.0
    if isinstance(node.op, ast.Add | ast.Sub):
        flipped = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield node, ast.BinOp(left, flipped, right), 1.0
        yield node, left, 2.0
        yield node, right, 2.5
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        for side in (left, right):
            if isinstance(side, ast.Constant) or not _is_plain(side):
                continue
            yield side, ast.BinOp(side, ast.Mult(), two), 1.5
            yield side, ast.BinOp(side, ast.Div(), two), 1.5
            for name in sizes if owner else ():
                yield side, ast.BinOp(side, ast.Mult(), _read(owner, name)), 2.0
                yield side, ast.BinOp(side, ast.Div(), _read(owner, name)), 2.0


def _changes_degree(node: ast.expr, replacement: ast.expr) -> bool:
    """A power put on or taken off, or a factor dropped, or moved across the fraction bar."""
    powers = [isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow) for n in (node, replacement)]
    if any(powers):
        return True
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)


def _is_plain(node: ast.expr) -> bool:
    """Whether a factor may stand at this operand without repeating the edit of one inside it."""
    return not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div))


def _other_integers(node: ast.expr) -> list[int]:
    if not isinstance(node, ast.Constant) or type(node.value) is not int or not node.value > 0:
        return []
    value = node.value
    near = {value - 1, value + 1, 2 * value, value // 2 if value % 2 == 0 else 0, 1}
    return sorted(near - {0, value})


def _read(owner: str, name: str) -> ast.expr:
    return ast.Attribute(ast.Name(owner, ast.Load()), name, ast.Load())


def _places(tree: ast.Module) -> dict[ast.AST, tuple[Any, Any]]:
    """Where every node hangs: a list and an index, or a node's attributes and a name."""
    found: dict[ast.AST, tuple[Any, Any]] = {}
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                found[value] = (vars(parent), name)
            elif isinstance(value, list):
                found.update(
                    {child: (value, i) for i, child in enumerate(value) if isinstance(child, ast.AST)}
                )
    return found


@contextlib.contextmanager
def _in_place(place: tuple[Any, Any], node: ast.expr, replacement: ast.expr) -> Iterator[None]:
    """Hang another node in a node's place within the block: hundreds of edits need no copies of the tree."""
    holder, key = place
    if not hasattr(replacement, "lineno"):
        ast.fix_missing_locations(ast.copy_location(replacement, node))
    holder[key] = replacement
    try:
        yield
    finally:
        holder[key] = node


def _code(module: types.CodeType, name: str) -> types.CodeType | None:
    found = (c for c in module.co_consts if isinstance(c, types.CodeType) and c.co_name == name)
    return next(found, None)


def running(edit: Edit, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as it is while the edit is in force."""

    def changed(*given: Any, **named: Any) -> Any:
        with edited(edit):
            return function(*given, **named)

    return changed
